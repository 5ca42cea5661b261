"""Is the waybill one that exists, is new, and weighs what is in it?"""

from collections.abc import Iterator
from decimal import Decimal

from storefront.markets import gettext
from storefront.shipping import CARRIERS

from .rule import Fix, Json, Known, Place, differing, number, rule


@rule(
    "waybill",
    "list",
    say=lambda: gettext("This is no waybill number that the carrier gives out."),
)
def waybill_no_mismatch(data: Json, known: Known) -> Iterator[Place]:
    """The number is one that the carrier gives out."""
    waybill_no = data["waybill"]["waybill_no"]
    carrier = known.described or CARRIERS.get(known.carrier)
    if carrier is None:
        yield "/waybill/carrier", "–", gettext("We do not know this carrier.")
    elif wrong := carrier.check(waybill_no):
        yield "/waybill/waybill_no", f"{carrier.name}: {wrong}", waybill_no


@rule(
    "waybill",
    say=lambda: gettext("Another parcel had this waybill number less than six months ago."),
)
def waybill_reused(data: Json, known: Known) -> Iterator[Place]:
    """A number was not on another parcel within six months."""
    if known.waybill_used_by:
        yield "/waybill/waybill_no", f"≠ {known.waybill_used_by}", data["waybill"]["waybill_no"]


@rule(
    "waybill",
    "list",
    say=lambda: gettext(
        "Weights are above zero, net is not above gross, and the lines add up to net."
    ),
    fix=Fix.PRODUCT,
)
def weight_invalid(data: Json, _known: Known) -> Iterator[Place]:
    """Weights are above zero, net is not above gross, and the lines add up to net."""
    waybill = data["waybill"]
    gross, net = number(waybill["gross_weight_kg"]), number(waybill["net_weight_kg"])
    lines = sum((number(line["net_weight_kg"]) for line in data["order"]["lines"]), Decimal(0))
    if gross <= 0 or net <= 0 or net > gross:
        yield "/waybill/net_weight_kg", f"0 < … ≤ {gross}", net
    yield from differing("/waybill/net_weight_kg", lines, net)
