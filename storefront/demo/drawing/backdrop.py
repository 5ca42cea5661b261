"""The paper sweep behind every product, warm and a little different for each category."""

import math

from .shape import smooth
from .studio import Sheet

# wall in the light, wall in the shade, floor near, floor far
SWEEPS = {
    "lighting": ("#dcc7a3", "#937757", "#ab8d68", "#ccae84"),
    "tea-table": ("#f3e9d8", "#ddcbb0", "#e2d0b5", "#ecdfc9"),
    "textiles": ("#f1e6d8", "#dac7b2", "#dfccb7", "#eadccb"),
    "bags": ("#efe7d6", "#d6c8ac", "#dccdb0", "#e8dcc5"),
    "desk": ("#ece7da", "#cfc6b2", "#d6ccb7", "#e3dccb"),
    "kitchen": ("#f4e7d3", "#dfc6a5", "#e5cdaa", "#eedcc1"),
}


def _leaf(x: float, y: float, length: float, turn: float) -> str:
    a = math.radians(turn)
    dx, dy = math.cos(a) * length, math.sin(a) * length
    nx, ny = -dy * 0.2, dx * 0.2
    return (
        f"M{x:.0f} {y:.0f}Q{x + dx * 0.5 + nx:.0f} {y + dy * 0.5 + ny:.0f} {x + dx:.0f} "
        f"{y + dy:.0f}Q{x + dx * 0.5 - nx:.0f} {y + dy * 0.5 - ny:.0f} {x:.0f} {y:.0f}Z"
    )


def branch_shadow(sheet: Sheet, x: float, y: float, size: float, strength: float = 0.12) -> str:
    """Return the soft shadow of a twig outside the window."""
    stem = [(x + size * t, y + size * (0.5 * t + 0.18 * t * t)) for t in (0, 0.3, 0.6, 1)]
    leaves = "".join(
        _leaf(x + size * t, y + size * (0.5 * t + 0.18 * t * t), size * (0.42 - 0.16 * t), turn)
        for t in (0.12, 0.3, 0.48, 0.66, 0.84)
        for turn in (-38 + 30 * t, 95 - 20 * t)
    )
    return (
        f'<g fill="#5b3f28" opacity="{strength}" {sheet.blur(round(size * 0.022))}>'
        f'<path d="{leaves}"/><path d="{smooth(stem)}" fill="none" stroke="#5b3f28" '
        f'stroke-width="{size * 0.014:.1f}"/></g>'
    )


def window_light(sheet: Sheet, x: float, y: float, w: float, h: float, strength: float) -> str:
    """Return the slanted patch of sun that a four-pane window lays on the wall."""
    panes = ""
    for i in (0, 1):
        for j in (0, 1):
            px, py = x + i * w * 0.53, y + j * h * 0.53
            panes += f"M{px} {py}h{w * 0.47}v{h * 0.47}h{-w * 0.47}Z"
    return (
        f'<path d="{panes}" fill="#fffaf0" opacity="{strength}" {sheet.blur(12)} '
        f'transform="translate({x} {y}) skewX(-14) skewY(9) translate({-x} {-y})"/>'
    )


def backdrop(sheet: Sheet, category: str, *, horizon: float | None = None) -> str:
    """Return wall, floor and the fall of light for a category's pictures."""
    light, shade, near, far = SWEEPS[category]
    w, h = sheet.width, sheet.height
    line = horizon if horizon is not None else h * 0.66
    wall = sheet.radial(
        [(0, light), (0.45, light), (1, shade)], (w * 0.3, h * 0.26), max(w, h) * 0.95
    )
    floor = sheet.linear([(0, far), (1, near)], (0, line), (0, h))
    pool = sheet.radial([(0, "#fffaf0", 0.55), (1, "#fffaf0", 0)], (w * 0.42, line + h * 0.1),
                        w * 0.6, 0.34)  # fmt: skip
    extra = ""
    if category == "lighting":
        extra = sheet.glow(w * 0.3, h * 0.1, w * 0.7, 0.12)
    elif category in ("tea-table", "desk", "textiles"):
        extra = window_light(sheet, w * 0.08, h * 0.05, h * 0.42, h * 0.5, 0.34)
    if category in ("tea-table", "kitchen", "bags"):
        extra += branch_shadow(sheet, w * 0.6, h * -0.06, h * 0.46, 0.1)
    if line < 0:
        return f'<rect width="{w}" height="{h}" fill="{wall}"/>{extra}'
    return (
        f'<rect width="{w}" height="{h}" fill="{wall}"/>{extra}'
        f'<rect x="-80" y="{line}" width="{w + 160}" height="{h}" fill="{floor}" {sheet.blur(7)}/>'
        f'<rect x="-80" y="{line - 7}" width="{w + 160}" height="10" fill="#5b3f28" opacity=".1" '
        f"{sheet.blur(6)}/>"
        f'<rect y="{line}" width="{w}" height="{h - line}" fill="{pool}"/>'
    )
