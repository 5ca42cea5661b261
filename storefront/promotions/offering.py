"""Which promotions a basket may have now: those that need no code, and the one whose code was
typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from storefront import clock
from storefront.db import db

from .models import PromotionCode, PromotionRow, Redemption, Referral
from .terms import Kind, Promotion, Tier

SETS = (
    *("markets", "countries", "languages", "channels", "campaigns", "links", "weekdays"),
    *("categories", "skus", "product_ids", "groups", "rewards", "not_with"),
)

_FIELDS = (PromotionRow.id, PromotionRow.kind, PromotionRow.rule, PromotionRow.budgets)
_OPEN = (
    PromotionRow.active,
    or_(PromotionRow.starts_at.is_(None), PromotionRow.starts_at <= bindparam("now")),
    or_(PromotionRow.ends_at.is_(None), PromotionRow.ends_at > bindparam("now")),
    or_(PromotionRow.limit_total.is_(None), PromotionRow.used < PromotionRow.limit_total),
)
_AUTOMATIC = select(*_FIELDS).where(PromotionRow.automatic, *_OPEN).order_by(PromotionRow.id)
_BY_CODE = (
    select(
        *_FIELDS,
        PromotionCode.id.label("code_id"),
        PromotionCode.code,
        PromotionCode.customer,
        Referral.customer.label("inviter"),
    )
    .join(PromotionCode, PromotionCode.promotion_id == PromotionRow.id)
    .outerjoin(Referral, Referral.code_id == PromotionCode.id)
    .where(
        PromotionCode.code == bindparam("code"),
        or_(PromotionCode.limit_total.is_(None), PromotionCode.used < PromotionCode.limit_total),
        *_OPEN,
    )
)


@dataclass(frozen=True)
class Offered:
    """The promotions of a moment; `code_ids` by promotion, for those that came by a code."""

    promotions: tuple[Promotion, ...] = ()
    code_ids: Mapping[int, int] | None = None


def offered(code: str = "") -> Offered:
    """What is in force now; a code that is unknown or used up adds nothing."""
    told = {"now": clock.now()}
    rows = list(db.session.execute(_AUTOMATIC, told))
    by_id = {row.id: as_promotion(row.id, row.kind, row.rule) for row in rows}
    code_ids: dict[int, int] = {}
    word = normal_code(code)
    if word:
        for row in db.session.execute(_BY_CODE, {**told, "code": word}):
            rows.append(row)
            by_id[row.id] = _by_its_code(row)
            code_ids[row.id] = row.code_id
    for row in rows:
        if row.budgets:
            by_id[row.id] = replace(by_id[row.id], left=left_of(row.id, row.budgets))
    return Offered(tuple(by_id.values()), code_ids)


def open_with_role(role: str) -> PromotionRow | None:
    """The newest promotion in force that has this part in refer-a-friend."""
    wanted = select(PromotionRow).where(PromotionRow.role == role, *_OPEN)
    newest = wanted.order_by(PromotionRow.id.desc()).limit(1)
    return db.session.scalar(newest, {"now": clock.now()})


def promotions_with(code: str) -> list[Promotion]:
    """What a code does now, for whoever may use it; empty when it does nothing."""
    told: dict[str, datetime | str] = {"now": clock.now(), "code": normal_code(code)}
    rows = db.session.execute(_BY_CODE, told)
    return [_by_its_code(row) for row in rows]


def is_code_open(code: str) -> bool:
    """Whether a code could be used by somebody now; all that is wrong looks the same."""
    return bool(promotions_with(code))


def normal_code(code: str) -> str:
    """A code as it is kept: capitals, without blanks."""
    return "".join(code.split()).upper()[:40]


def left_of(promotion_id: int, budgets: Mapping[str, int]) -> dict[str, int]:
    """What is left of a budget, by currency, after all orders that hold it or were paid."""
    given = db.session.execute(
        select(Redemption.currency, func.sum(Redemption.amount_minor).label("minor"))
        .where(Redemption.promotion_id == promotion_id, Redemption.state != "released")
        .group_by(Redemption.currency)
    )
    spent = {row.currency: int(row.minor) for row in given}
    return {code: minor - spent.get(code, 0) for code, minor in budgets.items()}


def as_promotion(key: int, kind: str, rule: Mapping[str, Any]) -> Promotion:
    """A row as the engine reads it."""
    told = {name: rule[name] for name in rule if name in Promotion.__dataclass_fields__}
    for name in SETS:
        if name in told:
            told[name] = frozenset(told[name])
    if "tiers" in told:
        told["tiers"] = tuple(Tier(**tier) for tier in told["tiers"])
    return Promotion(**{**told, "id": key, "kind": Kind(kind)})


def _by_its_code(row: Any) -> Promotion:
    return replace(
        as_promotion(row.id, row.kind, row.rule),
        code=row.code,
        recipient=row.customer,
        not_for=row.inviter or "",
    )
