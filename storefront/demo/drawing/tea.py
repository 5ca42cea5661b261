# ruff: noqa: E501 (outlines are one word, however long)
"""Tea and table: glazed stoneware, porcelain and bamboo."""

import math
from collections.abc import Callable

from .colour import PALETTE, darker, lighter, mix
from .material import speckled, stone, wood
from .shape import View, ellipse, rounded, smooth, turned
from .solids import groove, mouth, radius_at, slab, slab_shadow
from .studio import Sheet

CLAY = "#b98f68"


def _dip(s: Sheet, line: str, colour: str, width: tuple[float, float]) -> str:
    """Raw clay below a glaze line, with the darker lip where the glaze ran thick."""
    x0, x1 = width
    area = f"{line}L{x1} 1200L{x0} 1200Z"
    return (
        f'<path d="{area}" fill="{s.round_paint(CLAY, 0.8)}"/>'
        f'<path d="{line}" fill="none" stroke="{darker(colour, 0.35)}" stroke-width="9" '
        f'opacity=".55" transform="translate(0 -5)" {s.blur(3)}/>'
        f'<path d="{line}" fill="none" stroke="{lighter(colour, 0.6)}" stroke-width="2.5" '
        'opacity=".7" transform="translate(0 -1)"/>'
    )


def tidal_teapot(s: Sheet, colour: str) -> str:
    """A round pot under a bamboo bow handle, dipped to a tide line."""
    c = PALETTE[colour]
    cx = 610
    prof = [(122, 486), (196, 520), (268, 606), (284, 700), (252, 800), (176, 874), (136, 892)]
    body = turned(cx, prof)
    lid = [(14, 420), (62, 430), (104, 456), (124, 486), (124, 494)]
    knob = [(20, 368), (34, 384), (32, 402), (16, 416), (18, 430)]
    spout = smooth([(400, 640), (330, 600), (286, 520), (236, 452), (190, 448), (206, 500),
                    (236, 590), (290, 716), (400, 800)]) + "Z"  # fmt: skip
    tide = "M300 790Q390 742 470 792T640 786T790 800T930 770"
    bow = "M430 532C400 180 810 180 792 532"
    return (
        s.ground(cx, 884, 200)
        + f'<path d="{bow}" fill="none" stroke="#3a2416" stroke-width="26" opacity=".14" '
        f'transform="translate(80 50)" {s.blur(18)}/>'
        + s.line(bow, "#c89a5c", 27)
        + "".join(
            f'<path d="M-14 0h28" stroke="#6b4320" stroke-width="3.6" opacity=".7" '
            f'transform="translate({x} {y}) rotate({turn})"/>'
            for x, y, turn in (
                (434, 420, 12),
                (478, 334, 38),
                (606, 268, 90),
                (742, 334, -40),
                (785, 420, -14),
            )
        )
        + "".join(
            s.line(f"M{x - 16} {y}q16 7 32 0", "#8a5a2c", 8)
            for x, y in ((431, 490), (431, 500), (431, 510), (791, 490), (791, 500), (791, 510))
        )
        + s.solid(spout, c, depth=46, dark=0.5, light=0.45, texture=stone(s))
        + f'<ellipse cx="212" cy="456" rx="25" ry="10" transform="rotate(14 212 456)" '
        f'fill="{darker(c, 0.7)}" stroke="{lighter(c, 0.5)}" stroke-width="4"/>'
        + s.lathe(
            cx, prof, c, texture=speckled(s), depth=60, dark=0.36, over=_dip(s, tide, c, (300, 930))
        )  # fmt: skip
        + s.solid(ellipse(431, 540, 19, 17), darker(c, 0.1), depth=10)
        + s.solid(ellipse(791, 540, 19, 17), darker(c, 0.2), depth=10)
        + s.gloss(body, 456, 620, 30, 84, 24, 0.75, 9)
        + s.gloss(body, 500, 560, 12, 22, 40, 0.7, 4)
        + s.gloss(spout, 258, 560, 9, 60, -28, 0.6, 5)
        + f'<ellipse cx="{cx}" cy="494" rx="128" ry="37" fill="{darker(c, 0.55)}" opacity=".6" '
        f"{s.blur(3)}/>"
        + s.lathe(cx, lid, c, texture=speckled(s), depth=30)
        + s.gloss(turned(cx, lid), 548, 460, 34, 10, -22, 0.7, 5)
        + s.lathe(cx, knob, c, depth=12)
        + s.gloss(turned(cx, knob), 598, 384, 8, 6, 0, 0.9, 2)
    )


