# ruff: noqa: E501 (outlines are one word, however long)
"""Desk: paper, brass, felt and turned wood."""

import math
from collections.abc import Callable

from .colour import PALETTE, SHADE, darker, lighter
from .material import glass, leather, metal, paper, stitches, stone, wood, wool
from .shape import MARK, View, ellipse, ring_front, rounded, turned
from .solids import slab, slab_shadow
from .studio import SHADOW, Sheet

BRASS = PALETTE["brass"]


def notebook(s: Sheet, view: View, c: str, w: float, d: float, *, base: float = 0,
             thick: float = 40) -> str:  # fmt: skip
    """One hardback with an elastic band, lying at a height; scenes reuse it."""
    cover = rounded(-w / 2, -d / 2, w, d, 16)
    block = rounded(-w / 2 + 4, -d / 2 + 8, w - 14, d - 16, 8)
    band_x = w / 2 - 46
    band = lighter(c, 0.3) if c == PALETTE["ink"] else darker(c, 0.5)
    front = view.face((0, base, d / 2), (1, 0, 0), (0, -1, 0))
    over = (
        f'<path d="M{-w / 2 + 42} {-d / 2}v{d}" stroke="{darker(c, 0.6)}" stroke-width="7" '
        f'opacity=".45" {s.blur(2)}/>'
        f'<path d="M{-w / 2 + 49} {-d / 2}v{d}" stroke="{lighter(c, 0.6)}" stroke-width="3" '
        'opacity=".4"/>'
        f'<g transform="translate({20} {-d * 0.06:.0f}) scale({w / 420:.2f})">'
        f'<path d="{MARK}" fill="none" stroke="{darker(c, 0.55)}" stroke-width="6"/>'
        f'<path d="{MARK}" fill="none" stroke="{lighter(c, 0.55)}" stroke-width="1.8" '
        'transform="translate(2.6 2.8)" opacity=".7"/></g>'
        f'<rect x="{band_x - 7}" y="{-d / 2}" width="24" height="{d}" fill="{SHADE}" '
        f'opacity=".35" {s.blur(4)}/>'
        f'<rect x="{band_x - 9}" y="{-d / 2}" width="18" height="{d}" fill="{band}"/>'
        f'<rect x="{band_x - 9}" y="{-d / 2}" width="4" height="{d}" fill="{lighter(band, 0.4)}" '
        'opacity=".6"/>'
    )
    leaves = "".join(
        f'<path d="M{-w / 2 + 16} {-8 - i * (thick - 16) / 7:.1f}H{w / 2 - 20}" '
        'stroke="#8d7a5e" stroke-width="1.3" opacity=".5"/>'
        for i in range(8)
    )
    ribbon = f"M{-w * 0.12:.0f} -6c6 24 -10 40 4 74l16 -10l8 14c-8 -34 6 -50 2 -80z"
    return (
        slab(s, view, cover, base=base, height=6, side=c, width=w)
        + slab(s, view, block, base=base + 6, height=thick - 12, side="#efe4cd", width=w)
        + f'<g transform="{front}">{leaves}</g>'
        + slab(
            s,
            view,
            cover,
            base=base + thick - 6,
            height=7,
            side=c,
            width=w,
            texture=leather(s),
            over=over,
            edge=0.5,
        )  # fmt: skip
        + f'<g transform="{front}"><rect x="{band_x - 9}" y="{-thick - 1}" width="18" '
        f'height="{thick + 1}" fill="{darker(band, 0.2)}"/>'
        f'<path d="{ribbon}" fill="{PALETTE["persimmon"] if c != PALETTE["persimmon"] else BRASS}"/>'
        "</g>"
    )


