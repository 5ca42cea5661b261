"""Tries to be paid: written down first, bound to Stripe's session after."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from storefront import clock
from storefront.db import db
from storefront.orders import Order

from .asking import ReturnUrls, session_params
from .facts import Session
from .models import Attempt
from .slot import gateway
from .trouble import UnknownAttempt

HOLD = timedelta(minutes=36)
"""How long a buyer may take to pay. Stripe wants at least 30 minutes when it is asked; the rest
leaves time to ask again after an answer was lost."""

LIVE = ("creating", "open", "processing")


def new_attempt(order: Order, urls: ReturnUrls, after: int) -> Attempt:
    """The order's next try, with everything Stripe will be asked; the caller locked the order and
    counted the tries before."""
    now = clock.now()
    attempt = Attempt(
        order_id=order.id,
        n=after + 1,
        state="creating",
        amount_minor=order.due.minor,
        currency=order.currency,
        params={},
        expires_at=now + HOLD,
        created_at=now,
    )
    db.session.add(attempt)
    db.session.flush()
    stripe = gateway()
    attempt.params = session_params(
        order, attempt.id, attempt.expires_at, urls, stripe.shop, stripe.delayed_methods
    )
    db.session.flush()
    return attempt


def attempts_of(order_id: int) -> list[Attempt]:
    """All tries to pay an order, first to last."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(Attempt.order_id == order_id)
            .order_by(Attempt.n)
            .execution_options(populate_existing=True)
        )
    )


def live_attempts(order_id: int) -> list[Attempt]:
    """Tries that may still bring money, newest first."""
    return [each for each in reversed(attempts_of(order_id)) if each.state in LIVE]


def get_attempt(attempt_id: int) -> Attempt | None:
    """One try, as it is now."""
    return db.session.get(Attempt, attempt_id, populate_existing=True)


def attempt_of(session: Session) -> Attempt | None:
    """The try behind a session; None for another shop's, UnknownAttempt for a lost one of ours."""
    attempt = db.session.scalar(select(Attempt).where(Attempt.session_id == session.id))
    if attempt is not None:
        return attempt
    if session.metadata.get("shop") != gateway().shop:
        return None
    number = session.metadata.get("attempt", "")
    attempt = get_attempt(int(number)) if number.isdecimal() and len(number) < 10 else None
    if attempt is None or attempt.params.get("client_reference_id") != session.metadata.get(
        "order"
    ):
        raise UnknownAttempt(f"{session.id} is for attempt {number!r}, which is not known here.")
    return attempt


def bind(attempt: Attempt, session: Session) -> None:
    """Remember the session of a try, once; raises UnknownAttempt for a second one."""
    if attempt.session_id not in (None, session.id):
        raise UnknownAttempt(f"Attempt {attempt.id} has {attempt.session_id}, not {session.id}.")
    if attempt.session_id is None:
        attempt.session_id = session.id
        attempt.response = dict(session.raw)
    if attempt.url is None:
        attempt.url = session.url
    if attempt.state == "creating" and session.status == "open":
        attempt.state = "open"


def unsettled_attempts(quiet_since: datetime, limit: int = 1000) -> list[Attempt]:
    """Tries nobody has heard the end of: written before then or past their time."""
    stale: ColumnElement[bool] = or_(
        Attempt.created_at < quiet_since, Attempt.expires_at < clock.now()
    )
    return list(
        db.session.scalars(
            select(Attempt).where(Attempt.state.in_(LIVE), stale).order_by(Attempt.id).limit(limit)
        )
    )
