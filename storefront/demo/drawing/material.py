"""Surfaces: filters and patterns that make paper, cloth, clay, wood, leather and metal."""

from .colour import darker, lighter
from .studio import Sheet

OPEN = (
    '<filter id="{id}" x="-5%" y="-5%" width="110%" height="110%" '
    'color-interpolation-filters="sRGB">'
)


def _bumpy(sheet: Sheet, turbulence: str, scale: float, keep: float) -> str:
    """Light falls on a rough surface; `keep` is the share of the plain colour that stays."""
    return sheet.define(
        f'{OPEN}<feTurbulence {turbulence} result="n"/>'
        f'<feDiffuseLighting in="n" surfaceScale="{scale}" diffuseConstant="1" '
        'lighting-color="#ffffff" result="l"><feDistantLight azimuth="225" elevation="50"/>'
        "</feDiffuseLighting>"
        f'<feComposite in="SourceGraphic" in2="l" operator="arithmetic" '
        f'k1="{(1 - keep) / 0.766:.3f}" k2="{keep}" result="c"/>'
        '<feComposite in="c" in2="SourceAlpha" operator="in"/></filter>'
    )


def linen(sheet: Sheet) -> str:
    """Return the filter of a coarse woven cloth with slubs."""
    return sheet.define(
        f"{OPEN}"
        '<feTurbulence type="fractalNoise" baseFrequency="0.02 0.55" numOctaves="2" seed="3" '
        'result="h"/><feTurbulence type="fractalNoise" baseFrequency="0.55 0.02" numOctaves="2" '
        'seed="8" result="v"/><feComposite in="h" in2="v" operator="arithmetic" k2=".5" k3=".5" '
        'result="n"/><feDiffuseLighting in="n" surfaceScale="3.4" diffuseConstant="1" '
        'lighting-color="#ffffff" result="l"><feDistantLight azimuth="225" elevation="50"/>'
        '</feDiffuseLighting><feComposite in="SourceGraphic" in2="l" operator="arithmetic" '
        'k1=".8" k2=".388" result="c"/><feComposite in="c" in2="SourceAlpha" operator="in"/>'
        "</filter>"
    )


def wool(sheet: Sheet) -> str:
    """Return the filter of felt and wool."""
    return _bumpy(
        sheet, 'type="fractalNoise" baseFrequency="0.38 0.44" numOctaves="3" seed="5"', 1.7, 0.4
    )


def paper(sheet: Sheet) -> str:
    """Return the filter of hand-made paper."""
    return _bumpy(
        sheet, 'type="fractalNoise" baseFrequency="0.05 0.06" numOctaves="4" seed="2"', 1.6, 0.55
    )


def leather(sheet: Sheet) -> str:
    """Return the filter of grained leather."""
    return _bumpy(
        sheet, 'type="turbulence" baseFrequency="0.11 0.13" numOctaves="3" seed="11"', 2.2, 0.45
    )


def stone(sheet: Sheet) -> str:
    """Return the filter of matt stoneware: a fine tooth under the glaze."""
    return _bumpy(
        sheet, 'type="fractalNoise" baseFrequency="0.35" numOctaves="2" seed="4"', 0.9, 0.6
    )


def speckled(sheet: Sheet) -> str:
    """Return the filter of speckled stoneware: iron spots come through the glaze."""
    return sheet.define(
        f"{OPEN}"
        '<feTurbulence type="fractalNoise" baseFrequency="0.16" numOctaves="2" seed="21"/>'
        '<feColorMatrix values="0 0 0 0 .25 0 0 0 0 .15 0 0 0 0 .1 0 0 0 -26 8.1"/>'
        '<feGaussianBlur stdDeviation=".6"/><feComponentTransfer><feFuncA type="linear" '
        'slope=".55"/></feComponentTransfer><feComposite in2="SourceAlpha" operator="in" '
        'result="s"/><feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="s"/></feMerge>'
        "</filter>"
    )


def wood(sheet: Sheet, *, upright: bool = False, seed: int = 7, fine: float = 1.0,
         calm: float = 0.72) -> str:  # fmt: skip
    """Return the filter of planed wood, its grain lying or upright; calm below 1 is quieter."""
    long, short = 0.0035 * fine, 0.075 * fine
    grain = f"{short} {long}" if upright else f"{long} {short}"
    pores = f"{0.5 * fine} {0.012 * fine}" if upright else f"{0.012 * fine} {0.5 * fine}"
    return sheet.define(
        f'{OPEN}<feTurbulence type="fractalNoise" baseFrequency="{grain}" numOctaves="3" '
        f'seed="{seed}" result="g"/><feColorMatrix in="g" values="0 0 0 0 .3 0 0 0 0 .15 0 0 0 0 '
        f'.05 {1.5 * calm} 0 0 0 {-0.64 * calm}" result="d"/><feTurbulence type="fractalNoise" '
        f'baseFrequency="{pores}" numOctaves="2" seed="{seed + 1}" result="p"/>'
        '<feColorMatrix in="p" values="0 0 0 0 .16 0 0 0 0 .07 0 0 0 0 .02 0 .8 0 0 -.36" '
        'result="q"/><feMerge result="m"><feMergeNode in="d"/><feMergeNode in="q"/></feMerge>'
        '<feComposite in="m" in2="SourceAlpha" operator="in" result="k"/><feMerge>'
        '<feMergeNode in="SourceGraphic"/><feMergeNode in="k"/></feMerge></filter>'
    )


def metal(sheet: Sheet, colour: str) -> str:
    """Return the paint of a polished upright round metal body."""
    return sheet.across(
        [
            (0, darker(colour, 0.45)),
            (0.08, darker(colour, 0.1)),
            (0.2, lighter(colour, 0.75)),
            (0.3, lighter(colour, 0.25)),
            (0.42, colour),
            (0.6, darker(colour, 0.35)),
            (0.72, darker(colour, 0.5)),
            (0.82, darker(colour, 0.12)),
            (0.9, lighter(colour, 0.3)),
            (1, darker(colour, 0.45)),
        ]
    )


def glass(sheet: Sheet, path: str, *, tint: str = "#e6efe9", edge: float = 0.55) -> str:
    """Return a clear round body: pale edges, a dark thin outline, two streaks of window light."""
    walls = sheet.across(
        [
            (0, "#ffffff", edge),
            (0.05, tint, 0.32),
            (0.14, "#ffffff", 0.2),
            (0.2, "#ffffff", 0.34),
            (0.26, "#ffffff", 0.06),
            (0.7, tint, 0.05),
            (0.88, "#8fa39a", 0.16),
            (0.95, "#ffffff", 0.36),
            (1, "#7d9086", 0.4),
        ]
    )
    return (
        f'<path d="{path}" fill="{walls}"/>'
        f'<path d="{path}" fill="none" stroke="#6d7f77" stroke-width="1.6" opacity=".5"/>'
        f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="3" opacity=".5" '
        'transform="translate(1.6 1.2)"/>'
    )


def stitches(path: str, colour: str, width: float = 3, dash: str = "11 7") -> str:
    """Return a visible seam along a path."""
    return (
        f'<path d="{path}" fill="none" stroke="{darker(colour, 0.55)}" stroke-width="{width}" '
        f'stroke-dasharray="{dash}" stroke-linecap="round" opacity=".5" '
        'transform="translate(1 1.6)"/>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-dasharray="{dash}" stroke-linecap="round"/>'
    )
