"""Promotions: written down, changed, given codes. The caller holds the transaction."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import MARKETS, gettext

from .models import PromotionCode, PromotionRow, Redemption
from .offering import normal_code
from .redeeming import customer_of
from .terms import NEEDS_AMOUNTS, Kind

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike."""
MOST_CODES = 10_000
ROLES = ("friend", "reward")
"""Parts in refer-a-friend: what a friend gets, what the one who invites gets for it."""


@dataclass(frozen=True)
class PromotionFacts:
    """A promotion as it is written; `rule` by the names of `engine.Promotion`."""

    name: str
    kind: str
    rule: Mapping[str, Any] = field(default_factory=dict)
    automatic: bool = False
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    limit_total: int | None = None
    limit_customer: int | None = None
    budgets: Mapping[str, int] = field(default_factory=dict)
    role: str = ""


def list_promotions() -> list[PromotionRow]:
    """All, newest first."""
    return list(
        db.session.scalars(select(PromotionRow).order_by(PromotionRow.id.desc()).limit(500))
    )


def find_promotion(promotion_id: int) -> PromotionRow | None:
    """One."""
    return db.session.get(PromotionRow, promotion_id) if 0 < promotion_id < 2**31 else None


def save_promotion(promotion_id: int | None, facts: PromotionFacts) -> PromotionRow:
    """Write a new promotion or change one; raises ShopError. Orders keep what they were given."""
    _check(facts)
    if promotion_id is None:
        row = PromotionRow(created_at=clock.now(), used=0)
        db.session.add(row)
    else:
        found = find_promotion(promotion_id)
        if found is None:
            raise NotFound(gettext("There is no such promotion."))
        row = found
    for name in PromotionFacts.__dataclass_fields__:
        value = getattr(facts, name)
        setattr(row, name, dict(value) if isinstance(value, Mapping) else value)
    db.session.flush()
    return row


def add_code(promotion: PromotionRow, code: str) -> PromotionCode:
    """A word that everybody may type; raises ShopError."""
    word = normal_code(code)
    if not 3 <= len(word) <= 30 or not word.isascii() or not word.replace("-", "").isalnum():
        raise ShopError(gettext("A code has 3 to 30 letters, digits and hyphens."))
    if db.session.scalar(select(PromotionCode.id).where(PromotionCode.code == word)) is not None:
        raise ShopError(gettext("This code is there already."))
    made = PromotionCode(promotion_id=promotion.id, code=word, used=0)
    db.session.add(made)
    db.session.flush()
    db.session.expire(promotion, ["codes"])
    return made


def make_codes(promotion: PromotionRow, count: int, prefix: str = "", length: int = 8) -> list[str]:
    """So many codes that can be used once each, drawn at random; raises ShopError."""
    codes = _drawn(count, prefix, length)
    _add_single(promotion, dict.fromkeys(codes, ""))
    return codes


def make_codes_for(
    promotion: PromotionRow, addresses: str, prefix: str = "", length: int = 8
) -> list[tuple[str, str]]:
    """A code for each e-mail address, one a line, that only its buyer can use, once: pairs of
    address and code. Raises ShopError; the addresses themselves are not kept."""
    people = addresses_in(addresses)
    pairs = list(zip(people, _drawn(len(people), prefix, length), strict=True))
    _add_single(promotion, {code: customer_of(address) for address, code in pairs})
    return pairs


def single_code(
    promotion: PromotionRow, prefix: str, *, limit: int = 1, customer: str = ""
) -> PromotionCode:
    """One code drawn at random, for so many orders, of one customer where one is named."""
    (word,) = _drawn(1, prefix, 8)
    code = PromotionCode(
        promotion_id=promotion.id, code=word, limit_total=limit, customer=customer, used=0
    )
    db.session.add(code)
    db.session.flush()
    db.session.expire(promotion, ["codes"])
    return code


def addresses_in(text: str) -> list[str]:
    """E-mail addresses, one a line; the same person twice counts once. Raises ShopError."""
    people: dict[str, str] = {}
    for line in text.splitlines():
        address = line.strip().strip(",;")
        if not address:
            continue
        name, at, host = address.partition("@")
        if not (name and at and "." in host) or len(address) > 254 or " " in address:
            raise ShopError(gettext("“%(text)s” is no e-mail address.") % {"text": address[:60]})
        people.setdefault(customer_of(address), address)
    if not people:
        raise ShopError(gettext("Write one e-mail address on each line."))
    return list(people.values())