def dot_notebook(s: Sheet, colour: str) -> str:
    """The A5 book with the A6 resting on it."""
    c = PALETTE[colour]
    low, high = View(590, 690, 26, 0.62), View(640, 640, -14, 0.62)
    a5 = rounded(-270, -380, 540, 760, 16)
    a6 = rounded(-180, -255, 360, 510, 14)
    return (
        slab_shadow(s, low, a5, reach=40, soft=20)
        + notebook(s, low, c, 540, 760, thick=54)
        + f"<g>{slab_shadow(s, high, a6, base=54, reach=30, soft=16)}</g>"
        + notebook(s, high, lighter(c, 0.1), 360, 510, base=54, thick=40)
    )


def pen(s: Sheet, length: float = 860, r: float = 27) -> str:
    """The pen lying along x, its point at the origin's left; scenes reuse it."""
    x0 = -length / 2
    facets = s.linear(
        [(0, darker(BRASS, 0.25)), (0.1, lighter(BRASS, 0.35)), (0.27, lighter(BRASS, 0.8)),
         (0.31, lighter(BRASS, 0.25)), (0.62, BRASS), (0.66, darker(BRASS, 0.38)),
         (0.9, darker(BRASS, 0.5)), (1, darker(BRASS, 0.3))], (0, -r), (0, r))  # fmt: skip
    tip = f"M{x0} -2L{x0 + 20} -6L{x0 + 92} {-r * 0.66}V{r * 0.66}L{x0 + 20} 6L{x0} 2Z"
    grip = f"M{x0 + 92} {-r * 0.66}H{x0 + 230}L{x0 + 244} {-r}V{r}L{x0 + 230} {r * 0.66}H{x0 + 92}Z"
    barrel = f"M{x0 + 244} {-r}H{length / 2 - 22}V{r}H{x0 + 244}Z"
    cap = rounded(length / 2 - 22, -r * 0.74, 40, r * 1.48, 10)
    clip = f"M{length / 2 - 30} {-r * 0.3}H{length / 2 - 250}Q{length / 2 - 270} 0 {length / 2 - 250} {r * 0.3}H{length / 2 - 30}Z"
    rings = "".join(
        f'<path d="M{x0 + 104 + i * 9} {-r * 0.64:.1f}V{r * 0.64:.1f}" stroke="#5e4113" '
        'stroke-width="3.4" opacity=".6"/>'
        f'<path d="M{x0 + 107.5 + i * 9} {-r * 0.64:.1f}V{r * 0.3:.1f}" stroke="#fff1c9" '
        'stroke-width="1.8" opacity=".7"/>'
        for i in range(14)
    )
    outline = tip + grip + barrel + cap
    return (
        f'<path d="{outline}" fill="{SHADOW}" opacity=".34" transform="translate(26 34)" '
        f"{s.blur(16)}/>"
        f'<path d="{outline}" fill="{SHADOW}" opacity=".5" transform="translate(6 11)" '
        f"{s.blur(4)}/>"
        f'<path d="{tip}{grip}{barrel}{cap}" fill="{facets}"/>{rings}'
        f'<path d="M{x0 + 20} -6L{x0} -2V2L{x0 + 20} 6Z" fill="#8c8f94"/>'
        f'<path d="M{x0 + 244} {-r}V{r}M{length / 2 - 22} {-r}V{r}M{length / 2 - 330} {-r}V{r}" '
        'stroke="#5e4113" stroke-width="2.6" opacity=".7"/>'
        f'<path d="M{length / 2 - 326} {-r}V{r}" stroke="#fff1c9" stroke-width="1.6" opacity=".6"/>'
        + s.cast(clip, 2, 8, 4, 0.6)
        + s.solid(clip, lighter(BRASS, 0.15), depth=8, light=0.9)
    )


