# ruff: noqa: E501 (outlines are one word, however long)
"""Bags: canvas, waxed cotton and leather, with the seams, zips and buckles that hold them."""

from collections.abc import Callable

from .cloth import fold_paint
from .colour import PALETTE, darker, lighter
from .material import leather, linen, metal, stitches, stone
from .shape import MARK, View, rounded
from .solids import slab, slab_shadow
from .studio import SHADOW, Sheet

TAN = "#a8693f"
BRASS = PALETTE["brass"]


def _patch(s: Sheet, x: float, y: float, w: float = 110, h: float = 76, tone: str = TAN) -> str:
    """A stitched leather patch with the mark pressed into it."""
    path = rounded(x, y, w, h, 8)
    mx, my = x + w / 2, y + h / 2
    return (
        s.cast(path, 3, 5, 4, 0.4)
        + s.solid(path, tone, depth=14, texture=leather(s))
        + stitches(rounded(x + 7, y + 7, w - 14, h - 14, 4), lighter(tone, 0.5), 2, "7 5")
        + f'<g transform="translate({mx} {my}) scale(.66)" fill="none">'
        f'<path d="{MARK}" stroke="{darker(tone, 0.6)}" stroke-width="4.4"/>'
        f'<path d="{MARK}" stroke="{lighter(tone, 0.5)}" stroke-width="1.5" '
        'transform="translate(2 2.4)" opacity=".6"/></g>'
    )


def _zip(s: Sheet, path: str, tape: str, width: float = 26) -> str:
    """A zip along a path: tape, shadow line, brass teeth."""
    base = f'<path d="{path}" fill="none" '
    return (
        f'{base}stroke="{darker(tape, 0.35)}" stroke-width="{width}" stroke-linecap="round"/>'
        f'{base}stroke="{darker(tape, 0.72)}" stroke-width="11"/>'
        f'{base}stroke="{BRASS}" stroke-width="9" stroke-dasharray="4 3.4"/>'
        f'{base}stroke="{lighter(BRASS, 0.7)}" stroke-width="2.4" stroke-dasharray="4 3.4" '
        'transform="translate(0 -2.4)"/>'
    )


def _pull(s: Sheet, x: float, y: float, turn: float = 0, tone: str = TAN) -> str:
    """A zip slider with a leather pull."""
    tab = "M-11 30L11 30L15 96Q0 108 -15 96Z"
    return (
        f'<g transform="translate({x} {y}) rotate({turn})">'
        + s.cast(tab, 6, 8, 5, 0.4)
        + f'<path d="{rounded(-13, -13, 26, 30, 8)}" fill="{metal(s, BRASS)}"/>'
        + f'<circle cy="24" r="11" fill="none" stroke="{darker(BRASS, 0.2)}" stroke-width="5"/>'
        + s.solid(tab, tone, depth=10, texture=leather(s))
        + stitches("M-7 38L-10 92M7 38L10 92", lighter(tone, 0.5), 1.8, "6 4")
        + "</g>"
    )


def _ribbon(s: Sheet, path: str, colour: str, width: float, thread: str) -> str:
    """A flat webbing strap with two rows of stitching."""
    base = f'<path d="{path}" fill="none" stroke-linejoin="round" '
    return (
        f'{base}stroke="{darker(colour, 0.5)}" stroke-width="{width + 3}" '
        'transform="translate(2 3)"/>'
        f'{base}stroke="{darker(colour, 0.1)}" stroke-width="{width}"/>'
        f'{base}stroke="{lighter(colour, 0.18)}" stroke-width="{width * 0.76:.0f}" '
        'transform="translate(-1.5 -1)"/>'
        f'{base}stroke="{colour}" stroke-width="{width * 0.5:.0f}"/>'
        f'{base}stroke="{thread}" stroke-width="1.8" stroke-dasharray="6 5" opacity=".7" '
        f'transform="translate({-width * 0.33:.0f} 0)"/>'
        f'{base}stroke="{thread}" stroke-width="1.8" stroke-dasharray="6 5" opacity=".7" '
        f'transform="translate({width * 0.33:.0f} 0)"/>'
    )


