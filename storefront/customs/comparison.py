"""Three-in-one comparison (三单对碰): order, payment and waybill must tell one story.

Customs compares exactly; so do we, before anything is sent.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from storefront.markets import gettext
from storefront.shipping import CARRIERS, Carrier

Json = dict[str, Any]

RULESET = "2026-11-01"
DOCUMENTS = ("order", "payment", "waybill")
ADDED = ("goods", "freight", "insurance", "import_vat", "import_duty", "fees")

_COMPANY_CODE = re.compile(r"[0-9A-Z]{10}|[0-9A-Z]{18}", re.ASCII)


@dataclass(frozen=True)
class Finding:
    """Something that does not fit: where, what was expected and what was found there."""

    code: str
    documents: tuple[str, ...]
    pointer: str
    expected: str
    found: str
    message: str

    def as_json(self) -> Json:
        """As it is stored with the dossier."""
        return {**asdict(self), "documents": list(self.documents)}


@dataclass(frozen=True)
class Known:
    """What the shop knows beside the dossier: our carrier's code, another parcel that had this
    waybill number within six months, and the carrier as the operator describes it."""

    carrier: str
    waybill_used_by: str | None = None
    described: Carrier | None = None


Rule = Callable[[Json, Known], Iterator[Finding]]


def compare(data: Json, known: Known) -> list[Finding]:
    """Everything that does not fit in a dossier; an empty list lets it be sent."""
    absent = [finding for rule in PRESENCE for finding in rule(data, known)]
    if any(data.get(name) is None for name in DOCUMENTS):
        return absent
    return absent + [finding for rule in RULES for finding in rule(data, known)]


def order_missing(data: Json, _known: Known) -> Iterator[Finding]:
    """The order is there and not cancelled."""
    if not data["order"] or data["order"]["status"] != "active":
        yield _absent("order", data["order"], gettext("The order is cancelled."))


def payment_missing(data: Json, _known: Known) -> Iterator[Finding]:
    """The money was taken."""
    if not data["payment"] or data["payment"]["status"] != "captured":
        yield _absent("payment", data["payment"], gettext("There is no payment for the order."))


def waybill_missing(data: Json, _known: Known) -> Iterator[Finding]:
    """The parcel has a waybill in force."""
    if not data["waybill"] or data["waybill"]["status"] == "cancelled":
        yield _absent("waybill", data["waybill"], gettext("The waybill is cancelled."))


def order_no_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """One order number joins all three documents."""
    expected = data["order"]["order_no"]
    for name in ("payment", "waybill"):
        yield from _same(
            "order_no_mismatch",
            ("order", name),
            f"/{name}/order_no",
            expected,
            data[name]["order_no"],
            gettext("All three documents name the same order."),
        )


def platform_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """The platform is registered with Chinese customs."""
    yield from _registered("platform_mismatch", "platform", data)


def seller_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """The seller, who is the consignor of the list, is registered with Chinese customs."""
    yield from _registered("seller_mismatch", "seller", data)


def amount_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """What was paid is what the order asked."""
    yield from _same(
        "amount_mismatch",
        ("order", "payment"),
        "/payment/amount",
        _number(data["order"]["totals"]["grand_total"]),
        _number(data["payment"]["amount"]),
        gettext("The amount paid is the order's grand total."),
    )


def currency_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Order, payment and waybill are in one currency."""
    for name in ("payment", "waybill"):
        yield from _same(
            "currency_mismatch",
            ("order", name),
            f"/{name}/currency",
            data["order"]["currency"],
            data[name]["currency"],
            gettext("All documents are in one currency."),
        )


def sum_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Goods - discount + freight + insurance + taxes + duty + fees = grand total."""
    totals = {name: _number(value) for name, value in data["order"]["totals"].items()}
    lines = sum((_number(line["line_total"]) for line in data["order"]["lines"]), Decimal(0))
    for name, expected in (
        ("grand_total", sum((totals[part] for part in ADDED), Decimal(0)) - totals["discount"]),
        ("goods", lines),
    ):
        yield from _same(
            "sum_mismatch",
            ("order",),
            f"/order/totals/{name}",
            expected,
            totals[name],
            gettext("The parts of the order add up to its total."),
        )


def line_total_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Quantity times unit price is the line total."""
    for place, line in enumerate(data["order"]["lines"]):
        yield from _same(
            "line_total_mismatch",
            ("order", "list"),
            f"/order/lines/{place}/line_total",
            _number(line["quantity"]) * _number(line["unit_price"]),
            _number(line["line_total"]),
            gettext("Quantity times unit price is the line total."),
        )


def line_count_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Lines are numbered 1, 2, 3 … so that they pair with the list's, at most 100 of them."""
    lines = data["order"]["lines"]
    wanted = list(range(1, max(1, min(100, len(lines))) + 1))
    yield from _same(
        "line_count_mismatch",
        ("order", "list"),
        "/order/lines",
        ", ".join(map(str, wanted)),
        ", ".join(str(line["line_no"]) for line in lines),
        gettext("Lines are numbered from 1 to at most 100."),
    )


