"""The form of a promotion: every amount with its currency, every condition in plain words."""

from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import catalog
from storefront import promotions as offered
from storefront.errors import ShopError
from storefront.markets import COUNTRIES, LANGUAGES, MARKETS, lazy_gettext, spoken
from storefront.markets import gettext as _
from storefront.money import Money, UnknownCurrency
from storefront.promotions import Kind, PromotionFacts, PromotionRow

from . import frame
from .forms import Day, DeskForm, WholeNumber, trimmed
from .words import CHANNELS, PROMOTION_KINDS, PROMOTION_ROLES, WEEKDAYS
from .words import COUNTRIES as COUNTRY_NAMES
from .words import MARKETS as MARKET_NAMES

TOO_LONG = lazy_gettext("This text is too long.")
STEPS = "100 EUR = 10 %; 100 EUR = 15 EUR; 3 = 10 %"
"""Examples of steps, of which each has a line of its own."""
AMOUNTS = ("amounts", "caps", "min_spend")
NUMBERS = (
    *("buy", "get", "min_quantity", "nth_order", "min_orders", "lapsed_days"),
    *("from_hour", "to_hour"),
)
CHOICES = ("markets", "countries", "languages", "channels", "categories")
WORDS = ("skus", "campaigns", "links", "rewards")
BY_NUMBER = ("weekdays", "groups", "not_with")
MORE = (
    *("countries", "languages", "channels", "campaigns", "links", "weekdays"),
    *("from_hour", "to_hour", "nth_order", "min_orders", "lapsed_days", "groups"),
)
"""The rarer conditions, which are folded away while none of them is set."""


