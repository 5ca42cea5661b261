"""Pictures: what comes in is checked and made anew; what goes out is WebP and AVIF in three widths.

A picture is named by the digest of its content, so a file in the media folder never changes. What
people send is never served itself: only what was decoded and written again, without EXIF.
"""

import hashlib
import io
import os
import secrets
import warnings
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storefront import outbox
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.per_shop import PerShop

if TYPE_CHECKING:  # Pillow is loaded when a picture comes in; a shop that only sells starts sooner
    from PIL.Image import Image

WIDTHS = (320, 640, 1080)
FORMATS = ("webp", "avif")
READABLE = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
MASTER_SIDE = 2160
MASTER = "master.webp"

_folder: PerShop[Path] = PerShop("media_folder")


class BadPicture(ShopError):
    """This is not a picture that the shop can show; the sentence says why."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in the media folder and its size in pixels."""

    digest: str
    width: int
    height: int


def use(media_folder: Path) -> None:
    """Say where this shop's pictures live."""
    _folder.set(media_folder)


def media_folder() -> Path:
    """Where pictures live; raises RuntimeError before `use`."""
    return _folder.get()


def picture_url(digest: str, width: int, format: str) -> str:
    """The address of a rendition."""
    return f"/media/{digest}/{width}.{format}"


def digest_of(data: bytes) -> str:
    """The name of a picture with this content."""
    return hashlib.sha256(data).hexdigest()[:24]


def store_picture(data: bytes) -> StoredPicture:
    """Check a picture that somebody sent and keep it; raises BadPicture.

    Takes up to a second, so it is called before the transaction; `add_picture` then promises its
    renditions.
    """
    from PIL.Image import Resampling

    if len(data) > MOST_BYTES:
        raise BadPicture(gettext("A picture has at most 10 MB."))
    image = decode(data)
    image.thumbnail((MASTER_SIDE, MASTER_SIDE), Resampling.LANCZOS)
    folder = media_folder() / digest_of(data)
    _write(image, folder / MASTER)
    return StoredPicture(folder.name, image.width, image.height)


def decode(data: bytes) -> "Image":
    """The pixels of a picture, upright and without its metadata; raises BadPicture."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are judged here, not by a warning
            opened = Image.open(io.BytesIO(data), formats=READABLE)
            if opened.width * opened.height > MOST_PIXELS:
                raise BadPicture(gettext("A picture has at most 50 million pixels."))
            opened.draft("RGB", (MASTER_SIDE, MASTER_SIDE))
            if opened.mode in ("RGB", "RGBA", "L"):  # made small first, so later copies are small
                opened.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS)
            image = ImageOps.exif_transpose(opened)
            clear = "A" in image.getbands() or "transparency" in image.info
            image = image.convert("RGBA" if clear else "RGB")
    except BadPicture:
        raise
    except Exception as error:  # decoders of hostile files raise whatever they like
        raise BadPicture(
            gettext("This is not a JPEG, PNG, WebP, GIF or AVIF picture that can be read.")
        ) from error
    image.info.clear()
    return image


def has_renditions(digest: str) -> bool:
    """Whether a picture can be served in every width and format."""
    folder = media_folder() / digest
    return all((folder / f"{width}.{kind}").exists() for width in WIDTHS for kind in FORMATS)


def make_renditions(image: "Image", digest: str) -> None:
    """Write a picture in every width and format, never larger than it is."""
    from PIL.Image import Resampling

    folder = media_folder() / digest
    for width in WIDTHS:
        fits = min(width, image.width)
        height = max(1, round(image.height * fits / image.width))
        small = image.resize((fits, height), Resampling.LANCZOS, reducing_gap=3.0)
        for kind in FORMATS:
            _write(small, folder / f"{width}.{kind}")


def publish_files(paths: Iterable[Path]) -> dict[Path, StoredPicture]:
    """Put trusted picture files into the media folder with all renditions, on all processors."""
    from PIL import Image

    def publish(path: Path) -> StoredPicture:
        data = path.read_bytes()
        digest = digest_of(data)
        if has_renditions(digest):
            with Image.open(io.BytesIO(data)) as known:
                return StoredPicture(digest, known.width, known.height)
        image = decode(data)
        make_renditions(image, digest)
        return StoredPicture(digest, image.width, image.height)

    chosen = list(paths)
    with ThreadPoolExecutor(os.cpu_count() or 1) as painters:  # encoders let go of the GIL
        jobs = [painters.submit(copy_context().run, publish, path) for path in chosen]
        return {path: job.result() for path, job in zip(chosen, jobs, strict=True)}


def promise_renditions(digest: str) -> None:
    """Have the worker make the renditions; the caller holds the transaction."""
    outbox.post("catalog.renditions", f"catalog.renditions:{digest}", {"digest": digest})


@outbox.keeps("catalog.renditions")
def _keep_renditions(promise: outbox.Promise) -> None:
    digest = str(promise.payload["digest"])
    if has_renditions(digest):
        return
    master = media_folder() / digest / MASTER
    if not master.exists():
        raise outbox.GiveUp(f"The picture {digest} is not in the media folder.")
    make_renditions(decode(master.read_bytes()), digest)


def _write(image: "Image", path: Path) -> None:
    """Whole or not at all, also when two write the same picture at once."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(6)}-{path.name}")
    try:
        if path.suffix == ".avif":
            image.save(draft, "AVIF", quality=60, speed=8, max_threads=1)
        else:
            image.save(draft, "WEBP", quality=90 if path.name == MASTER else 80, method=4)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
