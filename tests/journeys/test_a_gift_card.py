"""A gift card in a real browser: bought by one, spent by another, its story in the office."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from tests.shop import Shop
from tests.shop.house import wait_for

from .conftest import Door
from .test_a_sale import sign_in
from .walking import fill_in_checkout, pay_on_the_hosted_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LAMP = "ori-table-lamp"
CODE = re.compile(r"\b(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}\b")


def test_given_by_one_and_spent_by_another(door: Door, shop: Shop) -> None:
    giver = door.open("de-DE").page
    giver.goto(f"{shop.url}/de-de/")
    giver.click("footer a[href='/de-de/gift-cards']")
    giver.fill("[name=name]", "Kim Muster")
    giver.fill("[name=email]", "kim@example.com")
    giver.fill("[name=recipient]", "sam@example.com")
    giver.fill("[name=message]", "Alles Gute!")
    assert not giver.is_visible("[name=amount]")
    giver.check("[name=chosen][value=other]")
    giver.fill("[name=amount]", "180")
    assert "180,00" in giver.inner_text("[data-amount]")
    giver.click("main button.button--accent")
    pay_on_the_hosted_page(giver)
    giver.wait_for_url("**/checkout/return/**")
    number = giver.locator(".order-number").first.inner_text().strip()

    shop.drain()
    code = code_sent_to(shop, "sam@example.com")
    spender = door.open("de-DE").page
    spender.goto(f"{shop.url}/de-de/p/{LAMP}")
    spender.click("[data-buy]")
    spender.wait_for_url("**/basket")
    spender.fill("[name=code]", code.lower())
    spender.press("[name=code]", "Enter")
    assert wait_for(lambda: f"…{code[-4:]}" in spender.inner_text("main"), 10)
    spender.goto(f"{shop.url}/de-de/checkout")
    fill_in_checkout(spender, "de")
    spender.click("form[action$='/checkout'] button.button--accent")
    spender.wait_for_url("**/checkout/return/**")

    shop.drain()
    giver.click("main a.button")
    giver.wait_for_url("**/orders/**")
    assert "Der Code ist verschickt" in giver.inner_text("main")
    office = door.open("en-US").page
    sign_in(office, shop)
    office.goto(f"{shop.url}/office/orders/{number}")
    said = office.inner_text("main")
    assert "sam@example.com" in said and "Customs" not in said and "Send it" not in said
    office.click(f"a:has-text('…{code[-4:]}')")
    said = office.inner_text("main")
    assert "€180.00" in said and "Pays for an order" in said
    left = re.search(r"Left\s+€([\d.]+)", said)
    assert left and float(left[1]) > 0, said[:500]
    office.goto(f"{shop.url}/office/orders/{number}/refund")
    assert f"All that is left: €{left[1]}" in office.inner_text("main")
    office.click("main button[type=submit]")
    office.click("main button.button--accent")
    shop.drain()
    office.goto(f"{shop.url}/office/orders/{number}")
    assert "Refund" not in office.inner_text(".sheet__head .tools")
    shop.assert_books(sales=2)


def code_sent_to(shop: Shop, address: str) -> str:
    """The code in the letter that this person got."""
    for path in sorted((shop.folder / "mail").glob("*-gift_card.eml")):
        letter = message_from_bytes(path.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        found = CODE.search(body.get_content()) if body else None
        if letter["To"] == address and found:
            return found.group()
    raise AssertionError(f"No code was sent to {address}.")
