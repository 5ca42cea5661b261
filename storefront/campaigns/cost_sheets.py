"""What advertising cost, from the tables that platforms give out: read, looked at, written, undone.

Column names are as the platforms print them in English (recalled, 2026); where a platform renames
one, add it to the aliases. A row belongs to the placement whose number on the platform it
carries, else to the campaign whose tag or name it does.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from sqlalchemy import delete, func, select, update

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import UnknownCurrency, currency

from .models import Campaign, CampaignCost, CampaignPlacement, CostBatch
from .places import name_of

MOST_ROWS = 5_000
PREAMBLE = 10
"""A platform's table may begin with a title and its dates: so many lines are looked at."""
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d.%m.%Y", "%b %d, %Y", "%Y%m%d")


@dataclass(frozen=True)
class Profile:
    """A platform's table: what its columns are called, in small letters without a bracket."""

    key: str
    name: str
    day: tuple[str, ...]
    campaign: tuple[str, ...]
    amount: tuple[str, ...]
    currency: tuple[str, ...] = ()
    clicks: tuple[str, ...] = ("clicks",)
    places: tuple[str, ...] = ()
    """Placements that run on this platform."""
    campaign_id: tuple[str, ...] = ("campaign id",)
    group_id: tuple[str, ...] = ("ad group id", "ad set id", "adset id")


PROFILES = (
    Profile(
        "google",
        "Google Ads",
        ("day",),
        ("campaign",),
        ("cost",),
        ("currency code",),
        places=("google-ads", "youtube-ads"),
    ),
    Profile(
        "meta",
        "Meta",
        ("reporting starts", "day"),
        ("campaign name",),
        ("amount spent",),
        (),
        ("link clicks", "clicks", "clicks (all)"),
        places=("facebook-ads", "instagram-ads"),
    ),
    Profile(
        "tiktok",
        "TikTok",
        ("by day", "date"),
        ("campaign name",),
        ("cost",),
        ("currency",),
        places=("tiktok-ads",),
    ),
    Profile(
        "microsoft",
        "Microsoft Advertising",
        ("gregorian date", "time period"),
        ("campaign", "campaign name"),
        ("spend",),
        ("currency code",),
        places=("microsoft-ads",),
    ),
    Profile(
        "pinterest",
        "Pinterest",
        ("date",),
        ("campaign name",),
        ("spend in account currency", "spend"),
        ("currency",),
        ("pin clicks", "clicks"),
        places=("pinterest-ads",),
    ),
    Profile("generic", "CSV", ("day", "date"), ("campaign",), ("amount", "cost"), ("currency",)),
)


@dataclass(slots=True)
class CostLine:
    """What a campaign cost on a day, by one table; `problem` says why a row is not taken."""

    line_no: int
    day: date | None
    campaign: str
    campaign_id: int | None
    minor: int
    currency: str
    clicks: int
    problem: str = ""
    placement_id: int | None = None
    place: str = ""
    """What people call the placement."""


@dataclass(frozen=True)
class CostSheet:
    """A table as it was understood: rows of one campaign and day are one line."""

    profile: Profile
    lines: list[CostLine]

    @property
    def good(self) -> list[CostLine]:
        """What will be written."""
        return [each for each in self.lines if not each.problem]


def read_cost_sheet(text: str, usual_currency: str) -> CostSheet:
    """Understand a table; amounts without a currency of their own are in the usual one. Raises
    ShopError when it is no table that we know."""
    rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    number, head, profile = _header(rows)
    if len(rows) - number > MOST_ROWS:
        raise ShopError(gettext("At most %(count)s rows at a time.") % {"count": MOST_ROWS})
    stated = _stated_currency(rows[number], head, profile) or usual_currency
    return CostSheet(profile, _summed(_lines(rows, number, head, profile, stated)))


