# ruff: noqa: E501 (outlines are one word, however long)
"""Things made of simple solids: slabs seen by the camera, mouths of vessels, their profiles."""

from collections.abc import Sequence

from .colour import darker, lighter
from .shape import TILT, Point, View, ellipse, ring_front
from .studio import SHADOW, Sheet


def radius_at(profile: Sequence[Point], y: float) -> float:
    """Return the radius of a turned body at a height."""
    for (r0, y0), (r1, y1) in zip(profile, profile[1:], strict=False):
        if y0 <= y <= y1:
            return r0 + (r1 - r0) * (y - y0) / ((y1 - y0) or 1)
    return profile[-1][0]


def groove(s: Sheet, cx: float, y: float, r: float, *, tilt: float = TILT, deep: float = 0.35,
           width: float = 5) -> str:  # fmt: skip
    """Return a groove that runs around a turned body."""
    path = ring_front(cx, y, r, tilt)
    return (
        f'<path d="{path}" fill="none" stroke="#2a1a14" stroke-width="{width}" opacity="{deep}" '
        f"{s.blur(width * 0.3)}/>"
        f'<path d="{path}" fill="none" stroke="#fffaf0" stroke-width="{width * 0.8:.1f}" '
        f'opacity="{deep * 1.1:.2f}" transform="translate(0 {width * 1.1:.1f})" '
        f"{s.blur(width * 0.3)}/>"
    )


def mouth(s: Sheet, cx: float, y: float, r: float, wall: float, colour: str, *,
          tilt: float = TILT, liquid: str = "", level: float = 0.3, inside: str = "") -> str:  # fmt: skip
    """Return the rim and the inside of an open vessel, with what it holds."""
    inner = ellipse(cx, y + wall * 0.1, r - wall, (r - wall) * tilt)
    inside = inside or colour
    paint = s.across([(0, darker(inside, 0.55)), (0.35, darker(inside, 0.34)),
                      (0.75, inside), (1, lighter(inside, 0.35))])  # fmt: skip
    drop = (r - wall) * tilt * level * 2
    fill = ""
    if liquid:
        pool = ellipse(cx, y + drop, (r - wall) * 0.97, (r - wall) * tilt * 0.97)
        paint_l = s.across([(0, darker(liquid, 0.3)), (0.5, liquid), (1, lighter(liquid, 0.2))])
        fill = (
            f'<path d="{pool}" fill="{paint_l}"/>'
            f'<ellipse cx="{cx - r * 0.3}" cy="{y + drop - r * tilt * 0.3}" rx="{r * 0.3}" '
            f'ry="{r * tilt * 0.16}" fill="#fff" opacity=".35" {s.blur(5)}/>'
        )
    shade = (
        f'<path d="{inner}" fill="none" stroke="#2a1a14" stroke-width="{r * 0.1:.0f}" '
        f'opacity=".4" {s.blur(round(r * 0.045 + 1))} transform="translate({-r * 0.02:.1f} '
        f'{-r * 0.02:.1f})"/>'
    )
    lip = s.across([(0, lighter(colour, 0.35)), (0.3, lighter(colour, 0.7)),
                    (0.7, lighter(colour, 0.2)), (1, darker(colour, 0.12))])  # fmt: skip
    return (
        f'<path d="{ellipse(cx, y, r, r * tilt)}" fill="{lip}"/>'
        f'<path d="{inner}" fill="{paint}"/><g {s.clip(inner)}>{shade}{fill}</g>'
    )


def slab(s: Sheet, view: View, path: str, *, base: float = 0, height: float, side: str,
         top: str = "", width: float = 600, texture: str = "", over: str = "",
         edge: float = 0.35) -> str:  # fmt: skip
    """Return a flat outline raised to a height; drawn in the level plane, x right, y near."""
    paint = s.linear([(0, lighter(side, 0.18)), (0.5, darker(side, 0.16)), (1, darker(side, 0.42))],
                     (-width / 2, 0), (width / 2, 0))  # fmt: skip
    steps = max(1, round(height / 1.6))
    rule = 'fill-rule="evenodd"'
    layers = "".join(
        f'<path d="{path}" {rule} fill="{paint}" transform="{view.floor(base + height * i / steps)}"/>'
        for i in range(steps)
    )
    top = top or side
    sheen = s.linear([(0, lighter(top, 0.22)), (0.5, top), (1, darker(top, 0.16))],
                     (-width / 2, -width / 3), (width / 2, width / 3))  # fmt: skip
    filtered = f'filter="{texture}"' if texture else ""
    return (
        layers + f'<g transform="{view.floor(base + height)}"><g {filtered}>'
        f'<path d="{path}" {rule} fill="{sheen}"/>{over}</g>'
        f'<path d="{path}" {rule} fill="none" stroke="{lighter(top, 0.6)}" stroke-width="2.4" '
        f'opacity="{edge}"/></g>'
    )


def slab_shadow(s: Sheet, view: View, path: str, *, reach: float = 26, soft: float = 14,
                strength: float = 0.4, base: float = 0) -> str:  # fmt: skip
    """Return the shadow a slab throws on the level plane under it."""
    return (
        f'<g transform="{view.floor(base)}" fill="{SHADOW}">'
        f'<path d="{path}" transform="translate({reach} {reach * 0.5})" '
        f'opacity="{strength * 0.7:.2f}" {s.blur(soft)}/>'
        f'<path d="{path}" transform="translate({reach * 0.3} {reach * 0.2})" '
        f'opacity="{strength}" {s.blur(max(3, soft * 0.35))}/></g>'
    )
