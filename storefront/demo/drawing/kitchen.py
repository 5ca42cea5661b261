# ruff: noqa: E501 (outlines are one word, however long)
"""Kitchen: boards, coffee, glass and bamboo."""

import math
import random
from collections.abc import Callable

from .colour import PALETTE, SHADE, darker, lighter, lit
from .material import glass, leather, metal, stone, wood
from .shape import MARK, Point, band, ellipse, ring_front, rounded, smooth, turned
from .solids import groove, mouth, radius_at
from .studio import SHADOW, Sheet

BRASS = PALETTE["brass"]


def cutting_board(s: Sheet, colour: str) -> str:
    """A paddle board that leans on the wall, with a leather loop."""
    c = lighter(PALETTE[colour], 0.06)
    outline = (
        "M352 420Q352 372 400 366C480 356 530 350 544 300V190Q544 130 600 130T656 190V300"
        "C670 350 720 356 800 366Q848 372 848 420V930Q848 980 798 980H402Q352 980 352 930Z"
    )
    hole = ellipse(600, 206, 22, 22)
    channel = rounded(398, 420, 404, 514, 34)
    streaks = "".join(
        f'<rect x="{x}" y="100" width="{w}" height="900" fill="{lit(c, t)}" opacity=".55"/>'
        for x, w, t in ((340, 96, 0.14), (436, 120, -0.1), (556, 74, 0.08), (630, 128, -0.16),
                        (758, 100, 0.1))
    )  # fmt: skip
    cut = (
        f'<path d="{channel}" fill="none" stroke="{SHADE}" stroke-width="13" opacity=".42"/>'
        f'<path d="{channel}" fill="none" stroke="{lighter(c, 0.6)}" stroke-width="4" '
        'opacity=".6" transform="translate(5 6)"/>'
    )
    edge = "".join(
        f'<path d="{outline}" fill="{darker(c, 0.42 - 0.012 * i)}" '
        f'transform="translate({15 - i} {10 - i * 0.66:.1f})"/>'
        for i in range(15)
    )
    loop = "M600 206C560 120 540 60 566 34C590 12 640 30 640 80C640 130 616 170 602 204"
    return (
        '<g transform="translate(48 76) scale(.92)">'
        + s.cast(outline, 58, 16, 26, 0.3)
        + s.ground(606, 984, 250, tilt=0.07, reach=0.3)
        + edge
        + s.solid(
            outline,
            c,
            depth=22,
            dark=0.3,
            light=0.5,
            texture=wood(s, upright=True, seed=18),
            over=streaks + cut,
        )  # fmt: skip
        + s.gloss(outline, 450, 560, 60, 210, 6, 0.16, 30)
        + f'<path d="{hole}" fill="{darker(c, 0.75)}"/>'
        + f'<path d="{hole}" fill="none" stroke="{lighter(c, 0.5)}" stroke-width="3" '
        'transform="translate(1 2)" opacity=".6"/>' + s.line(loop, "#a8693f", 13) + "</g>"
    )


