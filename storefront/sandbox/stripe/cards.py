"""The test cards, and what each of them does."""

from dataclasses import dataclass
from typing import Literal

Afterwards = Literal["dispute", "early_fraud_warning", "refund_fails", "refund_pends"]


@dataclass(frozen=True)
class Decline:
    """Why a bank says no, as the API tells the shop."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class Card:
    """A test card. `challenge`: the bank wants to see its customer first (3-D Secure)."""

    number: str
    does: str
    decline: Decline | None = None
    challenge: bool = False
    afterwards: Afterwards | None = None
    country: str = "US"
    brand: str = "visa"

    @property
    def last4(self) -> str:
        """The digits that may be shown."""
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        """The number in groups, as it is printed on the card."""
        if self.brand == "amex":
            return f"{self.number[:4]} {self.number[4:10]} {self.number[10:]}"
        return " ".join(self.number[n : n + 4] for n in range(0, len(self.number), 4))


_GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
_LOST = Decline("card_declined", "lost_card", "Your card was declined.")
_STOLEN = Decline("card_declined", "stolen_card", "Your card was declined.")
_EXPIRED = Decline("expired_card", None, "Your card has expired.")
_CVC = Decline("incorrect_cvc", None, "Your card's security code is incorrect.")
_PROCESSING = Decline(
    "processing_error",
    None,
    "An error occurred while processing your card. Try again in a little bit.",
)
LIVE_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card.",
)
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method"
    " and try again.",
)

CARDS: dict[str, Card] = {
    card.number: card
    for card in (
        Card("4242424242424242", "pays"),
        Card("5555555555554444", "pays (Mastercard)", brand="mastercard"),
        Card("378282246310005", "pays (American Express)", brand="amex"),
        Card("4000002760000016", "pays (a German card)", country="DE"),
        Card("4000002500000003", "pays (a French card)", country="FR"),
        Card("4000003920000003", "pays (a Japanese card)", country="JP"),
        Card("4000001560000002", "pays (a Chinese card)", country="CN"),
        Card("4000002500003155", "asks for 3-D Secure", challenge=True, country="FR"),
        Card("4000002760003184", "asks for 3-D Secure", challenge=True, country="DE"),
        Card("4000008400001629", "3-D Secure, then declined", _GENERIC, challenge=True),
        Card("4000000000000002", "is declined", _GENERIC),
        Card("4000000000009995", "has insufficient funds", _FUNDS),
        Card("4000000000009987", "was lost", _LOST),
        Card("4000000000009979", "was stolen", _STOLEN),
        Card("4000000000000069", "has expired", _EXPIRED),
        Card("4000000000000127", "has another CVC", _CVC),
        Card("4000000000000119", "meets a processing error", _PROCESSING),
        Card("4000000000000259", "pays, then is disputed", afterwards="dispute"),
        Card("4000000000005423", "pays, then warns of fraud", afterwards="early_fraud_warning"),
        Card("4000000000007726", "pays; a refund is pending first", afterwards="refund_pends"),
        Card("4000000000005126", "pays; a refund fails later", afterwards="refund_fails"),
    )
}


def is_card_number(digits: str) -> bool:
    """Whether the digits could be a card number: its length and its check digit (ISO 7812)."""
    if not digits.isdigit() or not 12 <= len(digits) <= 19:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
