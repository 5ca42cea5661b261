"""CEB messages: written as customs reads them, receipts read as customs writes them."""

import copy
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from storefront.connector import Settings, ceb, running

from .ceb_schema import NAMESPACE, problems
from .conftest import RECEIPT_SECRET, SHOP_SECRET, ReceiptDesk, Shop

GUID = str(uuid.UUID(int=7))
AT = datetime(2026, 11, 23, 16, 30, 5, tzinfo=UTC)
BROKER = ceb.Broker()


@pytest.fixture
def data() -> dict[str, Any]:
    text = files("storefront.connector").joinpath("example.dossier.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)["data"]
    return found


def elements(xml: bytes) -> dict[str, str]:
    """The elements of a message by name; of lines the last."""
    return {
        each.tag.removeprefix(f"{{{NAMESPACE}}}"): each.text or ""
        for each in fromstring(xml).iter()
        if not len(each)
    }


def test_every_message_fits_the_schema_of_the_dictionary(data: dict[str, Any]) -> None:
    made = ceb.documents(data, BROKER, GUID, AT)
    assert set(made) == {"order", "payment", "waybill", "list"}
    for name, xml in made.items():
        assert problems(ceb.NUMBERS[name], xml) == [], name


def test_the_messages_say_what_the_dossier_says(data: dict[str, Any]) -> None:
    made = {name: elements(xml) for name, xml in ceb.documents(data, BROKER, GUID, AT).items()}
    order, payment, waybill, listed = (made[n] for n in ("order", "payment", "waybill", "list"))
    assert order["orderNo"] == payment["orderNo"] == listed["orderNo"] == data["order"]["order_no"]
    assert order["ebcCode"] == payment["ebcCode"] == listed["ebcCode"]
    assert waybill["logisticsNo"] == listed["logisticsNo"] == data["waybill"]["waybill_no"]
    assert payment["charge"] == data["payment"]["amount"]
    assert order["goodsValue"] == data["order"]["totals"]["goods"]
    assert (order["currency"], listed["country"]) == ("300", "304")
    assert listed["copNo"] == data["dossier_id"]
    assert order["appTime"] == "20261124003005", "in Chinese time"
    assert len({each["guid"] for each in made.values()}) == 4


def test_a_correction_is_declared_as_a_change(data: dict[str, Any]) -> None:
    data["revision"] = 2
    made = ceb.documents(data, BROKER, GUID, AT)
    assert {elements(xml)["appType"] for xml in made.values()} == {"2"}


@pytest.mark.parametrize(
    ("pointer", "value", "element"),
    [
        ("order/order_no", "x" * 61, "orderNo"),
        ("order/currency", "XTS", "currency"),
        ("waybill/waybill_no", "1" * 33, "logisticsNo"),
        ("order/lines/0/sku", "x" * 21, "itemNo"),
        ("order/lines/0/unit", "ZZ", "unit"),
        ("payment/amount", "-1", "charge"),
        ("payment/amount", "1.000001", "charge"),
        ("payment/amount", "123456789012345", "charge"),
        ("parties/seller/cn_code", None, "ebcCode"),
        ("waybill/destination_country", "QQ", "country"),
    ],
)
def test_what_does_not_fit_is_never_cut_or_guessed(
    data: dict[str, Any], pointer: str, value: Any, element: str
) -> None:
    *way, last = pointer.split("/")
    place: Any = data
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    with pytest.raises(ceb.Unfit) as unfit:
        ceb.documents(data, BROKER, GUID, AT)
    assert unfit.value.element == element


def test_prose_is_cut_and_controls_are_taken_out(data: dict[str, Any]) -> None:
    data["order"]["lines"][0]["description"] = "a\x01" * 900
    data["waybill"]["goods_summary"] = "灯" * 300
    for name, xml in ceb.documents(data, BROKER, GUID, AT).items():
        assert problems(ceb.NUMBERS[name], xml) == [], name


def receipt(kind: str, **said: str) -> bytes:
    number, block = {
        "order": ("304", "OrderReturn"),
        "payment": ("404", "ReceiptsReturn"),
        "waybill": ("506", "LogisticsReturn"),
        "list": ("604", "InventoryReturn"),
    }[kind]
    told = {
        "guid": str(uuid.uuid4()).upper(),
        "returnTime": "20261124003105123",
        "returnInfo": "[Code:1800;Desc:逻辑校验通过]",
        **said,
    }
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in told.items())
    return (
        f'<CEB{number}Message xmlns="{NAMESPACE}" guid="{told["guid"]}" version="1.0">'
        f"<{block}>{inner}</{block}></CEB{number}Message>"
    ).encode()