def dripper(s: Sheet, colour: str) -> str:
    """The cone dripper on its glass server, at (600, 960); scenes reuse it."""
    c = "#f3ebdc" if colour == "paper" else PALETTE[colour]
    cx = 600
    server = [(92, 566), (96, 606), (150, 680), (204, 780), (212, 868), (188, 936), (160, 950)]
    path = turned(cx, server)
    coffee = "M380 800Q600 860 820 800V980H380Z"
    cone = [(206, 300), (188, 356), (140, 450), (92, 528), (84, 548)]
    plate = [(168, 544), (172, 556), (160, 570)]
    ribs = "".join(
        f'<path d="M{cx + 206 * math.sin(a):.1f} {300 + 60 * math.cos(a):.1f}Q'
        f"{cx + 150 * math.sin(a + 0.12):.1f} {430 + 40 * math.cos(a):.1f} "
        f'{cx + 84 * math.sin(a + 0.26):.1f} {546 + 24 * math.cos(a):.1f}" fill="none" '
        f'stroke="{tone}" stroke-width="{w}" opacity="{o}" transform="translate({dx} 0)"/>'
        for a in (-1.2 + 0.3 * i for i in range(9))
        for tone, w, o, dx in ((darker(c, 0.6), 7, 0.3, 3), (lighter(c, 0.9), 5, 0.5, -3))
    )
    filter_top = [(x, y) for x, y in (
        (404, 300), (424, 236), (470, 262), (520, 222), (574, 256), (630, 218), (684, 254),
        (736, 226), (778, 262), (796, 300))]  # fmt: skip
    handle = "M774 372C880 356 900 470 836 500C796 516 760 500 716 478"
    return (
        s.ground(cx, 946, 190, reach=1.2)
        + f'<ellipse cx="{cx + 200}" cy="966" rx="130" ry="26" fill="#c98a3c" opacity=".25" '
        f"{s.blur(14)}/>"
        + f'<path d="{path}" fill="#fffaf0" opacity=".3"/>'
        + f'<g {s.clip(turned(cx, [(max(5, r - 8), y) for r, y in server]))}>'
        f'<path d="{coffee}" fill="{s.across([(0, "#3c1c0c"), (0.3, "#6d3a19"), (0.5, "#4a2410"), (1, "#1f0d05")])}"/>'
        f'<path d="{ellipse(cx, 812, 206, 44)}" fill="{s.across([(0, "#5c2f15"), (0.5, "#8a5026"), (1, "#4a2410")])}"/>'
        "</g>"
        + glass(s, path, edge=0.65)
        + s.gloss(path, 452, 800, 12, 76, 12, 0.9, 5)
        + s.gloss(path, 762, 850, 8, 50, -8, 0.5, 4)
        + "".join(
            f'<path d="M{cx + x} {y}h34" stroke="#fff" stroke-width="3.5" opacity=".8"/>'
            for x, y in ((60, 760), (70, 810), (76, 860))
        )
        + f'<path d="{turned(cx, [(104, 580), (104, 612)])}" fill="#8a5a3a"/>'
        + s.lathe(cx, [(106, 578), (108, 596), (104, 614)], "#8a5a3a", texture=leather(s))
        + s.lathe(cx, plate, c, contrast=0.6, depth=18)
        + s.line(handle, darker(c, 0.06), 30, shine=0.6)
        + f'<path d="{smooth(filter_top)}L796 316L404 316Z" fill="{s.linear([(0, "#f3e4c8"), (1, "#c9ad82")], (400, 220), (800, 310))}"/>'
        + s.lathe(cx, cone, c, tilt=0.28, contrast=0.65, depth=46, texture=stone(s), over=ribs)
        + s.gloss(turned(cx, cone, 0.28), 462, 400, 14, 60, -24, 0.8, 5)
        + mouth(s, cx, 300, 206, 12, c, tilt=0.28, inside="#cfae82")
        + f'<g {s.clip(ellipse(cx, 302, 190, 53))}><ellipse cx="{cx}" cy="330" rx="150" ry="36" '
        f'fill="#2c1409"/><ellipse cx="{cx - 30}" cy="326" rx="70" ry="14" fill="#6d4020" '
        f"opacity=\".7\" {s.blur(5)}/></g>"
        + f'<path d="{ring_front(cx, 300, 203, 0.28)}" fill="none" stroke="{lighter(c, 0.7)}" '
        'stroke-width="7"/>'
        + s.steam(cx, 270, 230, 0.55)
    )  # fmt: skip


def pour_over_dripper(s: Sheet, colour: str) -> str:
    """A ribbed cone on a glass server, freshly poured."""
    return dripper(s, colour)


def _beans(s: Sheet, spots: list[tuple[float, float, float]]) -> str:
    return "".join(
        f'<g transform="translate({x} {y}) rotate({a})"><ellipse cx="6" cy="9" rx="25" ry="13" '
        f'fill="{SHADOW}" opacity=".5" {s.blur(4)}/>'
        + s.solid(ellipse(0, 0, 24, 15), "#5a2f17", depth=12, light=0.55)
        + '<path d="M-20 2Q-6 -7 2 1T20 -2" stroke="#241007" stroke-width="4" fill="none"/></g>'
        for x, y, a in spots
    )


