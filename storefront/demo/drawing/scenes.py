# ruff: noqa: E501 (outlines are one word, however long)
"""Second pictures, the opening picture and the category pictures: things together in a room."""

from collections.abc import Callable

from . import bags, desk, kitchen, lighting, tea, textiles
from .backdrop import backdrop
from .cloth import folded, fringe, hanging
from .colour import PALETTE, darker
from .material import linen
from .room import bench, floor, fruit, put, shelf, sofa, table, wall
from .studio import Sheet

DRAW: dict[str, Callable[[Sheet, str], str]] = {
    slug: draw
    for module in (lighting, tea, textiles, bags, desk, kitchen)
    for slug, (draw, _) in module.DRAWINGS.items()
}
# above and inside the mouth of the large bowl that stands at (560, 900)
BOWL_MOUTH = "M0 0H1200V608H896A336 101 0 0 1 224 608H0Z"
DAY, DUSK = "#ece0cb", "#c3ab8a"
Picture = tuple[str, int, int]
Placed = tuple[str, str, float, float, float]


def _things(s: Sheet, *things: Placed) -> str:
    return "".join(put(slug, DRAW[slug](s, c), x, y, k) for slug, c, x, y, k in things)


def _on_table(*things: Placed, tone: str = "#c89b6a", back: str = DAY, line: float = 760,
              evening: bool = False) -> Callable[[], Picture]:  # fmt: skip
    """Compose things on a table; a thing is (slug, colour, x, foot, scale), far to near."""

    def compose() -> Picture:
        s = Sheet()
        layers = (wall(s, back, evening=evening), table(s, line, tone=tone), _things(s, *things))
        return s.svg(*layers), 1200, 1200

    return compose


def _category(name: str, *things: Placed) -> Callable[[], Picture]:
    def compose() -> Picture:
        s = Sheet(1200, 800)
        return s.svg(backdrop(s, name, horizon=500), _things(s, *things)), 1200, 800

    return compose


def _throw(s: Sheet, x: float, y: float, w: float, h: float, colour: str) -> str:
    c = PALETTE[colour]
    body, path = hanging(s, x, y, w, h, c, folds=4.2, seed=6, texture=linen(s), contrast=0.5)
    return (
        s.cast(path, 22, 16, 16, 0.35) + fringe(s, x - 12, y + h, w + 24, 60, darker(c, 0.1)) + body
    )


def halo_room() -> Picture:
    """A reading corner in the evening."""
    s = Sheet()
    return s.svg(
        wall(s, DUSK, evening=True),
        floor(s, 900, "#b48d61"),
        put("halo-floor-lamp", lighting.halo_floor_lamp(s, "ink"), 930, 1080, 0.98),
        sofa(s, -300, 1080, 980, "#cdbb9c"),
        put("linen-cushion", textiles.cushion(s, "ochre", 600, 610, 700), 220, 800, 0.42),
        _throw(s, 390, 770, 240, 230, "indigo"),
    ), 1200, 1200  # fmt: skip


def sofa_room(front: str, cushions: tuple[str, ...]) -> Callable[[], Picture]:
    """Compose a sofa by day with cushions and a throw over its arm."""

    def compose() -> Picture:
        s = Sheet()
        seats = "".join(
            f'<g transform="rotate({turn} {x} 700)">'
            + put("linen-cushion", textiles.cushion(s, c, 600, 610, 700), x, 850, k)
            + "</g>"
            for c, x, k, turn in zip(cushions, (330, 560, 440), (0.5, 0.46, 0.4), (-6, 5, -2),
                                     strict=False)
        )  # fmt: skip
        return s.svg(
            wall(s, DAY), floor(s, 940), sofa(s, 90, 1090, 1020, "#e0d4c0"), seats,
            _throw(s, 790, 676, 300, 330, front),
        ), 1200, 1200  # fmt: skip

    return compose


def bench_room(*things: Placed) -> Callable[[], Picture]:
    """Compose things on the bench in the hall."""

    def compose() -> Picture:
        s = Sheet()
        return s.svg(
            wall(s, "#e6dcc8"), floor(s, 960), bench(s, 110, 1100, 980), _things(s, *things)
        ), 1200, 1200  # fmt: skip

    return compose