def _creases(s: Sheet, lines: list[tuple[str, float]], colour: str) -> str:
    return "".join(
        f'<path d="{d}" fill="none" stroke="{darker(colour, 0.6)}" stroke-width="{w}" '
        f'opacity=".26" stroke-linecap="round" {s.blur(round(w * 0.4))}/>'
        f'<path d="{d}" fill="none" stroke="{lighter(colour, 0.7)}" stroke-width="{w * 0.7:.0f}" '
        f'opacity=".3" stroke-linecap="round" transform="translate({-w * 0.7:.0f} '
        f'{-w * 0.3:.0f})" {s.blur(round(w * 0.4))}/>'
        for d, w in lines
    )


def canvas_tote(s: Sheet, colour: str) -> str:
    """A heavy canvas tote that stands on its own, handles up."""
    c = "#e2cfa9" if colour == "natural" else PALETTE[colour]
    thread = "#a8693f" if colour == "natural" else "#d9b17c"
    body = ("M282 438C420 424 760 424 908 438C922 600 948 820 920 1000Q600 1044 274 1000"
            "C244 820 266 600 282 438Z")  # fmt: skip
    mouth_path = "M282 438C420 392 770 392 908 438C770 462 420 462 282 438Z"
    creases = _creases(s, [
        ("M330 470C350 640 320 780 300 960", 26), ("M880 480C850 620 880 800 896 960", 30),
        ("M420 960C520 900 640 930 700 860", 24), ("M470 470C480 560 520 640 500 720", 16),
        ("M740 470C720 540 700 600 720 690", 16), ("M300 900C380 940 460 950 560 985", 22),
    ], c)  # fmt: skip
    seams = (
        stitches("M284 462C420 450 770 450 906 462M284 500C420 488 770 488 908 500", thread, 2.6,
                 "9 6")
        + stitches("M300 520C286 700 276 850 296 996M892 520C906 700 916 850 900 996", thread, 2.2,
                   "8 6")
    )  # fmt: skip
    boxes = "".join(
        stitches(f"M{x - 22} 470h44v66h-44zM{x - 22} 470l44 66M{x + 22} 470l-44 66", thread, 2.4,
                 "7 4")
        for x in (430, 760)
    )  # fmt: skip
    paint = fold_paint(s, c, 250, 940, folds=2.2, contrast=0.26, seed=9)
    return (
        s.ground(600, 1006, 330, tilt=0.13, reach=0.5)
        + _ribbon(
            s, "M452 450C440 250 480 140 596 140S740 250 738 450", darker(c, 0.28), 50, thread
        )
        + f'<path d="{mouth_path}" fill="{darker(c, 0.62)}"/>'
        + s.solid(
            body, c, paint=paint, depth=60, dark=0.36, light=0.35, texture=linen(s), over=creases
        )  # fmt: skip
        + seams
        + s.cast("M405 450h50v96h-50zM735 450h50v96h-50z", 6, 6, 6, 0.35)
        + _ribbon(s, "M430 545V440C430 240 470 108 596 108S760 240 760 440V545", c, 50, thread)
        + boxes
        + _patch(s, 545, 850)
    )


def _buckle(s: Sheet, x: float, y: float, w: float = 64, h: float = 46) -> str:
    frame = rounded(x - w / 2, y - h / 2, w, h, 9) + rounded(x - w / 2 + 11, y - h / 2 + 11,
                                                             w - 22, h - 22, 4)  # fmt: skip
    return (
        f'<path d="{frame}" fill-rule="evenodd" fill="{SHADOW}" opacity=".4" '
        f'transform="translate(3 5)" {s.blur(3)}/>'
        f'<path d="{frame}" fill-rule="evenodd" fill="{metal(s, BRASS)}"/>'
        f'<path d="M{x} {y - h / 2 + 2}V{y + h / 2 - 2}" stroke="{darker(BRASS, 0.15)}" '
        'stroke-width="6" stroke-linecap="round"/>'
    )


