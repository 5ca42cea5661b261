"""Reckoning what a destination charges on a basket, exact to the minor unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select

from storefront import clock
from storefront.db import db
from storefront.markets import convert
from storefront.money import Money, apportion, divided
from storefront.money import currency as rules_of

from .models import ImportCharge
from .table import charges_on

Charge = Row[Any]
"""A row of `ImportCharge`."""


@dataclass(frozen=True)
class Item:
    """A basket line as taxes see it; the price is the shown one, in minor units."""

    hs_code: str | None
    origin_country: str | None
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0
    """Off the whole line, as the buyer sees it; never more than the line."""

    @property
    def shown_minor(self) -> int:
        """What the buyer pays for the whole line, as shown."""
        return self.quantity * self.unit_price_minor - self.discount_minor


@dataclass(frozen=True)
class LineCharge:
    """The charges of one line in minor units; `unit_net_minor` is one piece without VAT, and
    `discount_minor` is what comes off the line without VAT."""

    unit_net_minor: int
    discount_minor: int
    vat_minor: int
    duty_minor: int
    fees_minor: int


@dataclass(frozen=True)
class Assessment:
    """All charges of an order in minor units; VAT covers lines and freight.

    `notes` say where the figures were read; every one is to be checked before use.
    """

    lines: list[LineCharge]
    freight_net_minor: int
    freight_vat_minor: int
    import_vat_minor: int
    import_duty_minor: int
    fees_minor: int
    notes: list[str]


def assess(
    country: str,
    currency: str,
    prices_include_tax: bool,
    items: Sequence[Item],
    freight_minor: int,
    on: date,
) -> Assessment:
    """What the destination charges on goods and freight at shown prices.

    VAT: whether any is due is decided by the *shown* goods value, because only then is it known
    what a shown price contains. Where nothing is due (Japan up to ¥10,000) the shown price is the
    net price: it never moves. Otherwise a tax-inclusive price is split piece by piece, so that
    pieces and lines tie exactly; on a tax-exclusive price VAT comes on top.

    A discount lowers what is taxed: it is split into net and VAT as the price is, so that goods
    less discount and VAT sum to what the buyer pays, and none of them falls below zero.

    Duty and fees: their bounds look at the goods value without VAT (the intrinsic value of EU and
    UK law), after the discount. VAT on duty itself is not charged: whether the EU's fixed duty
    belongs to the VAT base is unsettled, and shown prices must not move.
    """
    tariff = _Tariff(charges_on(country, on), currency)
    shown = sum(item.shown_minor for item in items)
    step = rules_of(currency).step

    vat_rates = [tariff.rate("vat", item, shown) for item in items]
    split = [
        _split_line(item, rate, prices_include_tax, step)
        for item, rate in zip(items, vat_rates, strict=True)
    ]
    freight_rate = tariff.rate("vat", None, shown)
    freight_net, freight_vat = _split(freight_minor, 1, freight_rate, prices_include_tax, step)

    goods = [net * item.quantity - off for item, (net, off, _) in zip(items, split, strict=True)]
    duties = tariff.levy("duty", items, goods)
    fees = tariff.levy("fee", items, goods)
    return Assessment(
        lines=[
            LineCharge(net, off, vat, duty, fee)
            for (net, off, vat), duty, fee in zip(split, duties, fees, strict=True)
        ],
        freight_net_minor=freight_net,
        freight_vat_minor=freight_vat,
        import_vat_minor=sum(vat for _, _, vat in split) + freight_vat,
        import_duty_minor=sum(duties),
        fees_minor=sum(fees),
        notes=tariff.sources,
    )


def without_charges(assessment: Assessment) -> Assessment:
    """The same with duty and fees left to the shop: the buyer is charged VAT alone."""
    lines = [replace(line, duty_minor=0, fees_minor=0) for line in assessment.lines]
    return replace(assessment, lines=lines, import_duty_minor=0, fees_minor=0)


def standard_vat_bp(country: str) -> int:
    """The usual VAT rate of a country today, in hundredths of a percent."""
    today = clock.now().date()
    rate = db.session.scalar(
        select(func.max(ImportCharge.rate_bp)).where(
            ImportCharge.country == country,
            ImportCharge.kind == "vat",
            ImportCharge.hs_prefix == "",
            or_(ImportCharge.starts_on.is_(None), ImportCharge.starts_on <= today),
            or_(ImportCharge.ends_on.is_(None), ImportCharge.ends_on >= today),
        )
    )
    return rate or 0


def _split_line(item: Item, rate_bp: int, included: bool, step: int) -> tuple[int, int, int]:
    """One piece without VAT, the discount without VAT, and the VAT of what is paid."""
    net, vat = _split(item.unit_price_minor, item.quantity, rate_bp, included, step)
    off = item.discount_minor
    if not off:
        return net, 0, vat
    if not included:
        return net, off, _share(item.shown_minor, rate_bp, step)
    vat_off = off - divided(off * 10_000, 10_000 + rate_bp)
    vat_off = min(max(vat_off, off - net * item.quantity), vat, off)
    return net, off - vat_off, vat - vat_off


def _split(
    unit_minor: int, quantity: int, rate_bp: int, included: bool, step: int
) -> tuple[int, int]:
    """One piece without VAT, and the VAT of all pieces."""
    if included:
        net = divided(unit_minor * 10_000, 10_000 + rate_bp)
        return net, quantity * (unit_minor - net)
    return unit_minor, _share(unit_minor * quantity, rate_bp, step)


def _share(minor: int, rate_bp: int, step: int) -> int:
    """A rate of an amount, in whole steps of what the currency can charge."""
    return divided(minor * rate_bp, 10_000 * step) * step


class _Tariff:
    """The charges in force, and which of them were used."""

    def __init__(self, charges: Sequence[Charge], currency: str) -> None:
        self.charges, self.currency = charges, currency
        self.step = rules_of(currency).step
        self.sources: list[str] = []

    def rate(self, kind: str, item: Item | None, value_minor: int) -> int:
        """The one rate that fits best: longest HS prefix, then named origin, then the newest."""
        fitting = [
            charge
            for charge in self.charges
            if charge.kind == kind
            and not charge.fixed_minor
            and self._bounds(charge, value_minor)
            and _covers(charge, item)
        ]
        if not fitting:
            return 0
        best = max(fitting, key=lambda one: (len(one.hs_prefix), one.origin_country != "", one.id))
        self._note(best)
        return best.rate_bp

    def levy(self, kind: str, items: Sequence[Item], goods: Sequence[int]) -> list[int]:
        """A kind of charge by line: each line's own rate, and its share of fixed amounts."""
        value = sum(goods)
        levied = [
            _share(net, self.rate(kind, item, value), self.step)
            for item, net in zip(items, goods, strict=True)
        ]
        for charge in self.charges:
            if charge.kind == kind and charge.fixed_minor and self._bounds(charge, value):
                for amount, lines in self._fixed(charge, items):
                    self._note(charge)
                    parts = apportion(amount // self.step, [goods[line] for line in lines])
                    for line, part in zip(lines, parts, strict=True):
                        levied[line] += part * self.step
        return levied

    def _fixed(self, charge: Charge, items: Sequence[Item]) -> list[tuple[int, list[int]]]:
        """A fixed amount, and the lines that bear it together.

        Goods without an HS code count as one subheading of their own.
        """
        covered = [line for line, item in enumerate(items) if _covers(charge, item)]
        if not covered:
            return []
        amount = -(-self._own(charge, charge.fixed_minor) // self.step) * self.step
        if charge.per != "hs6":
            return [(amount, covered)]
        headings: dict[str, list[int]] = {}
        for line in covered:
            headings.setdefault((items[line].hs_code or "")[:6], []).append(line)
        return [(amount, lines) for lines in headings.values()]

    def _bounds(self, charge: Charge, value_minor: int) -> bool:
        above, up_to = charge.above_minor, charge.up_to_minor
        return (above is None or value_minor > self._own(charge, above)) and (
            up_to is None or value_minor <= self._own(charge, up_to)
        )

    def _own(self, charge: Charge, minor: int) -> int:
        """An amount of the charge in the order's currency, by planning rate."""
        if charge.currency == self.currency:
            return minor
        return convert(Money(minor, charge.currency), self.currency).minor

    def _note(self, charge: Charge) -> None:
        if charge.source and charge.source not in self.sources:
            self.sources.append(charge.source)


def _covers(charge: Charge, item: Item | None) -> bool:
    """Whether a charge is about these goods; None is freight, which only a general rate covers."""
    if item is None:
        return not charge.hs_prefix and not charge.origin_country
    return (item.hs_code or "").startswith(charge.hs_prefix) and charge.origin_country in (
        "",
        item.origin_country,
    )