def kitchen_shelf() -> Picture:
    """Two shelves of jars, bowls and boards."""
    s = Sheet()
    return s.svg(
        wall(s, "#ecdcc2"),
        shelf(s, 540, 90, 1020), shelf(s, 1030, 90, 1020),
        put("cutting-board", kitchen.cutting_board(s, "walnut"), 960, 1032, 0.46),
        put("glass-jars", kitchen.glass_jars(s, "clear"), 430, 1044, 0.56),
        tea.bowl(s, "celadon", 760, 1044, 0.42),
        put("steamer-basket", kitchen.steamer_basket(s, "natural"), 340, 508, 0.5),
        put("dune-mug", tea.mug(s, "persimmon", steam=False), 680, 548, 0.4),
        put("dune-mug", tea.mug(s, "sand", steam=False), 870, 548, 0.4),
    ), 1200, 1200  # fmt: skip


def fruit_bowl() -> Picture:
    """The rippled bowl full of persimmons."""
    s = Sheet()
    heap = "".join(
        fruit(s, x, y, r, t)
        for x, y, r, t in ((430, 596, 92, -14), (680, 590, 96, 12), (555, 556, 98, 0))
    )
    return s.svg(
        wall(s, DAY), table(s, 740), tea.bowl(s, "indigo", 560, 900, 1.12),
        f'<g {s.clip(BOWL_MOUTH)}>{heap}</g>',
        fruit(s, 930, 990, 92, 14), fruit(s, 1070, 920, 80, -18),
    ), 1200, 1200  # fmt: skip


def pendant_room() -> Picture:
    """Supper light above the table."""
    s = Sheet()
    return s.svg(
        wall(s, DUSK, evening=True), table(s, 850, tone="#a9774a"),
        put("lantern-pendant", lighting.lantern_pendant(s, "paper"), 600, 330, 0.8),
        s.glow(600, 960, 640, 0.5, squash=0.24),
        put("tidal-teapot", tea.tidal_teapot(s, "celadon"), 420, 1060, 0.5),
        tea.bowl(s, "indigo", 760, 1040, 0.46),
        put("dune-mug", tea.mug(s, "sand"), 980, 1110, 0.36),
    ), 1200, 1200  # fmt: skip


def hero() -> Picture:
    """A bright room: lamp, mug, fruit and throw on a table, with calm wall to the left."""
    s = Sheet(2000, 1100)
    pile = "".join(
        fruit(s, x, y, 58, t) for x, y, t in ((862, 752, -10), (976, 754, 14), (918, 732, 0))
    )
    mouth = "M700 0H1200V757H1079A156 47 0 0 1 767 757H700Z"
    weave = linen(s)
    blue = PALETTE["indigo"]
    bands = "".join(
        f'<path d="M1400 {y}H2000" stroke="#f1e7d5" stroke-width="{w}" opacity=".8"/>'
        for y, w in ((826, 9), (846, 4), (926, 10), (984, 8))
    )
    return s.svg(
        wall(s, "#f0e5d2", window=0.42),
        table(s, 770, edge=1030, tone="#c59665"),
        s.glow(1340, 460, 560, 0.35),
        tea.bowl(s, "celadon", 920, 894, 0.52),
        f"<g {s.clip(mouth)}>{pile}</g>",
        put("ori-table-lamp", lighting.ori_table_lamp(s, "persimmon"), 1330, 898, 0.88),
        folded(s, 1500, 1004, 420, 3, 56, blue, deep=120, texture=weave, over=bands, seed=5),
        put("dot-notebook", desk.dot_notebook(s, "ochre"), 1710, 812, 0.32),
        put("dune-mug", tea.mug(s, "sand"), 1130, 984, 0.46),
        fruit(s, 900, 962, 52, -12),
    ), 2000, 1100  # fmt: skip


