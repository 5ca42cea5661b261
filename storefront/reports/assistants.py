"""What AI assistants read of the shop, whom they sent, and what those bought, by product."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, func, select

from storefront.db import db
from storefront.orders.models import Order, OrderLine
from storefront.traffic import ASSISTANTS
from storefront.traffic.models import AssistantDay

from .overview import Cut, paid_in
from .selling import names_of


@dataclass(slots=True)
class AssistantFigures:
    """One product: how often each crawler read its page, how many visits came there because an
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

    for each in db.session.execute(_days(cut)):
        row_of(each.slug).visits += int(each.visits)
        if each.reads:
            row_of(each.slug).reads[each.assistant] += int(each.reads)
    for sold in db.session.execute(_sold(cut)):
        row_of(sold.product_slug).sold += int(sold.pieces)
    names = names_of(list(rows), language)
    for slug, row in rows.items():
        row.name = names.get(slug, slug)
    return sorted(
        rows.values(), key=lambda row: (-row.reads.total(), -row.visits, -row.sold, row.slug)
    )


def _days(cut: Cut) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(
            AssistantDay.slug,
            AssistantDay.assistant,
            func.sum(AssistantDay.reads).label("reads"),
            func.sum(AssistantDay.visits).label("visits"),
        )
        .where(AssistantDay.day >= cut.first, AssistantDay.day <= cut.last)
        .group_by(AssistantDay.slug, AssistantDay.assistant)
    )
    return wanted.where(AssistantDay.country.in_(cut.countries)) if cut.countries else wanted


def _sold(cut: Cut) -> Select[*tuple[Any, ...]]:
    return (
        select(OrderLine.product_slug, func.sum(OrderLine.quantity).label("pieces"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(*paid_in(replace(cut, channel=ASSISTANTS)))
        .group_by(OrderLine.product_slug)
    )
