"""Refer a friend: a buyer's own code for friends, and a reward once a friend's order stands.

The caller holds the transaction where something is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select

from storefront import clock
from storefront.db import db

from .models import PromotionCode, PromotionRow, Redemption, Referral, ReferralReward
from .offering import normal_code, open_with_role
from .planning import single_code

FRIEND, REWARD = "friend", "reward"
MOST_FRIENDS = 20
"""Whose orders one inviter's code takes; more would be a public code."""


@dataclass(frozen=True)
class Invitation:
    """How an inviter stands: their code, friends who paid, rewards that can be used, and how many
    were used already."""

    code: str
    friends: int
    rewards: tuple[str, ...]
    used: int


def friend_offer() -> PromotionRow | None:
    """What friends get now, if anything."""
    return open_with_role(FRIEND)


def reward_offer() -> PromotionRow | None:
    """What who invited them gets now, if anything."""
    return open_with_role(REWARD)


def invite(order_id: int, customer: str) -> str:
    """A buyer's code for friends, the same however often they ask; empty when friends get nothing
    now."""
    offer = friend_offer()
    if offer is not None:  # two clicks of one moment stand in line here
        db.session.execute(
            select(PromotionRow.id).where(PromotionRow.id == offer.id).with_for_update()
        )
    known = _of(customer)
    if known is not None:
        return known.code
    if offer is None:
        return ""
    code = single_code(offer, "friend-", limit=MOST_FRIENDS)
    db.session.add(
        Referral(customer=customer, order_id=order_id, code_id=code.id, created_at=clock.now())
    )
    db.session.flush()
    return code.code


def invitation_of(customer: str) -> Invitation | None:
    """How an inviter stands; None for who never asked for a code."""
    known = _of(customer)
    if known is None:
        return None
    friends = db.session.scalar(
        select(func.count())
        .select_from(Redemption)
        .where(Redemption.code_id == known.code_id, Redemption.state == "committed")
    )
    rewards = db.session.execute(
        select(PromotionCode.code, PromotionCode.used)
        .join(ReferralReward, ReferralReward.code_id == PromotionCode.id)
        .where(ReferralReward.referral_id == known.id)
        .order_by(PromotionCode.id)
    ).all()
    ready = tuple(row.code for row in rewards if not row.used)
    return Invitation(known.code, friends or 0, ready, len(rewards) - len(ready))


def is_friends_code(code: str) -> bool:
    """Whether somebody invites by this code."""
    wanted = (
        select(Referral.id)
        .join(PromotionCode, PromotionCode.id == Referral.code_id)
        .where(PromotionCode.code == normal_code(code))
    )
    return db.session.scalar(wanted) is not None


def unrewarded(before: datetime) -> Sequence[Row[int, int, int, int]]:
    """Friends' orders placed before this and paid, of which nothing has come yet: redemption,
    order, referral, and the order in which the inviter asked for the code."""
    return db.session.execute(
        select(
            Redemption.id,
            Redemption.order_id,
            Referral.id.label("referral_id"),
            Referral.order_id.label("invited_in"),
        )
        .join(Referral, Referral.code_id == Redemption.code_id)
        .outerjoin(ReferralReward, ReferralReward.redemption_id == Redemption.id)
        .where(
            Redemption.state == "committed",
            Redemption.at < before,
            ReferralReward.redemption_id.is_(None),
        )
        .order_by(Redemption.id)
        .limit(500)
    ).all()


def reward(redemption_id: int, referral_id: int) -> str:
    """A code for the inviter that nobody else can use; empty when there is no reward now, or when
    there was one for this order already."""
    offer = reward_offer()
    referral = db.session.get(Referral, referral_id)
    known = db.session.get(ReferralReward, redemption_id)
    if offer is None or referral is None or known is not None:
        return ""
    code = single_code(offer, "thanks-", customer=referral.customer)
    db.session.add(
        ReferralReward(
            redemption_id=redemption_id,
            referral_id=referral_id,
            code_id=code.id,
            at=clock.now(),
        )
    )
    db.session.flush()
    return code.code


def refuse_reward(redemption_id: int, referral_id: int, why: str) -> None:
    """Write down that a friend's order earns nothing, and why."""
    if db.session.get(ReferralReward, redemption_id) is None:
        db.session.add(
            ReferralReward(
                redemption_id=redemption_id, referral_id=referral_id, refused=why, at=clock.now()
            )
        )


def _of(customer: str) -> Row[int, int, str] | None:
    return db.session.execute(
        select(Referral.id, Referral.code_id, PromotionCode.code)
        .join(PromotionCode, PromotionCode.id == Referral.code_id)
        .where(Referral.customer == customer)
    ).first()