def roll_top_backpack(s: Sheet, colour: str) -> str:
    """A roll-top pack in waxed cotton, strapped shut with one leather strap."""
    c = PALETTE[colour]
    thread = lighter(c, 0.45)
    body = ("M330 360C420 336 780 336 870 360C896 420 904 520 908 640C914 800 920 900 900 1000"
            "Q876 1036 800 1036H400Q324 1036 300 1000C280 900 286 800 292 640C296 520 304 420 "
            "330 360Z")  # fmt: skip
    pocket = "M352 690Q600 666 848 690C856 780 858 880 846 950Q838 984 790 986H410Q362 984 354 950C342 880 344 780 352 690Z"
    flap = "M346 676Q600 650 854 676L850 752Q600 780 350 752Z"
    roll = "M312 256Q306 214 350 208Q600 190 850 208Q894 214 888 256L880 330Q874 366 840 370Q600 386 360 370Q326 366 320 330Z"
    creases = _creases(s, [
        ("M340 430C380 520 340 580 330 660", 26), ("M860 430C820 520 870 600 874 700", 30),
        ("M480 420C520 470 600 480 700 440", 20), ("M420 560C520 610 700 600 800 550", 22),
    ], c)  # fmt: skip
    strap = "M600 214V560"
    return (
        s.ground(600, 1030, 330, tilt=0.14, reach=0.55)
        + s.line("M300 470C226 540 214 860 300 980", darker(c, 0.35), 44, shine=0.2)
        + s.line("M900 470C974 540 986 860 900 980", darker(c, 0.45), 44, shine=0.2)
        + s.line("M556 214C550 130 650 130 644 214", darker(c, 0.3), 24)
        + s.solid(
            body,
            c,
            depth=90,
            dark=0.46,
            light=0.35,
            texture=stone(s),
            over=creases,
            paint=fold_paint(s, c, 280, 920, folds=1.6, contrast=0.24, seed=3),
        )  # fmt: skip
        + stitches("M348 420C330 600 326 820 344 1010M852 420C870 600 874 820 856 1010", thread, 2)
        + s.cast(pocket, 5, 12, 10, 0.45)
        + s.solid(pocket, c, depth=46, dark=0.4, light=0.45, texture=stone(s))
        + stitches(
            "M368 760C360 840 362 900 370 944Q376 966 410 968H790Q824 966 830 944"
            "C838 900 840 840 832 760",
            thread,
            2,
        )  # fmt: skip
        + s.cast(flap, 3, 9, 7, 0.5)
        + s.solid(flap, lighter(c, 0.04), depth=24, dark=0.4, light=0.45, texture=stone(s))
        + stitches("M360 744Q600 770 840 744", thread, 2)
        + s.cast(roll, 6, 22, 14, 0.5)
        + s.solid(
            roll,
            c,
            depth=56,
            dark=0.5,
            light=0.55,
            texture=stone(s),
            over=_creases(
                s, [("M320 300Q600 322 884 298", 18), ("M330 250Q600 268 870 248", 10)], c
            ),
        )  # fmt: skip
        + "".join(
            s.solid(rounded(x, 216, 40, 150, 12), TAN, depth=14, texture=leather(s))
            + stitches(f"M{x + 8} 228v126M{x + 32} 228v126", lighter(TAN, 0.5), 1.8, "6 5")
            for x in (330, 830)
        )
        + f'<path d="{strap}" stroke="{SHADOW}" stroke-width="52" opacity=".4" '
        f'transform="translate(5 7)" {s.blur(6)}/>'
        + s.solid("M576 200H624V566L600 590L576 566Z", TAN, depth=16, texture=leather(s))
        + stitches("M584 212V556M616 212V556", lighter(TAN, 0.5), 2, "7 5")
        + "".join(ellipse_hole(600, y) for y in (500, 526, 552))
        + _buckle(s, 600, 448, 78, 58)
        + s.solid(rounded(570, 478, 60, 18, 6), darker(TAN, 0.12), depth=8)
        + _buckle(s, 600, 762, 54, 42)
        + s.solid("M582 700H618V742L600 756L582 742Z", TAN, depth=10, texture=leather(s))
        + _patch(s, 545, 850, 110, 74)
    )


