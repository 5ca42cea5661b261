"""What AI assistants read of the shop, whom they sent, and what those bought, by product."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from storefront import clock
from storefront.db import db
from storefront.orders.models import Order, OrderLine
from storefront.traffic.models import AssistantRead, OriginRow, Visit

from .overview import Cut, paid_in
from .selling import names_of

ASSISTANTS = "AI Assistant"
"""The channel of visits that an assistant's answer sent."""


@dataclass(slots=True)
class AssistantFigures:
    """One product: how often each crawler read its page, how many visits began there because an
    assistant had named it, and how many pieces their orders have."""

    slug: str
    name: str = ""
    reads: Counter[str] = field(default_factory=Counter)
    visits: int = 0
    sold: int = 0


def assistant_figures(cut: Cut, language: str = "en") -> list[AssistantFigures]:
    """Most read first, with names in the reader's language where the product has one. A cut by
    another channel or by a source has none."""
    if cut.source or cut.channel not in ("", ASSISTANTS):
        return []
    rows: dict[str, AssistantFigures] = {}

    def row_of(slug: str) -> AssistantFigures:
        return rows.setdefault(slug, AssistantFigures(slug))

    for read in db.session.execute(_reads(cut)):
        row_of(read.slug).reads[read.assistant] += int(read.times)
    for landed in db.session.execute(_landings(cut)):
        row_of(landed.landing.partition("/p/")[2][:200]).visits += landed.visits
    for sold in db.session.execute(_sold(cut)):
        row_of(sold.product_slug).sold += int(sold.pieces)
    names = names_of(list(rows), language)
    for slug, row in rows.items():
        row.name = names.get(slug, slug)
    return sorted(
        rows.values(), key=lambda row: (-row.reads.total(), -row.visits, -row.sold, row.slug)
    )


def _reads(cut: Cut) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(
            AssistantRead.slug,
            AssistantRead.assistant,
            func.sum(AssistantRead.reads).label("times"),
        )
        .where(AssistantRead.day >= cut.first, AssistantRead.day <= cut.last)
        .group_by(AssistantRead.slug, AssistantRead.assistant)
    )
    return wanted.where(AssistantRead.country.in_(cut.countries)) if cut.countries else wanted


def _landings(cut: Cut) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(Visit.landing, func.count().label("visits"))
        .join(OriginRow, OriginRow.id == Visit.origin_id)
        .where(
            OriginRow.channel == ASSISTANTS,
            Visit.landing.like("/%/p/%"),
            Visit.automated.is_(False),
            Visit.started_at >= clock.begin_of(cut.first),
            Visit.started_at < clock.begin_of(cut.last + timedelta(days=1)),
        )
        .group_by(Visit.landing)
    )
    return wanted.where(Visit.country.in_(cut.countries)) if cut.countries else wanted


def _sold(cut: Cut) -> Select[*tuple[Any, ...]]:
    return (
        select(OrderLine.product_slug, func.sum(OrderLine.quantity).label("pieces"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(*paid_in(replace(cut, channel=ASSISTANTS)))
        .group_by(OrderLine.product_slug)
    )
