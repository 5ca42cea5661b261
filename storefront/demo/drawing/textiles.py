# ruff: noqa: E501 (outlines are one word, however long)
"""Textiles: linen, wool, silk and waffle cotton."""

from collections.abc import Callable

from .cloth import folded, fringe, hanging, puffed
from .colour import PALETTE, darker, lighter, mix
from .material import linen, stitches, stone, wood, wool
from .shape import MARK, ellipse, rounded
from .studio import SHADOW, Sheet


def _label(s: Sheet, x: float, y: float, turn: float = 0, tone: str = "#f3e9d6") -> str:
    """The woven brand label: the folded lantern on a small flag of cloth."""
    return (
        f'<g transform="translate({x} {y}) rotate({turn})">'
        f'<rect x="2" y="3" width="54" height="70" fill="{SHADOW}" opacity=".35" {s.blur(3)}/>'
        f'<rect width="54" height="70" rx="2" fill="{tone}"/>'
        f'<path d="{MARK}" fill="none" stroke="#2b3442" stroke-width="3.4" stroke-linejoin="round" '
        'transform="translate(27 38) scale(.6)"/>'
        '<path d="M4 5h46" stroke="#2b3442" stroke-width="1.4" stroke-dasharray="4 3" '
        'opacity=".5"/></g>'
    )


def linen_throw(s: Sheet, colour: str) -> str:
    """A fringed throw that hangs over an oak rail."""
    c = PALETTE[colour]
    weave = linen(s)
    band = mix(c, "#f6eddc", 0.7) if colour != "sand" else "#a9865c"
    bands = "".join(
        f'<path d="M200 {y}q110 8 210 0t210 4t210 -3t190 2" stroke="{band}" stroke-width="{w}" '
        'fill="none" opacity=".75"/>'
        for y, w in ((742, 22), (780, 7), (800, 7))
    )
    back, back_path = hanging(s, 410, 214, 470, 560, darker(c, 0.3), folds=4, seed=4,
                              texture=weave)  # fmt: skip
    front, path = hanging(s, 318, 208, 500, 650, c, folds=5.4, seed=2, texture=weave, over=bands,
                          contrast=0.55, flare=20)  # fmt: skip
    rail = rounded(120, 206, 960, 30, 15)
    straps = "".join(
        s.cast(rounded(x, -20, 26, 244, 4), 26, 10, 10, 0.2)
        + s.solid(rounded(x, -20, 26, 262, 6), "#8a5a3a", depth=8)
        + stitches(f"M{x + 6} 0V226M{x + 20} 0V226", "#e0b98a", 2, "8 6")
        for x in (200, 972)
    )
    return (
        s.cast(rail, 44, 46, 14, 0.24)
        + s.cast(path, 56, 46, 30, 0.26)
        + s.cast(back_path, 40, 40, 24, 0.2)
        + s.solid(rail, PALETTE["natural"], depth=10, texture=wood(s))
        + straps
        + back
        + fringe(s, 404, 776, 482, 62, darker(c, 0.3), 5)
        + front
        + fringe(s, 304, 858, 528, 84, c)
        + _label(s, 770, 700, 2)
    )


def wool_blanket(s: Sheet, colour: str) -> str:
    """A thick blanket folded in three, bound with blanket stitch."""
    c = PALETTE[colour]
    line = lighter(c, 0.55) if colour == "ink" else darker(c, 0.4)
    check = "".join(
        f'<path d="M{x} 1000V650Q{x + 2} 600 {600 + (x - 600) * 0.84:.0f} 380" stroke="{line}" '
        f'stroke-width="{w}" opacity=".55" fill="none"/>'
        for x in range(210, 1010, 132)
        for w in (9,)
    ) + "".join(
        f'<path d="M150 {y}H1050" stroke="{line}" stroke-width="{w}" opacity=".5"/>'
        for y, w in ((470, 6), (540, 8), (742, 9), (852, 9), (950, 9))
    )
    hem = "".join(
        f'<path d="M{x} 662l-3 26" stroke="{lighter(c, 0.75)}" stroke-width="5" '
        'stroke-linecap="round"/>'
        for x in range(214, 996, 24)
    )
    seam = '<path d="M206 688Q600 696 996 688" stroke="{}" stroke-width="5" fill="none"/>'
    return (
        folded(s, 190, 985, 820, 3, 112, c, deep=230, texture=wool(s), over=check, seed=6)
        + f'<g opacity=".85">{seam.format(lighter(c, 0.75))}{hem}</g>'
        + _label(s, 830, 690, -1)
    )


