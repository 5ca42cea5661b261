# ruff: noqa: E501 (outlines are one word, however long)
"""Lamps and lights: each is drawn switched on."""

import math
from collections.abc import Callable, Sequence

from .colour import PALETTE, SHADE, darker, lighter, lit, mix
from .material import metal, paper, wood
from .shape import Point, ellipse, polygon, ring_front, rounded, smooth, turned
from .studio import Sheet

Ring = tuple[float, float]


def _facets(cx: float, rings: Sequence[Ring], sides: int, colour: str, tilt: float) -> str:
    """Fold paper into triangles around rings of (radius, y); each facet takes its own light."""
    out = []
    step = math.tau / sides

    def corner(ring: int, k: float) -> tuple[float, float, float]:
        r, y = rings[ring]
        angle = (k + 0.5 * (ring % 2)) * step
        return r * math.sin(angle), y, r * math.cos(angle)

    for i in range(len(rings) - 1):
        for k in range(sides):
            odd = i % 2
            lower, upper = corner(i + 1, k - 1 + odd), corner(i + 1, k + odd)
            nxt = corner(i, k + 1)
            for tri in ((corner(i, k), lower, upper), (corner(i, k), upper, nxt)):
                a, b, c = tri
                u = [q - p for p, q in zip(a, b, strict=True)]
                v = [q - p for p, q in zip(a, c, strict=True)]
                n = (
                    u[1] * v[2] - u[2] * v[1],
                    u[2] * v[0] - u[0] * v[2],
                    u[0] * v[1] - u[1] * v[0],
                )
                size = math.sqrt(sum(x * x for x in n)) or 1
                nx, ny, nz = (x / size for x in n)
                if nz < 0:
                    nx, ny, nz = -nx, -ny, -nz
                if sum(p[2] for p in tri) < 0:
                    continue
                light = -0.62 * nx - 0.55 * ny + 0.4 * nz
                tone = lit(colour, max(-0.42, min(0.3, light * 0.78 - 0.3)))
                path = polygon([(cx + x, y + z * tilt) for x, y, z in tri])
                out.append(
                    f'<path d="{path}" fill="{tone}" stroke="{lighter(tone, 0.35)}" '
                    'stroke-width="1.3" stroke-linejoin="round"/>'
                )
    return "".join(out)


def _cord(s: Sheet, path: str, switch: Point | None = None) -> str:
    out = (
        f'<path d="{path}" fill="none" stroke="{SHADE}" stroke-width="8" opacity=".3" '
        f'transform="translate(7 7)" {s.blur(4)}/>'
    )
    out += s.line(path, "#4a4038", 7)
    if switch:
        x, y = switch
        body = rounded(x - 30, y - 12, 60, 24, 11)
        out += s.cast(body, 6, 9, 5, 0.35) + s.solid(body, "#3a332d", depth=12)
        out += s.solid(rounded(x - 12, y - 7, 24, 12, 5), PALETTE["brass"], depth=5)
    return out