class PromotionForm(DeskForm):
    """One promotion; amounts are written one a line with their currency."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("A promotion has a name.")),
            Length(max=100, message=TOO_LONG),
        ],
        [trimmed],
    )
    kind = SelectField(lazy_gettext("What it does"), validate_choice=False)
    percent = StringField(lazy_gettext("Percent"), filters=[trimmed])
    amounts = TextAreaField(lazy_gettext("Amounts"), render_kw={"rows": 2})
    caps = TextAreaField(lazy_gettext("At most"), render_kw={"rows": 2})
    tiers = TextAreaField(lazy_gettext("Steps"), render_kw={"rows": 3})
    buy = WholeNumber(lazy_gettext("Buy"))
    get = WholeNumber(lazy_gettext("of which free"))
    rewards = StringField(
        lazy_gettext("Free are these SKUs instead"),
        [Length(max=2000, message=TOO_LONG)],
        [trimmed],
    )
    gift = StringField(
        lazy_gettext("SKU of the gift"), [Length(max=100, message=TOO_LONG)], [trimmed]
    )
    min_spend = TextAreaField(lazy_gettext("From a basket of"), render_kw={"rows": 2})
    min_quantity = WholeNumber(lazy_gettext("From so many pieces"))
    markets = SelectMultipleField(lazy_gettext("Markets"), validate_choice=False)
    categories = SelectMultipleField(lazy_gettext("Categories"), validate_choice=False)
    skus = StringField(lazy_gettext("SKUs"), [Length(max=2000, message=TOO_LONG)], [trimmed])
    exclude_reduced = BooleanField(lazy_gettext("Leave out what is reduced already"))
    countries = SelectMultipleField(lazy_gettext("Countries"), validate_choice=False)
    languages = SelectMultipleField(lazy_gettext("Languages"), validate_choice=False)
    channels = SelectMultipleField(lazy_gettext("Came by"), validate_choice=False)
    campaigns = StringField(
        lazy_gettext("Tags of campaigns"), [Length(max=1000, message=TOO_LONG)], [trimmed]
    )
    links = StringField(
        lazy_gettext("Short links"), [Length(max=1000, message=TOO_LONG)], [trimmed]
    )
    weekdays = SelectMultipleField(lazy_gettext("On these days"), validate_choice=False)
    from_hour = WholeNumber(lazy_gettext("From this hour"))
    to_hour = WholeNumber(lazy_gettext("to this hour"))
    nth_order = WholeNumber(lazy_gettext("Only a buyer’s order number"))
    min_orders = WholeNumber(lazy_gettext("Only after so many orders"))
    lapsed_days = WholeNumber(lazy_gettext("Only who has not bought for so many days"))
    groups = SelectMultipleField(lazy_gettext("Groups of customers"), validate_choice=False)
    alone = BooleanField(lazy_gettext("Goes together with no other offer"))
    not_with = SelectMultipleField(lazy_gettext("Does not go together with"), validate_choice=False)
    accept_loss = BooleanField(lazy_gettext("Sell below cost all the same"))
    role = SelectField(lazy_gettext("Part in refer-a-friend"), validate_choice=False)
    automatic = BooleanField(lazy_gettext("Applies by itself, without a code"))
    active = BooleanField(lazy_gettext("In force"))
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    limit_total = WholeNumber(lazy_gettext("How often in all"))
    limit_customer = WholeNumber(lazy_gettext("How often by one customer"))
    budgets = TextAreaField(lazy_gettext("Gives away at most"), render_kw={"rows": 2})

    def facts(self) -> PromotionFacts:
        """What was typed; raises ShopError."""
        rule: dict[str, Any] = {
            "percent_bp": basis_points(self.percent.data),
            "tiers": read_tiers(self.tiers.data),
            "gift": self.gift.data or "",
            "exclude_reduced": bool(self.exclude_reduced.data),
            "weekdays": _whole(self.weekdays.data),
            "groups": _whole(self.groups.data),
            "alone": bool(self.alone.data),
            "not_with": _whole(self.not_with.data),
        }
        rule |= {name: read_amounts(self[name].data) for name in AMOUNTS}
        rule |= {name: self[name].data or 0 for name in NUMBERS}
        rule |= {name: sorted(self[name].data or ()) for name in CHOICES}
        rule |= {name: sorted(set(_words(self[name].data))) for name in WORDS}
        for sku in filter(None, [rule["gift"], *rule["rewards"]]):
            if not catalog.variants_of_skus([sku]):
                raise ShopError(_("There is no variant “%(sku)s”.") % {"sku": sku})
        starts, ends = self.starts_on.data, self.ends_on.data
        return PromotionFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            rule={name: value for name, value in rule.items() if value},
            automatic=bool(self.automatic.data),
            active=bool(self.active.data),
            starts_at=frame.begin_of(starts) if starts else None,
            ends_at=frame.end_of(ends) if ends else None,
            limit_total=self.limit_total.data,
            limit_customer=self.limit_customer.data,
            budgets=read_amounts(self.budgets.data),
            role=self.role.data or "",
        )

    @property
    def has_more(self) -> bool:
        """One of the rarer conditions is set, or wrong."""
        return any(self[name].data or self[name].errors for name in MORE)


def form_of(row: PromotionRow | None) -> PromotionForm:
    """The form, filled with what is known, and with every choice there is."""
    form = PromotionForm(data=_known(row) if row else {"active": True, "kind": "percent"})
    form.kind.choices = [SelectChoice(kind.value, str(PROMOTION_KINDS[kind])) for kind in Kind]
    form.markets.choices = [SelectChoice(code, str(MARKET_NAMES[code])) for code in MARKETS]
    form.role.choices = [SelectChoice(key, str(name)) for key, name in PROMOTION_ROLES.items()]
    form.countries.choices = [SelectChoice(code, str(COUNTRY_NAMES[code])) for code in COUNTRIES]
    form.languages.choices = [SelectChoice(*pair) for pair in LANGUAGES.items()]
    form.channels.choices = [SelectChoice(key, str(name)) for key, name in CHANNELS.items()]
    form.weekdays.choices = [SelectChoice(str(n), str(name)) for n, name in enumerate(WEEKDAYS)]
    form.groups.choices = [
        SelectChoice(str(group.id), f"{group.name} ({group.members})")
        for group in offered.list_groups()
    ]
    form.not_with.choices = [
        SelectChoice(str(other.id), other.name)
        for other in offered.list_promotions()
        if other.active and (row is None or other.id != row.id)
    ]
    form.categories.choices = [
        SelectChoice(slug, name) for slug, name in catalog.category_names(spoken())
    ]
    return form


def _known(row: PromotionRow) -> dict[str, Any]:
    rule = row.rule
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "kind", "role", "automatic", "active", "limit_total", "limit_customer")
    }
    told |= {name: write_amounts(rule.get(name, {})) for name in AMOUNTS}
    told |= {name: rule.get(name) for name in (*NUMBERS, "exclude_reduced", "gift", "alone")}
    told |= {name: list(rule.get(name, ())) for name in CHOICES}
    told |= {name: [str(each) for each in rule.get(name, ())] for name in BY_NUMBER}
    told |= {name: " ".join(rule.get(name, ())) for name in WORDS}
    told["budgets"] = write_amounts(row.budgets)
    told["tiers"] = "\n".join(_written_tier(tier) for tier in rule.get("tiers", ()))
    if rule.get("percent_bp"):
        told["percent"] = _percent(rule["percent_bp"])
    told["starts_on"] = frame.day_of(row.starts_at)
    told["ends_on"] = frame.last_day_before(row.ends_at)
    return told


def basis_points(text: str | None) -> int:
    """`12.5` or `12.5 %` as hundredths of a percent; raises ShopError."""
    if not text:
        return 0
    try:
        return Money.parse(text.replace("%", "").strip(), "EUR").minor
    except ValueError:
        raise ShopError(_("A part is written as 10 or 12.5.")) from None


def read_amounts(text: str | None) -> dict[str, int]:
    """`10 EUR` a line as minor units by currency; raises ShopError."""
    found: dict[str, int] = {}
    for line in (text or "").splitlines():
        if line.strip():
            code, minor = _amount(line)
            found[code] = minor
    return found


def write_amounts(amounts: dict[str, int]) -> str:
    """The other way round."""
    pairs = sorted(amounts.items())
    return "\n".join(f"{Money(minor, code).plain()} {code}" for code, minor in pairs)


def read_tiers(text: str | None) -> list[dict[str, Any]]:
    """`100 EUR = 10 %`, `100 EUR = 15 EUR` or `3 = 10 %` a line, as rules; raises ShopError."""
    found: list[dict[str, Any]] = []
    for line in (text or "").splitlines():
        if not line.strip():
            continue
        least, sign, off = (part.strip() for part in line.partition("="))
        if not (least and sign and off):
            raise ShopError(_("Write each step like these: %(steps)s") % {"steps": STEPS})
        tier: dict[str, Any] = {}
        if least.isascii() and least.isdigit() and len(least) < 7:
            tier["pieces"] = int(least)
        else:
            tier["spend"] = dict([_amount(least)])
        if off.endswith("%"):
            tier["percent_bp"] = basis_points(off)
        else:
            tier["amounts"] = dict([_amount(off)])
        found.append(tier)
    return found


def _written_tier(tier: dict[str, Any]) -> str:
    least = write_amounts(tier["spend"]) if "spend" in tier else str(tier["pieces"])
    off = f"{_percent(tier['percent_bp'])} %" if "percent_bp" in tier else ""
    return f"{least} = {off or write_amounts(tier['amounts'])}"


def _amount(text: str) -> tuple[str, int]:
    try:
        amount, code = text.split()
        return code.upper(), Money.parse(amount, code.upper()).minor
    except (UnknownCurrency, ValueError):
        raise ShopError(
            _("Write an amount and its currency on each line, such as 10 EUR.")
        ) from None


def _percent(part_bp: int) -> str:
    return f"{part_bp / 100:g}"


def _whole(values: list[str] | None) -> list[int]:
    return sorted({int(each) for each in values or () if each.isascii() and each.isdigit()})


def _words(text: str | None) -> list[str]:
    return (text or "").replace(",", " ").split()
