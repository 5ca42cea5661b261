"""Letters: written once, in the buyer's words, and carried for certain."""

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from storefront import clock, mail, outbox, taxes
from storefront.config import BadSettings, Settings
from storefront.db import db, transaction
from storefront.mail import Letter
from storefront.markets import LANGUAGES
from storefront.orders.models import Order
from storefront.outbox.models import Promise
from tests.customs import making


@pytest.fixture
def order(app: Flask) -> Order:
    with transaction():
        taxes.demo_charges()
        return making.order(name="Anna <b>Muster</b>")


def confirm(order: Order, **changes: Any) -> Letter:
    facts: dict[str, Any] = {
        "kind": "order_confirmation",
        "key": f"order-{order.id}-confirmation",
        "to": order.email,
        "language": order.language,
        "order_id": order.id,
        "context": {"order": order},
    }
    with transaction():
        return mail.write(**{**facts, **changes})


@pytest.fixture
def inbox() -> Iterator["Inbox"]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        inbox.port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    yield inbox
    controller.stop()


class Inbox:
    """A real SMTP server that keeps what it is given, or refuses as told."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answer = "250 kept"
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.taken.append(
                (envelope, email.message_from_bytes(envelope.content, policy=email.policy.default))
            )
        return self.answer


def smtp(settings: Settings, inbox: Inbox) -> None:
    mail.use(mail.carrier_from(replace(settings, smtp_url=f"smtp://127.0.0.1:{inbox.port}")))


def test_a_letter_reaches_the_buyer_with_both_forms(
    order: Order, settings: Settings, inbox: Inbox
) -> None:
    smtp(settings, inbox)
    letter = confirm(order)
    outbox.keep_due()

    ((envelope, message),) = inbox.taken
    assert envelope.rcpt_tos == [order.email]
    assert message["To"] == order.email
    assert message["From"] == "Lumenfold <hello@lumenfold.example>"
    assert order.number in message["Subject"]
    assert message["Message-ID"] == f"<letter-{letter.id}.order_confirmation@lumenfold.example>"
    assert order.number in message.get_body(("plain",)).get_content()
    assert order.number in message.get_body(("html",)).get_content()
    sent = db.session.get(Letter, letter.id)
    assert sent.carried_by == "smtp" and sent.sent_at is not None


def test_a_name_with_markup_stays_text_in_the_html_form(order: Order) -> None:
    letter = confirm(order)
    assert "Anna &lt;b&gt;Muster&lt;/b&gt;" in letter.html
    assert "<b>Muster" not in letter.html
    assert "Anna <b>Muster</b>" in letter.text


def test_what_the_letter_adds_up_is_what_was_paid(order: Order) -> None:
    letter = confirm(order)
    assert "239,80\N{NO-BREAK SPACE}€" in letter.text
    total = f"{order.total.plain()}".replace(".", ",")
    assert f"{total}\N{NO-BREAK SPACE}€" in letter.text
    assert f"/de-de/orders/{order.token}" in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["US", "DE", "AT", "FR", "GB", "JP"])
def test_letters_can_be_written_in_every_language_for_every_country(
    app: Flask, language: str, country: str
) -> None:
    with transaction():
        order = making.order(country=country, language=language)
        kinds = {
            "order_confirmation": {"order": order},
            "order_cancelled": {"order": order},
            "refund": {"order": order, "amount": order.total, "card": ""},
            "friend_thanks": {"order": order, "code": "THANKS-23456789"},
        }
        for kind, context in kinds.items():
            letter = mail.write(kind, kind, order.email, language, order.id, context)
            assert order.number in letter.subject + letter.text
            assert f'lang="{language}-{country}"' in letter.html


def test_the_same_key_writes_one_letter(order: Order) -> None:
    first, second = confirm(order), confirm(order, kind="order_cancelled")
    assert first.id == second.id
    assert len(mail.letters_of(order.id)) == 1


def test_a_letter_that_went_out_is_not_sent_again_by_the_same_promise(
    order: Order, settings: Settings, inbox: Inbox
) -> None:
    smtp(settings, inbox)
    confirm(order)
    outbox.keep_due()
    promise = db.session.query(Promise).one()
    outbox.keep(promise)
    assert len(inbox.taken) == 1


def test_the_owner_can_send_a_letter_again(order: Order, settings: Settings, inbox: Inbox) -> None:
    smtp(settings, inbox)
    letter = confirm(order)
    outbox.keep_due()
    with transaction():
        mail.send_again(letter.id)
    outbox.keep_due()
    first, second = (message["Message-ID"] for _, message in inbox.taken)
    assert first == second


@pytest.mark.parametrize(
    "to",
    [
        "anna@example.org\r\nBcc: everyone@example.org",
        "anna@example.org, bert@example.org",
        "Anna <anna@example.org>",
        "nobody",
        "",
    ],
)
def test_a_letter_goes_to_exactly_one_address_or_to_nobody(
    order: Order, settings: Settings, inbox: Inbox, to: str
) -> None:
    smtp(settings, inbox)
    confirm(order, to=to)
    outbox.keep_due()
    assert inbox.taken == []
    (dead,) = outbox.dead_letters()
    assert "not one e-mail address" in dead.last_error


def test_a_busy_server_is_asked_again_and_a_refusal_is_final(
    order: Order, settings: Settings, inbox: Inbox
) -> None:
    smtp(settings, inbox)
    inbox.answer = "451 try later"
    confirm(order)
    outbox.keep_due()
    assert db.session.query(Promise).one().state == "pending"

    inbox.answer = "554 never"
    clock.shift(timedelta(minutes=2))
    outbox.keep_due()
    db.session.expire_all()
    assert "554 never" in outbox.dead_letters()[0].last_error


def test_a_server_that_is_away_loses_nothing(
    order: Order, settings: Settings, inbox: Inbox
) -> None:
    mail.use(mail.carrier_from(replace(settings, smtp_url="smtp://127.0.0.1:9")))
    confirm(order)
    outbox.keep_due()
    smtp(settings, inbox)
    clock.shift(timedelta(minutes=2))
    outbox.keep_due()
    assert len(inbox.taken) == 1


def test_without_a_server_letters_lie_in_a_folder(order: Order, settings: Settings) -> None:
    mail.use(mail.carrier_from(settings))
    letter = confirm(order)
    outbox.keep_due()
    (path,) = Path(settings.mail_folder).iterdir()
    assert path.name == f"{letter.id:06d}-order_confirmation.eml"
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["To"] == order.email
    assert db.session.get(Letter, letter.id).carried_by == "folder"


def test_a_password_does_not_travel_in_the_clear(settings: Settings) -> None:
    carrier = mail.carrier_from(replace(settings, smtp_url="smtp://u:secret@mail.example:25"))
    assert "secret" not in repr(carrier)


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_that_is_no_mail_server_is_refused_at_start(
    settings: Settings, url: str
) -> None:
    with pytest.raises(BadSettings):
        mail.carrier_from(replace(settings, smtp_url=url))


def test_letters_are_listed_newest_first_page_by_page(order: Order) -> None:
    ids = [confirm(order, key=f"k{n}").id for n in range(3)]
    assert [one.id for one in mail.list_letters(limit=2)] == ids[:0:-1]
    assert [one.id for one in mail.list_letters(before=ids[1])] == ids[:1]