def ellipse_hole(x: float, y: float) -> str:
    """Return a punched strap hole."""
    return (
        f'<circle cx="{x}" cy="{y}" r="4.6" fill="#2c160b"/>'
        f'<path d="M{x - 4} {y + 3}a4.6 4.6 0 0 0 8 0" stroke="#e0b98a" stroke-width="1.4" '
        'fill="none" opacity=".7"/>'
    )


def travel_pouch(s: Sheet, colour: str) -> str:
    """A soft zipped pouch with a boxed foot and a wrist loop."""
    c = PALETTE[colour]
    body = ("M226 470Q600 446 974 470Q1004 474 1008 510C1022 660 1026 780 1006 880Q996 924 940 930"
            "Q600 956 260 930Q204 924 194 880C174 780 178 660 192 510Q196 474 226 470Z")  # fmt: skip
    creases = _creases(s, [
        ("M240 540C320 640 260 760 250 860", 30), ("M960 540C900 660 950 760 960 870", 34),
        ("M380 560C480 640 640 600 720 660", 24), ("M420 880C560 820 700 860 800 800", 26),
    ], c)  # fmt: skip
    gusset = "M196 862Q600 906 1004 862L1000 900Q980 926 940 930Q600 956 260 930Q216 926 202 900Z"
    return (
        s.ground(600, 930, 400, tilt=0.11, reach=0.4)
        + s.cast("M190 500C90 540 70 760 130 830", 20, 20, 10, 0.0)
        + s.line("M214 500C60 520 40 800 130 850C200 870 210 640 214 520", TAN, 22)
        + s.solid(rounded(186, 482, 56, 44, 8), TAN, depth=12, texture=leather(s))
        + s.solid(
            body,
            c,
            depth=80,
            dark=0.44,
            light=0.4,
            texture=linen(s),
            over=creases,
            paint=fold_paint(s, c, 170, 1030, folds=1.4, contrast=0.22, seed=12),
        )  # fmt: skip
        + f'<path d="{gusset}" fill="{darker(c, 0.6)}" opacity=".34"/>'
        + stitches("M200 852Q600 896 1000 852", lighter(c, 0.5), 2.2)
        + stitches("M214 540Q600 516 986 540", lighter(c, 0.5), 2.2)
        + _zip(s, "M236 502Q600 478 964 502", c, 40)
        + f'<path d="{rounded(948, 484, 44, 40, 6)}" fill="{TAN}"/>'
        + stitches(rounded(953, 489, 34, 30, 4), lighter(TAN, 0.5), 1.6, "5 4")
        + _pull(s, 338, 496, 12)
        + _patch(s, 770, 720)
    )


def _holder(s: Sheet, c: str, cards: bool) -> str:
    """One card holder around the origin, 460 by 330."""
    body = rounded(-230, -160, 460, 330, 26)
    thread = lighter(c, 0.5)
    out = ""
    if cards:
        for x, y, tone, turn in ((-186, -226, "#f1e7d5", -1.5), (-196, -200, "#d9572b", 1)):
            card = rounded(x, y, 384, 240, 18)
            out += (
                f'<g transform="rotate({turn})">'
                + s.cast(card, 6, 8, 6, 0.35)
                + s.solid(card, tone, depth=10, dark=0.2, light=0.4)
                + f'<path d="M{x + 30} {y + 18}h90" stroke="#2b3442" stroke-width="4" '
                'opacity=".45"/></g>'
            )
    edges = ""
    for k, y in enumerate((-88, -22, 44)):
        slot = f"M-230 {y}H-70Q-46 {y} -34 {y + 22}Q-18 {y + 42} 0 {y + 42}Q18 {y + 42} 34 {y + 22}Q46 {y} 70 {y}H230"
        if k < 2:
            slot = f"M-230 {y}H230"
        edges += (
            f'<path d="{slot}" fill="none" stroke="{SHADOW}" stroke-width="11" opacity=".55" '
            f'transform="translate(0 -5)" {s.blur(4)}/>'
            f'<path d="{slot}" fill="none" stroke="{lighter(c, 0.5)}" stroke-width="3.4" '
            'opacity=".7"/>'
            f'<path d="{slot}" fill="none" stroke="{darker(c, 0.5)}" stroke-width="2" '
            'transform="translate(0 3)" opacity=".6"/>'
        )
    return (
        s.cast(body, 26, 30, 22, 0.34)
        + s.cast(body, 6, 9, 5, 0.45)
        + out
        + f'<path d="{body}" fill="{darker(c, 0.5)}" transform="translate(4 6)"/>'
        + s.solid(body, c, depth=36, dark=0.4, light=0.45, texture=leather(s), over=edges)
        + stitches(rounded(-218, -148, 436, 306, 18), thread, 3, "11 8")
        + s.gloss(body, -120, -120, 130, 26, -8, 0.22, 16)
    )


