"""Templates, styles and scripts as a set: nothing unused, nothing heavy, nothing inline."""

import gzip
import re
from pathlib import Path

from storefront.config import PROJECT

TEMPLATES = PROJECT / "templates"
SHOP = [*(TEMPLATES / "shop").glob("*.html"), *(TEMPLATES / "components").glob("*.html")]
SHOP += [TEMPLATES / "base.html", TEMPLATES / "problem.html"]


def size(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def test_every_imported_macro_is_used() -> None:
    for path in SHOP:
        text = path.read_text()
        for names in re.findall(r'{% from "[^"]+" import ([^%]+?) %}', text):
            for name in names.split(","):
                used = re.findall(rf"\b{name.strip()}\(", text)
                assert used, f"{path.name} imports {name} and does not use it"


def test_every_shop_template_is_rendered_or_included() -> None:
    code = "".join(path.read_text() for path in (PROJECT / "storefront").rglob("*.py"))
    text = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    for path in (TEMPLATES / "shop").glob("*.html"):
        assert f"shop/{path.name}" in code + text, path.name


def test_nothing_is_inline() -> None:
    for path in SHOP:
        text = path.read_text()
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style', text), path.name
        assert re.findall(r"<script(?![^>]*(src=|ld\+json))", text) == [], path.name


def test_styles_and_scripts_stay_light() -> None:
    assert (
        size(*(PROJECT / "static/css" / f"{name}.css" for name in ("base", "components", "shop")))
        < 12_288
    )
    own = (
        "basket",
        "basket-count",
        "auto-submit",
        "product",
        "quantity",
        "once",
        "checkout",
        "focus-problem",
    )
    assert size(*(PROJECT / "static/js" / f"{name}.js" for name in own)) < 6_144
