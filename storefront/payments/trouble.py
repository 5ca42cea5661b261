"""How the way to Stripe can fail."""

from storefront.errors import ShopError
from storefront.markets import gettext


class PaymentUnavailable(ShopError):
    """Stripe did not do what it was asked; the sentence is for the buyer, `detail` for us."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__(
            gettext("Payment is not available at the moment. Please try again in a minute.")
        )
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class ProviderDown(PaymentUnavailable):
    """Not reached, overloaded or broken: asking again later may help.

    `answered` says that Stripe itself answered with an internal error, which it repeats for the
    same idempotency key.
    """

    def __init__(self, detail: str, *, answered: bool = False) -> None:
        super().__init__(detail)
        self.answered = answered


class ProviderRefused(PaymentUnavailable):
    """Stripe said no; asking the same again does not help. `code` is Stripe's word for why."""

    def __init__(self, detail: str, code: str = "") -> None:
        super().__init__(detail)
        self.code = code


class BadSignature(ShopError):
    """An event that Stripe did not sign, or not now."""

    status = 400


class UnknownAttempt(Exception):
    """Stripe names a try to pay that this shop does not know, or knows with another session."""
