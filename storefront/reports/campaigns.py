"""What campaigns brought: visits, orders and revenue by link, against what they cost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Row, func, or_, select, type_coerce

from storefront import clock, traffic
from storefront.campaigns.models import Campaign, CampaignCost, CampaignLink, CampaignPlacement
from storefront.db import db, one_view
from storefront.markets import PLANNING_RATES, convert
from storefront.money import Money
from storefront.orders.models import Order
from storefront.traffic.models import OriginRow

from .figures import IS_SALE, REFUNDED

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

    def join(self, other: "LinkFigures") -> None:
        """What another link of the same placement brought."""
        self.visits += other.visits
        self.orders += other.orders
        for mine, theirs in ((self.revenue, other.revenue), (self.refunds, other.refunds)):
            for code, minor in theirs.items():
                mine[code] += minor

    def add(self, order: Any) -> None:
        """One more paid order, less what of it was given back."""
        self.orders += 1
        self.revenue[order.currency] += order.total_minor
        if order.refunded:
            self.refunds[order.currency] += int(order.refunded)


@dataclass(slots=True)
class DayFigures(LinkFigures):
    """What one link brought on a day, or, without a link, what the tag brought and all cost."""

    day: date = date.min
    link: str = ""
    cost: Sums = field(default_factory=lambda: defaultdict(int))
    clicks: int = 0


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What one placement brought, by all its links, and what it cost."""

    placement: CampaignPlacement
    brought: LinkFigures
    cost: Sums


@dataclass(frozen=True, slots=True)
class Pace:
    """How much of its days and of its budget is gone, in whole percent."""

    days: int
    budget: int

    @property
    def is_ahead(self) -> bool:
        """Spending clearly faster than the days go by."""
        return self.budget > self.days + 15


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

    def return_on_spend(self, code: str) -> float | None:
        """Money in less money back for each unit spent, both in one currency by planning rates;
        None while nothing was spent or a rate is missing."""
        spent, came = _in_one(self.cost, code), _in_one(self.total.revenue, code)
        back = _in_one(self.total.refunds, code)
        if not spent or came is None or back is None:
            return None
        return (came - back) / spent


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
    came = _arrivals(tokens, slugs)
    visits = func.count(func.distinct(came.visit_id)).label("visits")
    return db.session.execute(
        select(came.link, came.campaign, visits, func.min(came.at).label("first")).group_by(
            came.link, came.campaign
        )
    )


def _arrivals(tokens: Iterable[str], slugs: Iterable[str]) -> Any:
    of = or_(OriginRow.link.in_(list(tokens)), OriginRow.campaign.in_(list(slugs)))
    return traffic.arrivals(of).c


def _count_orders(
    told: dict[int, CampaignFigures], by_token: dict[str, int], by_slug: dict[str, int]
) -> None:
    for key, token, order in _paid(by_token, by_slug):
        figures = told[key]
        for each in (figures.total, figures.links[token]):
            each.add(order)


def _paid(by_token: dict[str, int], by_slug: dict[str, int]) -> Iterator[tuple[int, str, Row[Any]]]:
    """Every paid order of these campaigns: which campaign's, by which of its links if by one."""
    paid = (
        select(
            Order.currency,
            Order.total_minor,
            Order.paid_at,
            Order.last_touch,
            REFUNDED.label("refunded"),
        )
        .where(Order.paid_at.is_not(None), Order.last_touch.is_not(None), IS_SALE)
        .execution_options(yield_per=1000)
    )
    with one_view():
        for order in db.session.execute(paid):
            touch = order.last_touch or {}
            token = touch.get("link") or ""
            key = by_token.get(token) or by_slug.get(touch.get("campaign") or "")
            if key is not None:
                yield key, token if token in by_token else "", order


def place_figures(campaign: Campaign, figures: CampaignFigures) -> list[PlaceFigures]:
    """The same by placement; what nobody could give to one is in the campaign's figures alone."""
    brought: dict[int, LinkFigures] = defaultdict(LinkFigures)
    for link in campaign.links:
        if link.placement_id is not None and link.token in figures.links:
            brought[link.placement_id].join(figures.links[link.token])
    cost: dict[int, Sums] = defaultdict(lambda: defaultdict(int))
    for one in campaign.costs:
        if one.placement_id is not None:
            cost[one.placement_id][one.currency] += one.amount_minor
    return [PlaceFigures(each, brought[each.id], cost[each.id]) for each in campaign.placements]


def campaign_days(campaign: Campaign) -> list[DayFigures]:
    """What a campaign brought and cost, day by day at the owner's desk and link by link; the last
    day first. What it cost belongs to no link."""
    by_token, by_slug = _tokens([campaign.id]), {campaign.slug: campaign.id}
    found: dict[tuple[date, str], DayFigures] = {}

    def on(day: date, token: str) -> DayFigures:
        return found.setdefault((day, token), DayFigures(day=day, link=token))

    for row in _touches_by_hour(by_token, by_slug):
        if by_token.get(row.link) or by_slug.get(row.campaign):
            began = datetime.fromtimestamp(row.hour * 3600, UTC)
            on(clock.shop_day(began), row.link if row.link in by_token else "").visits += row.visits
    for _key, token, order in _paid(by_token, by_slug):
        on(clock.shop_day(order.paid_at), token).add(order)
    for cost in campaign.costs:
        each = on(cost.day, "")
        each.cost[cost.currency] += cost.amount_minor
        each.clicks += cost.clicks
    return sorted(found.values(), key=lambda each: (-each.day.toordinal(), each.link))


def _touches_by_hour(tokens: Iterable[str], slugs: Iterable[str]) -> Iterable[Row[Any]]:
    """A visit counts once in an hour, whatever brought it back meanwhile."""
    came = _arrivals(tokens, slugs)
    hour = (type_coerce(came.at, BigInteger) // 3_600_000).label("hour")
    visits = func.count(func.distinct(came.visit_id)).label("visits")
    return db.session.execute(
        select(came.link, came.campaign, hour, visits).group_by(came.link, came.campaign, hour)
    )


def pace_of(campaign: Campaign, figures: CampaignFigures) -> Pace | None:
    """How far a campaign is through its days and through its budget; None without both."""
    first, last = campaign.starts_on, campaign.ends_on
    spent = _in_one(figures.cost, campaign.currency)
    if not (first and last and campaign.budget_minor) or spent is None:
        return None
    days = (last - first).days + 1
    gone = min(max((clock.shop_day() - first).days, 0), days)
    return Pace(gone * 100 // days, spent * 100 // campaign.budget_minor)


def _in_one(sums: Sums, code: str) -> int | None:
    """Sums in one currency by planning rates; None where a rate is missing."""
    if set(sums) - set(PLANNING_RATES) or (code not in PLANNING_RATES and set(sums) - {code}):
        return None
    return sum(
        minor if own == code else convert(Money(minor, own), code).minor
        for own, minor in sums.items()
    )