def hand_grinder(s: Sheet, colour: str) -> str:
    """A slim hand mill with a folding crank and a wooden knob."""
    cx = 560
    body_c = PALETTE[colour]
    is_wood = colour == "walnut"
    tex = wood(s, upright=True) if is_wood else ""
    low = [(130, 700), (132, 820), (128, 930), (118, 946)]
    high = [(132, 380), (134, 520), (132, 690)]
    dome = [(30, 290), (84, 306), (122, 338), (132, 372), (132, 384)]
    knurl = "".join(
        f'<path d="M{cx + 132 * math.sin(a):.1f} 640v90" stroke="#000" stroke-width="2.4" '
        'opacity=".25"/>'
        for a in (-1.5 + 0.06 * i for i in range(51))
    )
    arm = f"M{cx} 262L{cx + 300} 246"
    return (
        s.ground(cx, 940, 126, reach=1.6)
        + s.lathe(cx, low, body_c if not is_wood else "#2f2a27", contrast=0.9, over=knurl)
        + s.lathe(cx, high, body_c, contrast=0.9, texture=tex)
        + s.gloss(turned(cx, high), cx - 78, 540, 12, 130, 0, 0.6 if not is_wood else 0.3, 6)
        + s.gloss(turned(cx, low), cx - 78, 830, 10, 80, 0, 0.5, 6)
        + f'<path d="{band(cx, 684, 708, 135)}" fill="{metal(s, BRASS)}"/>'
        + s.solid(turned(cx, dome), "#b9b4aa", paint=metal(s, "#b9b4aa"), depth=20, dark=0.3)
        + f'<path d="{band(cx, 372, 390, 135)}" fill="{metal(s, BRASS)}"/>'
        + f'<path d="{turned(cx, [(24, 240), (24, 296)])}" fill="{metal(s, BRASS)}"/>'
        + f'<path d="{arm}" stroke="{SHADOW}" stroke-width="24" opacity=".18" '
        f'transform="translate(70 60)" {s.blur(14)}/>'
        + s.line(arm, "#a8a49b", 24, shine=0.9)
        + f'<path d="{ellipse(cx, 240, 30, 10)}" fill="{lighter(BRASS, 0.4)}"/>'
        + s.lathe(
            cx + 300,
            [(15, 168), (46, 190), (52, 220), (38, 246), (16, 258)],
            PALETTE["natural"] if is_wood else PALETTE["walnut"],
            texture=wood(s, upright=True),
        )  # fmt: skip
        + s.gloss(ellipse(cx + 300, 210, 50, 44), cx + 284, 194, 12, 8, -30, 0.7, 4)
        + f'<g transform="translate({cx} 560)"><path d="{MARK}" '
        f'fill="none" stroke="{lighter(body_c, 0.6)}" stroke-width="3" '
        'opacity=".8"/></g>'
        + _beans(
            s,
            [
                (800, 960, 20),
                (858, 992, -30),
                (760, 1006, 64),
                (318, 1000, -14),
                (366, 1030, 40),
                (906, 946, 80),
            ],
        )  # fmt: skip
    )


def jar(s: Sheet, cx: float, foot: float, r: float, h: float, fill: str, level: float, *,
        grains: int = 0, seed: int = 1) -> str:  # fmt: skip
    """A straight glass jar with an acacia lid; grains 0 pours it smooth."""
    rng = random.Random(seed)
    top = foot - h
    prof: list[Point] = [(r * 0.86, top), (r * 0.9, top + 14), (r, top + 44), (r, foot - 40),
                         (r * 0.97, foot - 12), (r * 0.86, foot)]  # fmt: skip
    path = turned(cx, prof, 0.26)
    inner = turned(cx, [(max(4, q - 9), y) for q, y in prof], 0.26)
    surface = foot - h * level
    grain = "".join(
        f'<ellipse cx="{(x := cx + rng.uniform(-r, r)):.0f}" '
        f'cy="{(y := rng.uniform(surface - 14, foot + r * 0.2)):.0f}" rx="{grains}" '
        f'ry="{grains * 0.62:.1f}" transform="rotate({rng.uniform(0, 180):.0f} {x:.0f} {y:.0f})" '
        f'fill="{lit(fill, rng.uniform(-0.34, 0.38))}"/>'
        for _ in range(int(r * h * level * 0.14 / max(1, grains)) if grains else 0)
    )
    lid = [(r * 0.84, top - 54), (r * 0.94, top - 46), (r * 0.94, top - 6), (r * 0.86, top + 6)]
    oak = PALETTE["natural"]
    return (
        s.ground(cx, foot - 4, r * 0.95, tilt=0.26, reach=1.1, strength=0.8)
        + f'<path d="{path}" fill="#fffdf5" opacity=".34"/>'
        + f"<g {s.clip(inner)}>"
        + s.solid(
            f"M{cx - r} {surface}H{cx + r}V{foot + r * 0.3}H{cx - r}Z",
            fill,
            paint=s.round_paint(fill, 0.8),
            depth=20,
            texture=stone(s),
        )  # fmt: skip
        + f'<path d="{ellipse(cx, surface, r - 9, (r - 9) * 0.26)}" fill="{lighter(fill, 0.3)}"/>'
        + grain
        + f'<rect x="{cx + r * 0.35}" y="{surface - 40}" width="{r * 0.7}" height="{h}" '
        f'fill="{SHADE}" opacity=".34" {s.blur(round(r * 0.16))}/></g>'
        + glass(s, path, edge=0.7)
        + s.gloss(path, cx - r * 0.64, foot - h * 0.5, r * 0.07, h * 0.3, 0, 0.95, 3)
        + s.gloss(path, cx + r * 0.76, foot - h * 0.4, r * 0.04, h * 0.2, 0, 0.6, 3)
        + f'<path d="{ring_front(cx, top + 10, r * 0.87, 0.26)}" fill="none" stroke="#e9e2d2" '
        'stroke-width="9" opacity=".9"/>'
        + s.lathe(cx, lid, oak, tilt=0.26, texture=wood(s))
        + f'<g filter="{wood(s)}"><path d="{ellipse(cx, top - 54, r * 0.85, r * 0.22)}" '
        f'fill="{lighter(oak, 0.25)}"/></g>'
        + s.solid(ellipse(cx, top - 62, r * 0.2, r * 0.1), darker(oak, 0.1), depth=10)
    )


