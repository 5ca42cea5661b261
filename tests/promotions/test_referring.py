"""A buyer's code for friends: theirs alone to give, rewarded once a friend's order stands."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from storefront import checkout, clock, mail, payments, promotions
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.promotions import PromotionFacts
from tests.checkout.conftest import Till, place, settings, template, till
from tests.promotions.test_for_whom import bought, quoted
from tests.promotions.test_redeeming import coded, settle
from tests.web.buying import BROWSER

__all__ = ["place", "settings", "template", "till"]


@pytest.fixture
def code(till: Till) -> str:
    """Anna has bought, and asked for a code."""
    with transaction():
        friend = {"percent_bp": 1_000, "nth_order": 1}
        promotions.save_promotion(None, PromotionFacts("F", "percent", friend, role="friend"))
        thanks = {"amounts": {"EUR": 500}}
        promotions.save_promotion(None, PromotionFacts("T", "amount", thanks, role="reward"))
    order = settle(till, bought(till, till.fill(), "anna@example.com", "anna"))
    with transaction():
        return promotions.invite(order.id, order.customer)


def standing(email: str = "anna@example.com") -> promotions.Invitation:
    db.session.rollback()
    found = promotions.invitation_of(promotions.customer_of(email))
    assert found is not None
    return found


OWN_CARD = "5555 5555 5555 4444"


def friend(
    till: Till, code: str, email: str, street: str = "Am Hang 12", card: str = OWN_CARD
) -> Order:
    """Somebody at a door of their own, with a card of their own."""
    order = bought(till, coded(till, code), email, email)
    session_id = till.pay(order)
    till.press(session_id, card_number=card)
    checkout.sync_session(session_id)
    order = till.again(order)
    with transaction():
        order.address_line1 = street
    return order


def test_a_friend_buys_and_the_inviter_is_thanked_when_it_stands(till: Till, code: str) -> None:
    assert code.startswith("FRIEND-")
    order = friend(till, code, "otto@example.com")
    assert order.discount_minor > 0 and standing().friends == 1
    assert checkout.reward_inviters() == 0
    clock.shift(timedelta(days=31))
    assert checkout.reward_inviters() == 1
    assert checkout.reward_inviters() == 0
    (thanks,) = standing().rewards
    (letter,) = [each for each in mail.list_letters() if each.kind == "friend_thanks"]
    assert letter.to == "anna@example.com" and thanks in letter.text and thanks in letter.html
    assert not quoted(till, coded(till, thanks), "otto@example.com").discount_shown
    used = friend(till, thanks, "Anna@example.com")
    assert used.discount_minor > 0
    assert (standing().rewards, standing().used) == ((), 1)


def test_thanks_stay_on_the_page_when_friends_get_nothing_any_more(
    till: Till, code: str, app: Flask
) -> None:
    friend(till, code, "otto@example.com")
    clock.shift(timedelta(days=31))
    assert checkout.reward_inviters() == 1
    offer = promotions.friend_offer()
    assert offer is not None
    with transaction():
        over = PromotionFacts("F", "percent", {"percent_bp": 1_000}, role="friend", active=False)
        promotions.save_promotion(offer.id, over)
    anna = promotions.customer_of("anna@example.com")
    inviter = db.session.query(Order).filter_by(customer=anna).one()
    page = app.test_client().get(f"/en-de/orders/{inviter.token}", headers=BROWSER).text
    (thanks,) = standing().rewards
    assert thanks in page and "off your basket" in page and code not in page


def test_nobody_is_their_own_friend(till: Till, code: str) -> None:
    offer = promotions.friend_offer()
    assert offer is not None
    with transaction():  # also where the offer is not for first orders alone
        anyone = PromotionFacts("F", "percent", {"percent_bp": 1_000}, role="friend")
        promotions.save_promotion(offer.id, anyone)
    assert quoted(till, coded(till, code), "otto@example.com").discount_shown
    assert not quoted(till, coded(till, code), "anna+more@example.com").discount_shown


def test_what_came_back_earns_nothing(till: Till, code: str) -> None:
    order = friend(till, code, "otto@example.com")
    checkout.refund(till.again(order), {line.id: line.quantity for line in order.lines})
    till.work()
    clock.shift(timedelta(days=31))
    assert checkout.reward_inviters() == 0 and standing().rewards == ()
    assert promotions.unrewarded(clock.now()) == [], "it would be asked for ever"


def test_who_pays_with_the_inviters_card_is_no_friend(till: Till, code: str) -> None:
    friend(till, code, "second@example.com", card="4242 4242 4242 4242")
    friend(till, code, "otto@example.com")
    clock.shift(timedelta(days=31))
    assert checkout.reward_inviters() == 1
    assert len(standing().rewards) == 1
    kept = db.session.query(promotions.models.ReferralReward).filter_by(refused="same_card")
    assert kept.count() == 1
    means = {each.means for each in db.session.query(payments.Payment)}
    assert len(means) == 2 and all(len(each) == 24 for each in means)


def test_who_lives_behind_the_same_door_is_no_friend(till: Till, code: str) -> None:
    friend(till, code, "otto@example.com", street="LINDENSTR 7")
    clock.shift(timedelta(days=31))
    assert checkout.reward_inviters() == 0 and standing().rewards == ()
    assert promotions.unrewarded(clock.now()) == []


def test_who_asks_again_has_the_same_code(till: Till, code: str) -> None:
    with transaction():
        assert promotions.invite(99, promotions.customer_of("ANNA@example.com")) == code


def test_an_offer_for_friends_has_a_code(app: Flask) -> None:
    for wrong in ({"role": "guest"}, {"role": "friend", "automatic": True}):
        with pytest.raises(ShopError), transaction():
            facts = PromotionFacts("F", "percent", {"percent_bp": 1}, **wrong)  # type: ignore[arg-type]
            promotions.save_promotion(None, facts)


def test_the_page_of_a_paid_order_invites_and_the_address_brings_the_code(
    till: Till, code: str, app: Flask
) -> None:
    order = settle(till, bought(till, till.fill(), "mei@example.com", "mei"))
    buyer = app.test_client()
    where = f"/en-us/orders/{order.token}"
    page = buyer.get(where, headers=BROWSER).text
    assert "10% off · on your first order" in page
    token = re.search(r'csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = buyer.post(f"{where}/invite", data={"csrf_token": token[1]}, headers=BROWSER)
    assert sent.status_code == 303
    page = buyer.get(where, headers=BROWSER).text
    address = re.search(r"/en-us/friend/(FRIEND-[A-Z0-9]{8})", page)
    assert address is not None and address[1] != code

    friend = app.test_client()
    hop = friend.get(address[0], headers=BROWSER)
    assert hop.status_code == 302 and "offer=" in hop.headers.get("Set-Cookie", "")
    friend.post("/en-us/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    assert address[1] in friend.get("/en-us/basket", headers=BROWSER).text
    guess = app.test_client().get("/en-us/friend/FRIEND-AAAAAAAA", headers=BROWSER)
    assert guess.status_code == 302 and "offer=" not in guess.headers.get("Set-Cookie", "")
    unpaid = bought(till, till.fill(), "new@example.com", "new")
    assert (
        "Give it to a friend"
        not in buyer.get(f"/en-us/orders/{unpaid.token}", headers=BROWSER).text
    )