def _drawn(count: int, prefix: str, length: int) -> list[str]:
    start = normal_code(prefix)
    if not 0 < count <= MOST_CODES or not 6 <= length <= 16 or len(start) > 12:
        raise ShopError(gettext("Make 1 to 10,000 codes of 6 to 16 signs after a short beginning."))
    if start and not (start.isascii() and start.replace("-", "").isalnum()):
        raise ShopError(gettext("A code has 3 to 30 letters, digits and hyphens."))
    made: dict[str, None] = {}
    while len(made) < count:
        while len(made) < count:
            made[start + "".join(secrets.choice(ALPHABET) for _ in range(length))] = None
        taken = select(PromotionCode.code).where(PromotionCode.code.in_(made))
        for code in db.session.scalars(taken):
            del made[code]
    return list(made)


def _add_single(promotion: PromotionRow, codes: Mapping[str, str]) -> None:
    db.session.add_all(
        PromotionCode(
            promotion_id=promotion.id, code=code, limit_total=1, customer=customer, used=0
        )
        for code, customer in codes.items()
    )
    db.session.flush()
    db.session.expire(promotion, ["codes"])


def figures_of(promotion_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """What paid orders were given by each promotion: minor units by currency, and `orders`."""
    told: dict[int, dict[str, int]] = {key: {"orders": 0} for key in promotion_ids}
    rows = db.session.execute(
        select(
            Redemption.promotion_id,
            Redemption.currency,
            func.count().label("orders"),
            func.sum(Redemption.amount_minor).label("minor"),
        )
        .where(Redemption.promotion_id.in_(promotion_ids), Redemption.state == "committed")
        .group_by(Redemption.promotion_id, Redemption.currency)
    )
    for row in rows:
        told[row.promotion_id]["orders"] += row.orders
        told[row.promotion_id][row.currency] = int(row.minor)
    return told


def _check(facts: PromotionFacts) -> None:
    problem = next(_problems(facts), None)
    if problem:
        raise ShopError(problem)


def _problems(facts: PromotionFacts) -> Iterator[str]:
    if not facts.name.strip() or len(facts.name) > 100:
        yield gettext("A promotion has a name of at most 100 characters.")
    if facts.kind not in list(Kind):
        yield gettext("Choose what the promotion does.")
    yield from _rule_problems(facts.kind, facts.rule)
    if facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at:
        yield gettext("It cannot end before it starts.")
    if facts.automatic and facts.limit_customer:
        yield gettext("Only a code can be limited by customer.")
    if any(limit is not None and limit < 1 for limit in (facts.limit_total, facts.limit_customer)):
        yield gettext("A limit is at least 1.")
    if facts.role and (facts.automatic or facts.role not in ROLES):
        yield gettext("In refer-a-friend an offer comes with a code, and has one part.")
    if any(minor <= 0 for minor in facts.budgets.values()):
        yield gettext("An amount is more than nothing.")


def _rule_problems(kind: str, rule: Mapping[str, Any]) -> Iterator[str]:
    if not 0 <= rule.get("percent_bp", 0) <= 10_000:
        yield gettext("A part is more than 0 and at most 100 percent.")
    if kind == Kind.PERCENT and not rule.get("percent_bp"):
        yield gettext("A part is more than 0 and at most 100 percent.")
    amounts = [rule.get(name, {}) for name in ("amounts", "caps", "min_spend")]
    if any(minor <= 0 for each in amounts for minor in each.values()):
        yield gettext("An amount is more than nothing.")
    if kind in NEEDS_AMOUNTS and not rule.get("amounts"):
        yield gettext("Give an amount for at least one currency.")
    if kind == Kind.BUY_GET and not (rule.get("buy", 0) > 0 and rule.get("get", 0) > 0):
        yield gettext("Say how many are bought, and how many of them are free.")
    yield from _tier_problems(kind, rule.get("tiers", ()))
    if kind == Kind.GIFT and not rule.get("gift"):
        yield gettext("Say which SKU is given.")
    if max(rule.get("from_hour", 0), rule.get("to_hour", 0)) > 23:
        yield gettext("An hour is 0 to 23.")
    if set(rule.get("markets", ())) - set(MARKETS):
        yield gettext("We do not sell to this market.")


def _tier_problems(kind: str, tiers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if kind == Kind.TIERED and not tiers:
        yield gettext("Write at least one step.")
    for tier in tiers:
        if not 0 <= tier.get("percent_bp", 0) <= 10_000:
            yield gettext("A part is more than 0 and at most 100 percent.")
        amounts = (*tier.get("spend", {}).values(), *tier.get("amounts", {}).values())
        if any(minor <= 0 for minor in amounts):
            yield gettext("An amount is more than nothing.")
