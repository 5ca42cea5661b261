"""The brand mark: a lantern folded from four facets, and its name drawn in one line width."""

from pathlib import Path

from . import lighting, tea
from .colour import PALETTE
from .room import put, table, wall
from .studio import Sheet

INK = "#1f2a37"

# six facets of the lantern in a 40 by 48 field, lit from the upper left
FACETS = (
    ("M12.5 8L3.5 24L20 27Z", "#f2a861"),
    ("M12.5 8H27.5L20 27Z", "#e8854a"),
    ("M27.5 8L36.5 24L20 27Z", "#d9572b"),
    ("M3.5 24L12.5 43L20 27Z", "#dd6a37"),
    ("M12.5 43H27.5L20 27Z", "#c04a20"),
    ("M36.5 24L27.5 43L20 27Z", "#9c3816"),
)

# baseline 40, height of a small letter 20, of a tall one 32; each letter with its advance
LETTERS = (
    ("M0 9V40H15", 25),
    ("M0 20V30.5A9 9.5 0 0 0 18 30.5V20M18 20V40", 29),
    ("M0 20V40M0 29A8 9 0 0 1 16 29V40M16 29A8 9 0 0 1 32 29V40", 42),
    ("M.2 30H19.6A9.8 10 0 1 0 16.4 37.4", 29.5),
    ("M0 20V40M0 29.5A9 9.5 0 0 1 18 29.5V40", 26),
    ("M13 8.6C8 7.2 5 10 5 15V40M0 20H12", 21),
    ("M.2 30A9.8 10 0 1 0 19.8 30A9.8 10 0 1 0 .2 30", 30),
    ("M0 8V40", 10),
    ("M.2 30A9.8 10 0 1 0 19.8 30A9.8 10 0 1 0 .2 30M19.8 8V40", 20),
)


def _mark() -> str:
    facets = "".join(
        f'<path d="{d}" fill="{tone}" stroke="{tone}" stroke-width=".5" stroke-linejoin="round"/>'
        for d, tone in FACETS
    )
    frame = "M20 1V7M12.5 7.2H27.5M12.5 43.8H27.5"
    return (
        f'{facets}<path d="{frame}" fill="none" stroke="{INK}" stroke-width="2.4" '
        'stroke-linecap="round"/>'
    )


def _name(x: float, tone: str = INK) -> str:
    out = []
    for path, advance in LETTERS:
        out.append(f'<path d="{path}" transform="translate({x:g} 0)"/>')
        x += advance
    return (
        f'<g fill="none" stroke="{tone}" stroke-width="3.5" stroke-linecap="round" '
        f'stroke-linejoin="round">{"".join(out)}</g>'
    )


def mark() -> str:
    """Return the mark alone."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -1 48 48" role="img" '
        f'aria-label="Lumenfold">{_mark()}</svg>\n'
    )


def logo() -> str:
    """Return the mark with the name beside it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="2 -2 292 50" width="164" height="28" '
        f'role="img" aria-label="Lumenfold">{_mark()}{_name(54)}</svg>\n'
    )


def favicon() -> str:
    """Return the mark on a rounded paper tile."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" '
        f'rx="14" fill="#f6f1e7"/><g transform="translate(9.5 4) scale(1.13)">{_mark()}</g></svg>\n'
    )


def sharing_card() -> tuple[str, int, int]:
    """Compose the picture other sites show beside a link to the shop."""
    s = Sheet(1200, 630)
    name = (
        f'<g transform="translate(84 196) scale(1.72)">{_mark()}</g>'
        f'<g transform="translate(80 300) scale(1.62)">{_name(0)}</g>'
        f'<path d="M82 412h64" stroke="{PALETTE["persimmon"]}" stroke-width="5" '
        'stroke-linecap="round"/>'
    )
    return s.svg(
        wall(s, "#f0e5d2", window=0.3), table(s, 500, tone="#c59665"),
        put("ori-table-lamp", lighting.ori_table_lamp(s, "persimmon"), 860, 568, 0.6),
        put("dune-mug", tea.mug(s, "sand"), 1070, 600, 0.28), name,
    ), 1200, 630  # fmt: skip


def write_marks(static: Path) -> None:
    """Write the vector marks into the shop's static folder."""
    pictures = static / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "mark.svg").write_text(mark())
    (pictures / "logo.svg").write_text(logo())
    (static / "favicon.svg").write_text(favicon())
