"""The gateway in use, set once when the shop is put together."""

from storefront.per_shop import PerShop

from .stripe import Gateway

_gateway: PerShop[Gateway] = PerShop("gateway")


def use(gateway: Gateway) -> None:
    """From now on, this shop talks to Stripe through this."""
    _gateway.set(gateway)


def gateway() -> Gateway:
    """The shop's connection to Stripe."""
    return _gateway.get()