def card_holder(s: Sheet, colour: str) -> str:
    """Two card holders seen from above: one filled, one showing its plain back."""
    c = "#8a5636" if colour == "walnut" else PALETTE[colour]
    body = rounded(-230, -160, 460, 330, 26)
    return (
        '<g transform="translate(700 800) rotate(14) scale(1.18)">'
        + s.cast(body, 26, 30, 22, 0.34)
        + s.cast(body, 6, 9, 5, 0.45)
        + f'<path d="{body}" fill="{darker(c, 0.5)}" transform="translate(4 6)"/>'
        + s.solid(body, c, depth=36, dark=0.4, light=0.45, texture=leather(s))
        + stitches(rounded(-218, -148, 436, 306, 18), lighter(c, 0.5), 3, "11 8")
        + f'<path d="{MARK}" fill="none" stroke="{darker(c, 0.7)}" stroke-width="4" '
        'transform="translate(150 96)"/></g>'
        + f'<g transform="translate(520 480) rotate(-9) scale(1.3)">{_holder(s, c, True)}</g>'
    )


def sling_bag(s: Sheet, colour: str) -> str:
    """A crescent sling on a long strap, two zips and a brass ring."""
    c = PALETTE[colour]
    body = ("M186 640C300 560 880 556 1010 636C1050 664 1040 760 990 850C930 950 800 1004 600 1004"
            "S260 950 206 850C156 760 150 664 186 640Z")  # fmt: skip
    creases = _creases(s, [
        ("M230 700C330 800 300 880 360 950", 30), ("M970 690C900 800 920 860 850 950", 34),
        ("M420 660C520 720 660 700 760 664", 22),
    ], c)  # fmt: skip
    strap = "M214 656C240 260 420 110 610 110S960 260 986 650"
    pocket = "M330 770Q600 738 866 770C880 840 800 944 600 946S320 840 330 770Z"
    return (
        s.ground(600, 990, 250, tilt=0.13, reach=0.6)
        + f'<path d="{strap}" fill="none" stroke="{SHADOW}" stroke-width="40" opacity=".18" '
        f'transform="translate(56 44)" {s.blur(18)}/>'
        + _ribbon(s, strap, darker(c, 0.12), 50, lighter(c, 0.5))
        + f'<g transform="translate(884 300) rotate(56)">{_buckle(s, 0, 0, 54, 76)}</g>'
        + s.solid(
            body,
            c,
            depth=90,
            dark=0.46,
            light=0.4,
            texture=stone(s),
            over=creases,
            paint=fold_paint(s, c, 150, 1050, folds=1.3, contrast=0.2, seed=4),
        )  # fmt: skip
        + stitches("M200 700C330 640 860 636 1000 696", lighter(c, 0.5), 2.2)
        + _zip(s, "M240 664C380 612 820 608 962 658", c, 34)
        + _pull(s, 300, 650, 18)
        + s.cast(pocket, 0, 8, 8, 0.35)
        + s.solid(pocket, c, depth=40, dark=0.4, light=0.5, texture=stone(s))
        + _zip(s, "M360 796Q600 768 838 796", c, 26)
        + stitches("M348 820Q600 792 850 820", lighter(c, 0.5), 2)
        + _pull(s, 786, 790, -6)
        + "".join(
            s.solid(rounded(x, 624, 62, 70, 10), TAN, depth=14, texture=leather(s))
            + stitches(rounded(x + 7, 631, 48, 56, 5), lighter(TAN, 0.5), 1.8, "6 4")
            + f'<ellipse cx="{x + 31}" cy="626" rx="30" ry="18" fill="none" '
            f'stroke="{BRASS}" stroke-width="8"/>'
            for x in (182, 954)
        )
        + _patch(s, 545, 850, 110, 70)
    )


