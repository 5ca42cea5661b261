"""What would go wrong with a campaign: looked at before it starts and while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from storefront import catalog, clock, promotions
from storefront.markets import MARKETS, Locale, home_locale

from .landing import is_over, is_shown, landing_page_at
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
        if link.code:
            yield from _code_troubles(campaign, link)
        yield from _landing_troubles(campaign, link)


def _code_troubles(campaign: Campaign, link: CampaignLink) -> Iterator[Trouble]:
    offer = next(iter(promotions.promotions_with(link.code)), None)
    if offer is None:
        yield Trouble("dead_code", landing=link.code)
        return
    for code in campaign.markets or MARKETS:
        if offer.markets and code not in offer.markets:
            yield Trouble("code_elsewhere", code, link.code)
        elif not offer.is_payable_in(MARKETS[code].currency):
            yield Trouble("code_currency", code, link.code)


def _landing_troubles(campaign: Campaign, link: CampaignLink) -> Iterator[Trouble]:
    kind, _, slug = link.landing.partition("/")
    if kind == "l":
        page = landing_page_at(slug)
        if page is None or not is_shown(page):
            yield Trouble("not_shown", landing=link.landing)
        elif is_over(page):
            yield Trouble("page_over", landing=link.landing)
        return
    for code in campaign.markets or MARKETS:
        for country in MARKETS[code].countries:
            what = _shop_trouble(kind, slug, home_locale(country))
            if what:
                yield Trouble(what, code, link.landing)


def _shop_trouble(kind: str, slug: str, locale: Locale) -> str:
    """What keeps a category or a product from being bought by somebody there."""
    if kind == "c":
        known = {each.slug for each in catalog.categories(locale)}
        return "" if slug in known else "no_page"
    if kind != "p":
        return ""
    product = catalog.product_page(locale, slug)
    if product is None:
        return "not_sold"
    if "utm_" in product.description:
        return "inside_tags"
    if catalog.has_unlawful_reduction(slug, locale.market.code):
        return "price_not_legal"
    if all(each.is_forbidden for each in product.variants):
        return "forbidden"
    return "" if product.in_stock else "sold_out"