def mug(s: Sheet, colour: str, *, steam: bool = True) -> str:
    """The mug alone, standing at (575, 880), so scenes can set it down elsewhere."""
    c = PALETTE[colour]
    cx = 575
    prof = [(186, 440), (186, 560), (182, 690), (170, 800), (146, 866), (128, 880)]
    body = turned(cx, prof)
    dune = "M380 760C450 700 520 700 580 746S700 800 780 720"
    handle = "M742 536C880 486 930 610 874 706C840 764 790 788 738 786"
    inner = "#efe3cc" if colour in ("ink", "persimmon") else c
    return (
        s.ground(cx, 872, 160)
        + s.line(handle, darker(c, 0.1), 42, shine=0.6)
        + s.lathe(
            cx, prof, c, texture=speckled(s), depth=44, over=_dip(s, dune, c, (380, 780))
        )  # fmt: skip
        + s.gloss(body, 448, 610, 17, 110, 2, 0.6, 8)
        + s.gloss(body, 486, 540, 7, 40, 2, 0.6, 3)
        + mouth(s, cx, 440, 186, 13, c, liquid="#9a5426", level=0.42, inside=inner)
        + (s.steam(cx - 10, 430, 270, 0.6) if steam else "")
    )


def dune_mug(s: Sheet, colour: str) -> str:
    """A hand-filling mug with a dune of bare clay, full of tea."""
    return mug(s, colour)


def bowl(s: Sheet, colour: str, cx: float, foot: float, size: float) -> str:
    """One rippled bowl standing at (cx, foot)."""
    c = PALETTE[colour]
    base = [(300, -262), (292, -214), (262, -140), (206, -70), (140, -28), (112, -14), (114, 0)]
    prof = [(r * size, foot + y * size) for r, y in base]
    top = foot - 262 * size
    rings = "".join(
        groove(s, cx, foot + y * size, radius_at(prof, foot + y * size), deep=0.26, width=7 * size)
        for y in (-226, -192, -158, -124, -92, -62)
    )
    inside = "".join(
        f'<ellipse cx="{cx}" cy="{top + (300 - r) * 0.34 * size:.0f}" rx="{r * size:.0f}" '
        f'ry="{r * 0.28 * size:.0f}" fill="none" stroke="{darker(c, 0.5)}" '
        f'stroke-width="{5 * size:.1f}" opacity=".3"/>'
        f'<ellipse cx="{cx}" cy="{top + (300 - r) * 0.34 * size + 4:.0f}" rx="{r * size:.0f}" '
        f'ry="{r * 0.28 * size:.0f}" fill="none" stroke="{lighter(c, 0.7)}" '
        f'stroke-width="{4 * size:.1f}" opacity=".34"/>'
        for r in (250, 208, 166, 124, 82, 42)
    )
    rim = ellipse(cx, top, 288 * size, 288 * size * 0.3)
    return (
        s.ground(cx, foot - 4, 150 * size, reach=1.5)
        + s.lathe(cx, prof, c, texture=speckled(s), depth=70 * size, dark=0.4, over=rings)
        + s.gloss(
            turned(cx, prof), cx - 190 * size, foot - 190 * size, 26 * size, 70 * size, 18, 0.6, 9
        )  # fmt: skip
        + mouth(s, cx, top, 300 * size, 11 * size, c)
        + f"<g {s.clip(rim)}>{inside}</g>"
        + s.gloss(rim, cx + 120 * size, top + 34 * size, 90 * size, 16 * size, -12, 0.5, 9)
    )


