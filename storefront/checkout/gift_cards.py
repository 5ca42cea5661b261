"""A gift card that was bought: handed out when it is paid, taken back when its price goes back."""

from datetime import timedelta

from storefront import credit, mail, orders, outbox, payments
from storefront.credit import GiftCard
from storefront.errors import ShopError
from storefront.markets import Locale, gettext
from storefront.orders import Order
from storefront.outbox import Promise
from storefront.outbox.promising import Confirm

from .telling import tell

LETTER = "gift_card.letter"


def hand_out(order: Order) -> None:
    """The order is paid: make its card, tell the buyer, promise the letter with the code. The
    caller holds the transaction and locked the order."""
    purchase = credit.purchase_of(order.id)
    assert purchase is not None
    card = credit.hand_out(purchase, order.money(order.gift_cards_minor))
    orders.record(order, "gift_card_issued", {"ending": card.ending})
    tell(order, "gift_card_bought", f"order-{order.id}-confirmation", purchase=purchase)
    outbox.post(
        LETTER,
        f"gift-card-{card.id}-letter",
        {"order_id": order.id},
        due_at=purchase.send_at,
    )


@outbox.keeps(LETTER)
def write_letter(promise: Promise) -> Confirm:
    """Send the code, unless the card was blocked or taken back before its day."""
    order_id = promise.payload["order_id"]
    return lambda: _write(order_id)


def _write(order_id: int) -> None:
    order, purchase = orders.get(order_id), credit.purchase_of(order_id)
    card = credit.card_bought_in(order_id)
    if order is None or purchase is None or card is None:
        raise AssertionError(f"Order {order_id} has no gift card to write of.")
    if not (card.is_open and card.balance_minor):
        return
    giver = order.name if purchase.recipient != order.email else ""
    send_code(card, Locale(order.language, order.country), purchase.message, giver)


def send_code(card: GiftCard, locale: Locale, message: str = "", giver: str = "") -> None:
    """Write the letter with a card's code to its recipient, once. The caller holds the
    transaction."""
    mail.write(
        "gift_card",
        key=f"gift-card-{card.id}",
        to=card.recipient,
        language=locale.language,
        order_id=card.order_id,
        context={
            "card": card,
            "locale": locale,
            "giver": giver,
            "message": message,
            "last_day": card.expires_at - timedelta(days=1) if card.expires_at else None,
        },
        secret=credit.code_of(card),
    )


def follow_refunds(order: Order) -> None:
    """What left the card is what went back of its price: also when somebody gave it back at Stripe
    itself, or Stripe could not. What was spent before is a question for a person."""
    price = payments.main_payment(order.id)
    if price is None:
        return
    gone = price.amount_minor - payments.left_to_refund(price)
    missing = gone - credit.taken_back(order.id)
    if missing < 0:
        credit.put_back(order.id, -missing, "stripe")
        return
    there = min(missing, credit.left_of_purchase(order.id))
    if there:
        credit.take_back(order.id, there, "stripe")
    if there < missing:
        spent = order.money(missing - there)
        orders.set_attention(
            order,
            f"{spent.plain()} {spent.currency} of its gift card were spent, and given back at"
            " Stripe as well.",
        )


def refuse_if_spent(order: Order, left_minor: int) -> None:
    """Raises ShopError when not all that could go back is still on the card."""
    spent = left_minor - credit.left_of_purchase(order.id)
    if spent > 0:
        amount = order.money(spent)
        raise ShopError(
            gettext(
                "%(amount)s %(currency)s of this gift card are spent. Refund what is left on it"
                " instead of cancelling the order."
            )
            % {"amount": amount.plain(), "currency": amount.currency},
            409,
        )


def doubt(order: Order) -> None:
    """A bank doubts the payment: nobody may spend the card until somebody knows, and what was
    bought with it already should not leave unseen."""
    card = credit.card_bought_in(order.id)
    if card is None:
        return
    for order_id in credit.orders_paid_by(card.id):
        bought = orders.lock(order_id)
        if bought is not None:
            orders.set_attention(
                bought, f"A bank doubts the payment for its gift card (order {order.number})."
            )
    credit.block(card.id, "stripe")
    orders.set_attention(order, "Its gift card is blocked.")


def believe(order: Order) -> None:
    """The bank let the payment stand: the card can be used, unless somebody else blocked it."""
    card = credit.card_bought_in(order.id)
    if card is not None and credit.who_blocked(card) == "stripe":
        credit.unblock(card.id, "stripe")