def ori_table_lamp(s: Sheet, colour: str) -> str:
    """A shade folded from one sheet of paper on a turned walnut foot."""
    c = PALETTE[colour]
    cx, tilt = 590, 0.26
    rings = [(112, 232), (186, 318), (238, 420), (266, 530), (276, 640)]
    warm = mix(c, "#ffc878", 0.28 if colour == "paper" else 0.12)
    outline = turned(cx, rings, tilt, sharp=True)
    inside = s.radial([(0, "#fffbe9"), (0.5, "#ffdf9c"), (1, mix(c, "#d98d3e", 0.4))],
                      (cx, 244), 112, 0.5)  # fmt: skip
    light = s.radial([(0, "#fff4cf", 0.95), (0.35, "#ffdc93", 0.6), (1, "#ffb85c", 0)],
                     (cx - 8, 520), 300, 0.86)  # fmt: skip
    foot = [(24, 716), (27, 770), (34, 820), (66, 872), (128, 906), (142, 922), (142, 944)]
    return (
        s.glow(cx, 470, 620, 0.5)
        + s.glow(cx, 960, 420, 0.55, squash=0.24)
        + s.ground(cx, 942, 148, tilt=tilt, strength=1.25)
        + _cord(
            s,
            f"M{cx + 120} 930C820 930 800 1050 920 1046S1100 1000 1230 1030S1500 1050 2600 1040",
            (960, 1042),
        )
        + s.lathe(cx, foot, PALETTE["walnut"], tilt=tilt, texture=wood(s, upright=True))
        + s.gloss(turned(cx, foot, tilt), cx - 62, 884, 26, 9, -24, 0.6, 5)
        + f'<path d="{turned(cx, [(17, 640), (17, 718)], tilt)}" fill="{metal(s, "#c99a45")}"/>'
        + f'<path d="{turned(cx, [(30, 702), (30, 720)], tilt)}" fill="{metal(s, "#c99a45")}"/>'
        + f'<ellipse cx="{cx}" cy="700" rx="120" ry="26" fill="#ffe7b0" opacity=".55" '
        f"{s.blur(16)}/>"
        + f'<g filter="{paper(s)}"><path d="{outline}" fill="{warm}"/>'
        + _facets(cx, rings, 13, warm, tilt)
        + "</g>"
        + f'<g {s.clip(outline)} style="mix-blend-mode:soft-light">'
        f'<path d="{outline}" fill="{light}"/><path d="{outline}" fill="{light}"/></g>'
        + f'<g {s.clip(outline)}><path d="{outline}" fill="{light}" opacity=".42"/></g>'
        + f'<ellipse cx="{cx}" cy="232" rx="112" ry="{112 * tilt}" fill="{inside}" '
        f'stroke="{lighter(c, 0.7)}" stroke-width="3"/>' + s.glow(cx, 234, 190, 0.5, squash=0.5)
    )


def halo_floor_lamp(s: Sheet, colour: str) -> str:
    """A ring of light on a slender stem, with a weighted foot."""
    c = PALETTE[colour]
    body = "#efe6d6" if colour == "paper" else c
    cx, cy = 600, 330
    ring = ellipse(cx, cy, 212, 226)
    foot = [(136, 1010), (150, 1018), (152, 1034)]
    bar = darker(body, 0.15)
    return (
        s.glow(cx, cy, 520, 0.62)
        + f'<path d="{ring}" fill="none" stroke="#3a2416" stroke-width="30" opacity=".2" '
        f'transform="translate(58 50)" {s.blur(20)}/>'
        + s.glow(cx, 1050, 430, 0.4, squash=0.22)
        + s.ground(cx, 1030, 154, tilt=0.24)
        + _cord(
            s,
            f"M{cx - 130} 1030C420 1060 300 1130 190 1104S40 1090 -30 1112S-400 1120 -1600 1110",
            (270, 1111),
        )
        + s.lathe(cx, foot, body, tilt=0.24, contrast=0.7)
        + f'<path d="{ellipse(cx, 1010, 137, 33)}" fill="{lighter(body, 0.16)}"/>'
        + s.gloss(ellipse(cx, 1010, 137, 33), cx - 60, 1004, 60, 9, -4, 0.5, 8)
        + f'<path d="{turned(cx, [(9, 556), (9, 1012)], 0.24)}" fill="{metal(s, bar)}"/>'
        + f'<path d="{turned(cx, [(16, 990), (20, 1013)], 0.24)}" fill="{metal(s, "#c99a45")}"/>'
        + f'<path d="{turned(cx, [(15, 548), (15, 586)], 0.24)}" fill="{metal(s, "#c99a45")}"/>'
        + f'<path d="{ring}" fill="none" stroke="#ffdf9c" stroke-width="66" opacity=".85" '
        f"{s.blur(26)}/>"
        + f'<path d="{ring}" fill="none" stroke="{darker(body, 0.5)}" stroke-width="42"/>'
        + f'<path d="{ring}" fill="none" stroke="{body}" stroke-width="38" '
        'transform="translate(-1.5 -2)"/>'
        + f'<path d="{ring}" fill="none" stroke="{lighter(body, 0.6)}" stroke-width="5" '
        f'transform="translate(-12 -13)" opacity=".75" {s.blur(2)}/>'
        + f'<path d="{ellipse(cx, cy, 205, 219)}" fill="none" stroke="#ffcf7d" stroke-width="24" '
        f"{s.blur(4)}/>" + f'<path d="{ellipse(cx, cy, 204, 218)}" fill="none" stroke="#fffbea" '
        'stroke-width="15"/>'
    )


