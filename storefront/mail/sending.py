"""Keeping the promise to send a letter."""

from collections.abc import Callable

from storefront import clock, outbox
from storefront.db import db, release
from storefront.per_shop import PerShop

from .carriers import Carrier, Undeliverable, Unreachable
from .models import Letter

TOPIC = "mail.letter"

# An hour of quick tries, then a day of patient ones.
SCHEDULE = (5, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 28_800)

_office: PerShop[Carrier] = PerShop("post_office")


def use(carrier: Carrier) -> None:
    """Say who carries the letters of this shop."""
    _office.set(carrier)


def post_office() -> Carrier:
    """Who carries letters now."""
    return _office.get()


@outbox.keeps(TOPIC, SCHEDULE)
def send(promise: outbox.Promise) -> Callable[[], None] | None:
    """Hand a letter to the carrier, unless it went out already."""
    letter = db.session.get(Letter, promise.payload["letter_id"])
    if letter is None or letter.sent_at is not None:
        return None
    release()
    try:
        carried_by = post_office().carry(letter)
    except Undeliverable as refusal:
        raise outbox.GiveUp(str(refusal)) from refusal
    except Unreachable as refusal:
        raise outbox.Retry(str(refusal)) from refusal

    def confirm() -> None:
        sent = db.session.get(Letter, letter.id)
        if sent is not None:
            sent.sent_at, sent.carried_by = clock.now(), carried_by

    return confirm