def _pattern(s: Sheet, kind: str, dark: str) -> str:
    if kind == "waves":
        arcs = "".join(
            f'<circle cx="{x}" cy="{y}" r="{r}" fill="#f3ead9" stroke="{dark}" stroke-width="3.2"/>'
            for row, y in enumerate(range(-300, 380, 24))
            for x in range(-220 + 42 * (row % 2), 260, 84)
            for r in (40, 28, 16)
        )
        return arcs
    if kind == "stripes":
        return "".join(
            f'<rect x="{x}" y="-340" width="{w}" height="680" fill="{dark}" opacity=".9"/>'
            for x in range(-190, 190, 54)
            for w in (22,)
        ) + "".join(f'<rect x="{x + 30}" y="-340" width="4" height="680" fill="{dark}"/>'
                    for x in range(-190, 190, 54))  # fmt: skip
    return "".join(
        f'<path d="M{x - 7} {y}h14M{x} {y - 7}v14" stroke="#f3ead9" stroke-width="4"/>'
        for row, y in enumerate(range(-310, 320, 38))
        for x in range(-180 + 19 * (row % 2), 190, 38)
    )


def tea_towel_set(s: Sheet, colour: str) -> str:
    """Three towels fanned out, each with a print of its own."""
    c = PALETTE[colour or "indigo"]
    weave = linen(s)
    out = ""
    for kind, base, x, y, turn in (
        ("stripes", "#f1e7d5", 400, 600, -17),
        ("dots", c, 600, 580, -2),
        ("waves", "#f3ead9", 800, 610, 13),
    ):
        path = rounded(-190, -330, 380, 660, 8)
        fold = s.linear([(0, "#fff", 0.25), (0.46, "#fff", 0.02), (0.495, SHADOW, 0.3),
                         (0.51, "#fff", 0.35), (0.56, "#fff", 0), (1, SHADOW, 0.18)],
                        (-190, 0), (190, 0))  # fmt: skip
        thread = lighter(c, 0.75) if kind == "dots" else c
        out += (
            f'<g transform="translate({x} {y}) rotate({turn})">'
            + s.cast(path, 20, 24, 18, 0.34)
            + s.cast(path, 5, 7, 4, 0.4)
            + s.line("M-20 -328q20 -46 40 0", lighter(base, 0.2), 10)
            + f'<path d="{path}" fill="{darker(base, 0.25)}" transform="translate(6 7)"/>'
            + s.solid(
                path,
                base,
                depth=14,
                dark=0.25,
                light=0.3,
                texture=weave,
                over=_pattern(s, kind, c) + f'<path d="{path}" fill="{fold}"/>',
            )  # fmt: skip
            + stitches("M-178 -318H178M-178 318H178M-178 -318V318M178 -318V318", thread, 2, "7 5")
            + "</g>"
        )
    return out + _label(s, 872, 812, 13)


