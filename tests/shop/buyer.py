"""A person who buys, over HTTP and without JavaScript."""

import itertools
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from .browsing import Browser, Form, NoAnswer, Page

CARD = "4242 4242 4242 4242"
CARD_3DS = "4000 0027 6000 3184"
CARD_DECLINED = "4000 0000 0000 0002"

ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "us": {
        "name": "Ann Taylor",
        "phone": "+1 212 736 3100",
        "address_line1": "350 Fifth Avenue",
        "city": "New York",
        "region": "NY",
        "postal_code": "10118",
    },
    "de": {
        "name": "Jörg Weiß",
        "phone": "+49 30 90269000",
        "address_line1": "Torstraße 1",
        "city": "Berlin",
        "postal_code": "10119",
    },
    "fr": {
        "name": "Élodie Lefèvre",
        "phone": "+33 1 42 76 40 40",
        "address_line1": "10 rue de Rivoli",
        "city": "Paris",
        "postal_code": "75004",
    },
    "gb": {
        "name": "Mary O'Neill",
        "phone": "+44 20 7224 3688",
        "address_line1": "221B Baker Street",
        "city": "London",
        "postal_code": "NW1 6XE",
    },
    "jp": {
        "name": "山田 花子",
        "phone": "+81 3 3213 1111",
        "address_line1": "千代田1-1",
        "city": "千代田区",
        "region": "東京都",
        "postal_code": "100-0001",
    },
}

_numbers = itertools.count(1)


class Buyer(Browser):
    """One buyer: a browser, a name and an address in the country of the locale."""

    def __init__(self, shop_url: str, locale: str = "en-us", *, patience: float = 0) -> None:
        self.number = next(_numbers)
        self.locale = locale
        self.patience = patience
        """For how many seconds this person reloads a page that does not come."""
        country = locale.split("-")[1]
        super().__init__(
            shop_url,
            address=f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}",
            language=f"{locale},{locale.split('-')[0]};q=0.9",
        )
        self.details = {
            "email": f"buyer{self.number}@example.com",
            "country": country.upper(),
            **ADDRESSES[country],
        }

    def once(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Page:
        """One request; a patient person tries again when the shop is away or stumbles."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                page = super().once(method, url, body, headers)
            except NoAnswer:
                if time.monotonic() >= deadline:
                    raise
            else:
                if page.status not in (502, 503, 504) or time.monotonic() >= deadline:
                    return page
            time.sleep(0.15)

    def path(self, rest: str = "") -> str:
        """An address in this buyer's language and country."""
        return f"{self.home}/{self.locale}/{rest}"

    def land(self, query: str = "") -> Page:
        """Arrive at the shop, perhaps by a campaign's link."""
        return self.get(self.path(f"?{query}" if query else ""))

    def look_at(self, slug: str, query: str = "") -> Page:
        """Open a product's page."""
        return self.get(self.path(f"p/{slug}{'?' + query if query else ''}"))

    def add(self, page: Page, quantity: int = 1, variant: str | None = None) -> Page:
        """Put what the page shows into the basket."""
        form = page.form("variant", "quantity")
        typed = {"quantity": str(quantity)}
        if variant:
            typed["variant"] = variant
        return self.submit(page, form, typed)

    def take(self, variant: int, quantity: int = 1) -> Page:
        """Put something into the basket without looking at its page first."""
        fields = {"variant": str(variant), "quantity": str(quantity)}
        return self.post(self.path("basket/lines"), fields)

    def checkout_form(self) -> tuple[Page, Form]:
        """Go to checkout."""
        page = self.get(self.path("checkout"))
        assert page.status == 200, f"checkout answered {page.status}: {page.words[:300]}"
        return page, page.form("email", "name", "postal_code")

    def typed(self, form: Form, **changes: str) -> dict[str, str]:
        """What this person types into the checkout's form."""
        typed = {name: value for name, value in self.details.items() if name in form} | changes
        if "region" in typed and form.choices.get("region"):
            wanted = typed["region"]
            for value, words in form.choices["region"]:
                if wanted in (value, words) or (wanted in words and value):
                    typed["region"] = value
        if not typed.get("region") and "region" in form and form.choices.get("region"):
            typed.pop("region", None)
        return typed

    def place(self, **changes: str) -> Page:
        """Fill in the checkout and press Pay; returns Stripe's page, or the shop's refusal."""
        page, form = self.checkout_form()
        return self.submit(page, form, self.typed(form, **changes))

    def give(self, **typed: str) -> Page:
        """Choose a gift card and go on to pay it; returns Stripe's page, or the shop's refusal."""
        page = self.get(self.path("gift-cards"))
        mine = {name: self.details[name] for name in ("name", "email")}
        return self.submit(page, page.form("chosen", "recipient"), mine | typed)

    def is_at_stripe(self, page: Page) -> bool:
        """Whether this is the hosted payment page."""
        return urlsplit(page.url).path.startswith("/c/pay/")

    def pay(self, page: Page, card: str = CARD) -> Page:
        """Fill in the card on Stripe's page; returns where that leads: back at the shop if paid."""
        assert self.is_at_stripe(page), (
            f"not at Stripe: {page.url} {page.status} {page.words[:300]}"
        )
        form = page.form("card_number")
        typed = {
            "method": "card",
            "card_number": card,
            "exp": "12 / 49",
            "cvc": "123",
            "name": self.details["name"],
            "email": self.details["email"],
        }
        after = self.submit(page, form, typed)
        if "/c/3ds/" in after.url:
            after = self.submit(after, after.forms[0], button=("answer", "authorize"))
        return after

    def buy(self, variant: int, quantity: int = 1, card: str = CARD) -> Page:
        """The whole purchase; returns the thank-you page."""
        self.take(variant, quantity)
        return self.pay(self.place(), card)
