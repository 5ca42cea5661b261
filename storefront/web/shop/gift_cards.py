"""Buying a gift card: how much, for whom, then on to Stripe."""

import secrets
import unicodedata
from datetime import datetime, time, timedelta

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, StopValidation

from storefront import checkout, clock, credit
from storefront.checkout import GiftCardWish
from storefront.errors import ShopError
from storefront.markets import Locale, lazy_gettext
from storefront.markets import gettext as _
from storefront.money import Money, currency

from ..controls import QuickMeta
from ..security import limiter
from . import paying
from .caching import private
from .checkout_form import TOO_LONG, Needed, email_field, told, trimmed
from .page import page
from .visits import current_touches

OTHER = "other"
MORNING = time(8)
"""When the code of a card is sent that is for a certain day, where its buyer lives."""
LATEST = timedelta(days=365)
LINKS = ("://", "www.")


def in_lines(text: str | None) -> str | None:
    """Words on as many lines as they were typed, and nothing that no letter can carry."""
    return "\n".join(str(trimmed(line)) for line in text.splitlines()).strip() if text else text


class GiftCardForm(FlaskForm):
    """How much, from whom, for whom and when."""

    class Meta(QuickMeta):
        """As at checkout."""

    chosen = RadioField(lazy_gettext("Amount"), validate_choice=False)
    amount = StringField(
        lazy_gettext("Another amount"),
        [Optional()],
        filters=[trimmed],
        render_kw={"inputmode": "decimal", "maxlength": 12, "autocomplete": "off"},
    )
    recipient = email_field(lazy_gettext("Their email"), Optional(), "off")
    message = TextAreaField(
        lazy_gettext("A few words"),
        [Length(max=300, message=lazy_gettext("Please keep it to 300 characters."))],
        filters=[in_lines],
        render_kw={"rows": 3, "maxlength": 300},
    )
    send_on = DateField(
        lazy_gettext("Send it on"),
        [Optional()],
    )
    name = StringField(
        lazy_gettext("Your name"),
        [
            Needed(lazy_gettext("Please give your name.")),
            Length(max=100, message=TOO_LONG),
        ],
        filters=[trimmed],
        render_kw=told("name", maxlength=100),
    )
    email = email_field(
        lazy_gettext("Your email"),
        Needed(lazy_gettext("Please give an email address for your receipt.")),
    )
    placing_key = HiddenField(default=lambda: secrets.token_urlsafe(24))

    def __init__(self, locale: Locale) -> None:
        super().__init__()
        self.locale = locale
        self.offered = credit.offered(locale.market.currency)
        self.least, self.most = credit.bounds(locale.market.currency)
        if not self.chosen.data:
            self.chosen.data = OTHER if self.amount.data else self.usual.plain()

    @property
    def usual(self) -> Money:
        """What is chosen beforehand: not the least, where there is a choice."""
        return self.offered[:2][-1]

    def validate_chosen(self, field: RadioField) -> None:
        """One of what is offered, or an amount of one's own within the bounds."""
        self.minor = _minor(self.amount.data if field.data == OTHER else field.data, self.locale)
        if not self.least.minor <= self.minor <= self.most.minor:
            raise StopValidation(
                _("A gift card holds from %(least)s to %(most)s %(currency)s.")
                % {
                    "least": self.least.plain(),
                    "most": self.most.plain(),
                    "currency": self.least.currency,
                }
            )

    def validate_message(self, field: TextAreaField) -> None:
        """Words alone: a letter of the shop must not be a way to send strangers to other sites."""
        if any(sign in (field.data or "").lower() for sign in LINKS):
            raise StopValidation(_("Please write without a link."))

    def validate_send_on(self, field: DateField) -> None:
        """Today, or a day within a year."""
        today = clock.now().astimezone(self.locale.market.zone).date()
        if field.data is None or not today <= field.data <= today + LATEST:
            field.errors = []  # the library's own, which speaks English alone
            raise StopValidation(_("Please choose a day within the next year."))

    @property
    def shown(self) -> Money:
        """What the drawn card says."""
        minor = _minor(
            self.amount.data if self.chosen.data == OTHER else self.chosen.data, self.locale
        )
        return Money(minor, self.least.currency) if minor else self.usual

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(field id, its name, what is wrong), in the order of the page."""
        return [
            (
                "amount" if each is self.chosen else each.id,
                str(each.label.text),
                str(each.errors[0]),
            )
            for each in (
                self.chosen,
                self.recipient,
                self.message,
                self.send_on,
                self.name,
                self.email,
            )
            if each.errors
        ]

    def wish(self) -> GiftCardWish:
        """What the order keeps."""
        return GiftCardWish(
            amount_minor=self.minor,
            email=self.email.data,
            name=self.name.data,
            recipient=self.recipient.data or self.email.data,
            message=self.message.data or "",
            send_at=self._send_at(),
        )

    def _send_at(self) -> datetime | None:
        day, zone = self.send_on.data, self.locale.market.zone
        if day is None or day <= clock.now().astimezone(zone).date():
            return None
        return datetime.combine(day, MORNING, zone)


def open(blueprint: Blueprint) -> None:
    """Put gift cards at their address."""
    blueprint.route("/gift-cards", methods=["GET", "POST"], endpoint="gift_cards")(gift_cards)


@limiter.limit("10/minute;40/day", methods=["POST"])
def gift_cards() -> ResponseReturnValue:
    """Ask how much and for whom; when all is there, place the order and go on to Stripe."""
    if not credit.sells(g.locale.market.currency):
        head = page(_("Gift cards"), indexed=False)
        return private(Response(render_template("shop/no_gift_cards.html", page=head), 410))
    form = GiftCardForm(g.locale)
    if not form.is_submitted():
        return _show(form)
    if not form.validate():
        return _show(form, status=422)
    key = (form.placing_key.data or "")[:100]
    try:
        order = checkout.place_gift_card(form.wish(), g.locale, key, current_touches())
    except ShopError as refusal:
        return _show(form, refusal.message, refusal.status)
    return paying.go_and_pay(order)


def _show(form: GiftCardForm, refusal: str | None = None, status: int = 200) -> ResponseReturnValue:
    head = page(_("Gift cards"), _("Give a Lumenfold gift card by email, today or on the day."))
    html = render_template(
        "shop/gift_cards.html", page=head, form=form, other=OTHER, refusal=refusal
    )
    return private(Response(html, status))


def _minor(text: str | None, locale: Locale) -> int:
    """An amount as a person types it, perhaps with its currency or in wide digits, in minor units;
    0, which no card holds, for anything else."""
    code = locale.market.currency
    text = unicodedata.normalize("NFKC", text or "").upper().replace(code, "")
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Sc", "Zs"))
    text = text.replace(",", "." if currency(code).exponent else "")
    try:
        amount = Money.parse(text, code)
    except ValueError:
        return 0
    return amount.minor if amount.minor % currency(code).step == 0 else 0