def ripple_bowl(s: Sheet, colour: str) -> str:
    """The large bowl with the small one in front of it."""
    return bowl(s, colour, 520, 850, 1.12) + bowl(s, colour, 840, 960, 0.62)


def _plate_face(s: Sheet, c: str, r: float) -> str:
    """A round plate seen from above, centred on the origin, with carved petals."""
    petals = ""
    for i in range(24):
        a, b = math.tau * i / 24, math.tau * (i + 0.5) / 24
        x0, y0, x1, y1 = (r * 0.62 * math.cos(a), r * 0.62 * math.sin(a),
                          r * 0.94 * math.cos(b), r * 0.94 * math.sin(b))  # fmt: skip
        e = math.tau * (i + 1) / 24
        petals += (
            f"M{x0:.1f} {y0:.1f}Q{r * 0.86 * math.cos(a):.1f} {r * 0.86 * math.sin(a):.1f} "
            f"{x1:.1f} {y1:.1f}Q{r * 0.86 * math.cos(e):.1f} {r * 0.86 * math.sin(e):.1f} "
            f"{r * 0.62 * math.cos(e):.1f} {r * 0.62 * math.sin(e):.1f}"
        )
    wash = s.linear([(0, lighter(c, 0.42)), (0.5, c), (1, darker(c, 0.3))], (-r, -r), (r, r))
    well = s.linear([(0, darker(c, 0.3)), (0.45, c), (1, lighter(c, 0.45))],
                    (-r * 0.6, -r * 0.6), (r * 0.6, r * 0.6))  # fmt: skip
    return (
        f'<circle r="{r}" fill="{wash}"/>'
        f'<path d="{petals}" fill="none" stroke="{darker(c, 0.42)}" stroke-width="3.4" '
        'opacity=".45"/>'
        f'<path d="{petals}" fill="none" stroke="{lighter(c, 0.8)}" stroke-width="2.6" '
        'opacity=".55" transform="translate(2.4 2.6)"/>'
        f'<circle r="{r * 0.6:.0f}" fill="{well}" {s.blur(3)}/>'
        f'<circle r="{r * 0.55:.0f}" fill="{c}" {s.blur(10)}/>'
        f'<circle r="{r - 3}" fill="none" stroke="{lighter(c, 0.85)}" stroke-width="5" '
        'opacity=".75"/>'
        f'<circle r="{r * 0.985:.0f}" fill="none" stroke="{darker(c, 0.4)}" stroke-width="2" '
        'opacity=".4"/>'
    )


def celadon_plate(s: Sheet, colour: str) -> str:
    """A plate on its stand behind, another lying before it."""
    c = PALETTE[colour or "celadon"]
    face = ellipse(0, 0, 318, 318)
    lying = [(318, 900), (296, 926), (210, 952), (170, 962)]
    return (
        s.ground(610, 826, 250, tilt=0.2)
        + s.cast(ellipse(600, 490, 318, 330), 62, 40, 26, 0.26)
        + s.line("M500 800C470 640 480 560 520 480", PALETTE["walnut"], 18)
        + f'<g transform="translate(600 492) scale(1 1.02)"><g filter="{speckled(s)}">'
        + f'<circle r="318" fill="{darker(c, 0.5)}" transform="translate(7 6)"/>'
        + _plate_face(s, c, 318)
        + "</g>"
        + s.gloss(face, -170, -196, 150, 34, -46, 0.6, 14)
        + s.gloss(face, 120, 130, 70, 20, -46, 0.35, 12)
        + "</g>"
        + "".join(
            s.line(f"M{x} 838C{x - 4} 822 {x - 6} 800 {x - 4} 776", PALETTE["walnut"], 22)
            for x in (470, 738)
        )
        + s.line("M440 842H770", PALETTE["walnut"], 20)
        + s.ground(560, 976, 230, tilt=0.24)
        + s.lathe(540, [(r, y + 8) for r, y in lying], c, tilt=0.27, depth=26)
        + f'<g transform="translate(540 904) scale(1 .27)">{_plate_face(s, c, 318)}</g>'
        + s.gloss(ellipse(540, 904, 310, 84), 420, 870, 110, 14, -6, 0.6, 8)
    )


