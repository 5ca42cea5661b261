"""The quote: what a basket comes to in a country, every part of it, to the minor unit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from storefront import catalog, clock, promotions, shipping, taxes
from storefront.catalog import Offer
from storefront.markets import Locale, Market, gettext
from storefront.money import Money, currency
from storefront.shipping import ShippingOffer

from .baskets import MOST_PIECES

MOST_MINOR = 99_999_999
"""The largest amount that Stripe takes in one payment, in minor units."""


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as a promotion asks: the two questions are put only when one does."""

    source: Callable[[], promotions.Source] = promotions.Source
    history: Callable[[], promotions.History] = promotions.History


NOBODY = Buyer()


@dataclass(frozen=True)
class QuoteLine:
    """One line at shown prices and in the parts that an order keeps (minor units).

    `problem` is a sentence for the buyer when the line cannot be bought as it is.
    """

    offer: Offer
    quantity: int
    unit_price: Money
    total: Money
    unit_net_minor: int
    goods_minor: int
    vat_minor: int
    duty_minor: int
    fees_minor: int
    problem: str | None
    discount_minor: int = 0
    discount_shown_minor: int = 0
    """What the buyer sees coming off; `discount_minor` is the part of it without VAT."""

    @property
    def parts_minor(self) -> int:
        """What the line costs with everything that is charged on it."""
        paid = self.goods_minor - self.discount_minor
        return paid + self.vat_minor + self.duty_minor + self.fees_minor


@dataclass(frozen=True)
class Quote:
    """What a basket comes to: goods_shown - discount_shown + shipping + import_charges = total.

    The same total in the parts that customs asks for: goods - discount + freight + insurance +
    import VAT + import duty + fees (minor units of `currency`, goods and freight without VAT).
    """

    currency: str
    prices_include_tax: bool
    lines: list[QuoteLine]
    goods_shown: Money
    shipping: ShippingOffer | None
    shipping_offers: list[ShippingOffer]
    import_charges: Money
    included_vat: Money
    total: Money
    goods_minor: int
    discount_minor: int
    freight_minor: int
    freight_vat_minor: int
    insurance_minor: int
    import_vat_minor: int
    import_duty_minor: int
    fees_minor: int
    notes: list[str]
    problems: list[str]
    discount_shown: Money
    charges_waived: Money
    """Duty and clearance that a promotion takes over: the shop pays them."""
    evaluation: promotions.Evaluation
    code_ids: Mapping[int, int]

    @property
    def is_empty(self) -> bool:
        """Nothing is wanted."""
        return not self.lines

    @property
    def total_minor(self) -> int:
        """What the buyer pays."""
        return self.total.minor


def quote(
    lines: Sequence[tuple[int, int]],
    locale: Locale,
    shipping_key: str | None = None,
    code: str = "",
    buyer: Buyer = NOBODY,
) -> Quote:
    """What these (variant id, quantity) come to; without a shipping key, by the cheapest method.

    `code` is the word that the buyer typed.
    """
    wanted = _merged(lines)
    market = locale.market
    offers = catalog.offers(wanted, locale)
    found = [_offered(key, quantity, offers, locale) for key, quantity in wanted.items()]
    sold = [line for line in found if line.unit_price]
    goods_shown = sum(line.total.minor for line in sold)
    weight = sum(_gross(line.offer) * line.quantity for line in sold)
    choices = shipping.offers(locale, weight, goods_shown) if sold else []
    chosen = _chosen(choices, shipping_key)
    open_ = promotions.offered(code) if sold else promotions.Offered()
    context = _context(locale, chosen, open_.promotions, buyer)
    counted = [_for_promotions(line) for line in sold]
    evaluation = promotions.evaluate(counted, context, open_.promotions)
    if chosen and evaluation.shipping_minor:
        chosen = replace(chosen, amount=chosen.amount - _money(evaluation.shipping_minor, market))

    items = [_item(line, evaluation.off(line.offer.variant_id)) for line in sold]
    freight = chosen.amount.minor if chosen else 0
    charged = taxes.assess(
        locale.country,
        market.currency,
        market.prices_include_tax,
        items,
        freight,
        clock.now().date(),
    )
    if any(each.kind == promotions.Kind.DUTY for each in open_.promotions):
        # What is charged is known only now; goods and delivery come out the same.
        due = charged.import_duty_minor + charged.fees_minor
        context = replace(context, charges_minor=due)
        evaluation = promotions.evaluate(counted, context, open_.promotions)
        if evaluation.charges_minor:
            charged = taxes.without_charges(charged)
    split = iter(charged.lines)
    priced = [
        _priced(line, next(split), evaluation.off(line.offer.variant_id))
        if line.unit_price
        else line
        for line in found
    ]

    included = charged.import_vat_minor if market.prices_include_tax else 0
    charges = charged.import_duty_minor + charged.fees_minor + charged.import_vat_minor - included
    off = evaluation.goods_minor
    total = Money(goods_shown - off + freight + charges, market.currency)
    return Quote(
        currency=market.currency,
        prices_include_tax=market.prices_include_tax,
        lines=priced,
        goods_shown=Money(goods_shown, market.currency),
        shipping=chosen,
        shipping_offers=choices,
        import_charges=Money(charges, market.currency),
        included_vat=Money(included, market.currency),
        total=total,
        goods_minor=sum(line.goods_minor for line in priced),
        discount_minor=sum(line.discount_minor for line in priced),
        freight_minor=charged.freight_net_minor,
        freight_vat_minor=charged.freight_vat_minor,
        insurance_minor=0,
        import_vat_minor=charged.import_vat_minor,
        import_duty_minor=charged.import_duty_minor,
        fees_minor=charged.fees_minor,
        notes=charged.notes,
        problems=[line.problem for line in priced if line.problem] + _amount_problems(total, sold),
        discount_shown=Money(off, market.currency),
        charges_waived=Money(evaluation.charges_minor, market.currency),
        evaluation=evaluation,
        code_ids=open_.code_ids or {},
    )


