"""What Stripe's objects say, in plain values; knows their members and not the package."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .facts import (
    Booking,
    Charge,
    Contested,
    Entry,
    Event,
    Intent,
    PaidOut,
    Returned,
    Session,
)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def id_of(thing: Any) -> str:
    """The id of something that may have come expanded."""
    return thing if isinstance(thing, str) else (thing.id if thing else "")


def _opened(thing: Any) -> Any:
    """Something expanded, or None when only its id came."""
    return None if isinstance(thing, str) else thing


def session(found: Any) -> Session:
    """A Checkout Session, with its payment when that came expanded."""
    intent = _opened(found.payment_intent)
    return Session(
        id=found.id,
        url=found.url,
        status=found.status,
        payment_status=found.payment_status,
        amount_minor=found.amount_total or 0,
        currency=(found.currency or "").upper(),
        livemode=found.livemode,
        metadata=found.metadata.to_dict() if found.metadata else {},
        created_at=_instant(found.created),
        intent=_intent(intent) if intent else None,
        raw=found.to_dict(for_json=True),
    )


def _intent(found: Any) -> Intent:
    charge = _opened(found.latest_charge)
    return Intent(
        id=found.id,
        status=found.status,
        received_minor=found.amount_received,
        currency=found.currency.upper(),
        livemode=found.livemode,
        charge=_charge(charge) if charge else None,
    )


def _charge(found: Any) -> Charge:
    billing, details = found.billing_details, found.payment_method_details
    card = getattr(details, "card", None) if details else None
    address = billing.address if billing else None
    return Charge(
        id=found.id,
        method=details.type if details else "card",
        payer_name=(billing.name if billing else None) or "",
        payer_country=(address.country if address else None) or getattr(card, "country", "") or "",
        created_at=_instant(found.created),
        booking=_booking(_opened(found.balance_transaction)),
        means=getattr(card, "fingerprint", "") or "",
    )


def entry(found: Any) -> Entry:
    """A balance transaction."""
    return Entry(
        id=found.id,
        type=found.type,
        source_id=id_of(found.source),
        net_minor=found.net,
        fee_minor=found.fee,
        currency=found.currency.upper(),
        created_at=_instant(found.created),
    )


def paid_out(found: Any) -> PaidOut:
    """A payout."""
    return PaidOut(
        id=found.id,
        amount_minor=found.amount,
        currency=found.currency.upper(),
        status=found.status,
        arrives_at=_instant(found.arrival_date),
        failure=found.failure_message or found.failure_code or "",
        is_complete=found.reconciliation_status == "completed",
    )


def _booking(found: Any) -> Booking | None:
    if found is None:
        return None
    rate = found.exchange_rate
    return Booking(
        id=found.id,
        fee_minor=found.fee,
        net_minor=found.net,
        currency=found.currency.upper(),
        exchange_rate=None if rate is None else Decimal(str(rate)),
        available_on=_instant(found.available_on),
    )


def returned(found: Any) -> Returned:
    """A refund."""
    booked = _opened(found.balance_transaction)
    undone = _opened(getattr(found, "failure_balance_transaction", None))
    moves = [each for each in (booked, undone) if each]
    metadata = found.metadata.to_dict() if found.metadata else {}
    return Returned(
        id=found.id,
        intent_id=id_of(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency.upper(),
        status=found.status or "pending",
        job=metadata.get("job"),
        fee_minor=sum(each.fee for each in moves) if moves else None,
        net_minor=sum(each.net for each in moves) if moves else None,
        created_at=_instant(found.created),
    )


def contested(found: Any) -> Contested:
    """A dispute."""
    moves = found.balance_transactions
    return Contested(
        id=found.id,
        intent_id=id_of(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency.upper(),
        status=found.status,
        reason=found.reason,
        net_minor=sum(each.net for each in moves) if moves else None,
        created_at=_instant(found.created),
    )


def event(body: dict[str, Any]) -> Event:
    """An event, from its JSON; raises what Python raises when it is none."""
    thing = body["data"]["object"]
    intent = thing["id"] if thing.get("object") == "payment_intent" else thing.get("payment_intent")
    return Event(
        id=str(body["id"]),
        type=str(body["type"]),
        object_id=str(thing.get("id") or ""),
        intent_id=intent if isinstance(intent, str) else None,
        created_at=_instant(int(body["created"])),
        api_version=body.get("api_version") or "",
        livemode=bool(body["livemode"]),
        body=body,
    )
