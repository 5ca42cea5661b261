"""How facts and statuses are put for the eye."""

import json
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_TONES = {
    "accepted": "good",
    "released": "good",
    "cleared": "good",
    "pass": "good",
    "delivered": "good",
    "closed": "good",
    "rejected": "bad",
    "error": "bad",
    "fail": "bad",
    "dead": "bad",
    "send_failed": "bad",
    "cancelled": "quiet",
    "returned": "quiet",
    "pending": "busy",
}
_MARKS = {"good": "✓", "bad": "✕", "quiet": "–", "busy": "•"}
_WORDS = {
    "amount_mismatch": "Amount paid",
    "sum_mismatch": "Sums",
    "line_total_mismatch": "Line totals",
    "line_mismatch": "Line numbers",
    "currency_mismatch": "Currency",
    "order_no_mismatch": "Order number",
    "platform_mismatch": "Platform code",
    "seller_mismatch": "Seller code",
    "consignee_mismatch": "Consignee",
    "waybill_no_mismatch": "Waybill number",
    "waybill_reused": "Waybill used once",
    "weight_invalid": "Weights",
    "statutory_unit_rule": "Statutory units",
    "already_declared": "Not locked",
    "duplicate_declaration": "Declared once",
    "stale_document": "Newest documents",
    "order_missing": "Order in force",
    "payment_missing": "Payment in force",
    "waybill_missing": "Waybill in force",
}


@dataclass(frozen=True)
class Fact:
    """One row of the side-by-side table; `codes` are the rules that watch over it."""

    name: str
    order: str
    payment: str
    waybill: str
    holds: bool | None


def facts_of(data: Json, checks: list[Json]) -> list[Fact]:
    """The three documents side by side, each row marked by the rules that compare it."""
    order, payment, waybill = (data.get(n) or {} for n in ("order", "payment", "waybill"))
    buyer = data["parties"]["consignee"]
    addressee = waybill.get("consignee") or {}
    payer = payment.get("payer") or {}
    goods = len(order.get("lines") or ())
    rows = (
        ("Document", _id(order), _id(payment), _id(waybill), "/status"),
        (
            "Order number",
            order.get("order_no"),
            payment.get("order_no"),
            waybill.get("order_no"),
            "/order_no",
        ),
        (
            "Amount",
            _sum(order.get("totals", {}).get("grand_total"), order.get("currency")),
            _sum(payment.get("amount"), payment.get("currency")),
            None,
            "/payment/amount|/payment/currency",
        ),
        (
            "Goods value",
            _sum(order.get("totals", {}).get("goods"), order.get("currency")),
            None,
            None,
            "/order/totals|line_total",
        ),
        (
            "Person",
            buyer.get("name"),
            payer.get("name"),
            addressee.get("name"),
            "/consignee/name",
        ),
        ("Phone", buyer.get("phone"), None, addressee.get("phone"), "/consignee/phone"),
        (
            "Address",
            _address(buyer.get("address")),
            None,
            _address(addressee.get("address")),
            "/consignee/address|/destination_country",
        ),
        (
            "Goods",
            f"{goods} line{'' if goods == 1 else 's'}" if order else None,
            None,
            waybill.get("goods_summary"),
            "statutory|/order/lines",
        ),
        (
            "Weight, net / gross",
            None,
            None,
            _weights(waybill),
            "_weight_kg",
        ),
        (
            "Transaction, waybill",
            None,
            payment.get("transaction_no"),
            waybill.get("waybill_no"),
            "/waybill/waybill_no",
        ),
        (
            "Seller, provider, carrier",
            data["parties"]["seller"].get("name"),
            (payment.get("provider") or {}).get("name"),
            (waybill.get("carrier") or {}).get("name"),
            "/parties/",
        ),
    )
    return [
        Fact(name, a or "–", b or "–", c or "–", _holds(checks, pointers))
        for name, a, b, c, pointers in rows
    ]


def _holds(checks: list[Json], pointers: str) -> bool | None:
    found = [
        check["holds"]
        for check in checks
        if any(part in check["pointer"] for part in pointers.split("|"))
    ]
    return all(found) if found else None


def _id(document: Json) -> str | None:
    if not document:
        return "absent"
    return f"{document['document_id']} · rev {document['revision']} · {document['status']}"


def _sum(amount: str | None, currency: str | None) -> str | None:
    return f"{amount} {currency or ''}".strip() if amount else None


def _weights(waybill: Json) -> str | None:
    if not waybill:
        return None
    return f"{waybill['net_weight_kg']} / {waybill['gross_weight_kg']} kg"


def _address(address: Json | None) -> str | None:
    if not address:
        return None
    parts = [*address["lines"], address.get("postal_code"), address.get("city"), address["country"]]
    return ", ".join(part for part in parts if part)


def tone(word: str | None) -> str:
    """`good`, `bad`, `busy` or `quiet`, for the colour of a status."""
    return _TONES.get(word or "", "busy" if word else "quiet")


def mark(word: str | None) -> str:
    """The sign beside a status, so that colour is not alone."""
    return _MARKS[tone(word)]


def words(code: str | None) -> str:
    """A code as a person reads it."""
    return _WORDS.get(code or "", (code or "waiting").replace("_", " "))


def moment(stamp: str | None) -> str:
    """`2026-11-23 09:41:07`, UTC."""
    return stamp[:19].replace("T", " ") if stamp else "–"


def pretty(value: Any) -> str:
    """JSON for reading."""
    return json.dumps(value, ensure_ascii=False, indent=2)


FILTERS = {"tone": tone, "mark": mark, "words": words, "moment": moment, "pretty": pretty}