def _money(minor: int, market: Market) -> Money:
    return Money(minor, market.currency)


def _context(
    locale: Locale,
    chosen: ShippingOffer | None,
    offered: Sequence[promotions.Promotion],
    buyer: Buyer,
) -> promotions.Context:
    market = locale.market
    now = clock.now().astimezone(market.zone)
    by_source = any(each.asks_for_source for each in offered)
    by_buyer = any(each.asks_for_buyer for each in offered)
    return promotions.Context(
        market=market.code,
        country=locale.country,
        language=locale.language,
        currency=market.currency,
        shipping_minor=chosen.amount.minor if chosen else 0,
        source=buyer.source() if by_source else promotions.Source(),
        history=buyer.history() if by_buyer else promotions.History(),
        weekday=now.weekday(),
        hour=now.hour,
        step=currency(market.currency).step,
    )


def _for_promotions(line: QuoteLine) -> promotions.Line:
    offer = line.offer
    return promotions.Line(
        offer.variant_id,
        offer.product_id,
        offer.category,
        offer.sku,
        line.quantity,
        line.unit_price.minor,
        offer.is_reduced,
    )


def _merged(lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for variant_id, quantity in lines:
        wanted[variant_id] = wanted.get(variant_id, 0) + quantity
    return wanted


def _offered(
    variant_id: int, quantity: int, offers: Mapping[int, Offer], locale: Locale
) -> QuoteLine:
    offer = offers.get(variant_id) or _gone(variant_id, locale)
    return QuoteLine(
        offer=offer,
        quantity=quantity,
        unit_price=offer.price,
        total=offer.price * quantity,
        unit_net_minor=0,
        goods_minor=0,
        vat_minor=0,
        duty_minor=0,
        fees_minor=0,
        problem=_problem(offer, quantity),
    )


def _gone(variant_id: int, locale: Locale) -> Offer:
    """What stands in the basket for a thing that is no longer sold."""
    nothing = dict.fromkeys(catalog.Offer.__dataclass_fields__)
    known = {
        "variant_id": variant_id,
        "product_id": 0,
        "slug": "-",
        "name": gettext("No longer for sale"),
        "choice_text": "",
        "sku": "",
        "price": Money(0, locale.market.currency),
        "available": 0,
        "national_codes": {},
        "unit": "H87",
    }
    return Offer(**{**nothing, **known})  # type: ignore[arg-type]


def _problem(offer: Offer, quantity: int) -> str | None:
    if not offer.price:
        return gettext("This is not sold here any more. Please remove it.")
    if offer.restriction is not None and offer.restriction.forbids:
        return f"{offer.restriction.notice} {gettext('Please remove it.')}"
    if not 0 < quantity <= MOST_PIECES:
        return gettext("Please choose a quantity from %(least)s to %(most)s.") % {
            "least": 1,
            "most": MOST_PIECES,
        }
    if offer.available == 0:
        return gettext("Sold out. Please remove it.")
    if quantity > offer.available:
        return gettext("Only %(count)s are left. Please choose fewer.") % {"count": offer.available}
    return None


def _amount_problems(total: Money, sold: Sequence[QuoteLine]) -> list[str]:
    rules = currency(total.currency)
    if not sold:
        return []
    if total.minor < rules.minimum:
        least = Money(rules.minimum, total.currency)
        return [
            gettext("The smallest amount that can be paid is %(amount)s %(currency)s.")
            % {"amount": least.plain(), "currency": total.currency}
        ]
    if total.minor > MOST_MINOR:
        return [gettext("This is more than can be paid in one go. Please split it into orders.")]
    if total.minor % rules.step:
        return [gettext("This total cannot be paid in %s.") % total.currency]
    return []


def _gross(offer: Offer) -> int:
    return offer.gross_weight_g or offer.net_weight_g or 0


def _chosen(choices: Sequence[ShippingOffer], key: str | None) -> ShippingOffer | None:
    if key is None:
        return min(choices, key=lambda offer: offer.amount.minor, default=None)
    return next((offer for offer in choices if offer.key == key), None)


def _item(line: QuoteLine, off: int) -> taxes.Item:
    offer = line.offer
    return taxes.Item(
        offer.hs_code, offer.origin_country, line.quantity, line.unit_price.minor, off
    )


def _priced(line: QuoteLine, charge: taxes.LineCharge, off: int) -> QuoteLine:
    return replace(
        line,
        discount_minor=charge.discount_minor,
        discount_shown_minor=off,
        unit_net_minor=charge.unit_net_minor,
        goods_minor=charge.unit_net_minor * line.quantity,
        vat_minor=charge.vat_minor,
        duty_minor=charge.duty_minor,
        fees_minor=charge.fees_minor,
    )
