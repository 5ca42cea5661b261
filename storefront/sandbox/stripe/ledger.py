"""The account's money: balance transactions, fees and exchange, all in minor units."""

from decimal import Decimal
from typing import Any

from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.currencies import minor_rate, whole
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

SETTLES_AFTER = 2 * 86400
_HUNDRED = Decimal(100)

_CATEGORIES = {"payment": "charge", "payment_refund": "refund", "adjustment": "dispute"}


def book(
    world: World,
    type: str,
    amount: int,
    currency: str,
    source: str,
    fees: list[dict[str, Any]] | None = None,
    description: str | None = None,
    rate: float | None = None,
) -> Thing:
    """Enter a movement of `amount` in `currency`, negative when money leaves.

    `rate` repeats the exchange rate of an earlier entry, for movements that undo it exactly.
    """
    settlement = world.settings.settlement_currency
    exchange_rate: float | None = None
    settled = amount
    if currency != settlement:
        ratio = Decimal(str(rate)) if rate else exchange(world, currency)
        exchange_rate = float(ratio)
        settled = whole(amount * ratio)
    details = fees or []
    fee = sum(one["amount"] for one in details)
    return world.make(
        blank("balance_transaction"),
        "txn_3",
        amount=settled,
        currency=settlement,
        exchange_rate=exchange_rate,
        fee=fee,
        fee_details=details,
        net=settled - fee,
        type=type,
        reporting_category=_CATEGORIES.get(type, type),
        source=source,
        description=description,
        status="pending",
        available_on=world.now() + SETTLES_AFTER,
        balance_type="payments",
        _payout=None,
    )


def exchange(world: World, currency: str) -> Decimal:
    """Settlement minor units per minor unit of a currency, as finely as the API tells it."""
    ratio = minor_rate(currency, world.settings.settlement_currency, world.settings.rates)
    return ratio.quantize(Decimal(1).scaleb(ratio.adjusted() - 5))


def charge_fees(world: World, amount: int, currency: str, country: str) -> list[dict[str, Any]]:
    """What the account pays for a charge of `amount` with a card of `country`."""
    settings = world.settings
    percent = Decimal(settings.fee_percent)
    if country != world.options.account_country:
        percent += Decimal(settings.fee_international_percent)
    settled = Decimal(amount)
    if currency != settings.settlement_currency:
        percent += Decimal(settings.fee_conversion_percent)
        settled = settled * exchange(world, currency)
    return [_fee(world, whole(settled * percent / _HUNDRED) + settings.fee_fixed)]


def dispute_fees(world: World) -> list[dict[str, Any]]:
    """What the account pays for a dispute."""
    return [_fee(world, world.settings.dispute_fee, "Dispute fee")]


def _fee(world: World, amount: int, what: str = "Stripe processing fees") -> dict[str, Any]:
    return {
        "amount": amount,
        "application": None,
        "currency": world.settings.settlement_currency,
        "description": what,
        "type": "stripe_fee",
    }


def mature(world: World) -> None:
    """Money that was pending becomes available when its day has come."""
    for entry in world.store.every("balance_transaction"):
        if entry["status"] == "pending" and entry["available_on"] <= world.now():
            world.store.update(entry, status="available")


def balance(world: World) -> Thing:
    """`GET /v1/balance`."""
    mature(world)
    sums = {"available": 0, "pending": 0}
    for entry in world.store.every("balance_transaction"):
        sums[entry["status"]] += entry["net"]
    answer = blank("balance")
    for state, amount in sums.items():
        answer[state] = [
            {
                "amount": amount,
                "currency": world.settings.settlement_currency,
                "source_types": {"card": amount},
            }
        ]
    return answer
