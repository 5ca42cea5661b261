"""The brand's colours and the arithmetic of light and shade on them."""

PALETTE = {
    "paper": "#f3e9d6",
    "ink": "#2b3442",
    "persimmon": "#d9572b",
    "celadon": "#93b7a8",
    "ochre": "#d9a441",
    "indigo": "#3b4a7a",
    "sand": "#d8c19b",
    "moss": "#727c52",
    "rose": "#d9a397",
    "natural": "#d9b17c",
    "walnut": "#764a31",
    "brass": "#c99a45",
    "clear": "#dfe7e2",
    "rosewood": "#8a4b3a",
}

SHADE = "#2a1a14"
TINT = "#fff8ea"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies `share` (0..1) of the way from first to second."""
    share = min(1.0, max(0.0, share))
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(colour: str, share: float) -> str:
    """Return the colour as it looks in warm shade."""
    return mix(colour, SHADE, share)


def lighter(colour: str, share: float) -> str:
    """Return the colour as it looks in warm light."""
    return mix(colour, TINT, share)


def lit(colour: str, amount: float) -> str:
    """Shade for a negative amount, tint for a positive one (-1..1)."""
    return lighter(colour, amount) if amount >= 0 else darker(colour, -amount)
