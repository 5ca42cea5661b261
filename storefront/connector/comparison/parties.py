"""Platform, seller and consignee are the same people in every document."""

import re
from collections.abc import Iterator

from .check import Check, Dossier, History, Json, said

_CODE = re.compile(r"[0-9A-Z]{10}|[0-9A-Z]{18}")
_ADDRESS = ("lines", "city", "region", "postal_code", "country")


def platform_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """A Chinese platform names its registration; a foreign one may have none (无)."""
    if not dossier.leaves_china:
        return
    platform = dossier.party("platform")
    code = platform.get("cn_code")
    foreign = platform.get("country") not in (None, "CN") and not code
    yield Check(
        "platform_mismatch",
        ("order", "payment", "list"),
        "/parties/platform/cn_code",
        "10 or 18 characters",
        said(code),
        foreign or bool(_CODE.fullmatch(code or "")),
        "The platform's customs registration (10) or unified social credit code (18) is needed.",
    )


def seller_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """The seller is the consignor of the list, under one registered code."""
    if not dossier.leaves_china:
        return
    code = dossier.party("seller").get("cn_code")
    yield Check(
        "seller_mismatch",
        ("order", "payment", "list"),
        "/parties/seller/cn_code",
        "10 or 18 characters",
        said(code),
        bool(_CODE.fullmatch(code or "")),
        "The seller's customs registration (10) or unified social credit code (18) is needed.",
    )


def consignee_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """Name, phone, address and country of the consignee agree with the waybill."""
    if not dossier.waybill:
        return
    buyer, addressee = dossier.party("consignee"), dossier.waybill["consignee"]
    yield _same("name", buyer.get("name"), addressee.get("name"))
    yield _same("phone", buyer.get("phone"), addressee.get("phone"))
    yield _same("address", _one_line(buyer["address"]), _one_line(addressee["address"]))
    bound_for, lives_in = dossier.waybill["destination_country"], buyer["address"]["country"]
    yield Check(
        "consignee_mismatch",
        ("order", "waybill"),
        "/waybill/destination_country",
        lives_in,
        bound_for,
        lives_in == bound_for,
        "The parcel must be bound for the consignee's country.",
    )


def _same(part: str, expected: str | None, actual: str | None) -> Check:
    return Check(
        "consignee_mismatch",
        ("order", "waybill"),
        f"/waybill/consignee/{part}",
        said(expected),
        said(actual),
        (expected or "").strip() == (actual or "").strip(),
        f"The consignee's {part} must be the same on the waybill.",
    )


def _one_line(address: Json) -> str:
    parts = [*address["lines"], *(address.get(name) for name in _ADDRESS[1:])]
    return ", ".join(str(part).strip() for part in parts if part)