def line_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Every line says what, how many and from where."""
    for place, line in enumerate(data["order"]["lines"]):
        for name in ("name", "sku", "hs_code", "origin_country"):
            if not (line[name] or "").strip():
                yield _found(
                    "line_mismatch",
                    ("order", "list"),
                    f"/order/lines/{place}/{name}",
                    "–",
                    line[name],
                    gettext("Every line says what it is and where it was made."),
                )
        if _number(line["quantity"]) <= 0:
            yield _found(
                "line_mismatch",
                ("order", "list"),
                f"/order/lines/{place}/quantity",
                "> 0",
                line["quantity"],
                gettext("Every line has a quantity."),
            )


def consignee_mismatch(data: Json, _known: Known) -> Iterator[Finding]:
    """Name, phone and address are the same on the waybill."""
    buyer, addressee = data["parties"]["consignee"], data["waybill"]["consignee"]
    sentence = gettext("The waybill names the order's consignee.")
    where = ("order", "waybill")
    for name in ("name", "phone", "address"):
        pointer = f"/waybill/consignee/{name}"
        yield from _same(
            "consignee_mismatch", where, pointer, buyer[name], addressee[name], sentence
        )
    yield from _same(
        "consignee_mismatch",
        where,
        "/waybill/destination_country",
        buyer["address"]["country"],
        data["waybill"]["destination_country"],
        sentence,
    )


def waybill_no_mismatch(data: Json, known: Known) -> Iterator[Finding]:
    """The number is one that the carrier gives out."""
    waybill_no = data["waybill"]["waybill_no"]
    carrier = known.described or CARRIERS.get(known.carrier)
    wrong = carrier.check(waybill_no) if carrier else gettext("We do not know this carrier.")
    if wrong:
        yield _found(
            "waybill_no_mismatch",
            ("waybill", "list"),
            "/waybill/waybill_no",
            carrier.name if carrier else "–",
            waybill_no,
            wrong,
        )


def waybill_reused(data: Json, known: Known) -> Iterator[Finding]:
    """A number was not on another parcel within six months."""
    if known.waybill_used_by:
        yield _found(
            "waybill_reused",
            ("waybill",),
            "/waybill/waybill_no",
            "–",
            data["waybill"]["waybill_no"],
            gettext("Parcel %(parcel)s had this waybill number less than six months ago.")
            % {"parcel": known.waybill_used_by},
        )


def weight_invalid(data: Json, _known: Known) -> Iterator[Finding]:
    """Weights are above zero, net is not above gross, and the lines add up to net."""
    waybill = data["waybill"]
    gross, net = _number(waybill["gross_weight_kg"]), _number(waybill["net_weight_kg"])
    lines = sum((_number(line["net_weight_kg"]) for line in data["order"]["lines"]), Decimal(0))
    where = ("waybill", "list")
    if gross <= 0 or net <= 0 or net > gross:
        yield _found(
            "weight_invalid",
            where,
            "/waybill/net_weight_kg",
            f"0 < … ≤ {gross}",
            net,
            gettext("Weights are above zero, and net is not above gross."),
        )
    yield from _same(
        "weight_invalid",
        where,
        "/waybill/net_weight_kg",
        lines,
        net,
        gettext("The lines' net weights add up to the waybill's."),
    )


def statutory_unit_rule(data: Json, _known: Known) -> Iterator[Finding]:
    """In the sales unit the statutory quantity is the quantity; a second one is above zero."""
    for place, line in enumerate(data["order"]["lines"]):
        pointer = f"/order/lines/{place}/statutory"
        sentence = gettext("Statutory units and quantities fit the goods.")
        for n, statutory in enumerate(line["statutory"]):
            same_unit = statutory["unit"] == line["unit"]
            quantity, expected = _number(statutory["quantity"]), _number(line["quantity"])
            if not statutory["unit"] or quantity <= 0 or (same_unit and quantity != expected):
                yield _found(
                    "statutory_unit_rule",
                    ("list",),
                    f"{pointer}/{n}",
                    f"{line['quantity']} {line['unit']}" if same_unit else "> 0",
                    f"{statutory['quantity']} {statutory['unit']}",
                    sentence,
                )
        if not line["statutory"]:
            yield _found("statutory_unit_rule", ("list",), pointer, line["unit"], "", sentence)


PRESENCE: tuple[Rule, ...] = (order_missing, payment_missing, waybill_missing)

RULES: tuple[Rule, ...] = (
    order_no_mismatch,
    platform_mismatch,
    seller_mismatch,
    amount_mismatch,
    currency_mismatch,
    sum_mismatch,
    line_total_mismatch,
    line_count_mismatch,
    line_mismatch,
    consignee_mismatch,
    waybill_no_mismatch,
    waybill_reused,
    weight_invalid,
    statutory_unit_rule,
)


def _same(
    code: str, documents: tuple[str, ...], pointer: str, expected: Any, found: Any, message: str
) -> Iterator[Finding]:
    if expected != found:
        yield _found(code, documents, pointer, expected, found, message)


def _found(
    code: str, documents: tuple[str, ...], pointer: str, expected: Any, found: Any, message: str
) -> Finding:
    return Finding(code, documents, pointer, _said(expected), _said(found), message)


def _absent(name: str, document: Json | None, message: str) -> Finding:
    found = document["status"] if document else None
    pointer = f"/{name}/status" if document else f"/{name}"
    return _found(f"{name}_missing", (name,), pointer, "in force", found, message)


def _registered(code: str, party: str, data: Json) -> Iterator[Finding]:
    found = data["parties"][party]["cn_code"]
    if not _COMPANY_CODE.fullmatch(found or ""):
        yield _found(
            code,
            ("order", "payment", "list"),
            f"/parties/{party}/cn_code",
            "[0-9A-Z]{10}, [0-9A-Z]{18}",
            found,
            gettext("A customs registration has 10 characters, a credit code 18."),
        )


def _said(value: Any) -> str:
    if isinstance(value, dict):
        parts = [
            *value.get("lines", []),
            *(value.get(n) for n in ("postal_code", "city", "country")),
        ]
        return ", ".join(part for part in parts if part)
    return "–" if value in (None, "") else str(value)


def _number(text: str | None) -> Decimal:
    return Decimal(text or 0)
