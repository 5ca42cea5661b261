"""Turn drawings into the WebP masters the demo shop is loaded with."""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from PIL import Image

from . import bags, brand, desk, kitchen, lighting, scenes, tea, textiles
from .backdrop import backdrop
from .studio import Sheet

PICTURES = Path(__file__).resolve().parent.parent / "pictures"
STATIC = Path(__file__).resolve().parents[3] / "static"
QUALITY = 82

CATEGORIES = {
    "lighting": lighting.DRAWINGS,
    "tea-table": tea.DRAWINGS,
    "textiles": textiles.DRAWINGS,
    "bags": bags.DRAWINGS,
    "desk": desk.DRAWINGS,
    "kitchen": kitchen.DRAWINGS,
}


# photographed from above, so no wall is seen
FROM_ABOVE = {"tea-towel-set", "card-holder", "brass-pen", "wooden-spoons"}


# seen from higher up, so the floor reaches further back
FROM_HIGH = {"bamboo-tray", "desk-tray", "felt-desk-mat", "dot-notebook", "packing-cubes"}
HEAVIEST = 110_000  # bytes a master should not exceed


def _save(image: Image.Image, path: Path) -> None:
    for quality in range(QUALITY, 55, -4):
        image.save(path, quality=quality, method=6)
        if path.stat().st_size <= HEAVIEST:
            return


def _horizon(slug: str) -> float | None:
    if slug in FROM_ABOVE:
        return -300
    return 330 if slug in FROM_HIGH else None


def _shot(
    category: str, slug: str, draw: Callable[[Sheet, str], str], colour: str
) -> tuple[str, int, int]:
    sheet = Sheet()
    behind = backdrop(sheet, category, horizon=_horizon(slug))
    return sheet.svg(behind, draw(sheet, colour)), 1200, 1200


def pictures() -> Iterator[tuple[str, Callable[[], tuple[str, int, int]]]]:
    """Yield every picture's name with the function that composes it."""
    for category, drawings in CATEGORIES.items():
        for slug, (draw, colours) in drawings.items():
            for colour in colours:
                name = f"{slug}--{colour}" if colour else slug
                yield name, partial(_shot, category, slug, draw, colour)
    yield from scenes.SCENES.items()
    yield "og", brand.sharing_card


def draw_all(wanted: Iterable[str] = (), target: Path = PICTURES) -> int:
    """Draw all pictures, or those whose name starts with a wanted slug; return how many."""
    from playwright.sync_api import sync_playwright

    wanted = tuple(wanted)
    target.mkdir(parents=True, exist_ok=True)
    brand.write_marks(STATIC)
    count = 0
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        page = browser.new_page()
        for name, compose in pictures():
            if wanted and not name.startswith(wanted):
                continue
            document, width, height = compose()
            page.set_viewport_size({"width": width, "height": height})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{document}")
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            folder = STATIC / "pictures" if name == "og" else target
            _save(image, folder / f"{name}.webp")
            count += 1
        browser.close()
    return count
