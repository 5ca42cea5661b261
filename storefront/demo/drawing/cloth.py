# ruff: noqa: E501 (outlines are one word, however long)
"""Cloth: how it hangs, folds, puffs up, and the weaves drawn on it."""

import math
import random

from .colour import darker, lighter, lit
from .shape import rounded, smooth
from .studio import SHADOW, Sheet


def fold_paint(s: Sheet, colour: str, x0: float, x1: float, *, folds: float = 5,
               contrast: float = 0.4, seed: int = 1) -> str:  # fmt: skip
    """Return the paint of cloth that hangs in upright folds between two x."""
    rng = random.Random(seed)
    phases = [rng.uniform(0, math.tau) for _ in range(3)]
    stops = []
    for i in range(61):
        t = i / 60
        a = math.tau * folds * (t + 0.035 * math.sin(math.tau * 1.3 * t + phases[2]))
        slope = math.cos(a + phases[0]) + 0.45 * math.cos(a * 2.1 + phases[1])
        light = contrast * (0.55 * slope - 0.14 - 0.28 * (t - 0.35))
        stops.append((round(t, 4), lit(colour, max(-0.6, min(0.55, light)))))
    return s.linear(stops, (x0, 0), (x1, 0))


def hanging(s: Sheet, x: float, y: float, w: float, h: float, colour: str, *, folds: float = 5,
            seed: int = 1, texture: str = "", over: str = "", flare: float = 14,
            contrast: float = 0.4) -> tuple[str, str]:  # fmt: skip
    """Return a hanging cloth and its outline."""
    hem = []
    for i in range(25):
        t = i / 24
        hem.append((x - flare + (w + 2 * flare) * t,
                    y + h + 7 * math.sin(math.tau * folds * t + seed) + 5 * math.sin(9 * t)))  # fmt: skip
    path = (
        f"M{x} {y + 16}Q{x + 4} {y - 4} {x + 24} {y - 6}H{x + w - 24}Q{x + w - 4} {y - 4} "
        f"{x + w} {y + 16}Q{x + w - 4} {y + h * 0.5:.0f} {hem[-1][0]:.1f} {hem[-1][1]:.1f}"
        + smooth(list(reversed(hem))).replace("M", "L", 1)
        + f"Q{x + 4} {y + h * 0.5:.0f} {x} {y + 16}Z"
    )
    fade = s.linear([(0, "#fff8ea", 0.3), (0.08, "#fff8ea", 0.0), (0.6, SHADOW, 0.02),
                     (1, SHADOW, 0.2)], (0, y), (0, y + h))  # fmt: skip
    paint = fold_paint(s, colour, x - flare, x + w + flare, folds=folds, seed=seed,
                       contrast=contrast)  # fmt: skip
    body = s.solid(path, colour, paint=paint, depth=16, dark=0.3, light=0.3, texture=texture,
                   over=f'<path d="{path}" fill="{fade}"/>{over}')  # fmt: skip
    return body, path


def fringe(
    s: Sheet, x: float, y: float, w: float, length: float, colour: str, seed: int = 3
) -> str:
    """Return knotted fringe below a hem."""
    rng = random.Random(seed)
    out = []
    count = int(w / 15)
    for i in range(count + 1):
        px = x + w * i / count
        sway = rng.uniform(-5, 5)
        end = length * rng.uniform(0.86, 1.06)
        strand = f"M{px:.1f} {y - 6:.1f}q{sway:.1f} {end * 0.5:.1f} {sway * 1.3:.1f} {end:.1f}"
        tone = lit(colour, rng.uniform(-0.3, 0.2))
        out.append(
            f'<path d="{strand}" stroke="{darker(tone, 0.4)}" stroke-width="7" fill="none" '
            f'stroke-linecap="round" transform="translate(2 1)"/>'
            f'<path d="{strand}" stroke="{tone}" stroke-width="5" fill="none" '
            'stroke-linecap="round"/>'
            f'<ellipse cx="{px:.1f}" cy="{y + 5:.1f}" rx="5.4" ry="6.4" '
            f'fill="{lighter(tone, 0.15)}"/>'
        )
    return "".join(out)


