"""Does the money add up, to the last minor unit?"""

from collections.abc import Iterator
from decimal import Decimal

from storefront.markets import gettext

from .rule import Fix, Json, Known, Place, differing, number, rule

ADDED = ("goods", "freight", "insurance", "import_vat", "import_duty", "fees")

MOST_CNY, CNY = Decimal(5000), "CNY"
"""A single retail import into China; above it, it is an ordinary import."""


@rule(
    "order",
    "payment",
    say=lambda: gettext("The amount paid is the order's grand total."),
    fix=Fix.PAYMENT,
)
def amount_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """What was paid is what the order asked."""
    asked, paid = data["order"]["totals"]["grand_total"], data["payment"]["amount"]
    yield from differing("/payment/amount", number(asked), number(paid))


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("All documents are in one currency."),
    fix=Fix.PAYMENT,
)
def currency_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Order, payment and waybill are in one currency."""
    for name in ("payment", "waybill"):
        yield from differing(f"/{name}/currency", data["order"]["currency"], data[name]["currency"])


@rule("order", say=lambda: gettext("The parts of the order add up to its total."), fix=Fix.PAYMENT)
def sum_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Goods - discount + freight + insurance + taxes + duty + fees - prepaid = grand total."""
    totals = {name: number(value) for name, value in data["order"]["totals"].items()}
    lines = sum((number(line["line_total"]) for line in data["order"]["lines"]), Decimal(0))
    total = sum((totals[part] for part in ADDED), Decimal(0)) - totals["discount"]
    total -= totals.get("prepaid", Decimal(0))
    yield from differing("/order/totals/grand_total", total, totals["grand_total"])
    yield from differing("/order/totals/goods", lines, totals["goods"])


@rule(
    "order",
    "waybill",
    say=lambda: gettext("Freight and insurance of the waybill are the order's."),
    fix=Fix.PAYMENT,
)
def freight_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Freight and insurance are the same on the waybill: the shop's own rule."""
    for name in ("freight", "insurance"):
        asked, found = data["order"]["totals"][name], data["waybill"][name]
        yield from differing(f"/waybill/{name}", number(asked), number(found))


@rule(
    "order",
    "payment",
    say=lambda: gettext("The payment company has no registration with Chinese customs."),
    fix=Fix.COMPANY,
    imports_only=True,
)
def payment_company_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Money for goods that enter China came through a registered payment company."""
    if not data["payment"]["provider"]["cn_code"]:
        yield "/payment/provider/cn_code", "[0-9A-Z]{10}", None


@rule(
    "list",
    say=lambda: gettext("A retail import into China is paid in CNY and comes to at most 5,000."),
    fix=Fix.PAYMENT,
    imports_only=True,
)
def limit_exceeded(data: Json, _known: Known) -> Iterator[Place]:
    """One retail import comes to at most 5,000 CNY."""
    total = number(data["order"]["totals"]["grand_total"])
    if data["order"]["currency"] != CNY:
        yield "/order/currency", CNY, data["order"]["currency"]
    elif total > MOST_CNY:
        yield "/order/totals/grand_total", f"≤ {MOST_CNY}", total
