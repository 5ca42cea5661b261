"""Pictures that people send are made harmless, and come out in every width."""

import io
import struct
import zlib

import pytest
from flask import Flask
from PIL import Image

from storefront import catalog, outbox
from storefront.catalog.pictures import decode, has_renditions, make_renditions, store_picture
from storefront.db import transaction
from storefront.errors import ShopError

from .conftest import GERMAN, lamp, save


def picture(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **told: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#d9572b").save(out, kind, **told)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_known_formats_are_kept_and_rendered_without_growing(app: Flask, kind: str) -> None:
    stored = store_picture(picture((900, 600), kind))
    assert (stored.width, stored.height) == (900, 600)
    folder = catalog.media_folder() / stored.digest
    with Image.open(folder / "master.webp") as master:
        make_renditions(master, stored.digest)
    sizes = {}
    for path in sorted(folder.glob("*.avif")):
        with Image.open(path) as made:
            sizes[path.name] = made.size
    assert sizes == {"320.avif": (320, 213), "640.avif": (640, 427), "1080.avif": (900, 600)}
    assert has_renditions(stored.digest)
    assert not list(folder.glob(".*")), "no half-written file stays behind"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:500],
        picture(kind="BMP"),
        picture(kind="TIFF"),
        bomb(8_000),
        bomb(60_000),
        bomb(2_000),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
        b"\xff\xd8\xff" * 50,
    ],
)
def test_what_is_no_harmless_picture_is_refused_with_a_sentence(app: Flask, data: bytes) -> None:
    with pytest.raises(ShopError, match="picture"):
        store_picture(data)
    assert not list(catalog.media_folder().glob("*/*"))


def test_a_picture_of_more_than_10_mb_is_refused(app: Flask) -> None:
    with pytest.raises(ShopError, match="10 MB"):
        store_picture(b"\0" * (10 * 1024 * 1024 + 1))


def test_pictures_stand_upright_and_tell_nothing_about_the_photographer(app: Flask) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera"
    upright = decode(picture((80, 40), exif=exif))
    assert upright.size == (40, 80)
    stored = store_picture(picture((80, 40), exif=exif))
    master = (catalog.media_folder() / stored.digest / "master.webp").read_bytes()
    assert b"Secret" not in master and b"EXIF" not in master


def test_transparency_survives(app: Flask) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert decode(out.getvalue()).mode == "RGBA"


def test_an_uploaded_picture_is_shown_at_once_and_rendered_by_the_worker(shop: Flask) -> None:
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None and page.pictures == ()
    stored = catalog.store_picture(picture())
    with transaction():
        catalog.add_picture(page.product_id, stored, alt={"en": "A lamp"})
    assert not has_renditions(stored.digest)
    outbox.keep_due()
    assert has_renditions(stored.digest)
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None
    assert [(each.digest, each.alt) for each in page.pictures] == [(stored.digest, "A lamp")]
    assert catalog.home(GERMAN).newest[0].picture == stored.digest


def test_a_picture_can_be_taken_off_again(shop: Flask) -> None:
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None
    with transaction():
        first = catalog.add_picture(page.product_id, picture())
        catalog.add_picture(page.product_id, picture((20, 20)))
    with transaction():
        catalog.remove_picture(first)
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None and [each.width for each in page.pictures] == [20]
    with pytest.raises(ShopError), transaction():
        catalog.remove_picture(first)


def test_the_same_picture_twice_is_one_picture(shop: Flask) -> None:
    save(lamp())
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None
    with transaction():
        assert catalog.add_picture(page.product_id, picture()) == catalog.add_picture(
            page.product_id, picture()
        )
