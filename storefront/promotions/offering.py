"""Which promotions a basket may have now: those that need no code, and the one whose code was
typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from storefront import clock
from storefront.db import db

from .engine import Kind, Promotion
from .models import PromotionCode, PromotionRow

SETS = ("markets", "countries", "languages", "campaigns", "categories", "skus", "product_ids")

_FIELDS = (
    PromotionRow.id,
    PromotionRow.kind,
    PromotionRow.rule,
    PromotionRow.limit_total,
    PromotionRow.used,
)
_OPEN = (
    PromotionRow.active,
    or_(PromotionRow.starts_at.is_(None), PromotionRow.starts_at <= bindparam("now")),
    or_(PromotionRow.ends_at.is_(None), PromotionRow.ends_at > bindparam("now")),
    or_(PromotionRow.limit_total.is_(None), PromotionRow.used < PromotionRow.limit_total),
)
_AUTOMATIC = select(*_FIELDS).where(PromotionRow.automatic, *_OPEN).order_by(PromotionRow.id)
_BY_CODE = (
    select(*_FIELDS, PromotionCode.id.label("code_id"), PromotionCode.code)
    .join(PromotionCode, PromotionCode.promotion_id == PromotionRow.id)
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
    rows = [(row, "") for row in db.session.execute(_AUTOMATIC, told)]
    code_ids: dict[int, int] = {}
    word = normal_code(code)
    if word:
        for row in db.session.execute(_BY_CODE, {**told, "code": word}):
            rows.append((row, row.code))
            code_ids[row.id] = row.code_id
    by_id = {row.id: as_promotion(row.id, row.kind, row.rule, typed) for row, typed in rows}
    return Offered(tuple(by_id.values()), code_ids)


def promotions_with(code: str) -> list[Promotion]:
    """What a code does now, for whoever may use it; empty when it does nothing."""
    told: dict[str, datetime | str] = {"now": clock.now(), "code": normal_code(code)}
    rows = db.session.execute(_BY_CODE, told)
    return [as_promotion(row.id, row.kind, row.rule, row.code) for row in rows]


def is_code_open(code: str) -> bool:
    """Whether a code could be used by somebody now; all that is wrong looks the same."""
    return bool(promotions_with(code))


def normal_code(code: str) -> str:
    """A code as it is kept: capitals, without blanks."""
    return "".join(code.split()).upper()[:40]


def as_promotion(key: int, kind: str, rule: Mapping[str, Any], code: str) -> Promotion:
    """A row as the engine reads it."""
    told = {name: rule[name] for name in rule if name in Promotion.__dataclass_fields__}
    for name in SETS:
        if name in told:
            told[name] = frozenset(told[name])
    return Promotion(**{**told, "id": key, "kind": Kind(kind), "code": code})