def _cup(s: Sheet, c: str, cx: float, foot: float) -> str:
    prof = [(88, foot - 104), (84, foot - 62), (62, foot - 18), (46, foot - 8), (46, foot)]
    return (
        s.ground(cx, foot - 2, 54, reach=1.2)
        + s.lathe(cx, prof, c, depth=22, contrast=0.55)
        + s.gloss(turned(cx, prof), cx - 54, foot - 66, 8, 24, 10, 0.8, 3)
        + mouth(s, cx, foot - 104, 88, 5, c, liquid="#c98a3c", level=0.36, inside="#f1e7d4")
        + f'<ellipse cx="{cx}" cy="{foot - 104}" rx="86" ry="25.5" fill="none" stroke="#c99a45" '
        'stroke-width="2.4"/>'
    )


def gaiwan_set(s: Sheet, colour: str) -> str:
    """Lidded bowl on its saucer with two small cups."""
    c = "#f4ecdd" if colour == "paper" else PALETTE[colour]
    cx = 590
    saucer = [(258, 868), (246, 884), (170, 916), (120, 926), (122, 938)]
    body = [(232, 588), (222, 640), (192, 730), (140, 812), (100, 842), (98, 872)]
    lid = [(40, 452), (52, 470), (120, 496), (184, 540), (204, 580), (204, 588)]
    knob = [(52, 424), (50, 440), (36, 462)]
    mark = mix(c, PALETTE["indigo"], 0.7) if colour == "paper" else lighter(c, 0.75)
    sprig = "".join(
        f'<g transform="translate({x} {y}) rotate({a})"><path d="M0 0C30 -18 60 -16 84 0C60 14 '
        f'30 14 0 0Z" fill="{mark}" opacity=".75"/></g>'
        for x, y, a in ((470, 690, -40), (492, 720, -8), (520, 660, -70), (560, 700, -30),
                        (540, 742, 18), (600, 680, -62), (622, 716, -12))
    )  # fmt: skip
    stem = f'<path d="M440 760C500 740 560 720 660 670" fill="none" stroke="{mark}" stroke-width="5" opacity=".75"/>'
    return (
        s.ground(cx, 934, 150, reach=1.5)
        + s.lathe(cx, saucer, c, contrast=0.55, depth=24)
        + f'<path d="{ellipse(cx, 868, 258, 77)}" fill="{s.across([(0, lighter(c, 0.3)), (1, darker(c, 0.14))])}"/>'
        + f'<path d="{ellipse(cx, 872, 236, 66)}" fill="{s.across([(0, darker(c, 0.24)), (1, lighter(c, 0.2))])}"/>'
        + f'<path d="{ellipse(cx, 868, 254, 75.5)}" fill="none" stroke="#c99a45" stroke-width="3"/>'
        + f'<ellipse cx="{cx + 24}" cy="876" rx="150" ry="40" fill="#2a1a14" opacity=".45" {s.blur(10)}/>'
        + s.lathe(cx, body, c, contrast=0.6, depth=50, over=stem + sprig)
        + s.gloss(turned(cx, body), 420, 690, 15, 74, 12, 0.85, 6)
        + mouth(s, cx, 588, 232, 8, c, inside=c)
        + f'<path d="{ellipse(cx, 588, 230, 68)}" fill="none" stroke="#c99a45" stroke-width="3"/>'
        + f'<ellipse cx="{cx + 6}" cy="598" rx="206" ry="58" fill="#2a1a14" opacity=".5" {s.blur(6)}/>'
        + s.lathe(cx, lid, c, contrast=0.6, depth=40)
        + s.gloss(turned(cx, lid), 480, 530, 54, 13, -26, 0.85, 6)
        + s.lathe(cx, knob, c, contrast=0.6, depth=10)
        + mouth(s, cx, 424, 52, 6, c)
        + _cup(s, c, 240, 985)
        + _cup(s, c, 944, 1000)
    )  # fmt: skip