def write_cost_sheet(sheet: CostSheet, by: str) -> CostBatch:
    """Write the good lines. What the same platform told of these campaigns and days before is put
    aside, so that a table put in twice counts once. The caller holds the transaction."""
    batch = CostBatch(profile=sheet.profile.key, at=clock.now(), by=by, rows=len(sheet.good))
    db.session.add(batch)
    db.session.flush()
    before = select(CostBatch.id).where(CostBatch.profile == sheet.profile.key)
    for line in sheet.good:
        db.session.execute(
            update(CampaignCost)
            .where(
                CampaignCost.campaign_id == line.campaign_id,
                CampaignCost.day == line.day,
                CampaignCost.batch_id.in_(before),
                CampaignCost.batch_id != batch.id,
                CampaignCost.replaced_by.is_(None),
            )
            .values(replaced_by=batch.id)
            .execution_options(synchronize_session=False)
        )
        db.session.add(
            CampaignCost(
                campaign_id=line.campaign_id,
                placement_id=line.placement_id,
                day=line.day,
                amount_minor=line.minor,
                currency=line.currency,
                clicks=line.clicks,
                note=sheet.profile.name,
                batch_id=batch.id,
                created_at=clock.now(),
            )
        )
    db.session.flush()
    return batch


def undo_cost_batch(batch_id: int) -> None:
    """Take a table back; what it had put aside counts again. Raises ShopError when a newer table
    has put parts of it aside. The caller holds the transaction."""
    batch = db.session.get(CostBatch, batch_id) if 0 < batch_id < 2**31 else None
    if batch is None:
        raise NotFound(gettext("There is no such table."))
    newer = db.session.scalar(
        select(func.count())
        .select_from(CampaignCost)
        .where(CampaignCost.batch_id == batch_id, CampaignCost.replaced_by.is_not(None))
    )
    if newer:
        raise ShopError(
            gettext("A newer table has replaced parts of it; take that one back first.")
        )
    db.session.execute(delete(CampaignCost).where(CampaignCost.batch_id == batch_id))
    db.session.execute(
        update(CampaignCost).where(CampaignCost.replaced_by == batch_id).values(replaced_by=None)
    )
    db.session.delete(batch)
    db.session.flush()


def list_cost_batches() -> Sequence[CostBatch]:
    """The latest tables."""
    return db.session.scalars(select(CostBatch).order_by(CostBatch.id.desc()).limit(50)).all()


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, list[str], Profile]:
    """Where the columns are named, their plain names, and whose table it is; raises ShopError."""
    for number, row in enumerate(rows[:PREAMBLE]):
        head = [_plain(cell) for cell in row]
        for profile in PROFILES:
            if _fits(profile, head):
                return number, head, profile
    raise ShopError(
        gettext("We find no columns for the day, the campaign and the cost in this table.")
    )


def _delimiter(text: str) -> str:
    first = "\n".join(text.splitlines()[:PREAMBLE])
    return max(",;\t", key=first.count)


def _plain(cell: str) -> str:
    return re.sub(r"\s*\([^)]*\)\s*$", "", cell.strip().lower().lstrip("\ufeff")).strip('"')


def _fits(profile: Profile, head: list[str]) -> bool:
    return all(
        any(name in head for name in names)
        for names in (profile.day, profile.campaign, profile.amount)
    )