def brass_pen(s: Sheet, colour: str) -> str:
    """A six-sided pen across a page it has just written on."""
    del colour
    page = rounded(-400, -500, 800, 1000, 10)
    dots = s.define(
        '<pattern id="{id}" width="38" height="38" patternUnits="userSpaceOnUse">'
        '<circle cx="19" cy="19" r="2.6" fill="#a79a84"/></pattern>'
    )
    # a lantern, sketched: rim, belly in folds, tassel, and a line of notes under it
    sketch = (
        "M-232 -366q62 -14 126 -2M-228 -362q-64 66 -58 128q4 62 62 112M-110 -366q66 60 62 126"
        "q-4 68 -66 116M-226 -122q56 12 114 -2M-284 -236q120 34 234 -4M-228 -362q24 66 54 140"
        "q30 -70 62 -142M-286 -236l110 16l-46 98M-50 -240l-124 20l60 96M-170 -372v-62"
        "M-168 -118v34M-178 -84l-6 46M-168 -84l2 50M-160 -84l12 44"
        "M30 -330q90 -8 190 2M30 -290q130 6 240 -2M30 -250q60 -6 150 2M30 -190q100 4 210 -4"
    )
    return (
        '<g transform="translate(560 640) rotate(-9)">'
        + s.cast(page, 16, 22, 20, 0.3)
        + s.cast(page, 4, 5, 3, 0.35)
        + f'<path d="{page}" fill="#e6dac1" transform="translate(6 7)"/>'
        + s.solid(page, "#f9f2e3", depth=10, dark=0.14, light=0.3)
        + f'<path d="{page}" fill="{dots}"/>'
        + f'<path d="{sketch}" fill="none" stroke="#2b3442" stroke-width="4.4" '
        'stroke-linecap="round" stroke-linejoin="round" opacity=".85"/></g>'
        + f'<g transform="translate(640 640) rotate(-38) scale(1.16)">{pen(s)}</g>'
    )


def _clip(x: float, y: float, turn: float, tone: str) -> str:
    d = "M-34 12V-40a17 17 0 0 1 34 0V30a11 11 0 0 1 -22 0V-30"
    return (
        f'<g transform="translate({x} {y}) rotate({turn})" fill="none" stroke-linecap="round">'
        f'<path d="{d}" stroke="{SHADOW}" stroke-width="5" opacity=".45" '
        f'transform="translate(4 5)"/><path d="{d}" stroke="{darker(tone, 0.3)}" '
        f'stroke-width="6"/><path d="{d}" stroke="{lighter(tone, 0.45)}" stroke-width="2.4"/></g>'
    )


def desk_tray(s: Sheet, colour: str) -> str:
    """A tray milled from one piece of wood, three wells, a few small things in it."""
    c = PALETTE[colour]
    view = View(600, 690, -20, 0.58)
    outer = rounded(-420, -250, 840, 500, 44)
    wells = [(-388, -218, 776, 150, 28), (-388, -40, 330, 258, 28), (-30, -40, 418, 258, 28)]
    holes = "".join(rounded(*well) for well in wells)
    grain = wood(s, seed=12)
    shades = "".join(
        f'<g {s.clip(rounded(*well))}><path d="{rounded(*well)}" fill="{darker(c, 0.3)}"/>'
        f'<path d="{rounded(*well)}" fill="none" stroke="{SHADE}" stroke-width="64" opacity=".5" '
        f'transform="translate(-10 -12)" {s.blur(14)}/></g>'
        for well in wells
    )
    felt = (
        f'<g {s.clip(rounded(*wells[2]))}><g filter="{wool(s)}"><path d="{rounded(*wells[2])}" '
        f'fill="#55604f"/></g><path d="{rounded(*wells[2])}" fill="none" stroke="{SHADE}" '
        f'stroke-width="64" opacity=".55" transform="translate(-10 -12)" {s.blur(14)}/></g>'
    )
    things = (
        _clip(-300, 70, 30, BRASS)
        + _clip(-210, 120, -50, BRASS)
        + _clip(-270, 150, 100, BRASS)
        + _clip(-160, 60, 10, BRASS)
    )
    eraser = rounded(-70, -34, 140, 68, 10)
    return (
        slab_shadow(s, view, outer, reach=44, soft=22)
        + slab(s, view, outer, height=26, side=c, width=840, texture=grain, over=shades + felt)
        + f'<g transform="{view.floor(28)}">{things}'
        f'<g transform="translate(170 96) rotate(24)">{s.cast(eraser, 8, 12, 6, 0.5)}'
        + s.solid(eraser, "#efe6d6", depth=16)
        + s.solid(rounded(-70, -34, 84, 68, 8), PALETTE["persimmon"], depth=16)
        + f'</g><g transform="translate(10 -140) rotate(3) scale(.76)">{pen(s)}</g></g>'
        + slab(
            s,
            view,
            outer + holes,
            base=26,
            height=44,
            side=c,
            top=lighter(c, 0.08),
            width=840,
            texture=grain,
            edge=0.55,
        )  # fmt: skip
    )


