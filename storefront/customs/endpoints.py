"""Whether the connector may be called now (§9.4).

A connector that does not know us is left alone for a while; one that says it is gone, until a
person opens it again. Dossiers wait meanwhile and lose no try.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from storefront import clock, outbox
from storefront.db import db
from storefront.markets import gettext

from .connection import connection
from .models import Endpoint

TOPIC = "customs.deliver"
PAUSE = timedelta(minutes=30)
"""How long a connector that does not know us is left alone."""

LOOK_AGAIN = timedelta(hours=1)
"""When dossiers for a disabled connector ask whether it was opened."""


def trouble() -> Endpoint | None:
    """Why the connector in use is not being called; None when it is."""
    found = _find(connection().url)
    return found if found is not None and _stands_in_the_way(found) else None


def check(url: str) -> bool:
    """Raises outbox.Wait while this connector must not be called; says whether it was left alone
    until now."""
    found = _find(url)
    if found is None or not _stands_in_the_way(found):
        return found is not None and found.state == "paused"
    now = clock.now()
    until = found.paused_until if found.state == "paused" else None
    raise outbox.Wait(found.reason, until - now if until else LOOK_AGAIN)


def pause(url: str, reason: str) -> None:
    """Leave a connector alone for a while; the caller holds the transaction."""
    _put(url, "paused", reason, clock.now() + PAUSE)


def disable(url: str, reason: str) -> None:
    """Call a connector no more until a person opens it; the caller holds the transaction."""
    _put(url, "disabled", reason, None)


def answered(url: str) -> None:
    """A connector that was left alone knows us again; the caller holds the transaction."""
    db.session.execute(
        update(Endpoint)
        .where(Endpoint.url == url, Endpoint.state == "paused")
        .values(state="active", reason="", paused_until=None, changed_at=clock.now())
    )


def open_again(endpoint_id: int) -> bool:
    """Call a connector again, with all that waited for it; says whether there was anything to do.

    The caller holds the transaction.
    """
    opened = db.session.execute(
        update(Endpoint)
        .where(Endpoint.id == endpoint_id, Endpoint.state != "active")
        .values(state="active", reason="", paused_until=None, changed_at=clock.now())
    )
    if not opened.rowcount:  # type: ignore[attr-defined]
        return False
    outbox.hurry_all(TOPIC)
    return True


_FOUND = (
    select(Endpoint)
    .where(Endpoint.url == bindparam("url"))
    .execution_options(populate_existing=True)
)


def _find(url: str) -> Endpoint | None:
    return db.session.scalar(_FOUND, {"url": url})


def _stands_in_the_way(found: Endpoint) -> bool:
    if found.state == "disabled":
        return True
    return found.state == "paused" and (found.paused_until or clock.now()) > clock.now()


def _put(url: str, state: str, reason: str, until: datetime | None) -> None:
    told = {"state": state, "reason": reason, "paused_until": until, "changed_at": clock.now()}
    # What is disabled stays so: a pause that was on its way must not open it by and by.
    known = update(Endpoint).where(Endpoint.url == url)
    known = known.where(Endpoint.state != "disabled") if state == "paused" else known
    if db.session.execute(known.values(told)).rowcount or _find(url):  # type: ignore[attr-defined]
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Endpoint).values(url=url, **told))
    except IntegrityError:  # another worker heard the same in this moment
        db.session.execute(known.values(told))


def gone(status: int) -> str:
    """Why a connector is disabled, in a sentence."""
    return gettext("The connector says that it is gone for good (%(status)s).") % {"status": status}


def unknown(status: int) -> str:
    """Why a connector is paused, in a sentence."""
    return gettext(
        "The connector does not accept our signature (%(status)s). Compare the secrets on both"
        " sides."
    ) % {"status": status}