def pebble_night_light(s: Sheet, colour: str) -> str:
    """A smooth glowing pebble that rests on a wooden charging dish."""
    c = PALETTE[colour]
    cx = 590
    stone_path = smooth(
        [(300, 742), (322, 600), (440, 478), (610, 440), (770, 492), (878, 622), (890, 748),
         (830, 832), (690, 866), (520, 868), (366, 838)],
        closed=True,
    )  # fmt: skip
    core = s.radial([(0, "#fffdf0", 1), (0.3, "#fff0c8", 0.9), (0.65, "#ffd894", 0.45),
                     (1, "#ffb866", 0)], (570, 690), 330, 0.74)  # fmt: skip
    dish = [(236, 842), (252, 858), (240, 890), (226, 904)]
    return (
        s.glow(cx, 690, 620, 0.5)
        + s.glow(cx + 10, 930, 520, 0.62, squash=0.3)
        + s.ground(cx, 900, 236, tilt=0.24)
        + _cord(s, "M806 884C900 900 930 1010 1040 1000S1180 950 1240 966S1500 990 2600 980")
        + s.lathe(cx, dish, PALETTE["natural"], tilt=0.24, texture=wood(s))
        + f'<ellipse cx="{cx}" cy="846" rx="226" ry="44" fill="#7a4d22" opacity=".45" '
        f"{s.blur(5)}/>"
        + s.solid(
            stone_path,
            mix(c, "#fff1d6", 0.25),
            depth=90,
            dark=0.42,
            light=0.35,
            over=f'<path d="{stone_path}" fill="{core}"/>',
        )  # fmt: skip
        + s.gloss(stone_path, 452, 552, 92, 30, -36, 0.75, 14)
        + s.gloss(stone_path, 600, 856, 210, 18, 0, 0.4, 12)
        + f'<circle cx="{cx + 4}" cy="812" r="9" fill="none" stroke="{darker(c, 0.4)}" '
        'stroke-width="2.4" opacity=".6"/>'
        + f'<path d="M{cx + 4} 803v7" stroke="{darker(c, 0.4)}" stroke-width="2.4" opacity=".6"/>'
    )


def arc_desk_lamp(s: Sheet, colour: str) -> str:
    """A bowed arm with a small dome that aims its light down at the desk."""
    c = PALETTE[colour]
    brass = PALETTE["brass"]
    arm = "M420 928C372 620 420 300 640 262C726 248 776 296 792 352"
    dome = [(20, 348), (64, 362), (112, 398), (138, 452), (146, 482)]
    foot = [(140, 916), (152, 926), (152, 950)]
    beam = s.linear([(0, "#ffeab4", 0.62), (1, "#ffdf9c", 0)], (800, 480), (800, 960))
    return (
        s.glow(800, 560, 460, 0.42)
        + s.ground(440, 946, 154)
        + f'<path d="M660 486L560 980Q800 1060 1040 980L942 486Z" fill="{beam}" {s.blur(16)}/>'
        + s.glow(802, 1000, 400, 0.95, squash=0.26)
        + _cord(
            s, "M300 950C220 980 180 1080 90 1070S0 1040 -30 1052S-400 1070 -1600 1060", (150, 1074)
        )
        + (
            s.lathe(440, foot, c, contrast=0.7)
            if colour != "brass"
            else s.solid(turned(440, foot), c, paint=metal(s, brass), depth=14, dark=0.25)
        )
        + f'<path d="{ellipse(440, 916, 141, 41)}" fill="{lighter(c, 0.22)}"/>'
        + s.gloss(ellipse(440, 916, 141, 41), 376, 906, 70, 10, -5, 0.55, 8)
        + f'<path d="{turned(424, [(20, 888), (26, 926)])}" fill="{metal(s, brass)}"/>'
        + s.line(arm, c, 20, shine=0.8)
        + '<ellipse cx="800" cy="482" rx="146" ry="42" fill="#fff6da"/>'
        + f'<ellipse cx="800" cy="488" rx="128" ry="32" fill="#fffef5" {s.blur(4)}/>'
        + s.solid(
            turned(800, dome, 0.02),
            c,
            depth=40,
            dark=0.45,
            light=0.5,
            paint=metal(s, brass) if colour == "brass" else s.round_paint(c, 0.9),
        )  # fmt: skip
        + f'<path d="{ring_front(800, 480, 146, 0.27)}" fill="none" stroke="{darker(c, 0.2)}" '
        'stroke-width="5"/>'
        + '<path d="M654 480A146 40 0 0 1 946 480A146 40 0 0 1 654 480" fill="#fff3cf"/>'
        + f'<ellipse cx="800" cy="486" rx="70" ry="18" fill="#ffffff" {s.blur(5)}/>'
        + s.solid(
            turned(800, dome, 0.27),
            c,
            depth=44,
            dark=0.45,
            light=0.5,
            paint=metal(s, brass) if colour == "brass" else s.round_paint(c, 0.9),
        )  # fmt: skip
        + s.gloss(turned(800, dome, 0.27), 732, 412, 40, 12, -48, 0.7, 6)
        + f'<path d="{turned(796, [(19, 330), (24, 358)])}" fill="{metal(s, brass)}"/>'
    )


