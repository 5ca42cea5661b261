"""Every amount ties to the last digit; no tolerance."""

from collections.abc import Iterator
from decimal import Decimal

from .check import Check, Dossier, History, number, plain

_ADDED = ("goods", "freight", "insurance", "import_vat", "import_duty", "fees")


def amount_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """What was paid is what the order asked; customs code 1332."""
    if not (dossier.order and dossier.payment):
        return
    asked = number(dossier.order["totals"]["grand_total"])
    paid = number(dossier.payment["amount"])
    yield Check(
        "amount_mismatch",
        ("order", "payment"),
        "/payment/amount",
        plain(asked),
        plain(paid),
        asked == paid,
        "The amount paid must equal the order's grand total.",
    )
    refunds = dossier.payment.get("refunds") or []
    deducted = sum((number(one["amount"]) for one in refunds if one.get("deducted")), Decimal(0))
    refunded = number(dossier.payment.get("refunded_amount")) - deducted
    if refunded:
        yield Check(
            "amount_mismatch",
            ("payment",),
            "/payment/refunded_amount",
            f"at most {plain(paid)}",
            plain(refunded),
            refunded <= paid,
            "No more can be given back than was paid.",
        )


def sum_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """goods − discount + freight + insurance + taxes + duty + fees − prepaid = grand total."""
    if not dossier.order:
        return
    totals = {name: number(value) for name, value in dossier.order["totals"].items()}
    reckoned = sum((totals[name] for name in _ADDED), Decimal(0)) - totals["discount"]
    reckoned -= totals.get("prepaid", Decimal(0))
    yield Check(
        "sum_mismatch",
        ("order",),
        "/order/totals/grand_total",
        plain(reckoned),
        plain(totals["grand_total"]),
        reckoned == totals["grand_total"],
        "Goods, discount, freight, insurance, taxes, duty and fees, less what was prepaid, must add"
        " up to the grand total.",
    )


def goods_sum_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """The line totals add up to the goods value."""
    if not dossier.order:
        return
    reckoned = sum((number(line["line_total"]) for line in dossier.order["lines"]), Decimal(0))
    stated = number(dossier.order["totals"]["goods"])
    yield Check(
        "sum_mismatch",
        ("order",),
        "/order/totals/goods",
        plain(reckoned),
        plain(stated),
        reckoned == stated,
        "The line totals must add up to the goods value.",
    )


def line_total_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """Quantity times unit price is the line total, exactly."""
    for place, line in enumerate(dossier.order["lines"] if dossier.order else ()):
        reckoned = number(line["quantity"]) * number(line["unit_price"])
        stated = number(line["line_total"])
        yield Check(
            "line_total_mismatch",
            ("order", "list"),
            f"/order/lines/{place}/line_total",
            plain(reckoned),
            plain(stated),
            reckoned == stated,
            f"Line {line['line_no']}: quantity × unit price must be the line total.",
        )


def currency_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """Order and payment are in one currency."""
    if not (dossier.order and dossier.payment):
        return
    yield Check(
        "currency_mismatch",
        ("order", "payment"),
        "/payment/currency",
        dossier.order["currency"],
        dossier.payment["currency"],
        dossier.order["currency"] == dossier.payment["currency"],
        "The payment must be in the order's currency.",
    )
