"""What marketing plans, as tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor


class Campaign(Base):
    """An initiative with a goal, markets, dates and a budget."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("state in ('planned','running','paused','ended')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    """What stands in utm_campaign."""
    goal: Mapped[str] = mapped_column(default="")
    markets: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default="planned")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    budget_minor: Mapped[Minor | None]
    currency: Mapped[str]
    target_orders: Mapped[int | None]
    target_return: Mapped[int | None]
    """How much should come in for each unit spent, in hundredths."""
    owner: Mapped[str]
    created_at: Mapped[datetime]
    links: Mapped[list["CampaignLink"]] = relationship(order_by="CampaignLink.id")
    placements: Mapped[list["CampaignPlacement"]] = relationship(order_by="CampaignPlacement.id")
    costs: Mapped[list["CampaignCost"]] = relationship(
        primaryjoin="and_(CampaignCost.campaign_id == Campaign.id,"
        " CampaignCost.replaced_by.is_(None))",
        order_by="CampaignCost.day.desc(), CampaignCost.id.desc()",
        viewonly=True,
    )


class CampaignPlacement(Base):
    """A place where a campaign runs, and how the platform there calls it."""

    __tablename__ = "campaign_placements"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    key: Mapped[str]
    """Of `vocabulary.PLACEMENTS`."""
    account: Mapped[str] = mapped_column(default="")
    """The advertising account that pays."""
    external_campaign: Mapped[str] = mapped_column(default="", index=True)
    """The platform's own number of its campaign; its tables of costs carry it."""
    external_group: Mapped[str] = mapped_column(default="")
    """And of the ad group or ad set, where several placements share one campaign there."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    budget_minor: Mapped[Minor | None]
    creatives: Mapped[list["Creative"]] = relationship(order_by="Creative.id")


class Creative(Base):
    """A picture, a film or a text that runs in a placement; links carry its name."""

    __tablename__ = "creatives"
    __table_args__ = (UniqueConstraint("placement_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("campaign_placements.id"))
    name: Mapped[str]
    """What stands in utm_content."""
    external_ad: Mapped[str] = mapped_column(default="")
    """The platform's own number of the advertisement."""


class CampaignLink(Base):
    """A short address that leads into the shop and says why somebody came."""

    __tablename__ = "campaign_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign_placements.id"), index=True
    )
    creative_id: Mapped[int | None] = mapped_column(ForeignKey("creatives.id"))
    token: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    medium: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    partner: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="")
    """Such as `de-at`; empty lets the visitor's browser choose."""
    landing: Mapped[str] = mapped_column(default="")
    """Inside the shop: empty for home, `c/lighting`, `p/ori-table-lamp`, `l/autumn`."""
    code: Mapped[str] = mapped_column(default="", server_default="")
    """A promotion's code that the visitor takes along."""
    created_at: Mapped[datetime]


class CampaignCost(Base):
    """Money spent on a campaign on a day."""

    __tablename__ = "campaign_costs"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_placements.id"))
    """Where it was spent, when that is known."""
    day: Mapped[date]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    clicks: Mapped[int] = mapped_column(default=0, server_default="0")
    """As the platform counts them."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("cost_batches.id"), index=True)
    """The table it came from; none when somebody typed it."""
    replaced_by: Mapped[int | None]
    """The newer table that told it again; then it does not count."""
    created_at: Mapped[datetime]


class CostBatch(Base):
    """A platform's table of costs that was put in."""

    __tablename__ = "cost_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str]
    rows: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class LandingPage(Base):
    """A page for those whom a campaign sends: words, some products, and a code.

    `texts` by language: `title` and `text`; English is always there.
    """

    __tablename__ = "landing_pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    texts: Mapped[dict[str, Any]]
    products: Mapped[list[Any]] = mapped_column(default=list)
    """Slugs, in the order in which they are shown."""
    category: Mapped[str] = mapped_column(default="")
    """Shown after them: the first products of a category."""
    code: Mapped[str] = mapped_column(default="")
    published: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class LandingAddress(Base):
    """Every address that a landing page ever had: links that are out there go on working."""

    __tablename__ = "landing_addresses"

    slug: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("landing_pages.id"), index=True)


class Activity(Base):
    """A post or a letter that is planned for a day: its words, its pictures, and its link."""

    __tablename__ = "activities"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    placement: Mapped[str]
    """A key of `vocabulary.PLACEMENTS`."""
    account: Mapped[str] = mapped_column(default="")
    """Whose: the name of the account on the platform, or of the list of readers."""
    day: Mapped[date] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    products: Mapped[list[Any]] = mapped_column(default=list)
    """Slugs of those whose pictures go along."""
    link_id: Mapped[int] = mapped_column(ForeignKey("campaign_links.id"))
    link: Mapped[CampaignLink] = relationship()
    published_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    """Where it can be seen, once somebody published it."""
    created_at: Mapped[datetime]


class Partner(Base):
    """Somebody who sends buyers for a commission: an influencer or an affiliate."""

    __tablename__ = "partners"
    __table_args__ = (CheckConstraint("kind in ('influencer','affiliate')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """As it stands in the `partner` of their links."""
    kind: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    """A promotion's code that is theirs: an order with it counts for them, however it came."""
    commission_bp: Mapped[int]
    """Of the goods without VAT, after discounts and refunds; in hundredths of a percent."""
    wait_days: Mapped[int] = mapped_column(default=30)
    """So long after payment a commission waits for returns."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class PartnerPayment(Base):
    """A commission that was paid to a partner, outside the shop."""

    __tablename__ = "partner_payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    day: Mapped[date]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
