"""The demo shop's shipping methods and rates."""

from collections.abc import Iterator

from sqlalchemy import select

from storefront.db import db
from storefront.markets import MARKETS

from .models import ShippingMethod, ShippingRate

METHODS = (
    (
        "standard",
        "china-post",
        {
            "en": "Standard, tracked post",
            "de": "Standard, Post mit Sendungsverfolgung",
            "fr": "Standard, poste avec suivi",
            "ja": "通常配送（追跡付き郵便）",
            "zh": "标准邮寄（可追踪）",
        },
    ),
    (
        "express",
        "dhl",
        {
            "en": "Express, DHL",
            "de": "Express, DHL",
            "fr": "Express, DHL",
            "ja": "特急配送（DHL）",
            "zh": "特快（DHL）",
        },
    ),
)

STEPS_G = (500, 1_000, 2_000, 5_000, 10_000, 20_000)

# By market: free standard shipping from; standard by weight step; express by weight step.
# All in minor units of the market's currency.
RATES: dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "us": (12_000, (690, 990, 1490, 2690, 4490, 7990), (2400, 2900, 3900, 6400, 9900, 16_900)),
    "de": (12_000, (590, 890, 1390, 2490, 4190, 7490), (2200, 2700, 3600, 5900, 9200, 15_700)),
    "fr": (12_000, (590, 890, 1390, 2490, 4190, 7490), (2200, 2700, 3600, 5900, 9200, 15_700)),
    "uk": (10_000, (490, 790, 1190, 2190, 3690, 6490), (1900, 2300, 3100, 5100, 7900, 13_500)),
    "jp": (15_000, (800, 1200, 1800, 3200, 5600, 9800), (2800, 3400, 4600, 7800, 12_400, 21_000)),
}

DAYS = {
    "standard": {"us": (8, 15), "de": (7, 14), "fr": (7, 14), "uk": (7, 13), "jp": (4, 8)},
    "express": {"us": (3, 5), "de": (3, 5), "fr": (3, 5), "uk": (3, 5), "jp": (2, 4)},
}


def demo_shipping() -> int:
    """Write the methods and rates that are not there yet; returns how many rates were new.

    The caller holds the transaction. What an operator changed is left as it is.
    """
    for position, (key, carrier, names) in enumerate(METHODS):
        if db.session.get(ShippingMethod, key) is None:
            db.session.add(
                ShippingMethod(
                    key=key, carrier=carrier, names=names, position=position, active=True
                )
            )
    db.session.flush()
    columns = (ShippingRate.method_key, ShippingRate.market, ShippingRate.up_to_g)
    known = {tuple(row) for row in db.session.execute(select(*columns))}
    new = [rate for rate in _rates() if (rate.method_key, rate.market, rate.up_to_g) not in known]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def _rates() -> Iterator[ShippingRate]:
    for market, (free_from, standard, express) in RATES.items():
        for key, amounts in (("standard", standard), ("express", express)):
            days_min, days_max = DAYS[key][market]
            for up_to_g, amount in zip(STEPS_G, amounts, strict=True):
                yield ShippingRate(
                    method_key=key,
                    market=market,
                    up_to_g=up_to_g,
                    amount_minor=amount,
                    currency=MARKETS[market].currency,
                    free_from_minor=free_from if key == "standard" else None,
                    days_min=days_min,
                    days_max=days_max,
                )
