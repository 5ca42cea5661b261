"""The operator's own import rules: a country taken over, changed row by row, or given back."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from storefront.catalog import touched
from storefront.catalog.facts import is_country
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import UnknownCurrency, currency

from .identifiers import IDENTIFIERS
from .models import ImportRegime
from .regimes import NEEDS, SELLER_NUMBERS, SHIPPED, Regime, own_rows

Json = dict[str, Any]


def countries_with_regimes() -> list[str]:
    """Every country that has rows, shipped or the operator's own."""
    own = db.session.scalars(select(ImportRegime.country).distinct())
    return sorted({*own, *(each.country for each in SHIPPED)})


def find_regime(regime_id: int) -> ImportRegime | None:
    """One of the operator's rows."""
    return db.session.get(ImportRegime, regime_id) if regime_id < 2**31 else None


def take_over(country: str) -> None:
    """Make a country's shipped rows the operator's, to be changed. The caller holds the
    transaction."""
    if own_rows(country):
        return
    db.session.add_all(_row(each) for each in SHIPPED if each.country == country)
    db.session.flush()
    touched()


def give_back(country: str) -> None:
    """Strike the operator's rows of a country out; what the shop ships holds again."""
    db.session.execute(delete(ImportRegime).where(ImportRegime.country == country))
    touched()


def set_regime(regime_id: int | None, facts: Regime) -> ImportRegime:
    """Write a new row or change one; raises ShopError with what is wrong. The caller holds the
    transaction. The first row of a country takes its shipped rows out of force."""
    _check(facts)
    if regime_id is None:
        row = _row(facts)
        db.session.add(row)
    else:
        found = find_regime(regime_id)
        if found is None:
            raise NotFound(gettext("There is no such rule."))
        row = found
        for name, value in _columns(facts).items():
            setattr(row, name, value)
    db.session.flush()
    touched()
    return row


def remove_regime(regime_id: int) -> None:
    """Strike one of the operator's rows out; raises NotFound."""
    row = find_regime(regime_id)
    if row is None:
        raise NotFound(gettext("There is no such rule."))
    db.session.delete(row)
    db.session.flush()
    touched()


def _columns(facts: Regime) -> Json:
    told = dict(vars(facts))
    return {**told, "seller_numbers": list(facts.seller_numbers), "needs": list(facts.needs)}


def _row(facts: Regime) -> ImportRegime:
    return ImportRegime(**_columns(facts))


def _check(facts: Regime) -> None:
    problem = next(_problems(facts), None)
    if problem:
        raise ShopError(problem)


def _problems(facts: Regime) -> Iterator[str]:
    if not is_country(facts.country):
        yield gettext("A country is a two-letter code such as DE.")
    if not facts.code.strip() or len(facts.code) > 30 or not facts.code.isascii():
        yield gettext("A rule has a code of at most 30 plain characters.")
    yield from _amount_problems(facts)
    if facts.by not in ("", "post"):
        yield gettext("Choose by which carriers it comes.")
    if set(facts.seller_numbers) - set(SELLER_NUMBERS) or set(facts.needs) - set(NEEDS):
        yield gettext("The shop does not know how to send this.")
    if facts.consignee_id and facts.consignee_id not in IDENTIFIERS:
        yield gettext("The shop does not know how to ask for this number.")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        yield gettext("It cannot end before it starts.")
    if len(facts.source) > 300:
        yield gettext("A sentence has at most 300 characters.")


def _amount_problems(facts: Regime) -> Iterator[str]:
    try:
        currency(facts.currency)
    except UnknownCurrency:
        yield gettext("This is no currency we know.")
    above, up_to = facts.above_minor, facts.up_to_minor
    if (above or 0) < 0 or (up_to or 0) < 0:
        yield gettext("A limit cannot be below zero.")
    if above is not None and up_to is not None and up_to <= above:
        yield gettext("No value is above the first and up to the second amount.")
