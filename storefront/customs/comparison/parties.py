"""Who sells, who buys, who pays, and to whom it goes: is that one story?"""

import re
from collections.abc import Iterator

from storefront.markets import gettext

from .rule import Fix, Json, Known, Place, differing, rule

_COMPANY_CODE = re.compile(r"[0-9A-Z]{10}|[0-9A-Z]{18}", re.ASCII)
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
"""Weights and check characters of a Chinese identity number (GB 11643)."""


def _registration() -> str:
    return gettext("A customs registration has 10 characters, a credit code 18.")


@rule("order", "payment", "list", say=_registration, fix=Fix.COMPANY)
def platform_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The platform is registered with Chinese customs."""
    yield from _registered("platform", data)


@rule("order", "payment", "list", say=_registration, fix=Fix.COMPANY)
def seller_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The seller, who is the consignor of the list, is registered with Chinese customs."""
    yield from _registered("seller", data)


@rule(
    "order",
    "waybill",
    say=lambda: gettext("The waybill names the order's consignee."),
    fix=Fix.ADDRESS,
)
def consignee_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Name, phone and address are the same on the waybill."""
    buyer, addressee = data["parties"]["consignee"], data["waybill"]["consignee"]
    for name in ("name", "phone", "address"):
        yield from differing(f"/waybill/consignee/{name}", buyer[name], addressee[name])
    yield from differing(
        "/waybill/destination_country",
        buyer["address"]["country"],
        data["waybill"]["destination_country"],
    )


@rule(
    "order",
    "list",
    say=lambda: gettext("The list names the buyer as the order does."),
    fix=Fix.ADDRESS,
    imports_only=True,
)
def buyer_name_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The buyer is the addressee, by name."""
    buyer, addressee = data["parties"]["consignee"]["name"], data["waybill"]["consignee"]["name"]
    yield from differing("/parties/consignee/name", addressee, buyer)


@rule(
    "order",
    "list",
    say=lambda: gettext("The list gives the buyer's phone as the order does."),
    fix=Fix.ADDRESS,
    imports_only=True,
)
def buyer_phone_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The buyer is the addressee, by phone."""
    buyer, addressee = data["parties"]["consignee"]["phone"], data["waybill"]["consignee"]["phone"]
    yield from differing("/parties/consignee/phone", addressee, buyer)


@rule(
    "order",
    "payment",
    "list",
    say=lambda: gettext("The buyer's identity number has 18 characters and a check character."),
    fix=Fix.ADDRESS,
    imports_only=True,
)
def buyer_id_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The buyer gave one identity number that can exist."""
    numbers = [
        each["value"] for each in data["parties"]["consignee"]["tax_ids"] if each["type"] == "cn_id"
    ]
    if len(numbers) != 1 or not can_exist(numbers[0]):
        yield "/parties/consignee/tax_ids", "cn_id", f"{len(numbers)} × cn_id"


@rule(
    "order",
    "payment",
    say=lambda: gettext("Whoever pays is the buyer."),
    fix=Fix.PAYMENT,
    imports_only=True,
)
def payer_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """The payer is the buyer."""
    buyer, payer = data["parties"]["consignee"]["name"], data["payment"]["payer"]["name"]
    yield from differing("/payment/payer/name", buyer, payer)


def can_exist(identity: str) -> bool:
    """Whether a Chinese identity number has the right form and check character."""
    if not _IDENTITY.fullmatch(identity):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(identity, _WEIGHTS, strict=False))
    return identity[17] == _CHECKS[total % 11]


def _registered(party: str, data: Json) -> Iterator[Place]:
    found = data["parties"][party]["cn_code"]
    if not _COMPANY_CODE.fullmatch(found or ""):
        yield f"/parties/{party}/cn_code", "[0-9A-Z]{10}, [0-9A-Z]{18}", found
