# ruff: noqa: E501 (outlines are one word, however long)
"""Rooms for the second pictures: tables, shelves, a sofa, fruit, and where things are set down."""

from .backdrop import branch_shadow, window_light
from .colour import PALETTE, darker, lighter
from .material import linen, wood
from .shape import ellipse, rounded
from .studio import SHADOW, Sheet

# the middle and the foot of each drawing on its own sheet
STANDS = {
    "ori-table-lamp": (590, 944), "halo-floor-lamp": (600, 1032), "pebble-night-light": (590, 904),
    "arc-desk-lamp": (440, 950), "lantern-pendant": (600, 600), "tidal-teapot": (610, 892),
    "dune-mug": (575, 880), "celadon-plate": (560, 970), "gaiwan-set": (590, 940),
    "bamboo-tray": (600, 760), "wool-blanket": (600, 985), "linen-cushion": (600, 956),
    "waffle-towel": (600, 990), "canvas-tote": (600, 1008), "roll-top-backpack": (600, 1034),
    "travel-pouch": (600, 936), "sling-bag": (600, 1002), "packing-cubes": (600, 950),
    "dot-notebook": (590, 800), "desk-tray": (600, 780), "felt-desk-mat": (600, 800),
    "washi-tape-set": (560, 980), "sand-timer": (600, 978), "cutting-board": (600, 982),
    "pour-over-dripper": (600, 950), "hand-grinder": (560, 944), "glass-jars": (550, 1000),
    "steamer-basket": (600, 890), "silk-pillowcase": (600, 900), "linen-throw": (568, 210),
}  # fmt: skip


def put(slug: str, fragment: str, x: float, y: float, scale: float) -> str:
    """Set a drawn product down with its foot at (x, y)."""
    cx, foot = STANDS[slug]
    return (
        f'<g transform="translate({x - cx * scale:.1f} {y - foot * scale:.1f}) scale({scale})">'
        f"{fragment}</g>"
    )


def wall(s: Sheet, tone: str, *, evening: bool = False, window: float = 0.36) -> str:
    """Return a plastered wall with the window's light on it."""
    w, h = s.width, s.height
    light, shade = (lighter(tone, 0.1), darker(tone, 0.34)) if evening else (
        lighter(tone, 0.4), darker(tone, 0.13))  # fmt: skip
    paint = s.radial([(0, light), (0.5, tone), (1, shade)], (w * 0.36, h * 0.3), max(w, h) * 0.9)
    out = f'<rect width="{w}" height="{h}" fill="{paint}"/>'
    if not evening:
        out += window_light(s, w * 0.1, h * 0.04, h * 0.46, h * 0.5, window)
        out += branch_shadow(s, w * 0.58, h * -0.08, h * 0.5, 0.12)
    return out


def table(s: Sheet, y: float, *, tone: str = "#c89b6a", edge: float | None = None) -> str:
    """Return a wooden table top from its far edge at y, with a front edge if one is given."""
    w, h = s.width, s.height
    end = edge if edge is not None else h
    top = s.linear([(0, lighter(tone, 0.34)), (0.35, lighter(tone, 0.12)), (1, darker(tone, 0.1))],
                   (0, y), (0, end))  # fmt: skip
    side = s.linear([(0, darker(tone, 0.18)), (1, darker(tone, 0.42))], (0, end), (0, end + 54))
    pool = s.radial([(0, "#fffaf0", 0.5), (1, "#fffaf0", 0)], (w * 0.4, y + (end - y) * 0.4),
                    w * 0.6, 0.24)  # fmt: skip
    grain = wood(s, seed=31, fine=1.5, calm=0.42)
    out = (
        f'<rect x="-20" y="{y - 10}" width="{w + 40}" height="16" fill="{SHADOW}" opacity=".22" '
        f"{s.blur(8)}/>"
        f'<g filter="{grain}"><rect x="0" y="{y}" width="{w}" height="{end - y}" fill="{top}"/>'
    )
    if edge is not None:
        out += f'<rect x="0" y="{end}" width="{w}" height="54" fill="{side}"/>'
    out += f'</g><rect x="0" y="{y}" width="{w}" height="{end - y}" fill="{pool}"/>'
    for share in (0.2, 0.52):
        seam = y + (end - y) * share
        out += (
            f'<path d="M0 {seam:.0f}H{w}" stroke="{darker(tone, 0.6)}" stroke-width="2.4" '
            f'opacity=".4"/><path d="M0 {seam + 2.4:.0f}H{w}" stroke="#fff3dc" '
            'stroke-width="1.6" opacity=".4"/>'
        )
    out += f'<path d="M0 {y + 1}H{w}" stroke="#fff3dc" stroke-width="2.5" opacity=".6"/>'
    if edge is not None:
        under = s.linear([(0, "#3a2416", 0.55), (1, "#3a2416", 0.2)], (0, end + 54), (0, h))
        out += (
            f'<path d="M0 {end}H{w}" stroke="#fff3dc" stroke-width="3" opacity=".5"/>'
            f'<rect y="{end + 54}" width="{w}" height="{max(0, h - end - 54)}" fill="{under}"/>'
        )
    return out