def test_a_receipt_is_read_with_its_time_in_utc() -> None:
    (told,) = ceb.read_receipts(receipt("list", copNo="dsr_1", returnStatus="800", invtNo="5316"))
    assert (told.document, told.status, told.dossier_id) == ("list", "800", "dsr_1")
    assert told.at == datetime(2026, 11, 23, 16, 31, 5, 123000, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no xml",
        b"<a/>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        receipt("order", orderNo="1", returnStatus="x"),
        receipt("order", orderNo="1"),
        receipt("order", orderNo="1", returnStatus="120", returnTime="yesterday"),
    ],
)
def test_what_is_no_receipt_is_refused(raw: bytes) -> None:
    with pytest.raises(ceb.BadReceipt):
        ceb.read_receipts(raw)


@pytest.fixture
def line(tmp_path: Path, receipts: ReceiptDesk) -> Iterator[tuple[Shop, Path]]:
    """A connector whose answers come from a folder."""
    settings = Settings(
        state=tmp_path,
        secrets=(SHOP_SECRET,),
        receipt_secret=RECEIPT_SECRET,
        shop_url=receipts.url,
        step_delay=0.02,
        simulated=False,
    )
    with running(settings) as server:
        yield Shop(server.url.removesuffix("/hooks")), tmp_path / "ceb"


def put(folder: Path, name: str, data: bytes) -> None:
    part = folder / "in" / f"{name}.part"
    part.write_bytes(data)
    part.rename(folder / "in" / f"{name}.xml")


def test_receipts_from_a_folder_reach_the_shop_once(
    line: tuple[Shop, Path],
    another: Callable[..., Any],
    receipts: ReceiptDesk,
    wait_until: Callable[..., None],
) -> None:
    shop, folder = line
    event = another(1)
    shop.deliver(event)
    data = copy.deepcopy(event["data"])
    dossier_id, order_no = data["dossier_id"], data["order"]["order_no"]
    wait_until(lambda: len(list((folder / "out").glob("*.xml"))) == 4)
    assert receipts.taken == [], "nobody has answered yet"
    told = [
        receipt("order", orderNo=order_no, returnStatus="120"),
        receipt("waybill", logisticsNo=data["waybill"]["waybill_no"], returnStatus="120"),
        receipt("payment", orderNo=order_no, returnStatus="120"),
        receipt("list", copNo=dossier_id, returnStatus="120", returnTime="20261124003106000"),
        receipt("list", copNo=dossier_id, returnStatus="800", returnTime="20261124003109000"),
        b"rubbish",
        receipt("list", copNo="dsr_unknown", returnStatus="800"),
    ]
    for number, raw in enumerate([*told, told[0], told[4]]):
        put(folder, f"{number:02}", raw)
    bodies = receipts.wait_for(5)
    wait_until(lambda: not list((folder / "in").glob("*.xml")))
    assert [(each["document"], each["status"]) for each in bodies] == [
        ("order", "accepted"),
        ("waybill", "accepted"),
        ("payment", "accepted"),
        ("list", "accepted"),
        ("list", "released"),
    ]
    assert bodies[4]["occurred_at"].startswith("2026-11-23T16:31:09")
    assert bodies[4]["authority"]["native_text"] == "[Code:1800;Desc:逻辑校验通过]"
    assert len(list((folder / "in" / "refused").glob("*.xml"))) == 2
    assert len(list((folder / "in" / "refused").glob("*.txt"))) == 2
    assert len(receipts.taken) == 5, "a receipt that comes twice is told once"
    assert shop.dossier(dossier_id)["status"] == "released"


def test_a_dossier_that_customs_forms_cannot_hold_is_sent_back(
    shop: Shop, another: Callable[..., Any], receipts: ReceiptDesk
) -> None:
    event = another(1)
    event["data"]["order"]["lines"][0]["sku"] = "x" * 25
    event["data"]["order"]["lines"][0]["product_ids"]["merchant"] = "x" * 25
    shop.deliver(event)
    (body,) = receipts.wait_for(1)
    assert (body["document"], body["status"]) == ("list", "rejected")
    assert "itemNo" in body["reasons"][0]["message"]


def test_the_dossiers_page_links_its_messages(
    shop: Shop, another: Callable[..., Any], receipts: ReceiptDesk
) -> None:
    event = another(1)
    shop.deliver(event)
    receipts.wait_for(10)
    page = shop.get(f"/dossiers/{event['data']['dossier_id']}").text
    name = f"{event['data']['dossier_id']}-001-CEB603.xml"
    assert f"/ceb/{name}" in page
    assert shop.get(f"/ceb/{name}").text.startswith("<?xml")
    assert shop.get("/ceb/..%2fconnector.sqlite3").status == 404