def felt_desk_mat(s: Sheet, colour: str) -> str:
    """A wool felt mat with a leather edge, a second one rolled behind it."""
    c = lighter(PALETTE[colour], 0.1)
    tan = "#9a6238"
    view = View(600, 740, -14, 0.56)
    outline = rounded(-460, -230, 920, 460, 30)
    strip = rounded(-460, -230, 120, 460, 26)
    over = (
        s.cast(strip, 5, 4, 4, 0.4)
        + s.solid(strip, tan, depth=20, texture=leather(s))
        + stitches("M-352 -214V214", lighter(tan, 0.5), 3, "10 7")
        + f'<path d="{MARK}" fill="none" stroke="{darker(tan, 0.6)}" stroke-width="4" '
        'transform="translate(-402 170)"/>'
    )
    x, y, w, r = 300, 420, 560, 76
    roll = f"M{x} {y - r}H{x + w}A34 {r} 0 0 1 {x + w} {y + r}H{x}A34 {r} 0 0 1 {x} {y - r}Z"
    paint = s.linear([(0, lighter(c, 0.3)), (0.3, lighter(c, 0.12)), (0.6, darker(c, 0.15)),
                      (1, darker(c, 0.5))], (0, y - r), (0, y + r))  # fmt: skip
    turns = "".join(
        f'<ellipse cx="{x + w}" cy="{y}" rx="{34 * k:.1f}" ry="{r * k:.1f}" fill="none" '
        f'stroke="{darker(c, 0.6)}" stroke-width="4" opacity=".7"/>'
        for k in (0.8, 0.56, 0.3)
    )
    rolled = (
        f'<g transform="rotate(7.6 600 480) translate(0 30)"><ellipse cx="{x + w / 2 + 20}" '
        f'cy="{y + r - 4}" rx="{w / 2 + 20}" ry="22" fill="{SHADOW}" opacity=".5" {s.blur(10)}/>'
        + s.solid(roll, c, paint=paint, depth=22, dark=0.25, texture=wool(s))
        + s.solid(ellipse(x + w, y, 34, r), darker(c, 0.1), depth=10, texture=wool(s), over=turns)
        + "".join(
            s.solid(
                f"M{bx} {y - r - 2}h34q32 {r} 0 {2 * r + 3}h-34q32 {-r} 0 {-2 * r - 3}z",
                tan,
                depth=14,
                texture=leather(s),
            )  # fmt: skip
            for bx in (x + 120, x + 400)
        )
        + "</g>"
    )
    return (
        rolled
        + slab_shadow(s, view, outline, reach=24, soft=14)
        + slab(s, view, outline, height=12, side=c, width=920, texture=wool(s), over=over)
        + f'<g transform="{view.floor(15)} translate(140 60) rotate(-24) scale(.56)">{pen(s)}</g>'
    )


