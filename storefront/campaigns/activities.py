"""Posts and letters: planned for a day with a link of their own, published by hand.

The caller holds the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront import catalog, clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .landing import check_code
from .models import Activity, CampaignLink
from .planning import LaunchKit, find_campaign, make_links
from .vocabulary import PLACEMENTS

POSTED = ("instagram", "facebook", "tiktok", "youtube", "xiaohongshu", "newsletter")
"""Where something is published by hand; advertisements run by themselves."""


@dataclass(frozen=True)
class ActivityFacts:
    """A post or a letter as it is planned; `products` are slugs whose pictures go along."""

    campaign_id: int
    placement: str
    day: date
    title: str
    account: str = ""
    text: str = ""
    products: Sequence[str] = ()
    landing: str = ""
    locale: str = ""
    code: str = ""


def list_activities(campaign_id: int | None = None, most: int = 200) -> list[Activity]:
    """All, or those of a campaign; the last day first."""
    wanted = select(Activity).options(joinedload(Activity.link))
    if campaign_id is not None:
        wanted = wanted.where(Activity.campaign_id == campaign_id)
    newest = wanted.order_by(Activity.day.desc(), Activity.id.desc())
    return list(db.session.scalars(newest.limit(most)))


def find_activity(activity_id: int) -> Activity | None:
    """One."""
    return db.session.get(Activity, activity_id) if 0 < activity_id < 2**31 else None


def save_activity(activity_id: int | None, facts: ActivityFacts) -> Activity:
    """Plan a post or a letter, with a link of its own, or change it; raises ShopError.

    Its place and its link stay: the link may be in the world already.
    """
    _check(facts)
    if activity_id is None:
        row = Activity(created_at=clock.now(), link=_link(facts), placement=facts.placement)
        db.session.add(row)
    else:
        found = find_activity(activity_id)
        if found is None:
            raise NotFound(gettext("There is no such post."))
        row = found
        if facts.code != row.link.code:
            check_code(facts.code)
        for name in ("landing", "locale", "code"):
            setattr(row.link, name, getattr(facts, name))
    for name in ("campaign_id", "day", "title", "account", "text"):
        setattr(row, name, getattr(facts, name))
    row.products = list(facts.products)
    db.session.flush()
    return row


def publish_activity(row: Activity, address: str) -> None:
    """Somebody put it into the world, where it can be seen at this address; raises ShopError."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("https", "http") or not parts.hostname):
        raise ShopError(gettext("Write the whole address, beginning with https://."))
    if len(address) > 500:
        raise ShopError(gettext("This text is too long."))
    row.published_at, row.address = row.published_at or clock.now(), address


def withdraw_activity(row: Activity) -> None:
    """Plan it no more; its link goes on working. Raises ShopError once it was published."""
    if row.published_at is not None:
        raise ShopError(gettext("It was published; what it brings is still counted here."), 409)
    db.session.delete(row)


def _link(facts: ActivityFacts) -> CampaignLink:
    campaign = find_campaign(facts.campaign_id)
    if campaign is None:
        raise ShopError(gettext("There is no such campaign."))
    taken = {link.content for link in campaign.links}
    names = (f"{facts.day}-{n}" if n else f"{facts.day}" for n in range(len(taken) + 1))
    content = next(name for name in names if name not in taken)
    kit = LaunchKit([facts.placement], facts.landing, facts.locale, content, code=facts.code)
    (link,) = make_links(campaign, kit)
    return link


def _check(facts: ActivityFacts) -> None:
    if facts.placement not in POSTED or facts.placement not in PLACEMENTS:
        raise ShopError(gettext("Choose where it is published."))
    if not facts.title.strip() or len(facts.title) > 120:
        raise ShopError(gettext("A post has a title of at most 120 characters."))
    if len(facts.text) > 5000 or len(facts.account) > 100:
        raise ShopError(gettext("This text is too long."))
    unknown = set(facts.products) - set(catalog.product_slugs())
    if unknown:
        raise ShopError(
            gettext("There is no product “%(slug)s”.") % {"slug": sorted(unknown)[0][:60]}
        )
