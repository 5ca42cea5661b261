"""What a basket comes to: parts that always sum, and sentences for what cannot be bought."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront import cart, catalog, shipping
from storefront.db import db, transaction
from storefront.markets import Locale
from storefront.money import Money

LOCALES = [
    Locale("de", "DE"),
    Locale("en", "US"),
    Locale("fr", "FR"),
    Locale("en", "GB"),
    Locale("ja", "JP"),
]


def check(quote: cart.Quote) -> None:
    """Every sum that an order's constraints, Stripe and customs will ask for."""
    assert quote.total == quote.goods_shown + quote.import_charges + (
        quote.shipping.amount if quote.shipping else quote.total - quote.total
    )
    parts = quote.goods_minor - quote.discount_minor + quote.freight_minor + quote.insurance_minor
    parts += quote.import_vat_minor + quote.import_duty_minor + quote.fees_minor
    assert parts == quote.total_minor
    assert quote.goods_minor == sum(line.goods_minor for line in quote.lines)
    assert quote.import_duty_minor == sum(line.duty_minor for line in quote.lines)
    assert quote.fees_minor == sum(line.fees_minor for line in quote.lines)
    vat = sum(line.vat_minor for line in quote.lines) + quote.freight_vat_minor
    assert quote.import_vat_minor == vat
    for line in quote.lines:
        assert line.goods_minor == line.quantity * line.unit_net_minor
        assert line.total == line.unit_price * line.quantity
        if quote.prices_include_tax:
            assert line.goods_minor + line.vat_minor == line.total.minor
    assert (
        sum(line.parts_minor for line in quote.lines)
        + quote.freight_minor
        + quote.freight_vat_minor
        == quote.total_minor
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wanted=st.dictionaries(
        st.sampled_from(["pencil", "cup", "lamp", "bag"]), st.integers(1, 99), min_size=1
    ),
    locale=st.sampled_from(LOCALES),
    method=st.sampled_from([None, "standard", "express"]),
)
def test_the_parts_of_any_quote_sum_to_its_total(
    variants: dict[str, int], wanted: dict[str, int], locale: Locale, method: str | None
) -> None:
    lines = [(variants[slug], quantity) for slug, quantity in wanted.items()]
    quote = cart.quote(lines, locale, method)
    check(quote)
    assert quote.currency == locale.market.currency
    assert not quote.is_empty


def test_an_empty_basket_comes_to_nothing(variants: dict[str, int]) -> None:
    quote = cart.quote([], Locale("de", "DE"), None)
    assert quote.is_empty
    assert quote.total.minor == 0
    assert quote.problems == []


def test_what_cannot_be_bought_says_so(variants: dict[str, int]) -> None:
    lines = [(variants["lamp"], 6), (variants["gone"], 1), (999_999, 1), (variants["cup"], 1)]
    quote = cart.quote(lines, Locale("en", "US"), None)
    check(quote)
    said = {line.offer.variant_id: line.problem for line in quote.lines}
    assert said[variants["lamp"]] == "Only 5 are left. Please choose fewer."
    assert said[variants["gone"]] == "Sold out. Please remove it."
    assert said[999_999] == "This is not sold here any more. Please remove it."
    assert said[variants["cup"]] is None
    assert len(quote.problems) == 3


def test_without_a_choice_the_cheapest_delivery_is_quoted(variants: dict[str, int]) -> None:
    lines = [(variants["cup"], 1)]
    quote = cart.quote(lines, Locale("de", "DE"), None)
    assert quote.shipping is not None
    assert quote.shipping.amount == min(offer.amount for offer in quote.shipping_offers)
    assert cart.quote(lines, Locale("de", "DE"), "donkey").shipping is None


def test_an_amount_too_small_or_too_large_to_charge_is_refused(variants: dict[str, int]) -> None:
    with transaction():
        db.session.execute(db.delete(shipping.ShippingRate))
        catalog.set_price(variants["pencil"], "uk", Money(10, "GBP"))
        catalog.set_price(variants["cup"], "uk", Money(60_000_000, "GBP"))
    small = cart.quote([(variants["pencil"], 1)], Locale("en", "GB"), None)
    assert small.problems == ["The smallest amount that can be paid is 0.30 GBP."]
    large = cart.quote([(variants["cup"], 2)], Locale("en", "GB"), None)
    assert "more than can be paid" in large.problems[0]
