# ruff: noqa: E501 (outlines are one word, however long)
"""The studio every picture is taken in: the sheet, the light from the upper left, shadows."""

from collections.abc import Sequence

from .colour import darker, lighter, lit
from .shape import TILT, Point, turned

Stop = tuple[float, str] | tuple[float, str, float]

ALL = "M-3000-3000H5000V5000H-3000Z"
SHADOW = "#3a2416"


class Sheet:
    """One SVG picture being composed: it keeps the definitions, drawings return fragments."""

    def __init__(self, width: int = 1200, height: int = 1200) -> None:
        self.width, self.height = width, height
        self._defs: list[str] = []
        self._known: dict[str, str] = {}

    def define(self, template: str) -> str:
        """Keep a definition whose id is written as {id}; the same text is kept once."""
        if template not in self._known:
            name = f"d{len(self._known)}"
            self._known[template] = name
            self._defs.append(template.replace("{id}", name))
        return f"url(#{self._known[template]})"

    def svg(self, *layers: str) -> str:
        """Return the finished document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}"><defs>{"".join(self._defs)}</defs>'
            f"{''.join(layers)}</svg>"
        )

    # paint

    @staticmethod
    def _stops(stops: Sequence[Stop]) -> str:
        out = []
        for stop in stops:
            opacity = f' stop-opacity="{stop[2]}"' if len(stop) == 3 else ""
            out.append(f'<stop offset="{stop[0]}" stop-color="{stop[1]}"{opacity}/>')
        return "".join(out)

    def linear(self, stops: Sequence[Stop], start: Point, end: Point) -> str:
        """Return a paint that runs from one point to another."""
        return self.define(
            f'<linearGradient id="{{id}}" gradientUnits="userSpaceOnUse" x1="{start[0]}" '
            f'y1="{start[1]}" x2="{end[0]}" y2="{end[1]}">{self._stops(stops)}</linearGradient>'
        )

    def across(self, stops: Sequence[Stop], *, down: bool = False) -> str:
        """Return a paint that runs over the painted shape's own width (or height)."""
        end = 'x2="0" y2="1"' if down else 'x2="1" y2="0"'
        return self.define(
            f'<linearGradient id="{{id}}" x1="0" y1="0" {end}>{self._stops(stops)}</linearGradient>'
        )

    def radial(self, stops: Sequence[Stop], centre: Point, r: float, squash: float = 1) -> str:
        """Return a round paint; squash flattens it."""
        x, y = centre
        move = f'gradientTransform="translate(0 {y * (1 - squash):.2f}) scale(1 {squash})"'
        return self.define(
            f'<radialGradient id="{{id}}" gradientUnits="userSpaceOnUse" cx="{x}" cy="{y}" '
            f'r="{r}" {move}>{self._stops(stops)}</radialGradient>'
        )

    def blur(self, amount: float) -> str:
        """Return the attribute that blurs."""
        url = self.define(
            '<filter id="{id}" filterUnits="userSpaceOnUse" x="-1200" y="-1200" width="4400" '
            f'height="4400"><feGaussianBlur stdDeviation="{amount}"/></filter>'
        )
        return f'filter="{url}"'

    def clip(self, path: str) -> str:
        """Return the attribute that cuts to a path."""
        url = self.define(f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')
        return f'clip-path="{url}"'

    # bodies

    def round_paint(self, colour: str, contrast: float = 1.0) -> str:
        """Return the paint of an upright round body lit from the upper left."""
        c = contrast
        return self.across(
            [
                (0, lit(colour, -0.22 * c)),
                (0.1, lit(colour, 0.02 * c)),
                (0.27, lit(colour, 0.3 * c)),
                (0.45, colour),
                (0.72, lit(colour, -0.3 * c)),
                (0.92, lit(colour, -0.5 * c)),
                (1, lit(colour, -0.38 * c)),
            ]
        )

    def solid(
        self,
        path: str,
        colour: str,
        *,
        depth: float = 40,
        dark: float = 0.5,
        light: float = 0.5,
        paint: str | None = None,
        texture: str = "",
        over: str = "",
    ) -> str:
        """Return a shape with volume: shade creeps in from the lower right, light from the left.

        `depth` is how far (px) the shade reaches in; `over` is drawn on it, cut to its outline.
        """
        inverse = f"{ALL}{path}"
        shade, shine = darker(colour, 0.75), lighter(colour, 0.75)
        d = depth
        parts = [
            f'<path d="{path}" fill="{paint or colour}"/>',
            f'<g {self.clip(path)}>{over}<g fill="{shade}" fill-rule="evenodd">'
            f'<path d="{inverse}" transform="translate({-d * 0.7:.1f} {-d * 0.8:.1f})" '
            f'{self.blur(round(d * 0.75, 1))} opacity="{dark}"/>'
            f'<path d="{inverse}" transform="translate({-d * 0.12:.1f} {-d * 0.15:.1f})" '
            f'{self.blur(round(max(1, d * 0.12), 1))} opacity="{dark * 0.45:.2f}"/></g>'
            f'<path d="{inverse}" fill="{shine}" fill-rule="evenodd" '
            f'transform="translate({d * 0.22:.1f} {d * 0.26:.1f})" '
            f'{self.blur(round(max(1, d * 0.2), 1))} opacity="{light}"/></g>',
        ]
        return f"<g {texture and f'filter={chr(34)}{texture}{chr(34)}'}>{''.join(parts)}</g>"

    def lathe(
        self,
        cx: float,
        profile: Sequence[Point],
        colour: str,
        *,
        tilt: float = TILT,
        sharp: bool = False,
        contrast: float = 0.8,
        depth: float = 30,
        dark: float = 0.3,
        light: float = 0.25,
        texture: str = "",
        over: str = "",
    ) -> str:
        """Return a body turned on a lathe; profile is (radius, y) from top to foot."""
        return self.solid(
            turned(cx, profile, tilt, sharp),
            colour,
            paint=self.round_paint(colour, contrast),
            depth=depth,
            dark=dark,
            light=light,
            texture=texture,
            over=over,
        )

    def gloss(self, path: str, x: float, y: float, rx: float, ry: float, turn: float = 0,
              strength: float = 0.6, soft: float = 8) -> str:  # fmt: skip
        """Return a soft reflection of the window on a shape."""
        return (
            f'<g {self.clip(path)}><ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="#fffdf6" '
            f'transform="rotate({turn} {x} {y})" opacity="{strength}" {self.blur(soft)}/></g>'
        )

    def line(self, path: str, colour: str, width: float, *, shine: float = 0.45) -> str:
        """Return a round cord, rod or wire: dark below, light along its upper left."""
        base = f'<path d="{path}" fill="none" stroke-linecap="round" stroke-linejoin="round" '
        off = width * 0.16
        return (
            f'{base}stroke="{darker(colour, 0.4)}" stroke-width="{width}"/>'
            f'{base}stroke="{colour}" stroke-width="{width * 0.72:.1f}" '
            f'transform="translate({-off * 0.6:.1f} {-off * 0.7:.1f})"/>'
            f'{base}stroke="{lighter(colour, 0.7)}" stroke-width="{max(0.8, width * 0.2):.1f}" '
            f'opacity="{shine}" transform="translate({-off:.1f} {-off * 1.2:.1f})"/>'
        )

    # light and shadow

    def ground(self, cx: float, y: float, r: float, *, tilt: float = TILT, reach: float = 1.0,
               strength: float = 1.0) -> str:  # fmt: skip
        """Return the shadow a standing thing throws: contact, core, and a long soft cast."""
        ry = r * tilt
        far = r * 0.85 * reach
        return (
            f'<g fill="{SHADOW}"><ellipse cx="{cx + far:.0f}" cy="{y + ry * 0.35:.0f}" '
            f'rx="{r * 1.25:.0f}" ry="{ry * 0.75:.0f}" opacity="{0.2 * strength:.2f}" '
            f'{self.blur(round(r * 0.16 + 10))} transform="rotate(6 {cx} {y})"/>'
            f'<ellipse cx="{cx + r * 0.22:.0f}" cy="{y + ry * 0.12:.0f}" rx="{r * 1.12:.0f}" '
            f'ry="{ry * 1.05:.0f}" opacity="{0.3 * strength:.2f}" {self.blur(round(r * 0.07 + 6))}/>'
            f'<ellipse cx="{cx + r * 0.02:.0f}" cy="{y + 3:.0f}" rx="{r * 1.01:.0f}" '
            f'ry="{ry * 1.0:.0f}" opacity="{0.5 * strength:.2f}" {self.blur(4)}/></g>'
        )

    def cast(self, path: str, dx: float, dy: float, soft: float, strength: float = 0.3,
             transform: str = "") -> str:  # fmt: skip
        """Return the shadow of an outline on the plane right behind it."""
        return (
            f'<path d="{path}" fill="{SHADOW}" transform="translate({dx} {dy}) {transform}" '
            f'opacity="{strength}" {self.blur(soft)}/>'
        )

    def glow(self, x: float, y: float, r: float, strength: float = 0.8, colour: str = "#ffd38a",
             squash: float = 1) -> str:  # fmt: skip
        """Return the halo of a lamp."""
        paint = self.radial(
            [(0, "#fff3d2", strength), (0.25, colour, strength * 0.62),
             (0.6, colour, strength * 0.18), (1, colour, 0)],
            (x, y), r, squash,
        )  # fmt: skip
        return f'<ellipse cx="{x}" cy="{y}" rx="{r}" ry="{r * squash}" fill="{paint}"/>'

    def steam(self, x: float, y: float, height: float, strength: float = 0.5) -> str:
        """Return two wisps of steam that rise from a point."""
        h = height
        wisp = (
            f"M{x - 14} {y}c-{h * 0.2:.0f} -{h * 0.3:.0f} {h * 0.24:.0f} -{h * 0.45:.0f} "
            f"{h * 0.02:.0f} -{h * 0.95:.0f}M{x + 22} {y + 4}c{h * 0.2:.0f} -{h * 0.24:.0f} "
            f"-{h * 0.18:.0f} -{h * 0.4:.0f} {h * 0.06:.0f} -{h * 0.74:.0f}"
        )
        paint = self.linear(
            [(0, "#ffffff", 0), (0.3, "#ffffff", strength), (1, "#ffffff", 0)],
            (x, y + 8), (x, y - h),
        )  # fmt: skip
        return (
            f'<path d="{wisp}" fill="none" stroke="{paint}" stroke-width="26" '
            f'stroke-linecap="round" {self.blur(13)}/>'
        )
