"""What Stripe is asked to collect, made from the frozen order alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront.markets import gettext, speaking
from storefront.orders import Order

MOST_LINES = 100
LONGEST_NAME = 250

# Money from these arrives after days, and stock would be held for as long.
DELAYED = (
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "customer_balance",
    "konbini",
    "multibanco",
    "nz_bank_account",
    "oxxo",
    "payto",
    "sepa_debit",
    "sofort",
    "us_bank_account",
)

LANGUAGES = {"en": "en", "de": "de", "fr": "fr", "ja": "ja", "zh": "zh"}


@dataclass(frozen=True)
class ReturnUrls:
    """Where Stripe sends the buyer; `success` contains {CHECKOUT_SESSION_ID}."""

    success: str
    cancel: str


def session_params(
    order: Order, attempt_id: int, expires_at: datetime, urls: ReturnUrls, shop: str, delayed: bool
) -> dict[str, Any]:
    """Every parameter of the Checkout Session; its lines sum to what is due of the order."""
    with speaking(order.language):
        lines = list(_lines(order))
        description = gettext("Order %s") % order.number
        if order.credit_minor:  # Stripe takes no line below zero, so the rest is one line
            lines = [(gettext("%s, less your gift card") % description, order.due.minor)]
    if len(lines) > MOST_LINES or any(amount < 0 for _, amount in lines):
        lines = [(description, order.due.minor)]
    if sum(amount for _, amount in lines) != order.due.minor:
        raise AssertionError(f"The lines of order {order.number} do not sum to what is due.")
    marks = {"order": order.number, "attempt": str(attempt_id), "shop": shop}
    params: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "line_items": [_line_item(name, amount, order.currency) for name, amount in lines],
        "client_reference_id": order.number,
        "customer_email": order.email,
        "locale": _language(order),
        "metadata": marks,
        "payment_intent_data": {
            "metadata": marks,
            "description": f"Order {order.number}",
            **({} if order.is_of_a_gift_card else {"shipping": _shipping(order)}),
        },
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False},
        "expires_at": int(expires_at.timestamp()),
        "success_url": urls.success,
        "cancel_url": urls.cancel,
    }
    if not delayed:
        params["excluded_payment_method_types"] = list(DELAYED)
    return params


def _lines(order: Order) -> Iterator[tuple[str, int]]:
    """What the buyer saw, line by line: goods, the way there, charges on import."""
    charges = order.import_duty_minor + order.fees_minor
    freight = order.freight_minor + order.insurance_minor
    if order.prices_include_tax:
        freight += order.freight_vat_minor
    else:
        charges += order.import_vat_minor
    if order.is_of_a_gift_card:
        yield gettext("Gift card"), order.gift_cards_minor
    for line in order.lines:
        name = f"{line.name} ({line.choice_text})" if line.choice_text else line.name
        # Stripe takes no line below zero, so what comes off comes off its line.
        paid = line.goods_minor - line.discount_minor
        paid += line.vat_minor if order.prices_include_tax else 0
        yield f"{line.quantity} × {name}", paid
    if freight:
        yield order.shipping_name, freight
    if charges:
        yield gettext("Import charges"), charges


def _line_item(name: str, amount: int, currency: str) -> dict[str, Any]:
    price = {
        "currency": currency.lower(),
        "unit_amount": amount,
        "product_data": {"name": name[:LONGEST_NAME]},
    }
    return {"quantity": 1, "price_data": price}


def _language(order: Order) -> str:
    if (order.language, order.country) == ("en", "GB"):
        return "en-GB"
    return LANGUAGES.get(order.language, "auto")


def _shipping(order: Order) -> dict[str, Any]:
    address = {
        "line1": order.address_line1,
        "line2": order.address_line2,
        "city": order.city,
        "state": order.region,
        "postal_code": order.postal_code,
        "country": order.country,
    }
    told = {name: value for name, value in address.items() if value}
    return {
        "name": order.name,
        "address": told,
        **({"phone": order.phone} if order.phone else {}),
    }
