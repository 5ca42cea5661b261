"""What goes wrong with campaigns while they run: money without visits, visits without money, tags
that nobody filled in, codes in strange hands, and storms of guesses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, true

from storefront import clock, promotions, traffic
from storefront.campaigns.models import Campaign, CampaignCost, CampaignLink
from storefront.db import db
from storefront.orders.models import Order
from storefront.promotions.models import PromotionCode, Redemption
from storefront.traffic.models import OriginRow, Visit

RECENT = timedelta(days=7)
COST_DELAY = timedelta(days=3)
"""Platforms' tables come late: spending is only missed after this long."""
MACRO = re.compile(r"\{\{?[\w.\- ]+\}?\}|%%[\w.]+%%|__[A-Z_]+__", re.IGNORECASE)
"""What a platform should have filled in: {campaign}, {{ad.name}}, %%CAMPAIGN%%, __AID__."""
PAID = ("cpc", "paid_social", "paid_video", "cpm", "display")
FEW_ORDERS, STRANGE_PART = 5, 0.3
UNASSIGNED, FEW_VISITS = 0.1, 50


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at: its kind, the campaign it is about (none for all), and a word."""

    kind: str
    campaign_id: int | None = None
    campaign: str = ""
    detail: str = ""


def alarms() -> list[Alarm]:
    """Everything that is wrong now, campaign by campaign, then what concerns all."""
    running = db.session.execute(
        select(Campaign.id, Campaign.name, Campaign.slug)
        .where(Campaign.state == "running")
        .order_by(Campaign.id)
    ).all()
    found = []
    for row in running:
        found += [
            Alarm(kind, row.id, row.name, detail) for kind, detail in _of_campaign(row.id, row.slug)
        ]
    return [*found, *_of_all()]


def _of_campaign(campaign_id: int, slug: str) -> Iterator[tuple[str, str]]:
    tokens = list(
        db.session.scalars(
            select(CampaignLink.token).where(CampaignLink.campaign_id == campaign_id)
        )
    )
    since = clock.now() - RECENT
    spent = db.session.scalar(
        select(func.count())
        .select_from(CampaignCost)
        .where(
            CampaignCost.campaign_id == campaign_id,
            CampaignCost.replaced_by.is_(None),
            CampaignCost.day >= clock.shop_day(since),
        )
    )
    visits = _came(tokens, slug, since)
    if spent and not visits:
        yield "spend_without_visits", ""
    paid = _came(tokens, slug, since, paid=True)
    if paid and not spent:
        yield "visits_without_spend", str(paid)
    for code, strange, all_ in _strange_hands(campaign_id, tokens, slug):
        if all_ >= FEW_ORDERS and strange > all_ * STRANGE_PART:
            yield "leaked_code", f"{code}: {strange}/{all_}"


def _came(tokens: list[str], slug: str, since: datetime, *, paid: bool = False) -> int:
    """Visits by a campaign's links or tags; those paid for only when their cost may be known."""
    came = traffic.arrivals(or_(OriginRow.link.in_(tokens), OriginRow.campaign == slug), since)
    visits = select(func.count(func.distinct(came.c.visit_id)))
    if paid:
        visits = visits.where(came.c.medium.in_(PAID), came.c.at < clock.now() - COST_DELAY)
    return db.session.scalar(visits) or 0


def _strange_hands(
    campaign_id: int, tokens: list[str], slug: str
) -> Iterator[tuple[str, int, int]]:
    """The codes that a campaign's links carry, how many paid orders used each, and how many of
    those came from elsewhere though their source is known."""
    codes = db.session.scalars(
        select(CampaignLink.code)
        .where(CampaignLink.campaign_id == campaign_id, CampaignLink.code != "")
        .distinct()
    )
    for code in list(codes):
        touches = db.session.scalars(
            select(Order.last_touch)
            .join(Redemption, Redemption.order_id == Order.id)
            .join(PromotionCode, PromotionCode.id == Redemption.code_id)
            .where(
                PromotionCode.code == code,
                Redemption.state == "committed",
                Order.paid_at >= clock.now() - 4 * RECENT,
            )
        ).all()
        known = [each for each in touches if each]
        own = [each for each in known if each.get("link") in tokens or each.get("campaign") == slug]
        yield code, len(known) - len(own), len(known)


def _of_all() -> Iterator[Alarm]:
    since = clock.now() - RECENT
    came = traffic.arrivals(true(), since).c
    recent = select(came.campaign, came.content, came.term, came.source).distinct()
    macros = {
        value
        for row in db.session.execute(recent.limit(5_000))
        for value in row
        if MACRO.search(value)
    }
    for value in sorted(macros)[:3]:
        yield Alarm("macro", detail=value[:80])
    day = clock.now() - timedelta(days=1)
    now, unassigned = _unassigned(day, clock.now())
    before, usual = _unassigned(day - RECENT, day)
    if now >= FEW_VISITS and unassigned > now * max(UNASSIGNED, 3 * usual / max(before, 1)):
        yield Alarm("unassigned", detail=f"{unassigned}/{now}")
    tries = promotions.refused_codes()
    if tries >= promotions.STORM:
        yield Alarm("guessing", detail=str(tries))


def _unassigned(since: object, until: object) -> tuple[int, int]:
    """Visits of a stretch of time, and those whose source no rule knows."""
    wanted = (
        select(
            func.count(),
            func.count(OriginRow.id).filter(OriginRow.channel == "Unassigned"),
        )
        .select_from(Visit)
        .outerjoin(OriginRow, OriginRow.id == Visit.origin_id)
        .where(Visit.started_at >= since, Visit.started_at < until, Visit.automated.is_(False))
    )
    visits, unassigned = db.session.execute(wanted).one()
    return visits, unassigned
