"""The forms of a campaign, and what can be chosen in them."""

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import campaigns as planned
from storefront import catalog
from storefront.campaigns import Campaign, CampaignFacts, CampaignPlacement, PlacementFacts
from storefront.markets import LANGUAGES, MARKETS, all_locales, home_locale, lazy_gettext, spoken
from storefront.markets import gettext as _
from storefront.money import Money

from . import frame
from .forms import Day, DeskForm, WholeNumber, minor_of, trimmed

TOO_LONG = lazy_gettext("This text is too long.")


class CampaignForm(DeskForm):
    """What a campaign is for, where and when."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("A campaign has a name.")),
            Length(max=100, message=TOO_LONG),
        ],
        filters=[trimmed],
    )
    slug = StringField(
        lazy_gettext("Tag in its links"), [Length(max=60, message=TOO_LONG)], [trimmed]
    )
    goal = SelectField(lazy_gettext("Goal"), validate_choice=False)
    state = SelectField(lazy_gettext("State"), validate_choice=False)
    markets = SelectMultipleField(lazy_gettext("Markets"), validate_choice=False)
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    budget = StringField(lazy_gettext("Budget"), filters=[trimmed])
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    target_orders = WholeNumber(lazy_gettext("Target: orders"))
    target_return = StringField(
        lazy_gettext("Target: money in for each unit spent"), filters=[trimmed]
    )

    def facts(self) -> CampaignFacts:
        """What was typed; raises ShopError."""
        return CampaignFacts(
            name=self.name.data or "",
            slug=self.slug.data or "",
            goal=self.goal.data or "",
            markets=tuple(self.markets.data or ()),
            state=self.state.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            budget_minor=minor_of(self.budget.data, self.currency.data or ""),
            currency=self.currency.data or "",
            target_orders=self.target_orders.data,
            target_return=minor_of(self.target_return.data, "EUR"),
        )


class LaunchForm(DeskForm):
    """Where links are put, and the page they lead to."""

    placements = SelectMultipleField(lazy_gettext("Places"), validate_choice=False)
    landing = SelectField(lazy_gettext("Leads to"), validate_choice=False)
    locale = SelectField(lazy_gettext("Language and country"), validate_choice=False)
    content = StringField(lazy_gettext("Creative"), [Length(max=60, message=TOO_LONG)], [trimmed])
    partner = StringField(lazy_gettext("Partner"), [Length(max=100, message=TOO_LONG)], [trimmed])
    code = StringField(lazy_gettext("Code"), [Length(max=40, message=TOO_LONG)], [trimmed])


class PlacementForm(DeskForm):
    """How a platform calls a placement, when it runs there, and what it may cost."""

    account = StringField(lazy_gettext("Advertising account"), filters=[trimmed])
    external_campaign = StringField(lazy_gettext("Campaign number there"), filters=[trimmed])
    external_group = StringField(lazy_gettext("Ad group or ad set there"), filters=[trimmed])
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    budget = StringField(lazy_gettext("Budget"), filters=[trimmed])

    def facts(self, code: str) -> PlacementFacts:
        """What was typed; raises ShopError."""
        return PlacementFacts(
            self.account.data or "",
            self.external_campaign.data or "",
            self.external_group.data or "",
            self.starts_on.data,
            self.ends_on.data,
            minor_of(self.budget.data, code),
        )


class CostForm(DeskForm):
    """Money spent on a day."""

    day = Day(lazy_gettext("Day"), [InputRequired(lazy_gettext("Which day was it?"))])
    amount = StringField(
        lazy_gettext("Amount"), [InputRequired(lazy_gettext("How much was it?"))], [trimmed]
    )
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    note = StringField(lazy_gettext("What for"), [Length(max=200, message=TOO_LONG)], [trimmed])
    placement = SelectField(lazy_gettext("Place"), validate_choice=False)

    @property
    def placement_id(self) -> int | None:
        """The chosen place, if one was."""
        text = self.placement.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


def placement_form(campaign: Campaign, placement: CampaignPlacement) -> PlacementForm:
    """A placement as it is written down now; its fields are told apart by its number."""
    names = ("account", "external_campaign", "external_group", "starts_on", "ends_on")
    known = {name: getattr(placement, name) for name in names}
    if placement.budget_minor is not None:
        known["budget"] = Money(placement.budget_minor, campaign.currency).plain()
    return PlacementForm(data=known, prefix=f"place-{placement.id}-")


def launch_form() -> LaunchForm:
    """Every place, every page, every language."""
    form = LaunchForm()
    form.placements.choices = [
        SelectChoice(each.key, each.name) for each in planned.PLACEMENTS.values()
    ]
    form.landing.choices = landings()
    form.locale.choices = locales()
    return form


def cost_form(campaign: Campaign) -> CostForm:
    """A cost of today in the campaign's currency."""
    form = CostForm(data={"day": frame.today(), "currency": campaign.currency})
    form.currency.choices = currencies()
    form.placement.choices = [
        SelectChoice("", _("not for one place alone")),
        *(SelectChoice(str(each.id), planned.name_of(each)) for each in campaign.placements),
    ]
    return form


def landings() -> list[SelectChoice]:
    """Every page of the shop that a link can lead to."""
    shop = home_locale("US")
    pages = [SelectChoice("", _("the home page"))]
    pages += [
        SelectChoice(f"l/{each.slug}", planned.words_of(each, spoken()).title)
        for each in planned.list_landing_pages()
    ]
    pages += [SelectChoice(f"c/{each.slug}", each.name) for each in catalog.categories(shop)]
    pages += [
        SelectChoice(f"p/{row.slug}", row.name)
        for row in catalog.list_products(status="active").rows
    ]
    return pages


def locales() -> list[SelectChoice]:
    """Every language in every country, and the browser's own choice."""
    return [
        SelectChoice("", _("as the visitor's browser asks")),
        *(
            SelectChoice(each.tag, f"{LANGUAGES[each.language]} · {each.country}")
            for each in all_locales()
        ),
    ]


def currencies() -> list[SelectChoice]:
    """Those of the markets, and those in which campaigns are paid."""
    codes = dict.fromkeys(["USD", "CNY", *(market.currency for market in MARKETS.values())])
    return [SelectChoice(code, code) for code in codes]
