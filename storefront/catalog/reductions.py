"""Prices that are announced as reduced: crossed out is what the law lets a shop cross out, no more.

Directive 98/6/EC, article 6a: beside a reduced price stands the lowest price of the thirty days
before the reduction. The shop keeps it so in every market and works it out from its own history, so
that nobody can type a former price that never was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import MARKETS, gettext
from storefront.money import Money

from .listing import refresh_listing
from .models import Price, PriceChange, Product, Variant

DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Reduction:
    """One variant in one market: its price, the lowest of the thirty days before it, and whether
    that stands crossed out."""

    variant_id: int
    market: str
    price: Money
    prior: Money | None
    announced: bool

    @property
    def is_lawful(self) -> bool:
        """Whether the price may be called reduced."""
        return self.prior is not None and self.prior.minor > self.price.minor


def reductions_of(product: Product) -> list[Reduction]:
    """Every variant in every market where it is sold."""
    return [
        Reduction(
            variant.id,
            price.market,
            price.money,
            prior_price(variant.id, price.market),
            price.was_minor is not None,
        )
        for variant in product.variants
        for price in sorted(variant.prices, key=lambda each: each.market)
        if variant.active
    ]


def has_unlawful_reduction(slug: str, market: str) -> bool:
    """Whether a price of a product is called reduced there and may not be."""
    product = db.session.scalar(select(Product).where(Product.slug == slug))
    return product is not None and any(
        each.announced and not each.is_lawful
        for each in reductions_of(product)
        if each.market == market
    )


def prior_price(variant_id: int, market: str) -> Money | None:
    """The lowest price that was asked within thirty days before the present one began; none when
    there was no price before."""
    history: Sequence[PriceChange] = db.session.scalars(
        select(PriceChange)
        .where(PriceChange.variant_id == variant_id, PriceChange.market == market)
        .order_by(PriceChange.since, PriceChange.id)
    ).all()
    if len(history) < 2:
        return None
    begun = history[-1].since
    asked = [
        before.amount_minor
        for before, after in zip(history, history[1:], strict=False)
        if after.since > begun - DAYS
    ]
    return Money(min(asked), MARKETS[market].currency) if asked else None


def announce_reduction(product: Product, market: str) -> int:
    """Cross out the lawful former price of every variant that has one; returns how many. Raises
    ShopError when there is none, with what the law would let be crossed out."""
    here = [each for each in reductions_of(product) if each.market == market]
    lawful = [each for each in here if each.is_lawful]
    if not lawful:
        priors = [each.prior for each in here if each.prior is not None]
        if not priors:
            raise ShopError(gettext("It has had no other price there, so nothing is reduced."), 409)
        lowest = min(priors, key=lambda each: each.minor)
        raise ShopError(
            gettext(
                "The lowest price of the 30 days before was %(price)s %(currency)s;"
                " only a price below it is reduced."
            )
            % {"price": lowest.plain(), "currency": lowest.currency},
            409,
        )
    for each in lawful:
        assert each.prior is not None
        _cross_out(each.variant_id, market, each.prior.minor)
    refresh_listing(product)
    return len(lawful)


def withdraw_reduction(product: Product, market: str) -> None:
    """Nothing is crossed out any more."""
    for variant in product.variants:
        _cross_out(variant.id, market, None)
    refresh_listing(product)


def _cross_out(variant_id: int, market: str, minor: int | None) -> None:
    db.session.execute(
        update(Price)
        .where(Price.variant_id == variant_id, Price.market == market)
        .values(was_minor=minor)
    )
    variant = db.session.get(Variant, variant_id)
    if variant is not None:
        db.session.expire(variant, ["prices"])