def lantern_pendant(s: Sheet, colour: str) -> str:
    """A ribbed paper lantern that hangs from a cloth cord."""
    c = mix(PALETTE[colour], "#fff3d8", 0.3 if colour == "paper" else 0.05)
    cx = 600
    prof = [(96, 372), (190, 410), (268, 490), (300, 600), (280, 712), (206, 806), (104, 852)]
    path = turned(cx, prof, 0.2)
    core = s.radial([(0, "#fffdee", 1), (0.3, "#fff0c4", 0.9), (0.7, "#ffd488", 0.35),
                     (1, "#ffb35a", 0)], (cx - 10, 620), 320, 0.95)  # fmt: skip
    ribs = ""
    for i in range(17):
        t = i / 16
        y = 372 + 480 * t
        r = 96 + (300 - 92) * math.sin(math.pi * (0.06 + 0.9 * t)) ** 0.8
        rib = ring_front(cx, y, r + 6, 0.2)
        ribs += (
            f'<path d="{rib}" fill="none" stroke="{darker(c, 0.42)}" stroke-width="4" '
            f'opacity=".5"/><path d="{rib}" fill="none" stroke="#fff7df" stroke-width="3" '
            'opacity=".6" transform="translate(0 4)"/>'
        )
    return (
        s.glow(cx, 600, 680, 0.62)
        + s.cast(path, 90, 70, 40, 0.16)
        + s.line(f"M{cx} -20V330", "#4a4038", 8)
        + s.glow(cx, 1010, 460, 0.4, squash=0.2)
        + f'<path d="{turned(cx, [(14, 300), (24, 318), (24, 346)])}" fill="{metal(s, "#c99a45")}"/>'
        + s.solid(
            path,
            c,
            depth=110,
            dark=0.42,
            light=0.4,
            texture=paper(s),
            over=f'<path d="{path}" fill="{core}"/>{ribs}',
        )  # fmt: skip
        + s.lathe(
            cx, [(98, 344), (102, 362), (98, 380)], PALETTE["walnut"], tilt=0.2, texture=wood(s)
        )  # fmt: skip
        + f'<ellipse cx="{cx}" cy="345" rx="84" ry="15" fill="#3d2416"/>'
        + f'<ellipse cx="{cx}" cy="349" rx="70" ry="10" fill="#ffd68a" opacity=".8" {s.blur(4)}/>'
        + f'<path d="{turned(cx, [(14, 300), (24, 318), (24, 350)])}" fill="{metal(s, "#c99a45")}"/>'
        + s.lathe(
            cx, [(106, 846), (108, 862), (104, 878)], PALETTE["walnut"], tilt=0.2, texture=wood(s)
        )  # fmt: skip
        + s.line(f"M{cx} 898V960", PALETTE["persimmon"], 6)
        + s.solid(
            f"M{cx - 11} 960h22l8 92q-19 8 -38 0z",
            PALETTE["persimmon"],
            depth=12,
            over="".join(
                f'<path d="M{cx - 14 + 5 * i} 966l{(i - 3) * 1.2} 90" '
                f'stroke="#7d2b12" stroke-width="1.4" opacity=".5"/>'
                for i in range(7)
            ),
        )  # fmt: skip
        + s.solid(ellipse(cx, 958, 13, 10), PALETTE["brass"], depth=8)
    )