SCENES: dict[str, Callable[[], Picture]] = {
    "ori-table-lamp--scene": _on_table(
        ("ori-table-lamp", "paper", 520, 960, 0.98), ("dot-notebook", "persimmon", 960, 1070, 0.42),
        ("dune-mug", "celadon", 200, 1090, 0.36), back=DUSK, tone="#a9774a", line=800,
        evening=True),
    "pebble-night-light--scene": _on_table(
        ("pebble-night-light", "rose", 720, 1000, 0.82), ("dot-notebook", "ink", 320, 1060, 0.46),
        back=DUSK, tone="#a9774a", line=800, evening=True),
    "halo-floor-lamp--scene": halo_room,
    "lantern-pendant--scene": pendant_room,
    "arc-desk-lamp--scene": _on_table(
        ("arc-desk-lamp", "ink", 330, 900, 0.94), ("dot-notebook", "celadon", 720, 1060, 0.5),
        ("dune-mug", "persimmon", 1050, 1050, 0.4), line=780),
    "tidal-teapot--scene": _on_table(
        ("tidal-teapot", "indigo", 480, 930, 0.86), ("dune-mug", "sand", 900, 1010, 0.46),
        ("dune-mug", "celadon", 1080, 1110, 0.46)),
    "dune-mug--scene": _on_table(
        ("tidal-teapot", "celadon", 330, 880, 0.62), ("dot-notebook", "ink", 380, 1110, 0.46),
        ("dune-mug", "persimmon", 790, 1040, 0.76)),
    "ripple-bowl--scene": fruit_bowl,
    "gaiwan-set--scene": _on_table(
        ("bamboo-tray", "natural", 600, 1010, 1.02), ("gaiwan-set", "paper", 590, 975, 0.68)),
    "linen-throw--scene": sofa_room("moss", ("celadon", "ochre")),
    "linen-cushion--scene": sofa_room("sand", ("persimmon", "ochre", "celadon")),
    "wool-blanket--scene": bench_room(
        ("wool-blanket", "ochre", 430, 862, 0.66), ("canvas-tote", "natural", 880, 1120, 0.5)),
    "canvas-tote--scene": bench_room(
        ("canvas-tote", "natural", 440, 862, 0.74), ("travel-pouch", "persimmon", 880, 860, 0.42)),
    "roll-top-backpack--scene": bench_room(
        ("roll-top-backpack", "moss", 430, 864, 0.72), ("packing-cubes", "indigo", 870, 852, 0.5)),
    "dot-notebook--scene": _on_table(
        ("sand-timer", "ochre", 250, 880, 0.56), ("washi-tape-set", "persimmon", 970, 960, 0.5),
        ("dot-notebook", "persimmon", 520, 1040, 0.74)),
    "desk-tray--scene": _on_table(
        ("arc-desk-lamp", "brass", 330, 870, 0.8), ("desk-tray", "walnut", 640, 1040, 0.8)),
    "cutting-board--scene": _on_table(
        ("cutting-board", "walnut", 470, 860, 0.74), ("cutting-board", "natural", 700, 880, 0.56),
        ("glass-jars", "clear", 960, 1010, 0.5), back="#ecdcc2"),
    "pour-over-dripper--scene": _on_table(
        ("pour-over-dripper", "ink", 520, 980, 0.92), ("hand-grinder", "walnut", 900, 960, 0.66),
        ("dune-mug", "sand", 210, 1080, 0.44), back="#ecdcc2"),
    "glass-jars--scene": kitchen_shelf,
    "hero": hero,
    "category-lighting": _category(
        "lighting", ("ori-table-lamp", "persimmon", 420, 680, 0.66),
        ("pebble-night-light", "celadon", 850, 700, 0.5)),
    "category-tea-table": _category(
        "tea-table", ("tidal-teapot", "celadon", 400, 640, 0.62), ("dune-mug", "ink", 730, 650, 0.44),
        ("dune-mug", "persimmon", 950, 700, 0.44)),
    "category-textiles": _category(
        "textiles", ("linen-cushion", "celadon", 330, 640, 0.6),
        ("wool-blanket", "ochre", 790, 700, 0.62)),
    "category-bags": _category(
        "bags", ("canvas-tote", "natural", 290, 650, 0.56), ("roll-top-backpack", "moss", 660, 690, 0.62),
        ("travel-pouch", "persimmon", 980, 720, 0.4)),
    "category-desk": _category(
        "desk", ("sand-timer", "ochre", 230, 640, 0.54), ("dot-notebook", "persimmon", 580, 660, 0.58),
        ("washi-tape-set", "persimmon", 960, 690, 0.42)),
    "category-kitchen": _category(
        "kitchen", ("cutting-board", "walnut", 300, 640, 0.56),
        ("pour-over-dripper", "paper", 640, 690, 0.6), ("glass-jars", "clear", 960, 700, 0.5)),
}  # fmt: skip
