"""What can be printed: plain values, every text as it will stand on the paper."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, tuple[str, ...]]
"""A label's key → the label in each language of the paper, the main one first."""


@dataclass(frozen=True)
class Party:
    """Who sends or receives; `numbers` are registrations as printed, such as "EORI DE123"."""

    name: str
    lines: tuple[str, ...]
    name_local: str = ""
    phone: str = ""
    email: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One kind of goods in a parcel; `value` is what was paid for all of it, discount taken off."""

    description: str
    description_local: str
    sku: str
    quantity: str
    net_weight_kg: str
    unit_price: str
    total: str
    value: str
    hs_code: str
    origin: str


@dataclass(frozen=True)
class SlipLine:
    """One line of a packing slip."""

    quantity: str
    name: str
    name_local: str
    sku: str


@dataclass(frozen=True)
class Slip:
    """A packing slip: what is in the parcel, without prices."""

    language: str
    words: Words
    shop: str
    order_no: str
    placed_on: str
    carrier: str
    waybill_no: str
    weight: str
    packages: str
    to: Party
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class TradeInvoice:
    """A commercial invoice; `sums` are label key and amount, in the order of the addition."""

    language: str
    words: Words
    number: str
    issued_on: str
    order_no: str
    carrier: str
    waybill_no: str
    incoterm: str
    currency: str
    weight: str
    packages: str
    seller: Party
    buyer: Party
    items: tuple[Item, ...]
    sums: tuple[tuple[str, str], ...]
    total: str


@dataclass(frozen=True)
class Declaration:
    """A postal customs declaration: CN22 (`large` is false) or CN23; amounts in `currency`."""

    language: str
    large: bool
    sender: Party
    addressee: Party
    reference: str
    invoice_no: str
    waybill_no: str
    currency: str
    items: tuple[Item, ...]
    value: str
    postage: str
    gross_weight_kg: str
    posted_on: str


@dataclass(frozen=True)
class Label:
    """A carrier's label; `note` is what stands large at its foot."""

    language: str
    waybill_no: str
    service: str
    reference: str
    to: Party
    country: str
    weight: str
    packages: str
    contents: tuple[str, ...]
    note: str = ""


Sheet = Slip | TradeInvoice | Declaration | Label
