"""What would go wrong with a campaign: looked at before it starts and while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from storefront import catalog, clock, promotions
from storefront.markets import MARKETS, Locale, home_locale

from .landing import is_over, is_shown, landing_page_at
from .models import Campaign


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
            yield from _code_troubles(campaign, link.code)
    for landing in dict.fromkeys(link.landing for link in campaign.links):
        if landing.startswith("l/"):
            yield from _page_troubles(campaign, landing)
        else:
            yield from _landing_troubles(campaign, landing)


def _code_troubles(campaign: Campaign, code: str) -> Iterator[Trouble]:
    offer = next(iter(promotions.promotions_with(code)), None)
    if offer is None:
        yield Trouble("dead_code", landing=code)
        return
    for market in campaign.markets or MARKETS:
        if offer.markets and market not in offer.markets:
            yield Trouble("code_elsewhere", market, code)
        elif not offer.is_payable_in(MARKETS[market].currency):
            yield Trouble("code_currency", market, code)


def _page_troubles(campaign: Campaign, landing: str) -> Iterator[Trouble]:
    """Of a page of our own for a campaign, and of everything that stands on it."""
    page = landing_page_at(landing.removeprefix("l/"))
    if page is None or not is_shown(page):
        yield Trouble("not_shown", landing=landing)
        return
    if is_over(page):
        yield Trouble("page_over", landing=landing)
        return
    if any("utm_" in told.get("text", "") for told in page.texts.values()):
        yield Trouble("inside_tags", landing=landing)
    if page.code:
        yield from _code_troubles(campaign, page.code)
    for slug in page.products:
        yield from _landing_troubles(campaign, f"p/{slug}")
    if page.category:
        yield from _landing_troubles(campaign, f"c/{page.category}")


def _landing_troubles(campaign: Campaign, landing: str) -> Iterator[Trouble]:
    kind, _, slug = landing.partition("/")
    for market in campaign.markets or MARKETS:
        for country in MARKETS[market].countries:
            what = _shop_trouble(kind, slug, home_locale(country))
            if what:
                yield Trouble(what, market, landing)


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
