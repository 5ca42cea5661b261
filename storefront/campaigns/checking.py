"""What would go wrong with a campaign: looked at before it starts and while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from storefront import catalog, clock
from storefront.markets import MARKETS, home_locale

from .models import Campaign, CampaignLink


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to mend: a kind, the market it is about, the link, and the page it leads to."""

    kind: str
    market: str = ""
    landing: str = ""


def troubles_of(campaign: Campaign) -> list[Trouble]:
    """Everything that stands in the way of a campaign, each once."""
    return list(dict.fromkeys(_troubles(campaign)))


def _troubles(campaign: Campaign) -> Iterator[Trouble]:
    today = clock.now().date()
    if not campaign.links:
        yield Trouble("no_links")
    if campaign.state == "running" and campaign.ends_on and campaign.ends_on < today:
        yield Trouble("over")
    if campaign.state == "planned" and campaign.starts_on and campaign.starts_on <= today:
        yield Trouble("late")
    for link in campaign.links:
        yield from _landing_troubles(campaign, link)


def _landing_troubles(campaign: Campaign, link: CampaignLink) -> Iterator[Trouble]:
    kind, _, slug = link.landing.partition("/")
    for code in campaign.markets or MARKETS:
        for country in MARKETS[code].countries:
            locale = home_locale(country)
            if kind == "c" and slug not in {each.slug for each in catalog.categories(locale)}:
                yield Trouble("no_page", code, link.landing)
            if kind != "p":
                continue
            page = catalog.product_page(locale, slug)
            if page is None:
                yield Trouble("not_sold", code, link.landing)
            elif all(each.is_forbidden for each in page.variants):
                yield Trouble("forbidden", code, link.landing)
            elif not page.in_stock:
                yield Trouble("sold_out", code, link.landing)
