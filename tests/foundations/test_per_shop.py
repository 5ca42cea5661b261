"""Two shops in one process keep to their own ways to the world outside."""

from dataclasses import replace
from pathlib import Path

from flask import Flask

from storefront import catalog, customs, mail, payments, sealing, shipping
from storefront.app import create_app
from tests.conftest import make_settings


def equipment() -> list[object]:
    return [
        payments.gateway(),
        customs.connection.connection(),
        mail.sending.post_office(),
        catalog.pictures.media_folder(),
        sealing.fingerprint("a buyer"),
        shipping.carriers_with_service(),
    ]


def test_a_second_shop_leaves_the_first_ones_ways_alone(app: Flask, tmp_path: Path) -> None:
    before = equipment()
    settings = make_settings(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}")
    other = create_app(replace(settings, sealing_keys=("another",)))
    assert equipment() == before, "the second shop took over the first one's"
    with other.app_context():
        for mine, theirs in zip(before[:5], equipment()[:5], strict=True):
            assert mine != theirs
