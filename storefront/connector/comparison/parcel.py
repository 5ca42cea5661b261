"""The parcel: its numbers and its weight."""

import re
from collections.abc import Iterator

from .check import Check, Dossier, History, number, plain, said

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def order_no_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """One order number in all three documents: it joins order, payment and list."""
    if not dossier.order:
        return
    expected = dossier.order["order_no"]
    for name, document in (("payment", dossier.payment), ("waybill", dossier.waybill)):
        if document:
            yield Check(
                "order_no_mismatch",
                ("order", name),
                f"/{name}/order_no",
                expected,
                document["order_no"],
                expected == document["order_no"],
                f"The {name} must name the same order.",
            )


def waybill_no_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """Carrier and waybill number can join the list; an S10 number has its check digit right."""
    if not dossier.waybill:
        return
    waybill_no, carrier = dossier.waybill["waybill_no"], dossier.waybill["carrier"]
    named = bool(carrier["name"].strip()) or bool(carrier.get("cn_code"))
    yield Check(
        "waybill_no_mismatch",
        ("waybill", "list"),
        "/waybill/waybill_no",
        "a carrier and a waybill number",
        f"{said(carrier['name'])} {said(waybill_no)}",
        named and bool(waybill_no.strip()),
        "Carrier and waybill number join the waybill with the list.",
    )
    s10 = _S10.fullmatch(waybill_no)
    if s10:
        digit = s10_check_digit(s10.group(1))
        yield Check(
            "waybill_no_mismatch",
            ("waybill", "list"),
            "/waybill/waybill_no",
            f"{waybill_no[:10]}{digit}{waybill_no[11:]}",
            waybill_no,
            s10.group(2) == digit,
            "The check digit of a postal item number (UPU S10) must be right.",
        )


def weight_invalid(dossier: Dossier, _: History) -> Iterator[Check]:
    """Gross and net weight are above zero, and net is not more than gross."""
    if not dossier.waybill:
        return
    gross = number(dossier.waybill["gross_weight_kg"])
    net = number(dossier.waybill["net_weight_kg"])
    yield _weight("gross_weight_kg", "above 0 kg", f"{plain(gross)} kg", gross > 0)
    yield _weight("net_weight_kg", "above 0 kg", f"{plain(net)} kg", net > 0)
    yield _weight("net_weight_kg", f"at most {plain(gross)} kg", f"{plain(net)} kg", net <= gross)


def s10_check_digit(serial: str) -> str:
    """Check digit of the eight digits of an S10 item number: 11 − (weighted sum mod 11)."""
    weighted = sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True))
    digit = 11 - weighted % 11
    return {10: "0", 11: "5"}.get(digit, str(digit))


def _weight(name: str, expected: str, actual: str, holds: bool) -> Check:
    return Check(
        "weight_invalid",
        ("waybill", "list"),
        f"/waybill/{name}",
        expected,
        actual,
        holds,
        "Weights must be above zero, and net not more than gross.",
    )