def _at(names: tuple[str, ...], head: list[str]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _stated_currency(row: list[str], head: list[str], profile: Profile) -> str:
    """The currency in the brackets of a column's name: Amount spent (USD)."""
    at = _at(profile.amount, head)
    found = re.search(r"\(([A-Z]{3})\)\s*$", row[at].strip()) if at is not None else None
    return found[1] if found else ""


def _lines(
    rows: list[list[str]], number: int, head: list[str], profile: Profile, usual: str
) -> Iterator[CostLine]:
    known = {
        word.casefold(): key
        for key, slug, name in db.session.execute(
            select(Campaign.id, Campaign.slug, Campaign.name).order_by(Campaign.id)
        )
        for word in (name, slug)
    }
    places = _Places(profile)
    columns = [
        _at(names, head)
        for names in (
            profile.day,
            profile.campaign,
            profile.amount,
            profile.currency,
            profile.clicks,
            profile.campaign_id,
            profile.group_id,
        )
    ]
    for line_no, row in enumerate(rows[number + 1 :], start=number + 2):
        told = [row[at].strip() if at is not None and at < len(row) else "" for at in columns]
        if any(told) and not told[1].lower().startswith("total"):
            yield _line(line_no, told, known, places, usual)


class _Places:
    """Which placement a row is about: by the platform's numbers, else the only one there is."""

    def __init__(self, profile: Profile) -> None:
        self.by_number: dict[tuple[str, str], tuple[int, int]] = {}
        self.of_campaign: dict[int, list[int]] = {}
        self.names: dict[int, str] = {}
        wanted = select(CampaignPlacement).where(CampaignPlacement.key.in_(profile.places))
        for each in db.session.scalars(wanted if profile.places else select(CampaignPlacement)):
            self.of_campaign.setdefault(each.campaign_id, []).append(each.id)
            self.names[each.id] = name_of(each)
            if each.external_campaign:
                number = (each.external_campaign, each.external_group)
                self.by_number[number] = (each.campaign_id, each.id)

    def find(self, campaign: str, group: str, by_name: int | None) -> tuple[int | None, int | None]:
        """The campaign and the placement, as far as they are known."""
        numbered = self.by_number.get((campaign, group)) or self.by_number.get((campaign, ""))
        if numbered is not None:
            return numbered
        there = self.of_campaign.get(by_name or 0, [])
        return by_name, there[0] if len(there) == 1 else None


def _line(
    line_no: int, told: list[str], known: dict[str, int], places: _Places, usual: str
) -> CostLine:
    day_text, campaign, amount, code, clicks, number, group = told
    campaign_id, placement_id = places.find(number, group, known.get(campaign.casefold()))
    line = CostLine(line_no, _day(day_text), campaign, campaign_id, 0, "", 0)
    line.placement_id, line.place = placement_id, places.names.get(placement_id or 0, "")
    line.currency = (code or usual).upper()
    line.clicks = int(clicks.replace(",", "")) if re.fullmatch(r"[\d,]{1,12}", clicks) else 0
    if line.day is None:
        line.problem = gettext("“%(text)s” is no day.") % {"text": day_text[:30]}
    elif line.campaign_id is None:
        line.problem = gettext("No campaign has the tag or name “%(text)s”.") % {
            "text": campaign[:60]
        }
    else:
        try:
            line.minor = _minor(amount, line.currency)
        except ValueError:
            line.problem = gettext("“%(text)s” is no amount in %(code)s.") % {
                "text": amount[:20],
                "code": line.currency[:3],
            }
    return line


def _minor(text: str, code: str) -> int:
    """Thousands with commas, parts with a point; what is finer than the currency is rounded half
    to even. Raises ValueError."""
    try:
        exponent = currency(code).exponent
        amount = Decimal(re.sub(r"[^\d.\-]", "", text.replace(",", "")) or "x")
    except (UnknownCurrency, InvalidOperation):
        raise ValueError(text) from None
    minor = int(amount.scaleb(exponent).to_integral_value(ROUND_HALF_EVEN))
    if not 0 <= minor < 10**12:
        raise ValueError(text)
    return minor


def _day(text: str) -> date | None:
    for pattern in DAY_FORMATS:
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        return found if date(2000, 1, 1) <= found <= clock.shop_day() else None
    return None


def _summed(lines: Iterator[CostLine]) -> list[CostLine]:
    """Lines of one place, day and currency as one: tables may go down to single ads."""
    by_key: dict[tuple[object, ...], CostLine] = {}
    for line in lines:
        key: tuple[object, ...] = (
            line.campaign_id,
            line.placement_id,
            line.day,
            line.currency,
        )
        if line.problem:
            key = ("bad", line.line_no)
        if key in by_key:
            by_key[key].minor += line.minor
            by_key[key].clicks += line.clicks
        else:
            by_key[key] = line
    return [each for each in by_key.values() if each.problem or each.minor]
