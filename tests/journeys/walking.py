"""The steps of a purchase, as a person takes them in a browser."""

from playwright.sync_api import Page

from tests.shop import ADDRESSES, CARD


def fill_in_checkout(page: Page, country: str) -> None:
    """Type contact and address."""
    details = {"email": "kim@example.com", **ADDRESSES[country]}
    for name, value in details.items():
        if name == "region":
            if page.locator("select[name=region]").count():
                options = page.locator("select[name=region] option").all()
                for option in options:
                    said = (option.get_attribute("value") or "", option.inner_text())
                    if value in said[0] or value in said[1]:
                        page.select_option("select[name=region]", said[0])
                        break
            continue
        page.fill(f"[name={name}]", value)


def pay_on_the_hosted_page(page: Page, card: str = CARD) -> None:
    """Type the card, press Pay, and convince the bank if it asks."""
    page.wait_for_url("**/c/pay/**")
    page.fill("[name=card_number]", card)
    page.fill("[name=exp]", "12 / 49")
    page.fill("[name=cvc]", "123")
    page.fill("[name=name]", "Kim Example")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if "/c/3ds/" in page.url:
        page.click("button[value=authorize]")


def buy(page: Page, home: str, slug: str, country: str, card: str = CARD) -> str:
    """From a product's page to the thank-you page; returns the order's number."""
    page.goto(f"{home}p/{slug}")
    page.click("[data-buy]")
    page.wait_for_url("**/basket")
    page.goto(f"{home}checkout")
    fill_in_checkout(page, country)
    page.click("form[action$='/checkout'] button.button--accent")
    pay_on_the_hosted_page(page, card)
    page.wait_for_url("**/checkout/return/**")
    return page.locator(".order-number").first.inner_text().strip()