def glass_jars(s: Sheet, colour: str) -> str:
    """Four jars: tea, rice, beans and cane sugar."""
    del colour
    return (
        jar(s, 430, 830, 150, 470, "#8b5a33", 0.7, grains=11, seed=5)
        + jar(s, 790, 850, 150, 350, "#efe4cb", 0.7, grains=7, seed=8)
        + jar(s, 270, 970, 118, 250, "#66713f", 0.66, grains=9, seed=3)
        + jar(s, 610, 1000, 126, 220, "#c8935a", 0.66)
    )


def steamer_basket(s: Sheet, colour: str) -> str:
    """Two bamboo tiers under a woven lid, steaming."""
    c = PALETTE[colour or "natural"]
    cx, r = 600, 350

    def tier(y: float, h: float) -> str:
        prof = [(r, y), (r, y + h)]
        seams = "".join(groove(s, cx, y + h * k, r, deep=0.4, width=4) for k in (0.2, 0.8))
        pins = "".join(
            f'<path d="M{cx + r * math.sin(a):.0f} {y + h * 0.28 + r * 0.3 * math.cos(a):.0f}v'
            f'{h * 0.44:.0f}" stroke="#6b4320" stroke-width="6" opacity=".65"/>'
            for a in (-0.95, -0.87, 0.5, 0.58)
        )
        return s.lathe(cx, prof, c, sharp=True, contrast=0.7, texture=wood(s, fine=0.8),
                       over=seams + pins)  # fmt: skip

    dome = [(30, 386), (150, 398), (270, 436), (334, 486), (342, 506)]
    lid = turned(cx, dome)
    weave = "".join(
        f'<path d="M{x} 560L{x + 190 * d} 320" stroke="{tone}" stroke-width="{w}" opacity="{o}"/>'
        for x in range(-20, 1240, 34)
        for d in (1, -1)
        for tone, w, o in ((darker(c, 0.55), 19, 0.4), (lighter(c, 0.2 if d > 0 else 0.05), 14, 1))
    )
    knots = "".join(
        f'<path d="{ring_front(cx, y, radius_at(dome, y), 0.3)}" stroke="{darker(c, 0.5)}" '
        'stroke-width="5" fill="none" opacity=".35"/>'
        for y in (420, 450, 480)
    )
    loop = "M560 392Q600 330 640 392"
    return (
        s.ground(cx, 880, r, reach=0.6)
        + tier(720, 160)
        + f'<path d="{ring_front(cx, 722, r, 0.3)}" fill="none" stroke="{SHADE}" '
        f'stroke-width="16" opacity=".5" {s.blur(4)}/>'
        + tier(556, 160)
        + f'<path d="{ring_front(cx, 556, r, 0.3)}" fill="none" stroke="{SHADE}" '
        f'stroke-width="14" opacity=".5" {s.blur(4)}/>'
        + s.lathe(
            cx,
            [(r + 6, 500), (r + 6, 552)],
            lighter(c, 0.06),
            sharp=True,
            contrast=0.7,
            texture=wood(s, fine=0.8),
            over=groove(s, cx, 528, r + 6, deep=0.3),
        )  # fmt: skip
        + f'<path d="{ellipse(cx, 500, r + 6, (r + 6) * 0.3)}" fill="{darker(c, 0.2)}"/>'
        + s.solid(lid, c, depth=80, dark=0.45, light=0.4, over=weave + knots)
        + s.line(loop, "#a9743f", 20)
        + s.steam(470, 380, 260, 0.5)
        + s.steam(760, 400, 220, 0.4)
    )


