"""Pictures: what comes in is checked and made anew; what goes out is WebP and AVIF in three widths.

A picture is named by the digest of its content, so a file in the media folder never changes.
"""

from pathlib import Path

WIDTHS = (320, 640, 1080)
FORMATS = ("webp", "avif")

_folder: Path | None = None


def use(media_folder: Path) -> None:
    """Say where pictures live."""
    global _folder
    _folder = media_folder


def media_folder() -> Path:
    """Where pictures live; raises RuntimeError before `use`."""
    if _folder is None:
        raise RuntimeError("catalog.use(media_folder) comes first.")
    return _folder


def picture_url(digest: str, width: int, format: str) -> str:
    """The address of a rendition."""
    return f"/media/{digest}/{width}.{format}"
