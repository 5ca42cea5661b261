"""The calendar as a feed (RFC 5545); programs cannot sign in, so its address is a secret."""

from datetime import timedelta
from hmac import compare_digest

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from storefront import clock, reports, sealing

from ..security import limiter

blueprint = Blueprint("calendar", __name__)

AHEAD, BEHIND = timedelta(days=365), timedelta(days=30)


@blueprint.get("/calendar/<token>.ics")
@limiter.limit("60/minute")
def feed(token: str) -> ResponseReturnValue:
    """A year ahead and a month back."""
    from icalendar import Calendar, Event  # only who asks for it loads it

    if not compare_digest(token.encode(), reports.calendar_token().encode()):
        abort(404)
    told = Calendar()
    told.add("prodid", "-//Storefront//Activities//EN")
    told.add("version", "2.0")
    told.add("x-wr-calname", "Storefront")
    today = clock.shop_day()
    for entry in reports.calendar(today - BEHIND, today + AHEAD):
        event = Event()
        key = f"{entry.kind}-{entry.row_id or entry.name}-{entry.market}-{entry.first}"
        event.add("uid", f"{sealing.fingerprint(key, 16)}@{request.host.split(':')[0]}")
        event.add("dtstamp", clock.now())
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))
        event.add("summary", f"{entry.name} [{entry.market}]" if entry.market else entry.name)
        event.add("categories", [entry.kind])
        if entry.ship_by:
            event.add("description", f"Ship by {entry.ship_by}")
        told.add_component(event)
    answer = Response(told.to_ical(), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