def bamboo_tray(s: Sheet, colour: str) -> str:
    """A slatted tray with a raised rim and two cut handles."""
    c = PALETTE[colour or "natural"]
    view = View(600, 700, -18, 0.56)
    outer = rounded(-400, -260, 800, 520, 54)
    inner = rounded(-376, -236, 752, 472, 36)
    slats = "".join(
        f'<rect x="-376" y="{-236 + i * 47.2:.1f}" width="752" height="45" '
        f'fill="{mix(lighter(c, 0.3), darker(c, 0.1), (i * 37 % 10) / 10)}"/>'
        f'<rect x="-376" y="{-236 + i * 47.2 + 44:.1f}" width="752" height="4" fill="#5b3818" '
        'opacity=".55"/>'
        for i in range(10)
    )
    nodes = "".join(
        f'<path d="M{-330 + (i * 173) % 660} {-234 + i * 47.2:.0f}v41" stroke="#6b4320" '
        'stroke-width="4" opacity=".35"/>'
        for i in range(10)
    )
    shade = (
        f'<path d="{inner}" fill="none" stroke="#2a1a14" stroke-width="60" opacity=".34" '
        f'{s.blur(16)} transform="translate(-8 -10)"/>'
    )
    grain = wood(s)
    pins = "".join(f'<circle cx="{x}" cy="{y}" r="6" fill="#8a5a2c"/>'
                   for x in (-388, 388) for y in (-190, 190))  # fmt: skip
    holes = "".join(
        f'<g transform="{view.face((x, 40, 0), (0, 0, 1), (0, -1, 0))}">'
        f'<path d="{rounded(-78, -12, 156, 34, 17)}" fill="#4a2c14"/>'
        f'<path d="{rounded(-78, -12, 156, 34, 17)}" fill="none" stroke="{lighter(c, 0.5)}" '
        'stroke-width="3" opacity=".6" transform="translate(2 2)"/></g>'
        for x in (400,)
    )
    front = view.face((-346, 0, 260), (1, 0, 0), (0, -1, 0))
    return (
        slab_shadow(s, view, outer, reach=44, soft=22)
        + slab(
            s,
            view,
            outer,
            height=14,
            side=c,
            width=800,
            texture=grain,
            over=f"<g {s.clip(inner)}>{slats}{nodes}{shade}</g>",
        )  # fmt: skip
        + slab(
            s,
            view,
            outer + inner,
            base=14,
            height=62,
            side=c,
            top=lighter(c, 0.12),
            width=800,
            texture=grain,
            over=pins,
        )  # fmt: skip
        + f'<g transform="{front}"><path d="M0 -44H692" stroke="#6b4320" stroke-width="2.4" '
        'opacity=".4"/></g>' + holes
    )


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "tidal-teapot": (tidal_teapot, ("celadon", "indigo")),
    "dune-mug": (dune_mug, ("sand", "ink", "celadon", "persimmon")),
    "ripple-bowl": (ripple_bowl, ("celadon", "indigo")),
    "celadon-plate": (celadon_plate, ("celadon",)),
    "gaiwan-set": (gaiwan_set, ("paper", "indigo")),
    "bamboo-tray": (bamboo_tray, ("natural",)),
}
