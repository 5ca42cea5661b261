"""The office in a real browser: no barrier, no complaint, no sideways scroll, on desk and phone."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from storefront import checkout, customs, orders
from storefront.db import db, transaction
from tests.checkout.conftest import AMERICA, Till

from .conftest import EMAIL, PASSWORD, Desk


@pytest.fixture
def database_url(tmp_path, template) -> str:  # type: ignore[no-untyped-def]
    """One database is enough for looking at pages."""
    path = tmp_path / "shop.db"
    path.write_bytes(template.sqlite.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def office(app: Flask, stranger: Desk) -> Iterator[str]:
    """The office on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/office/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def numbers(till: Till) -> list[str]:
    """An order to pack that needs a decision, and one whose dossier does not agree."""
    waiting = till.paid({"lamp": 2, "mug": 1})
    sent = till.place(till.fill(), AMERICA, "form-2")
    session = till.pay(sent)
    till.press(session)
    checkout.sync_session(session)
    checkout.ship(till.again(sent), checkout.Packing("dhl", "1234567890", None, 2000))
    with transaction():
        locked = orders.lock(waiting.id)
        assert locked is not None
        orders.set_attention(locked, "Something does not fit.")
        (dossier,) = customs.dossiers_of(sent.id)
        dossier.state = "rejected"
        dossier.findings = [
            {"code": "data_missing", "pointer": "hs_code", "found": "lamp", "message": "No code."},
            {"code": "amount_mismatch", "pointer": "/payment/amount", "message": "Too much."},
        ]
    db.session.rollback()
    return [waiting.number, sent.number]


def barriers(page: Page, address: str) -> list[str]:
    """What is wrong with a page, its closed parts opened."""
    page.goto(address)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    said = []
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("scrolls sideways")
    found = Axe().run(page).response["violations"]
    return said + [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


@pytest.mark.browser
@pytest.mark.parametrize("width", (390, 1280))
def test_no_office_page_has_a_barrier(
    chromium: Browser, office: str, numbers: list[str], width: int
) -> None:
    waiting, sent = numbers
    paths = ["", "orders", f"orders/{waiting}", f"orders/{sent}", f"orders/{waiting}/refund"]
    paths += [f"orders/{waiting}/cancel", "products", "products/1", "letters", "letters/1"]
    paths += ["outbox", "reports", "orders?q=nobody"]
    page = chromium.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    found = {"sign-in": barriers(page, office + "sign-in")}
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(office)
    for path in paths:
        found[path] = barriers(page, office + path)
    page.goto(f"{office}orders/{waiting}")
    page.select_option("#carrier", "dhl")
    page.fill("#waybill_no", "12AB")
    page.click("text=Hand over to the carrier")
    page.wait_for_load_state()
    found["a wrong parcel"] = [] if page.is_visible("#waybill_no-problem") else ["no problem"]
    page.fill("#waybill_no", "2234567890")
    page.click("text=Hand over to the carrier")
    page.wait_for_selector("text=Parcel 2234567890 is on its way")
    page.context.close()
    said = [each for each in said if "422" not in each]
    assert ({path: each for path, each in found.items() if each}, said) == ({}, [])