def _tape(s: Sheet, cx: float, foot: float, r: float, h: float, c: str, kind: str) -> str:
    """A roll of tape lying flat."""
    side = turned(cx, [(r, foot - h), (r, foot)], 0.36)
    art = ""
    if kind == "stripes":
        art = "".join(
            f'<path d="M{cx + r * math.sin(a):.1f} {foot - h - 60}l26 {h + 160}" stroke="#f6eddc" '
            f'stroke-width="{3 + 9 * math.cos(a):.1f}" opacity=".85"/>'
            for a in (-1.3 + 0.26 * i for i in range(11))
        )
    elif kind == "dots":
        art = "".join(
            f'<ellipse cx="{cx + r * math.sin(a):.1f}" '
            f'cy="{foot - h * (0.3 + 0.4 * (i % 2)) + r * 0.36 * math.cos(a):.1f}" '
            f'rx="{9 * math.cos(a):.1f}" ry="9" fill="#d9572b"/>'
            for i, a in enumerate(-1.3 + 0.2 * k for k in range(14))
        )
    elif kind == "lines":
        art = "".join(
            f'<path d="{ring_front(cx, foot - h * k, r, 0.36)}" fill="none" stroke="#f6eddc" '
            'stroke-width="5" opacity=".85"/>'
            for k in (0.24, 0.5, 0.76)
        )
    y = foot - h
    layers = "".join(
        f'<path d="{ellipse(cx, y, r * k, r * k * 0.36)}" fill="none" stroke="{darker(c, 0.4)}" '
        'stroke-width="1.4" opacity=".35"/>'
        for k in (0.96, 0.91, 0.86, 0.81, 0.76)
    )
    hole = ellipse(cx, y, r * 0.64, r * 0.64 * 0.36)
    core = ellipse(cx, y, r * 0.72, r * 0.72 * 0.36)
    return (
        s.ground(cx, foot - 2, r, tilt=0.36, reach=0.5)
        + s.solid(
            side,
            c,
            paint=s.round_paint(c, 0.7),
            depth=16,
            dark=0.25,
            light=0.2,
            over=art,
            texture=paper(s),
        )  # fmt: skip
        + f'<path d="{ellipse(cx, y, r, r * 0.36)}" '
        f'fill="{s.across([(0, lighter(c, 0.5)), (0.5, lighter(c, 0.2)), (1, darker(c, 0.14))])}"/>'
        + layers
        + f'<path d="{core}" fill="#d9b68a"/>'
        + f'<path d="{hole}" fill="{s.across([(0, "#6d4a28"), (0.6, "#a9804f"), (1, "#d8b585")])}"/>'
        + f'<g {s.clip(hole)}><ellipse cx="{cx}" cy="{y + h * 0.9}" rx="{r * 0.64}" '
        f'ry="{r * 0.23}" fill="#4a2f18" opacity=".6" {s.blur(4)}/></g>'
    )


def washi_tape_set(s: Sheet, colour: str) -> str:
    """Five rolls: three stacked, one beside, one unrolling towards the camera."""
    c = PALETTE[colour or "persimmon"]
    tail = "M120 1000Q300 976 420 1010T760 1066L748 1118Q560 1100 420 1062T128 1052Z"
    loops = "".join(
        f'<circle cx="{x}" cy="{1034 + 9 * math.sin(x / 90)}" r="7" fill="#f6eddc"/>'
        for x in range(160, 730, 30)
    )
    return (
        _tape(s, 480, 760, 190, 84, PALETTE["ink"], "lines")
        + _tape(s, 492, 676, 188, 84, PALETTE["ochre"], "plain")
        + _tape(s, 474, 592, 190, 84, "#f1e7d5", "dots")
        + _tape(s, 868, 860, 186, 86, c, "stripes")
        + s.cast(tail, 10, 14, 8, 0.35)
        + s.solid(tail, PALETTE["celadon"], depth=14, dark=0.25, texture=paper(s), over=loops)
        + _tape(s, 330, 980, 186, 82, PALETTE["celadon"], "plain")
    )


