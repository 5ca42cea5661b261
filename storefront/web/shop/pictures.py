"""Pictures as pages write them."""

from collections.abc import Callable
from functools import lru_cache

from flask import current_app

from storefront.catalog import WIDTHS, picture_url

HERO_WIDTHS = (640, 1080, 1600, 2000)


@lru_cache(1024)
def picture_set(digest: str, format: str) -> str:
    """Every width of a product's picture, as `srcset` wants it."""
    return ", ".join(f"{picture_url(digest, width, format)} {width}w" for width in WIDTHS)


def hero_set(format: str) -> str:
    """Every width of the picture on the front page."""
    asset: Callable[[str], str] = current_app.jinja_env.globals["asset"]  # type: ignore[assignment]
    return ", ".join(
        f"{asset(f'pictures/hero-{width}.{format}')} {width}w" for width in HERO_WIDTHS
    )