def silk_pillowcase(s: Sheet, colour: str) -> str:
    """A filled pillow in heavy silk with a deep flanged hem."""
    c = "#efe4d2" if colour == "paper" else PALETTE[colour]
    streaks = "".join(
        f'<path d="{d}" fill="{darker(c, 0.55)}" opacity=".4" transform="translate(10 26)" '
        f'{s.blur(16)}/><path d="{d}" fill="{lighter(c, 0.9)}" opacity="{o}" {s.blur(soft)}/>'
        for d, o, soft in (
            (
                "M150 400C330 470 470 600 650 600S880 500 1040 470C900 560 780 660 640 656S330 520 150 400Z",
                0.6,
                13,
            ),
            (
                "M170 880C330 780 470 740 640 762S900 800 1040 880C900 850 760 808 640 812S330 830 170 880Z",
                0.5,
                14,
            ),
            ("M330 430C450 400 620 470 760 440C650 500 470 490 330 430Z", 0.75, 11),
            ("M240 560C330 600 420 690 520 700C420 720 300 670 240 560Z", 0.6, 9),
            ("M640 700C740 710 820 660 880 610C840 700 740 750 640 700Z", 0.5, 10),
            ("M420 880C520 856 660 880 780 866C680 902 520 904 420 880Z", 0.4, 8),
        )
    )
    hem = "M850 300C828 520 828 760 858 960"
    flange = (
        f'<path d="{hem}" stroke="{darker(c, 0.6)}" stroke-width="10" fill="none" opacity=".5" '
        f'transform="translate(7 0)" {s.blur(5)}/>'
        f'<path d="{hem}" stroke="{lighter(c, 0.8)}" stroke-width="4" fill="none" opacity=".8" '
        f'transform="translate(-4 0)" {s.blur(1)}/>'
        + stitches("M834 300C812 520 812 760 842 960", lighter(c, 0.3), 2.4, "7 6")
    )
    body, path = puffed(s, 600, 640, 940, 600, c, over=streaks + flange, pinch=0.1, depth=120)
    return (
        s.ground(600, 912, 420, tilt=0.09, reach=0.4)
        + s.cast(path, 30, 26, 20, 0.2)
        + body
        + f'<path d="{path}" fill="none" stroke="{lighter(c, 0.5)}" stroke-width="5" '
        'stroke-linejoin="round" opacity=".7"/>'
        + f'<path d="{path}" fill="none" stroke="{darker(c, 0.5)}" stroke-width="1.6" '
        'stroke-linejoin="round" opacity=".5" transform="translate(1 3)"/>'
        + _label(s, 930, 838, -6)
    )


def cushion(s: Sheet, colour: str, cx: float, cy: float, size: float) -> str:
    """One piped cushion, standing; scenes set it on their own seats."""
    c = PALETTE[colour]
    body, path = puffed(s, cx, cy, size, size, c, texture=linen(s), pinch=0.1,
                        depth=size * 0.16)  # fmt: skip
    dent = f"M{cx - 40} {cy - size * 0.42:.0f}Q{cx} {cy - size * 0.2:.0f} {cx + 16} {cy + 20}"
    return (
        body + f'<g {s.clip(path)}><path d="{dent}" stroke="{darker(c, 0.6)}" stroke-width="40" '
        f'fill="none" opacity=".2" {s.blur(22)}/><path d="{dent}" stroke="{lighter(c, 0.6)}" '
        f'stroke-width="30" fill="none" opacity=".28" transform="translate(-44 6)" '
        f"{s.blur(18)}/></g>" + s.line(path, darker(c, 0.12), 13)
    )


def linen_cushion(s: Sheet, colour: str) -> str:
    """A square linen cushion with piping, leaning by the wall."""
    return (
        s.ground(600, 940, 330, tilt=0.12, reach=0.6)
        + f'<g transform="rotate(-4 600 620)">{cushion(s, colour, 600, 610, 700)}'
        + _label(s, 846, 800, -1)
        + "</g>"
    )


