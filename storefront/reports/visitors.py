"""Which channels sent people here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storefront.db import db
from storefront.traffic.models import OriginRow, Visit


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Visits that began by a channel; `automated` visits are left out everywhere."""

    channel: str
    visits: int


def channels(since: datetime, until: datetime) -> list[ChannelCount]:
    """Visits by the channel of their first source, most first; without a source it was direct."""
    channel = func.coalesce(OriginRow.channel, "Direct")
    rows = db.session.execute(
        select(channel, func.count())
        .select_from(Visit)
        .outerjoin(OriginRow, OriginRow.id == Visit.origin_id)
        .where(Visit.started_at >= since, Visit.started_at < until, Visit.automated.is_(False))
        .group_by(channel)
        .order_by(func.count().desc(), channel)
    )
    return [ChannelCount(name, count) for name, count in rows]
