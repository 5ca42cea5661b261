"""Signatures of both sides: shared secrets and key pairs, forged, old, and during a rotation."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from storefront import clock, connector, outbox
from storefront.cli import main
from storefront.config import BadSettings, Settings, webhook_secret
from storefront.connector import signatures as theirs
from storefront.customs import Dossier
from storefront.customs import signatures as ours
from storefront.orders import Order
from tests.customs.conftest import Desk, quiet_use

NOW = 1_795_426_867
BODY = '{"goods": "手工折纸灯"}'.encode()

SIDES = pytest.mark.parametrize("side", [ours, theirs], ids=["shop", "connector"])


def pair() -> tuple[str, str]:
    """A private and a public key as they are written down."""
    private = Ed25519PrivateKey.generate()
    seed, public = private.private_bytes_raw(), private.public_key().public_bytes_raw()
    return (
        "whsk_" + base64.b64encode(seed).decode(),
        "whpk_" + base64.b64encode(public).decode(),
    )


def signed(signature: str, at: int = NOW) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": signature,
    }


def is_proven(side: ModuleType, secrets: list[str], headers: dict[str, str]) -> bool:
    keys = [side.key_of(secret) for secret in secrets]
    try:
        side.verify(keys, headers, BODY, NOW)
    except (ours.Forged, theirs.SignatureRefused):
        return False
    return True


@SIDES
def test_what_the_private_half_signs_the_public_half_proves(side: ModuleType) -> None:
    private, public = pair()
    signature = ours.sign([ours.key_of(private)], "msg_1", NOW, BODY)
    assert signature.startswith("v1a,")
    assert theirs.sign(theirs.key_of(private), "msg_1", NOW, BODY) == signature
    assert is_proven(side, [public], signed(signature))
    assert is_proven(side, [private], signed(signature))
    assert not is_proven(side, [pair()[1]], signed(signature))


@SIDES
def test_a_pair_does_not_prove_what_was_changed(side: ModuleType) -> None:
    private, public = pair()
    good = ours.sign([ours.key_of(private)], "msg_1", NOW, BODY)
    other_id = ours.sign([ours.key_of(private)], "msg_2", NOW, BODY)
    other_time = ours.sign([ours.key_of(private)], "msg_1", NOW + 1, BODY)
    other_body = ours.sign([ours.key_of(private)], "msg_1", NOW, BODY + b" ")
    nonsense = ("v1a,", "v1a,AAAA", "v1a,%%%", "v1," + good[4:], good[:-4], "v1a," + "A" * 90_000)
    for forged in (other_id, other_time, other_body, *nonsense):
        assert not is_proven(side, [public], signed(forged)), forged[:60]


@SIDES
def test_a_pair_proves_nothing_old_or_of_the_future(side: ModuleType) -> None:
    private, public = pair()
    for age, proven in ((299, True), (-299, True), (301, False), (-301, False)):
        signature = ours.sign([ours.key_of(private)], "msg_1", NOW - age, BODY)
        assert is_proven(side, [public], signed(signature, NOW - age)) is proven


@SIDES
def test_kinds_are_mixed_during_a_rotation(side: ModuleType) -> None:
    private, public = pair()
    shared = webhook_secret()
    both = ours.sign([ours.key_of(shared), ours.key_of(private)], "msg_1", NOW, BODY)
    assert [each.partition(",")[0] for each in both.split()] == ["v1", "v1a"]
    for known in ([shared], [public], [webhook_secret(), public], [shared, pair()[1]]):
        assert is_proven(side, known, signed(both))
    assert not is_proven(side, [webhook_secret(), pair()[1]], signed(both))


@SIDES
@pytest.mark.parametrize(
    "wrong",
    ["whsec_c2hvcnQ=", "whpk_c2hvcnQ=", "whsk_c2hvcnQ=", "whsec_%%%", "whxx_" + "A" * 44, ""],
)
def test_a_secret_that_is_none_is_refused_with_a_sentence(side: ModuleType, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        side.key_of(wrong)


def test_two_halves_that_do_not_belong_together_are_refused() -> None:
    seed = base64.b64decode(pair()[0].removeprefix("whsk_"))
    public = base64.b64decode(pair()[1].removeprefix("whpk_"))
    with pytest.raises(ValueError, match="do not belong together"):
        ours.key_of("whsk_" + base64.b64encode(seed + public).decode())


def test_a_delivery_signed_by_a_pair_is_proven_by_the_connector(
    order: Order, sent: Callable[..., Dossier], desk: Desk, settings: Settings
) -> None:
    private, public = pair()
    quiet_use(settings, customs_url=desk.url, customs_secrets=(private,))
    sent(order)
    outbox.keep_due()
    ((headers, body),) = desk.taken
    lowered = {name.lower(): value for name, value in headers.items()}
    now = clock.now().timestamp()
    assert theirs.verify([theirs.key_of(public)], lowered, body, now)[0].startswith("msg_")


def test_a_shop_that_could_only_prove_does_not_start(app: Flask, settings: Settings) -> None:
    with pytest.raises(BadSettings, match="not sign"):
        quiet_use(settings, customs_secrets=(pair()[1],))


@pytest.fixture
def receipts_by_pair(app: Flask, settings: Settings) -> Iterator[str]:
    """The shop knows the public half of the connector's key; gives the private one."""
    private, public = pair()
    quiet_use(settings, customs_receipt_secrets=(*settings.customs_receipt_secrets, public))
    yield private
    quiet_use(settings)


def test_a_receipt_signed_by_a_pair_is_taken(app: Flask, receipts_by_pair: str) -> None:
    told = {
        "receipt_id": "rcp_1",
        "dossier_id": "dsr_unknown",
        "revision": 1,
        "document": "order",
        "status": "accepted",
        "final": True,
        "occurred_at": clock.now().isoformat().replace("+00:00", "Z"),
    }
    body, now = json.dumps(told).encode(), int(clock.now().timestamp())

    def post(secret: str) -> int:
        headers = theirs.headers_for(theirs.key_of(secret), "msg_1", now, body)
        headers["content-type"] = "application/json"
        answer = app.test_client().post("/api/customs/v1/receipts", data=body, headers=headers)
        return answer.status_code

    assert post(receipts_by_pair) == 404  # proven, and no such dossier
    assert post(pair()[0]) == 401


def test_a_connector_that_could_only_prove_does_not_start(tmp_path: Path) -> None:
    wish = connector.Settings(tmp_path, (webhook_secret(),), pair()[1], "http://127.0.0.1:1")
    with pytest.raises(ValueError, match="not sign"):
        connector.Server(wish)


def test_the_command_prints_keys_that_work() -> None:
    said = CliRunner().invoke(main, ["keys"]).output.split()
    shared, private, public = said[1::2]
    ours.key_of(shared)
    signature = ours.sign([ours.key_of(private)], "msg_1", NOW, BODY)
    assert is_proven(theirs, [public], signed(signature))