def folded(s: Sheet, x: float, y: float, w: float, layers: int, thick: float, colour: str, *,
           deep: float = 150, texture: str = "", over: str = "", seed: int = 1) -> str:  # fmt: skip
    """Return a folded stack; (x, y) is the lower left of its front, `over` is its pattern."""
    rng = random.Random(seed)
    out = [s.ground(x + w / 2, y - 10, w * 0.5, tilt=0.12, reach=0.5)]
    top = y - layers * thick
    lean = deep * 0.22
    plane = smooth(
        [(x + 16, top + thick * 0.45), (x + lean + 4, top - deep + 10),
         (x + lean + 30, top - deep - 4), (x + w * 0.5, top - deep - 10),
         (x + w - lean - 30, top - deep - 4), (x + w - lean - 4, top - deep + 10),
         (x + w - 16, top + thick * 0.45), (x + w * 0.5, top + thick * 0.6)],
        closed=True, tension=0.1,
    )  # fmt: skip
    wash = s.linear([(0, lighter(colour, 0.3)), (0.55, colour), (1, lighter(colour, 0.16))],
                    (x, top - deep), (x + w * 0.4, top + thick))  # fmt: skip
    fronts = []
    for i in range(layers):
        ly = y - (i + 1) * thick
        dx = rng.uniform(-7, 7)
        path = rounded(round(x + dx, 1), round(ly, 1), w, thick + 3, round(thick * 0.47, 1))
        paint = s.linear([(0, lighter(colour, 0.32)), (0.4, colour), (1, darker(colour, 0.5))],
                         (0, ly), (0, ly + thick))  # fmt: skip
        fronts.append(
            s.solid(path, colour, paint=paint, depth=thick * 0.4, dark=0.4, light=0.25, over=over)
        )
    filtered = f'filter="{texture}"' if texture else ""
    body = s.solid(plane, colour, paint=wash, depth=36, dark=0.3, light=0.35, over=over)
    return "".join(out) + f"<g {filtered}>{body}{''.join(fronts)}</g>"


def puffed(s: Sheet, cx: float, cy: float, w: float, h: float, colour: str, *, texture: str = "",
           over: str = "", pinch: float = 0.1, depth: float = 120) -> tuple[str, str]:  # fmt: skip
    """Return a filled cushion with pinched corners, and its outline."""
    a, b = w / 2, h / 2
    px, py = a * (1 - pinch), b * (1 - pinch)
    path = (
        f"M{cx - a} {cy - b}C{cx - a * 0.5} {cy - py} {cx + a * 0.5} {cy - py} {cx + a} {cy - b}"
        f"C{cx + px} {cy - b * 0.5} {cx + px} {cy + b * 0.5} {cx + a} {cy + b}"
        f"C{cx + a * 0.5} {cy + py} {cx - a * 0.5} {cy + py} {cx - a} {cy + b}"
        f"C{cx - px} {cy + b * 0.5} {cx - px} {cy - b * 0.5} {cx - a} {cy - b}Z"
    )
    creases = ""
    for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        for k, (u, v) in enumerate(((0.62, 0.78), (0.8, 0.6), (0.66, 0.66))):
            line = (
                f"M{cx + sx * a * 0.96:.0f} {cy + sy * b * 0.96:.0f}Q{cx + sx * a * 0.84:.0f} "
                f"{cy + sy * b * 0.82:.0f} {cx + sx * a * u:.0f} {cy + sy * b * v:.0f}"
            )
            dark = (k + (sx > 0)) % 2 == 0
            creases += (
                f'<path d="{line}" stroke="{darker(colour, 0.6) if dark else lighter(colour, 0.6)}"'
                f' stroke-width="{14 - 3 * k}" fill="none" opacity=".34" stroke-linecap="round" '
                f"{s.blur(6)}/>"
            )
    paint = s.radial([(0, lighter(colour, 0.46)), (0.4, lighter(colour, 0.06)), (1, darker(colour, 0.45))],
                     (cx - w * 0.14, cy - h * 0.17), w * 0.75)  # fmt: skip
    body = s.solid(path, colour, paint=paint, depth=depth, dark=0.42, light=0.3, texture=texture,
                   over=over + creases)  # fmt: skip
    return body, path
