"""Gift cards and store credit: given out, looked up, blocked; what is owed on them."""

import re
import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from storefront import checkout, clock, credit, orders
from storefront.credit import GiftCard
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS, Locale, find_locale, lazy_gettext
from storefront.markets import gettext as _
from storefront.money import Money
from storefront.orders import Order
from storefront.sealing import BrokenSeal

from ..security import limiter
from .blueprint import blueprint
from .campaign_forms import TOO_LONG, currencies, locales
from .forms import Day, DeskForm, minor_of, trimmed
from .words import CREDIT_KINDS


class GiftCardForm(DeskForm):
    """What it holds, and who gets it."""

    key = HiddenField()
    order = HiddenField()
    kind = SelectField(lazy_gettext("What it is"), validate_choice=False)
    amount = StringField(
        lazy_gettext("Amount"), [InputRequired(lazy_gettext("How much is on it?"))], [trimmed]
    )
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    recipient = StringField(
        lazy_gettext("Send it to"),
        [Optional(), Email(lazy_gettext("This is not an e-mail address.")), Length(max=254)],
        [trimmed],
    )
    locale = SelectField(lazy_gettext("The letter is for"), validate_choice=False)
    message = StringField(
        lazy_gettext("A word with it"), [Length(max=300, message=TOO_LONG)], [trimmed]
    )
    note = StringField(lazy_gettext("Note"), [Length(max=200, message=TOO_LONG)], [trimmed])
    last_day = Day(lazy_gettext("Last day"))


class OfferForm(DeskForm):
    """What the shop sells in one currency."""

    is_sold = BooleanField(lazy_gettext("Sold in the shop"))
    amounts = StringField(
        "",
        [
            InputRequired(lazy_gettext("Please give from one to eight amounts.")),
            Length(max=120, message=TOO_LONG),
        ],
        [trimmed],
    )

    def __init__(self, code: str, **known: Any) -> None:
        super().__init__(prefix=code, **known)
        self.code = code
        self.amounts.label.text = _("Amounts in %(currency)s") % {"currency": code}
        self.least, self.most = credit.bounds(code)

    def save(self) -> None:
        """Keep it; raises ShopError, which stands at the field too. The caller holds the
        transaction."""
        typed = re.split(r"[,;\s]+", self.amounts.data or "")
        try:
            amounts = [Money(minor_of(each, self.code) or 0, self.code) for each in typed if each]
            credit.offer(self.code, self.is_sold.data, amounts)
        except ShopError as refusal:
            self.amounts.errors = [refusal.message]
            raise