def _roll(s: Sheet, c: str, x: float, y: float, w: float, r: float, over: str) -> str:
    body = f"M{x} {y - r}H{x + w}A{r * 0.42:.0f} {r} 0 0 1 {x + w} {y + r}H{x}A{r * 0.42:.0f} {r} 0 0 1 {x} {y - r}Z"
    paint = s.linear([(0, lighter(c, 0.35)), (0.3, lighter(c, 0.1)), (0.6, darker(c, 0.14)),
                      (1, darker(c, 0.5))], (0, y - r), (0, y + r))  # fmt: skip
    end = ellipse(x + w, y, r * 0.42, r)
    spiral = "".join(
        f'<ellipse cx="{x + w - 1}" cy="{y + 2}" rx="{r * 0.42 * k:.1f}" ry="{r * k:.1f}" '
        f'fill="none" stroke="{darker(c, 0.5)}" stroke-width="4" opacity=".55"/>'
        f'<ellipse cx="{x + w - 3}" cy="{y - 2}" rx="{r * 0.42 * k:.1f}" ry="{r * k:.1f}" '
        f'fill="none" stroke="{lighter(c, 0.5)}" stroke-width="4" opacity=".6"/>'
        for k in (0.84, 0.66, 0.48, 0.3, 0.13)
    )
    return (
        s.cast(body, 16, 16, 9, 0.5)
        + s.solid(body, lighter(c, 0.12), paint=paint, depth=20, dark=0.25, light=0.2, over=over)
        + s.solid(end, darker(c, 0.08), depth=14, dark=0.3, light=0.3, over=spiral)
        + f'<path d="M{x + 10} {y + r * 0.5:.0f}H{x + w - 4}" stroke="{darker(c, 0.55)}" '
        f'stroke-width="5" opacity=".5" {s.blur(1.5)}/>'
        + f'<path d="M{x + 10} {y + r * 0.5 + 5:.0f}H{x + w - 4}" stroke="{lighter(c, 0.5)}" '
        'stroke-width="3" opacity=".5"/>'
    )


def _waffle(s: Sheet, c: str) -> str:
    """A grid of little cushions of cloth; an endless pattern."""
    url = s.define(
        '<pattern id="{id}" width="26" height="22" patternUnits="userSpaceOnUse">'
        f'<rect width="26" height="22" fill="{darker(c, 0.3)}" opacity=".5"/>'
        f'<rect x="4" y="4" width="20" height="16" rx="3" fill="{darker(c, 0.62)}" opacity=".42"/>'
        f'<path d="M1.5 22V1.5H26" stroke="{lighter(c, 0.7)}" stroke-width="3.4" fill="none" '
        'opacity=".8"/>'
        f'<path d="M6 19h16V7" stroke="{lighter(c, 0.4)}" stroke-width="2" fill="none" '
        'opacity=".5"/></pattern>'
    )
    return f'<path d="M0 0H1200V1200H0Z" fill="{url}" opacity=".62"/>'


def waffle_towel(s: Sheet, colour: str) -> str:
    """Bath towels folded, the hand towel rolled on top."""
    c = lighter(PALETTE[colour], 0.32)
    grid = _waffle(s, c)
    return (
        folded(s, 220, 1010, 760, 4, 88, c, deep=170, texture=stone(s), over=grid, seed=3)
        + f'<ellipse cx="600" cy="572" rx="300" ry="26" fill="{SHADOW}" opacity=".42" '
        f"{s.blur(12)}/>"
        + '<g transform="translate(0 -62)">'
        + _roll(s, c, 320, 546, 520, 84, grid)
        + s.line("M540 466C540 530 544 600 540 632", "#8a5a3a", 15)
        + s.line("M552 466C554 530 556 600 552 632", "#8a5a3a", 15)
        + s.line("M546 466q-40 -52 -56 -18q-4 26 56 18q40 -52 58 -18q4 26 -58 18", "#8a5a3a", 11)
        + "</g>"
        + _label(s, 856, 934, 0)
    )


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "linen-throw": (linen_throw, ("sand", "moss", "indigo")),
    "wool-blanket": (wool_blanket, ("ochre", "ink")),
    "tea-towel-set": (tea_towel_set, ("indigo",)),
    "silk-pillowcase": (silk_pillowcase, ("paper", "rose", "ink")),
    "linen-cushion": (linen_cushion, ("persimmon", "celadon", "ochre")),
    "waffle-towel": (waffle_towel, ("sand", "moss")),
}
