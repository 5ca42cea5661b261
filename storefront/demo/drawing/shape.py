"""Outlines: smooth curves, turned bodies, and the camera that lays flat faces in space."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Point3 = tuple[float, float, float]

# the folded lantern as it is pressed into leather and woven into labels, 58 by 66
MARK = "M-13 -34H13L29 -4L13 32H-13L-29 -4ZM-13 -34L0 2L13 -34M-29 -4L0 2L29 -4M-13 32L0 2L13 32"

TILT = 0.3  # height of a lying circle over its width, for the one camera of the whole shop


def _curves(points: Sequence[Point], closed: bool, tension: float) -> str:
    count = len(points)
    out = []
    for i in range(count if closed else count - 1):
        p1, p2 = points[i], points[(i + 1) % count]
        p0 = points[(i - 1) % count] if closed or i else p1
        p3 = points[(i + 2) % count] if closed or i + 2 < count else p2
        ax, ay = p1[0] + (p2[0] - p0[0]) * tension, p1[1] + (p2[1] - p0[1]) * tension
        bx, by = p2[0] - (p3[0] - p1[0]) * tension, p2[1] - (p3[1] - p1[1]) * tension
        out.append(f"C{ax:.1f} {ay:.1f} {bx:.1f} {by:.1f} {p2[0]:.1f} {p2[1]:.1f}")
    return "".join(out)


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 1 / 6) -> str:
    """Return a path through the points without corners (Catmull-Rom)."""
    start = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    return start + _curves(points, closed, tension) + ("Z" if closed else "")


def polygon(points: Sequence[Point]) -> str:
    """Return a closed path with straight sides."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    """Return an ellipse as a path."""
    return f"M{cx - rx:.1f} {cy:.1f}a{rx:.1f} {ry:.1f} 0 1 0 {2 * rx:.1f} 0a{rx:.1f} {ry:.1f} 0 1 0 {-2 * rx:.1f} 0Z"  # noqa: E501


def rounded(x: float, y: float, w: float, h: float, r: float) -> str:
    """Return a rectangle with round corners as a path."""
    a = f"a{r} {r} 0 0 1"
    return (
        f"M{x + r} {y}h{w - 2 * r}{a} {r} {r}v{h - 2 * r}{a} {-r} {r}"
        f"h{-(w - 2 * r)}{a} {-r} {-r}v{-(h - 2 * r)}{a} {r} {-r}Z"
    )


def turned(cx: float, profile: Sequence[Point], tilt: float = TILT, sharp: bool = False) -> str:
    """Return the outline of a body turned on a lathe; profile is (radius, y) from top to foot."""
    tension = 0.0 if sharp else 1 / 6
    left = [(cx - r, y) for r, y in profile]
    right = [(cx + r, y) for r, y in reversed(profile)]
    top, foot = profile[0][0], profile[-1][0]
    return (
        f"M{left[0][0]:.1f} {left[0][1]:.1f}"
        + _curves(left, False, tension)
        + f"A{foot:.1f} {foot * tilt:.1f} 0 0 0 {right[0][0]:.1f} {right[0][1]:.1f}"
        + _curves(right, False, tension)
        + f"A{max(top, 0.1):.1f} {max(top * tilt, 0.1):.1f} 0 0 0 {left[0][0]:.1f} {left[0][1]:.1f}Z"  # noqa: E501
    )


def ring_front(cx: float, y: float, r: float, tilt: float = TILT) -> str:
    """Return the near half of a lying circle (an open path, left to right)."""
    return f"M{cx - r:.1f} {y:.1f}A{r:.1f} {r * tilt:.1f} 0 0 0 {cx + r:.1f} {y:.1f}"


def band(cx: float, top: float, end: float, r: float, tilt: float = TILT) -> str:
    """Return the seen part of a ring that is fitted around an upright round body."""
    a = f"{r:.1f} {r * tilt:.1f}"
    return (
        f"M{cx - r:.1f} {top:.1f}A{a} 0 0 0 {cx + r:.1f} {top:.1f}V{end:.1f}"
        f"A{a} 0 0 1 {cx - r:.1f} {end:.1f}Z"
    )


@dataclass(frozen=True)
class View:
    """A parallel camera: turn about the upright axis, then look down by asin(tilt)."""

    cx: float
    cy: float
    turn: float = 0.0
    tilt: float = TILT

    def at(self, x: float, y: float, z: float) -> Point:
        """Project a point; x right, y up, z towards the viewer."""
        c, s = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        depth = -x * s + z * c
        upright = math.sqrt(1 - self.tilt**2)
        return self.cx + x * c + z * s, self.cy + depth * self.tilt - y * upright

    def face(self, origin: Point3, u: Point3, v: Point3) -> str:
        """Return the transform that lays flat drawing (along u and v) onto a face in space."""
        ox, oy = self.at(*origin)
        ux, uy = self.at(*(a + b for a, b in zip(origin, u, strict=True)))
        vx, vy = self.at(*(a + b for a, b in zip(origin, v, strict=True)))
        return f"matrix({ux - ox:.4f} {uy - oy:.4f} {vx - ox:.4f} {vy - oy:.4f} {ox:.2f} {oy:.2f})"

    def floor(self, height: float = 0.0) -> str:
        """Return the transform of the level plane at a height: x right, y towards the viewer."""
        return self.face((0, height, 0), (1, 0, 0), (0, 0, 1))
