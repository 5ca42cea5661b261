"""Writing letters: stored and promised in the transaction of their cause."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from storefront import clock, outbox, sealing
from storefront.db import db
from storefront.errors import NotFound
from storefront.markets import gettext

from .carriers import HIDDEN
from .models import Letter
from .sending import TOPIC, post_office
from .wording import render


def write(
    kind: str,
    key: str,
    to: str,
    language: str,
    order_id: int | None,
    context: Mapping[str, Any],
    secret: str = "",
) -> Letter:
    """Write a letter once, in the reader's language, and promise to send it.

    A `secret` (the template's `secret`) is written only into what is sent.

    A key that was used before gives the letter that was written then. A letter is never refused
    here, because money may have moved: an address that cannot be written to becomes a dead
    letter that a person sees.
    """
    earlier = db.session.scalar(select(Letter).where(Letter.key == key))
    if earlier is not None:
        return earlier
    if secret:
        context = {**context, "secret": HIDDEN}
    words = render(kind, language, context, post_office().shop)
    letter = Letter(
        key=key,
        kind=kind,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sealed=sealing.seal(secret) if secret else "",
        language=language,
        order_id=order_id,
        written_at=clock.now(),
    )
    db.session.add(letter)
    db.session.flush()
    outbox.post(TOPIC, f"letter-{letter.id}", {"letter_id": letter.id})
    return letter


def send_again(letter_id: int) -> Letter:
    """Promise a letter once more, whether it was sent or not; raises NotFound."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise NotFound(gettext("There is no such letter."))
    letter.sent_at = None
    stamp = int(clock.now().timestamp() * 1000)
    outbox.post(TOPIC, f"letter-{letter.id}-again-{stamp}", {"letter_id": letter.id})
    return letter


def get(letter_id: int) -> Letter | None:
    """One letter."""
    return db.session.get(Letter, letter_id)


def letters_of(order_id: int) -> list[Letter]:
    """The letters about an order, oldest first."""
    return list(
        db.session.scalars(select(Letter).where(Letter.order_id == order_id).order_by(Letter.id))
    )


def list_letters(limit: int = 100, before: int | None = None) -> list[Letter]:
    """Letters, newest first; `before` is the id where the page before ended."""
    query = select(Letter).order_by(Letter.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Letter.id < before)
    return list(db.session.scalars(query))