def floor(s: Sheet, y: float, tone: str = "#c9a57a") -> str:
    """Return an oak floor with a skirting board."""
    w, h = s.width, s.height
    paint = s.linear([(0, lighter(tone, 0.2)), (1, darker(tone, 0.18))], (0, y), (0, h))
    boards = "".join(
        f'<path d="M{w * 0.5 + x * 0.5:.0f} {y}L{w * 0.5 + x * 1.3:.0f} {h}" stroke="#5b3818" '
        'stroke-width="2.5" opacity=".28"/>'
        for x in range(-2000, 2001, 250)
    )
    return (
        f'<rect y="{y - 46}" width="{w}" height="46" fill="#f6eee0"/>'
        f'<rect y="{y - 46}" width="{w}" height="3" fill="#fff"/>'
        f'<rect y="{y - 5}" width="{w}" height="8" fill="{SHADOW}" opacity=".35" {s.blur(4)}/>'
        f'<g filter="{wood(s, seed=17, fine=0.5, calm=0.5)}"><rect y="{y}" width="{w}" height="{h - y}" '
        f'fill="{paint}"/></g>{boards}'
    )


def sofa(s: Sheet, x: float, y: float, w: float, tone: str = "#d9cbb4") -> str:
    """Return a linen sofa whose feet stand at y; its seat lies 250 above them."""
    weave = linen(s)
    legs = "".join(
        s.solid(f"M{lx} {y - 60}h34l-8 60h-18z", PALETTE["walnut"], depth=10)
        for lx in (x + 60, x + w - 94)
    )
    back = rounded(x + 40, y - 560, w - 80, 380, 60)
    seat = rounded(x + 60, y - 290, w - 120, 130, 44)
    base = rounded(x + 20, y - 190, w - 40, 140, 26)
    arms = "".join(
        s.cast(rounded(ax, y - 410, 130, 360, 56), 12, 10, 14, 0.25)
        + s.solid(rounded(ax, y - 410, 130, 360, 56), tone, depth=50, dark=0.3, texture=weave)
        for ax in (x, x + w - 130)
    )
    mid = x + w / 2
    return (
        f'<ellipse cx="{mid + 30}" cy="{y - 6}" rx="{w * 0.54}" ry="34" fill="{SHADOW}" '
        f'opacity=".45" {s.blur(18)}/>'
        + legs
        + s.cast(back, 40, 20, 30, 0.2)
        + s.solid(back, tone, depth=70, dark=0.3, texture=weave)
        + f'<path d="M{mid} {y - 550}V{y - 290}" stroke="{darker(tone, 0.6)}" stroke-width="7" '
        f'opacity=".4" {s.blur(3)}/>'
        + s.solid(base, darker(tone, 0.08), depth=40, dark=0.35, texture=weave)
        + s.cast(seat, 0, 12, 10, 0.35)
        + s.solid(seat, lighter(tone, 0.12), depth=44, dark=0.3, texture=weave)
        + f'<path d="M{mid} {y - 286}V{y - 164}" stroke="{darker(tone, 0.6)}" stroke-width="6" '
        f'opacity=".45" {s.blur(2)}/>' + arms
    )