def _cube(s: Sheet, view: View, c: str, base: float, w: float, d: float, h: float) -> str:
    outline = rounded(-w / 2, -d / 2, w, d, 46)
    panel = rounded(-w / 2 + 46, -d / 2 + 46, w - 92, d - 92, 24)
    mesh = s.define(
        '<pattern id="{id}" width="11" height="11" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="11" height="11" fill="{darker(c, 0.45)}"/>'
        f'<circle cx="5.5" cy="5.5" r="3" fill="{darker(c, 0.78)}"/></pattern>'
    )
    lid = (
        f'<path d="{panel}" fill="{mesh}"/>'
        f'<path d="{panel}" fill="none" stroke="{lighter(c, 0.2)}" stroke-width="10"/>'
        + stitches(panel, lighter(c, 0.6), 2, "7 5")
        + _zip(s, rounded(-w / 2 + 20, -d / 2 + 20, w - 40, d - 40, 34), c, 18)
    )
    front = view.face((0, base, d / 2), (1, 0, 0), (0, -1, 0))
    handle = f"M-74 {-h * 0.5:.0f}C-60 {-h * 0.5 + 46:.0f} 60 {-h * 0.5 + 46:.0f} 74 {-h * 0.5:.0f}"
    grip = (
        f'<g transform="{front}">'
        f'<path d="{handle}" fill="none" stroke="{SHADOW}" stroke-width="24" opacity=".4" '
        f'transform="translate(4 9)" {s.blur(5)}/>'
        + _ribbon(s, handle, darker(c, 0.1), 24, lighter(c, 0.6))
        + f'<path d="M{-w / 2 + 40} {-h * 0.12:.0f}H{w / 2 - 40}" stroke="{darker(c, 0.5)}" '
        'stroke-width="5" opacity=".5"/></g>'
    )
    body = slab(s, view, outline, base=base, height=h, side=c, width=w, over=lid, edge=0.5)
    return f'<g filter="{linen(s)}">{body}</g>{grip}'


def packing_cubes(s: Sheet, colour: str) -> str:
    """Three zipped cubes with mesh lids, large to small."""
    c = PALETTE[colour]
    view = View(600, 850, -22, 0.46)
    big = rounded(-350, -230, 700, 460, 46)
    return (
        slab_shadow(s, view, big, reach=46, soft=24)
        + _cube(s, view, c, 0, 700, 460, 170)
        + slab_shadow(s, view, rounded(-270, -180, 540, 360, 40), base=170, reach=24, soft=12)
        + _cube(s, view, lighter(c, 0.2), 170, 540, 360, 150)
        + slab_shadow(s, view, rounded(-190, -130, 380, 260, 40), base=320, reach=20, soft=10)
        + _cube(s, view, c, 320, 380, 260, 130)
    )


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "canvas-tote": (canvas_tote, ("natural", "ink")),
    "roll-top-backpack": (roll_top_backpack, ("moss", "ink", "ochre")),
    "travel-pouch": (travel_pouch, ("indigo", "persimmon")),
    "card-holder": (card_holder, ("walnut", "ink")),
    "sling-bag": (sling_bag, ("sand", "ink")),
    "packing-cubes": (packing_cubes, ("celadon", "indigo")),
}