def sand_timer(s: Sheet, colour: str) -> str:
    """Two blown bulbs between walnut discs; the sand is running."""
    sand = "#ece2cf" if colour == "clear" else PALETTE["ochre"]
    cx = 600
    bulbs = [(112, 322), (158, 372), (166, 440), (128, 530), (40, 596), (14, 622), (40, 648),
             (128, 714), (166, 804), (158, 872), (112, 922)]  # fmt: skip
    path = turned(cx, bulbs, 0.14)
    low = f"M{cx - 166} 930V872Q{cx - 90} 856 {cx - 20} 778Q{cx} 764 {cx + 20} 778Q{cx + 90} 856 {cx + 166} 872V930Z"
    high = f"M{cx - 170} 474Q{cx} 530 {cx + 170} 474L{cx + 130} 540L{cx + 30} 606L{cx} 622L{cx - 30} 606L{cx - 130} 540Z"
    grain = stone(s)
    inner = turned(cx, [(max(4, r - 9), y) for r, y in bulbs], 0.14)
    foot = [(196, 920), (204, 934), (204, 966), (194, 980)]
    head = [(194, 262), (204, 274), (204, 306), (196, 320)]

    def post(x: float, near: bool) -> str:
        top, end = (292, 950) if near else (300, 924)
        body = f"M{x - 10} {top}V{end}H{x + 10}V{top}Z"
        return (
            f'<path d="{body}" fill="{metal(s, BRASS)}"/>'
            f'<path d="{rounded(x - 15, top + 22, 30, 12, 5)}" fill="{metal(s, BRASS)}"/>'
            f'<path d="{rounded(x - 15, end - 34, 30, 12, 5)}" fill="{metal(s, BRASS)}"/>'
        )

    return (
        s.ground(cx, 974, 208, reach=1.3)
        + s.lathe(cx, foot, PALETTE["walnut"], texture=wood(s))
        + f'<path d="{ellipse(cx, 922, 196, 58)}" fill="{lighter(PALETTE["walnut"], 0.14)}"/>'
        + f'<ellipse cx="{cx + 20}" cy="926" rx="130" ry="30" fill="{SHADE}" opacity=".5" '
        f"{s.blur(8)}/>"
        + post(cx + 30, False)
        + f'<path d="{path}" fill="#f7f3e8" opacity=".35"/>'
        + f"<g {s.clip(inner)}>"
        + s.solid(low, sand, depth=50, dark=0.4, light=0.3, texture=grain)
        + s.solid(high, sand, depth=40, dark=0.4, light=0.3, texture=grain)
        + f'<path d="{ellipse(cx, 484, 156, 26)}" fill="{lighter(sand, 0.3)}"/>'
        + f'<path d="M{cx} 606V790" stroke="{sand}" stroke-width="5"/></g>'
        + glass(s, path)
        + s.gloss(path, 500, 404, 11, 58, 8, 0.9, 4)
        + s.gloss(path, 496, 800, 11, 64, -6, 0.9, 4)
        + s.gloss(path, 690, 850, 7, 40, 10, 0.5, 4)
        + post(cx - 168, True)
        + post(cx + 168, True)
        + s.lathe(cx, head, PALETTE["walnut"], texture=wood(s))
        + f'<g filter="{wood(s)}"><path d="{ellipse(cx, 262, 195, 58)}" '
        f'fill="{lighter(PALETTE["walnut"], 0.2)}"/></g>'
        + s.gloss(ellipse(cx, 262, 195, 58), 510, 246, 90, 12, -5, 0.35, 8)
    )


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "dot-notebook": (dot_notebook, ("persimmon", "ink", "celadon")),
    "brass-pen": (brass_pen, ("brass",)),
    "desk-tray": (desk_tray, ("walnut", "natural")),
    "felt-desk-mat": (felt_desk_mat, ("ink", "sand")),
    "washi-tape-set": (washi_tape_set, ("persimmon",)),
    "sand-timer": (sand_timer, ("clear", "ochre")),
}