def _utensil(s: Sheet, kind: str, c: str) -> str:
    """One tool along y: head at the top, handle down; origin at the tie."""
    handle = "M-17 -180C-15 0 -20 180 -24 400Q-24 436 0 440Q24 436 24 400C20 180 15 0 17 -180Z"
    if kind == "spoon":
        head = "M0 -470C74 -470 106 -380 92 -300C82 -240 40 -200 17 -160H-17C-40 -200 -82 -240 -92 -300C-106 -380 -74 -470 0 -470Z"
        inner = ellipse(0, -350, 66, 92)
    elif kind == "slotted":
        head = "M-70 -460Q0 -486 70 -460C96 -380 90 -280 17 -160H-17C-90 -280 -96 -380 -70 -460Z"
        inner = "".join(rounded(x, -420, 17, 150, 8) for x in (-46, -9, 28))
    elif kind == "fork":
        head = ("M-78 -470Q-70 -486 -58 -470L-48 -360H-30L-28 -474Q-18 -490 -6 -474L-4 -360H14L20 "
                "-474Q30 -490 42 -474L40 -360H54L66 -470Q76 -484 84 -468C96 -380 84 -260 17 -160H"
                "-17C-84 -260 -92 -380 -78 -470Z")  # fmt: skip
        inner = ""
    else:
        head = "M-84 -440L74 -484Q92 -486 92 -460C92 -380 60 -260 17 -160H-17C-60 -260 -92 -340 -92 -420Q-92 -436 -84 -440Z"
        inner = ""
    path = head + handle
    union = f'<path d="{head}"/><path d="{handle}"/>'
    grain = wood(s, upright=True, seed=5 + len(kind), fine=1.2)
    dip = ""
    if kind == "spoon":
        bowl = s.linear([(0, darker(c, 0.5)), (0.6, c), (1, lighter(c, 0.4))], (-50, -430),
                        (50, -270))  # fmt: skip
        dip = f'<path d="{inner}" fill="{bowl}"/>'
    elif kind == "slotted":
        dip = (
            f'<path d="{inner}" fill="#d3bd99"/><path d="{inner}" fill="none" '
            f'stroke="{darker(c, 0.6)}" stroke-width="4" transform="translate(-1 -2)"/>'
        )
    return (
        f'<g fill="{SHADOW}"><g transform="translate(24 26)" opacity=".28" {s.blur(15)}>{union}'
        f'</g><g transform="translate(6 8)" opacity=".5" {s.blur(4)}>{union}</g></g>'
        f'<g transform="translate(4 5)" fill="{darker(c, 0.55)}">{union}</g>'
        f'<g filter="{grain}">'
        + s.solid(path, c, depth=20, dark=0.4, light=0.5, over=dip)
        + "</g>"
        + s.gloss(head, -40, -400, 14, 60, 14, 0.35, 8)
    )


def wooden_spoons(s: Sheet, colour: str) -> str:
    """Four tools tied with cotton cord, seen from above."""
    c = lighter(PALETTE[colour or "walnut"], 0.08)
    tools = "".join(
        f'<g transform="translate({x} 690) rotate({turn})">{_utensil(s, kind, c)}</g>'
        for kind, x, turn in (("spatula", 560, -20), ("fork", 640, 20), ("slotted", 618, 7),
                              ("spoon", 584, -7))
    )  # fmt: skip
    cord = "".join(
        s.line(f"M532 {y}Q600 {y + 16} 668 {y - 2}", "#efe3cb", 10) for y in (728, 739, 750, 761)
    )
    bow = (
        s.line("M604 748C560 800 500 830 520 870S596 850 606 752", "#efe3cb", 9)
        + s.line("M604 748C660 800 720 820 700 862S616 850 606 752", "#efe3cb", 9)
        + s.line("M604 750C590 830 560 900 540 960M606 750C630 830 650 890 690 950", "#efe3cb", 9)
        + s.solid(ellipse(605, 750, 15, 14), "#efe3cb", depth=9)
    )
    return tools + cord + bow


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "cutting-board": (cutting_board, ("walnut", "natural")),
    "pour-over-dripper": (pour_over_dripper, ("paper", "ink")),
    "hand-grinder": (hand_grinder, ("ink", "walnut")),
    "glass-jars": (glass_jars, ("clear",)),
    "steamer-basket": (steamer_basket, ("natural",)),
    "wooden-spoons": (wooden_spoons, ("walnut",)),
}
