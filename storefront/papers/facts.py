"""Reading a dossier's published form: people, goods and amounts as they are printed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale as BabelLocale

from storefront.money import Money, apportion
from storefront.press import Item, Party

Json = Mapping[str, Any]

NUMBER_NAMES = {
    "eori": "EORI",
    "gb_vat": "GB VAT",
    "eu_vat": "VAT",
    "au_arn": "ARN",
    "no_voec": "VOEC",
    "nz_gst": "NZ GST",
    "kr_pccc": "PCCC",
    "br_cpf": "CPF",
    "mx_rfc": "RFC",
    "tr_tckn": "T.C.",
}
SECRET = ("eu_ioss",)
"""Handed over electronically alone: whoever copies it from a parcel could use it."""


def party(told: Json, phone: str | None = None, email: str | None = None) -> Party:
    """Seller or consignee."""
    numbers = (
        f"{NUMBER_NAMES.get(one['type'], one['type'].upper().replace('_', ' '))} {one['value']}"
        for one in told.get("tax_ids") or ()
        if one.get("type") not in SECRET and one.get("value")
    )
    return Party(
        name=told["name"],
        name_local=told.get("name_local") or "",
        lines=address_lines(told["address"]),
        phone=phone if phone is not None else told.get("phone") or "",
        email=email if email is not None else told.get("email") or "",
        numbers=tuple(numbers),
    )


def address_lines(address: Json) -> tuple[str, ...]:
    """A postal address; the country last, in English capitals as the post asks."""
    town = " ".join(one for one in (address.get("postal_code"), address.get("city")) if one)
    if address.get("region"):
        town = f"{town}, {address['region']}" if town else address["region"]
    return (*address["lines"], *([town] if town else []), country_name(address["country"]).upper())


@cache
def country_name(code: str, language: str = "en") -> str:
    """A country's name; its code where there is none."""
    name: str | None = BabelLocale.parse(language).territories.get(code)
    return name or code


def items(told: Json) -> tuple[Item, ...]:
    """The goods, each with what was paid for it: the discount is shared out by value."""
    order = told["order"]
    code = order["currency"]
    totals = [Money.parse(line["line_total"], code).minor for line in order["lines"]]
    off = apportion(Money.parse(order["totals"]["discount"], code).minor, totals)
    return tuple(
        Item(
            description=line["name"],
            description_local=line["name_local"] or "",
            sku=line["sku"],
            quantity=line["quantity"],
            net_weight_kg=line["net_weight_kg"],
            unit_price=line["unit_price"],
            total=line["line_total"],
            value=Money(total - less, code).plain(),
            hs_code=line["hs_code"],
            origin=line["origin_country"],
        )
        for line, total, less in zip(order["lines"], totals, off, strict=True)
    )


def goods_value(told: Json) -> Money:
    """What was paid for the goods: without freight, taxes and duty, after the discount."""
    totals, code = told["order"]["totals"], told["order"]["currency"]
    return Money.parse(totals["goods"], code) - Money.parse(totals["discount"], code)
