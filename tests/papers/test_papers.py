"""Printed papers: read back as text and bar code, in the languages of the markets."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
import pytest
import zxingcpp
from flask import Flask

from storefront import checkout, customs, mail, papers, taxes
from storefront.config import Settings
from storefront.db import transaction
from storefront.orders import Order
from storefront.papers import Kind, PapersMissing
from storefront.shipping import Shipment
from tests.customs import making

WAYBILL = "LX123456785CN"
NAMES = {
    "de": ("Jürgen Groß-Łukasz", "Falt, Tischleuchte", "Lieferschein", "Handelsrechnung"),
    "ja": ("髙橋 花子", "折りたたみランプ", "納品書", "商業送り状"),
    "zh": ("欧阳娜娜", "折叠台灯", "装箱单", ""),
}


@pytest.fixture(autouse=True)
def charges(app: Flask, settings: Settings) -> None:
    mail.use(mail.carrier_from(settings))
    customs.use(customs.connection_from(replace(settings, customs_url="http://127.0.0.1:9")))
    with transaction():
        taxes.demo_charges()


Sent = Callable[..., tuple[Order, Shipment]]


@pytest.fixture
def sent() -> Sent:
    def sent(price: int = 11_990, goods: str = "Falt", **facts: Any) -> tuple[Order, Shipment]:
        with transaction():
            order = making.order((making.variant(), 2, price), **facts)
            order.lines[0].name = goods
        return order, checkout.ship(order, checkout.Packing("china-post", WAYBILL, None, 3_000))

    return sent


def pages(pdf: bytes) -> Iterator[pdfium.PdfPage]:
    """Each page; the document stays open as long as somebody reads."""
    document = pdfium.PdfDocument(pdf)
    yield from document
    document.close()


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pages(pdf)]


def barcodes(pdf: bytes) -> list[str]:
    found = []
    for page in pages(pdf):
        read = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        found += [one.text for one in read if one.format == zxingcpp.BarcodeFormat.Code128]
    return found


@pytest.mark.parametrize(("language", "country"), [("de", "DE"), ("ja", "JP"), ("zh", "DE")])
def test_papers_speak_the_languages_of_buyer_and_destination(
    sent: Sent, language: str, country: str
) -> None:
    name, goods, title, invoice_title = NAMES[language]
    order, shipment = sent(goods=goods, country=country, language=language, name=name)
    pdf = papers.as_pdf(papers.papers_of(shipment))

    slip, invoice, declaration = texts(pdf)
    for word in (title, "Packing slip", name, goods, order.number):
        assert word in slip, (word, slip)
    assert order.currency not in slip, "no prices for whoever gets a gift"
    for word in (invoice_title, "Commercial invoice", "LED台灯", "940521", name):
        assert word in invoice, (word, invoice)
    assert "CN 2" in declaration and "DÉCLARATION EN DOUANE" in declaration
    assert barcodes(pdf) == [WAYBILL] * 3


def test_what_is_printed_is_what_customs_was_told(sent: Sent) -> None:
    _, shipment = sent()
    (dossier,) = customs.dossiers_of(shipment.order_id)
    told = customs.documents(dossier)["data"]
    _slip, invoice, declaration = papers.papers_of(shipment)

    assert invoice.total == told["order"]["totals"]["grand_total"]
    assert [item.total for item in invoice.items] == [
        line["line_total"] for line in told["order"]["lines"]
    ]
    assert declaration.gross_weight_kg == told["waybill"]["gross_weight_kg"]
    assert declaration.postage == told["order"]["totals"]["freight"]


def test_the_one_stop_number_is_never_printed(sent: Sent) -> None:
    _, shipment = sent(price=5_990)
    told = customs.documents(customs.dossiers_of(shipment.order_id)[0])["data"]
    assert "IM3720000224" in str(told)
    assert "IM3720000224" not in str(papers.papers_of(shipment))


@pytest.mark.parametrize(("price", "large"), [(11_990, False), (49_990, True)])
def test_dear_goods_get_the_large_form(sent: Sent, price: int, large: bool) -> None:
    _, shipment = sent(price)
    (declaration,) = papers.papers_of(shipment, [Kind.CUSTOMS])
    assert declaration.large is large
    assert papers.papers_of(shipment, [Kind.CN23])[0].large
    if large:
        with pytest.raises(PapersMissing):
            papers.papers_of(shipment, [Kind.CN22])


def test_a_parcel_whose_documents_do_not_agree_has_its_slip_alone(sent: Sent) -> None:
    _, shipment = sent()
    (dossier,) = customs.dossiers_of(shipment.order_id)
    with transaction():
        dossier.state = "mismatch"
        dossier.findings = [{"code": "x", "message": "The net weight is missing."}]
    assert papers.papers_of(shipment, [Kind.SLIP])
    with pytest.raises(PapersMissing, match="The net weight is missing"):
        papers.papers_of(shipment)


def test_a_cancelled_parcel_has_no_papers(sent: Sent) -> None:
    _, shipment = sent()
    with transaction():
        shipment.state = "cancelled"
    with pytest.raises(PapersMissing, match="was cancelled"):
        papers.papers_of(shipment, [Kind.SLIP])


def test_a_zip_holds_one_file_for_each_kind(sent: Sent) -> None:
    slip, invoice, _ = papers.papers_of(sent()[1])
    packed = papers.as_zip({"slips.pdf": [slip, slip], "invoices.pdf": [invoice], "none.pdf": []})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["slips.pdf", "invoices.pdf"]
        assert len(texts(archive.read("slips.pdf"))) == 2
