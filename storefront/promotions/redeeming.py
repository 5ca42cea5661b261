"""Using a promotion: held with the order, committed with its payment, released without one.

The caller holds the transaction and the order. A limit is kept by a conditional update of the
promotion's own row, which also makes two buyers of one moment stand in line.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select, update

from storefront import clock, sealing
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext

from .models import PromotionCode, PromotionRow, Redemption
from .offering import left_of
from .terms import Applied

HELD, COMMITTED, RELEASED = "held", "committed", "released"


class UsedUp(ShopError):
    """Somebody else took the last one."""

    status = 409


def hold(
    order_id: int,
    applied: Sequence[Applied],
    code_ids: Mapping[int, int],
    email: str,
    currency: str,
) -> None:
    """Count an order against what its promotions allow; raises UsedUp. What takes nothing off
    uses nothing up."""
    customer = customer_of(email)
    for each in sorted(applied, key=lambda one: one.promotion.id):
        minor = each.worth_minor
        if minor <= 0:
            continue
        code_id = code_ids.get(each.promotion.id)
        _count_in(each.promotion.id, code_id, customer)
        _keep_to_budget(each.promotion.id, minor, currency)
        db.session.add(
            Redemption(
                promotion_id=each.promotion.id,
                code_id=code_id,
                order_id=order_id,
                customer=customer,
                amount_minor=minor,
                currency=currency,
                state=HELD,
                at=clock.now(),
            )
        )
    db.session.flush()


def commit(order_id: int) -> None:
    """The order was paid."""
    db.session.execute(
        update(Redemption)
        .where(Redemption.order_id == order_id, Redemption.state == HELD)
        .values(state=COMMITTED)
    )


def release(order_id: int) -> None:
    """Nobody will pay, or all was given back before anything left: others may use it."""
    for each in _of(order_id, (HELD, COMMITTED)):
        each.state = RELEASED
        _count(each, -1)
    db.session.flush()


def hold_again(order_id: int) -> None:
    """A late payer paid the price with the promotion, so it counts, whatever its limit says now."""
    for each in _of(order_id, (RELEASED,)):
        each.state = HELD
        _count(each, 1)
    db.session.flush()


def customer_of(email: str) -> str:
    """A fingerprint of who buys: the address in small letters, without `+tags`, and for Google's
    mail without dots, so that one person is one customer."""
    name, _, host = email.strip().lower().partition("@")
    name = name.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        name, host = name.replace(".", ""), "gmail.com"
    return sealing.fingerprint(f"{name}@{host}", 16)


def _count_in(promotion_id: int, code_id: int | None, customer: str) -> None:
    taken = db.session.execute(
        update(PromotionRow)
        .where(
            PromotionRow.id == promotion_id,
            or_(PromotionRow.limit_total.is_(None), PromotionRow.used < PromotionRow.limit_total),
        )
        .values(used=PromotionRow.used + 1)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise UsedUp(gettext("This offer was used up just now. Please look at the new total."))
    if code_id is not None:
        taken = db.session.execute(
            update(PromotionCode)
            .where(
                PromotionCode.id == code_id,
                or_(
                    PromotionCode.limit_total.is_(None),
                    PromotionCode.used < PromotionCode.limit_total,
                ),
            )
            .values(used=PromotionCode.used + 1)
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            raise UsedUp(gettext("This offer was used up just now. Please look at the new total."))
    limit = db.session.scalar(
        select(PromotionRow.limit_customer).where(PromotionRow.id == promotion_id)
    )
    if limit is not None and _used_by(promotion_id, customer) >= limit:
        raise UsedUp(gettext("You have used this offer as often as it can be used."))


def _keep_to_budget(promotion_id: int, minor: int, currency: str) -> None:
    """The promotion's row was written a moment ago, so nobody else counts it meanwhile."""
    budgets = db.session.scalar(select(PromotionRow.budgets).where(PromotionRow.id == promotion_id))
    if budgets and left_of(promotion_id, budgets).get(currency, 0) < minor:
        raise UsedUp(gettext("This offer was used up just now. Please look at the new total."))


def _used_by(promotion_id: int, customer: str) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Redemption)
            .where(
                Redemption.promotion_id == promotion_id,
                Redemption.customer == customer,
                Redemption.state != RELEASED,
            )
        )
        or 0
    )


def _of(order_id: int, states: Sequence[str]) -> Sequence[Redemption]:
    return db.session.scalars(
        select(Redemption)
        .where(Redemption.order_id == order_id, Redemption.state.in_(states))
        .order_by(Redemption.promotion_id)
    ).all()


def _count(redemption: Redemption, by: int) -> None:
    db.session.execute(
        update(PromotionRow)
        .where(PromotionRow.id == redemption.promotion_id)
        .values(used=PromotionRow.used + by)
        .execution_options(synchronize_session=False)
    )
    if redemption.code_id is not None:
        db.session.execute(
            update(PromotionCode)
            .where(PromotionCode.id == redemption.code_id)
            .values(used=PromotionCode.used + by)
            .execution_options(synchronize_session=False)
        )