def _bulb(s: Sheet, x: float, y: float, size: float = 1.0) -> str:
    drop = "M0 0C16 10 21 26 17 40C13 52 -13 52 -17 40C-21 26 -16 10 0 0Z"
    shell = s.radial([(0, "#fffef6", 1), (0.45, "#ffeab4", 0.95), (1, "#f2ab4e", 0.75)],
                     (0, 28), 27)  # fmt: skip
    return (
        f'<g transform="translate({x:.0f} {y:.0f}) scale({size})">'
        + s.glow(0, 26, 92, 0.75)
        + f'<path d="M-6 -14h12l2 18h-16z" fill="{metal(s, "#c99a45")}"/>'
        + f'<path d="{drop}" fill="{shell}" stroke="#b9782c" stroke-opacity=".5"/>'
        + '<path d="M-10 20q-3 10 2 20" stroke="#fff" stroke-width="4" fill="none" '
        'stroke-linecap="round" opacity=".9"/></g>'
    )


def firefly_string_lights(s: Sheet, colour: str) -> str:
    """Warm drops on copper wire, swung between brass pegs, with their wooden battery box."""
    del colour
    pegs = [(130, 190), (600, 150), (1070, 190)]
    near, far = (0.16, 0.33, 0.5, 0.67, 0.84), (0.27, 0.42, 0.58, 0.73)
    swags = [(pegs[0], pegs[1], 280, near), (pegs[1], pegs[2], 280, near),
             (pegs[0], pegs[1], 720, far), (pegs[1], pegs[2], 720, far)]  # fmt: skip
    wires, bulbs = "", ""
    for (x0, y0), (x1, y1), sag, places in swags:
        mid = ((x0 + x1) / 2, (y0 + y1) / 2 + sag)
        path = f"M{x0} {y0}Q{mid[0]} {mid[1]} {x1} {y1}"
        wires += (
            f'<path d="{path}" fill="none" stroke="#3a2416" stroke-width="4" opacity=".28" '
            f'transform="translate(22 20)" {s.blur(5)}/>' + s.line(path, "#b8733f", 5)
        )
        for t in places:
            x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * mid[0] + t * t * x1
            y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * mid[1] + t * t * y1
            bulbs += _bulb(s, x, y + 16, 1.5)
    tail = "M1070 190C1130 420 1110 660 1030 800C970 900 820 850 800 900"
    wires += s.line(tail, "#b8733f", 5)
    bulbs += _bulb(s, 1112, 470, 1.4) + _bulb(s, 1086, 690, 1.4)
    box = rounded(600, 900, 240, 120, 22)
    dots = "".join(
        f'<path d="{turned(x, [(13, y - 12), (15, y + 8)], 0.3)}" fill="{metal(s, "#c99a45")}"/>'
        f'<circle cx="{x}" cy="{y - 12}" r="17" fill="#e9c57d" stroke="#8a6326"/>'
        for x, y in pegs
    )
    return (
        s.glow(600, 460, 720, 0.4)
        + s.glow(600, 980, 520, 0.25, squash=0.2)
        + s.ground(722, 1012, 124, tilt=0.16)
        + wires
        + s.solid(box, PALETTE["natural"], depth=34, texture=wood(s))
        + f'<path d="M602 948h236" stroke="{SHADE}" stroke-width="2.5" opacity=".4"/>'
        + s.solid(rounded(690, 968, 62, 28, 14), "#3a332d", depth=10)
        + s.solid(ellipse(708, 982, 11, 11), PALETTE["brass"], depth=6)
        + f'<path d="{turned(800, [(9, 884), (12, 902)])}" fill="{metal(s, "#c99a45")}"/>'
        + dots
        + bulbs
    )


DRAWINGS: dict[str, tuple[Callable[[Sheet, str], str], tuple[str, ...]]] = {
    "ori-table-lamp": (ori_table_lamp, ("paper", "persimmon", "celadon")),
    "halo-floor-lamp": (halo_floor_lamp, ("paper", "ink")),
    "pebble-night-light": (pebble_night_light, ("sand", "celadon", "rose")),
    "arc-desk-lamp": (arc_desk_lamp, ("ink", "brass")),
    "lantern-pendant": (lantern_pendant, ("paper", "ochre")),
    "firefly-string-lights": (firefly_string_lights, ("",)),
}