def bench(s: Sheet, x: float, y: float, w: float) -> str:
    """Return a low oak bench; its top lies 250 above y."""
    oak = PALETTE["natural"]
    grain = wood(s, seed=23)
    legs = "".join(
        s.solid(f"M{lx} {y - 210}h40l{d} 210h-30z", darker(oak, 0.12), depth=14, texture=grain)
        for lx, d in ((x + 60, -10), (x + w - 100, 10))
    )
    seat = rounded(x, y - 250, w, 46, 10)
    return (
        f'<ellipse cx="{x + w / 2 + 40}" cy="{y}" rx="{w * 0.52}" ry="26" fill="{SHADOW}" '
        f'opacity=".4" {s.blur(16)}/>'
        + legs
        + s.cast(seat, 10, 30, 16, 0.3)
        + s.solid(seat, oak, depth=20, texture=grain)
        + f'<path d="M{x + 6} {y - 249}H{x + w - 6}" stroke="#fff1d6" stroke-width="4" '
        'opacity=".7"/>'
    )


def shelf(s: Sheet, y: float, x: float, w: float) -> str:
    """Return a wall shelf with its top at y."""
    oak = PALETTE["natural"]
    board = rounded(x, y, w, 40, 6)
    return (
        s.cast(board, 26, 60, 26, 0.3)
        + "".join(
            s.solid(f"M{bx} {y + 36}h16v90q-2 10 -16 6z", PALETTE["brass"], depth=6)
            for bx in (x + 110, x + w - 130)
        )
        + s.solid(board, oak, depth=18, texture=wood(s, seed=29))
        + f'<path d="M{x + 4} {y + 2}H{x + w - 4}" stroke="#fff1d6" stroke-width="3" opacity=".7"/>'
    )


def fruit(s: Sheet, x: float, y: float, r: float, turn: float = 0) -> str:
    """Return a persimmon with its calyx."""
    path = (
        f"M{-r} 0C{-r} {-r * 0.66:.0f} {-r * 0.5:.0f} {-r * 0.82:.0f} 0 {-r * 0.78:.0f}"
        f"C{r * 0.5:.0f} {-r * 0.82:.0f} {r} {-r * 0.66:.0f} {r} 0C{r} {r * 0.6:.0f} "
        f"{r * 0.5:.0f} {r * 0.84:.0f} 0 {r * 0.84:.0f}C{-r * 0.5:.0f} {r * 0.84:.0f} {-r} "
        f"{r * 0.6:.0f} {-r} 0Z"
    )
    leaf = "".join(
        f'<path d="M0 0C{r * 0.16:.0f} {-r * 0.3:.0f} {r * 0.5:.0f} {-r * 0.3:.0f} {r * 0.56:.0f} 0'
        f'C{r * 0.4:.0f} {r * 0.12:.0f} {r * 0.16:.0f} {r * 0.14:.0f} 0 0Z" fill="{tone}" '
        f'transform="rotate({a}) "/>'
        for a, tone in ((-20, "#6f7c46"), (70, "#5a6638"), (160, "#828f55"), (250, "#748149"))
    )
    return (
        f'<g transform="translate({x} {y})">'
        f'<ellipse cx="{r * 0.25}" cy="{r * 0.8}" rx="{r}" ry="{r * 0.24}" fill="{SHADOW}" '
        f'opacity=".5" {s.blur(round(r * 0.12))}/><g transform="rotate({turn})">'
        + s.solid(path, "#e0702c", depth=r * 0.6, dark=0.5, light=0.5)
        + s.gloss(path, -r * 0.4, -r * 0.34, r * 0.26, r * 0.12, -30, 0.7, r * 0.07)
        + f'<g transform="translate(0 {-r * 0.62:.0f}) scale(1 .5)">{leaf}</g>'
        + s.solid(ellipse(0, -r * 0.66, r * 0.09, r * 0.07), "#5d4526", depth=4)
        + "</g></g>"
    )