@blueprint.route("/promotions/gift-cards", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def promotions_gift_cards() -> ResponseReturnValue:
    """All cards and what is owed on them; a form for one more."""
    for_order = _order_of(request.args.get("order", ""))
    if request.method == "GET":
        return _show(_form(for_order), for_order)
    form = _form(None)
    for_order = _order_of(form.order.data or "")
    if not form.validate():
        return _show(form, for_order, 422)
    try:
        with transaction():
            card = _issue(form, for_order)
    except ShopError as refusal:
        return _show(form, for_order, 422, refusal.message)
    if card.recipient:
        flash(_("The card is made, and the letter with its code is on its way."), "good")
    else:
        flash(_("The card is made. Show its code to hand it over."), "good")
    return redirect(url_for("office.promotions_gift_card", card_id=card.id), 303)


@blueprint.post("/promotions/gift-cards/offers")
def promotions_gift_card_offers() -> ResponseReturnValue:
    """Say in which currencies cards are sold and of what amounts; all of it or nothing."""
    forms = [OfferForm(code) for code in _sold_in()]
    if not all([form.validate() for form in forms]):
        return _show(_form(None), None, 422, offers=forms)
    try:
        with transaction():
            for form in forms:
                form.save()
    except ShopError:
        return _show(_form(None), None, 422, offers=forms)
    flash(_("Saved."), "good")
    return redirect(url_for("office.promotions_gift_cards") + "#offers", 303)


@blueprint.get("/promotions/gift-cards/<int:card_id>")
def promotions_gift_card(card_id: int) -> ResponseReturnValue:
    """One card and every move on it."""
    return _one(_find(card_id))


@blueprint.post("/promotions/gift-cards/<int:card_id>/code")
@limiter.limit("60/hour")
def promotions_gift_card_code(card_id: int) -> ResponseReturnValue:
    """Show the code, for a card that is handed over and not sent."""
    card = _find(card_id)
    try:
        with transaction():
            code = credit.show_code(card, current_user.email)
        return _one(_find(card_id), code=code)
    except BrokenSeal:
        raise ShopError(
            _("The code can no longer be opened. Block the card and make another."), 409
        ) from None


@blueprint.post("/promotions/gift-cards/<int:card_id>/block")
def promotions_gift_card_block(card_id: int) -> ResponseReturnValue:
    """Block a card, or let it be used again."""
    with transaction():
        _find(card_id)
        change = credit.unblock if "unblock" in request.form else credit.block
        change(card_id, current_user.email)
    flash(_("Saved."), "good")
    return redirect(url_for("office.promotions_gift_card", card_id=card_id), 303)


def _issue(form: GiftCardForm, for_order: Order | None) -> GiftCard:
    """Make the card and promise its letter. The caller holds the transaction."""
    code = form.currency.data or ""
    last = form.last_day.data
    locale = find_locale(form.locale.data or "")
    recipient = form.recipient.data or ""
    if recipient and locale is None:
        raise ShopError(_("Choose for whom the letter is written."))
    card = credit.issue(
        Money(minor_of(form.amount.data, code) or 0, code),
        form.kind.data or "",
        by=current_user.email,
        key=f"office-{form.key.data}",
        recipient=recipient,
        note=form.note.data or "",
        order_id=for_order.id if for_order else None,
        expires_at=datetime.combine(last + timedelta(days=1), time(), UTC) if last else None,
    )
    if recipient and locale:
        checkout.send_code(card, locale, form.message.data or "")
    return card


def _form(for_order: Order | None) -> GiftCardForm:
    known: dict[str, Any] = {"key": secrets.token_hex(12), "kind": "gift"}
    if for_order is not None:
        known |= {
            "kind": "credit",
            "order": for_order.number,
            "currency": for_order.currency,
            "recipient": for_order.email,
            "locale": Locale(for_order.language, for_order.country).tag,
        }
    form = GiftCardForm(data=known)
    form.kind.choices = [SelectChoice(key, str(CREDIT_KINDS[key])) for key in credit.KINDS]
    form.currency.choices = currencies()
    form.locale.choices = locales()[1:]
    return form


def _order_of(number: str) -> Order | None:
    return orders.find_by_number(number[:40]) if number else None


def _find(card_id: int) -> GiftCard:
    found = credit.find_card(card_id)
    if found is None:
        abort(404)
    return found


def _one(card: GiftCard, code: str = "") -> ResponseReturnValue:
    numbers = {move.order_id for move in card.moves if move.order_id}
    numbers |= {card.order_id} if card.order_id else set()
    found = {number: orders.get(number) for number in numbers}
    return render_template("office/gift_card.html", card=card, code=code, orders=found)


def _sold_in() -> list[str]:
    return sorted({market.currency for market in MARKETS.values()})


def _offers() -> list[OfferForm]:
    """A form for each currency, as things are."""
    return [
        OfferForm(
            code,
            formdata=None,
            is_sold=credit.sells(code),
            amounts=", ".join(_short(amount) for amount in credit.offered(code)),
        )
        for code in _sold_in()
    ]


def _short(amount: Money) -> str:
    """25 and 62.50 as people write them."""
    return amount.plain().removesuffix(".00")


def _show(
    form: GiftCardForm,
    for_order: Order | None,
    status: int = 200,
    problem: str | None = None,
    offers: list[OfferForm] | None = None,
) -> ResponseReturnValue:
    search = request.args.get("search", "")[:254]
    page = render_template(
        "office/gift_cards.html",
        cards=credit.list_cards(search),
        search=search,
        owed=credit.outstanding(),
        sold=credit.sold(clock.now() - timedelta(days=30)),
        offers=offers or _offers(),
        form=form,
        for_order=for_order,
        problem=problem,
    )
    return page, status
