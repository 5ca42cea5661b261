"""What campaigns brought: visits, orders and revenue by link, against what they cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from storefront.campaigns.models import Campaign, CampaignCost, CampaignLink
from storefront.db import db
from storefront.orders.models import Order
from storefront.payments.models import Refund
from storefront.traffic.models import OriginRow, Touch, Visit

from .figures import GONE

Sums = dict[str, int]
"""Minor units by currency; never added across."""


@dataclass(slots=True)
class LinkFigures:
    """What one link brought; `first_hit_at` is when somebody first came by it."""

    visits: int = 0
    orders: int = 0
    revenue: Sums = field(default_factory=lambda: defaultdict(int))
    refunds: Sums = field(default_factory=lambda: defaultdict(int))
    first_hit_at: datetime | None = None


@dataclass(slots=True)
class CampaignFigures:
    """What a campaign brought in all, by link token (empty: tagged, but by no link of ours), and
    what it cost."""

    total: LinkFigures
    links: dict[str, LinkFigures]
    cost: Sums

    def cost_per_order(self) -> Sums:
        """Where a campaign has orders: each currency of its cost, divided by them."""
        if not self.total.orders:
            return {}
        return {code: minor // self.total.orders for code, minor in self.cost.items()}


def campaign_figures(found: Iterable[Campaign]) -> dict[int, CampaignFigures]:
    """The figures of these campaigns by id, over all time; five statements for all of them.

    An order counts for the campaign of its last source that was not direct: by the link's token
    where it has one, else by the tag.
    """
    campaigns = {each.id: each for each in found}
    told = {
        key: CampaignFigures(LinkFigures(), defaultdict(LinkFigures), defaultdict(int))
        for key in campaigns
    }
    if not campaigns:
        return told
    for row in _costs(campaigns):
        told[row.campaign_id].cost[row.currency] += int(row.minor)
    by_token = _tokens(campaigns)
    by_slug = {each.slug: key for key, each in campaigns.items()}
    for row in _touches(by_token, by_slug):
        key = by_token.get(row.link) or by_slug.get(row.campaign)
        if key is not None:
            _count_visits(told[key], row.link if row.link in by_token else "", row)
    _count_orders(told, by_token, by_slug)
    return told


def _count_visits(figures: CampaignFigures, token: str, row: Row[Any]) -> None:
    for each in (figures.total, figures.links[token]):
        each.visits += int(row.visits)
        each.first_hit_at = min(row.first, each.first_hit_at or row.first)


def _costs(campaigns: Iterable[int]) -> Iterable[Row[Any]]:
    return db.session.execute(
        select(
            CampaignCost.campaign_id,
            CampaignCost.currency,
            func.sum(CampaignCost.amount_minor).label("minor"),
        )
        .where(CampaignCost.campaign_id.in_(list(campaigns)), CampaignCost.replaced_by.is_(None))
        .group_by(CampaignCost.campaign_id, CampaignCost.currency)
    )


def _tokens(campaigns: Iterable[int]) -> dict[str, int]:
    rows = db.session.execute(
        select(CampaignLink.token, CampaignLink.campaign_id).where(
            CampaignLink.campaign_id.in_(list(campaigns))
        )
    )
    return {token: key for token, key in rows}


def _touches(tokens: Iterable[str], slugs: Iterable[str]) -> Iterable[Row[Any]]:
    """Visits that came by a link or a tag; scripts and crawlers are left out."""
    return db.session.execute(
        select(
            OriginRow.link,
            OriginRow.campaign,
            func.count(func.distinct(Touch.visit_id)).label("visits"),
            func.min(Touch.at).label("first"),
        )
        .join(OriginRow, OriginRow.id == Touch.origin_id)
        .join(Visit, Visit.id == Touch.visit_id)
        .where(
            or_(OriginRow.link.in_(list(tokens)), OriginRow.campaign.in_(list(slugs))),
            Visit.automated.is_(False),
        )
        .group_by(OriginRow.link, OriginRow.campaign)
    )


def _count_orders(
    told: dict[int, CampaignFigures], by_token: dict[str, int], by_slug: dict[str, int]
) -> None:
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_minor), 0))
        .where(Refund.order_id == Order.id, Refund.status.not_in(GONE))
        .correlate(Order)
        .scalar_subquery()
    )
    paid = db.session.execute(
        select(Order.currency, Order.total_minor, Order.last_touch, refunded.label("refunded"))
        .where(Order.paid_at.is_not(None), Order.last_touch.is_not(None))
        .execution_options(yield_per=1000)
    )
    for order in paid:
        touch = order.last_touch or {}
        token = touch.get("link") or ""
        key = by_token.get(token) or by_slug.get(touch.get("campaign") or "")
        if key is None:
            continue
        figures = told[key]
        for each in (figures.total, figures.links[token if token in by_token else ""]):
            each.orders += 1
            each.revenue[order.currency] += order.total_minor
            if order.refunded:
                each.refunds[order.currency] += int(order.refunded)
