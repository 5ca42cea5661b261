"""The gateway in use, set once when the shop is put together."""

from .stripe import Gateway

_gateway: Gateway | None = None


def use(gateway: Gateway) -> None:
    """From now on, talk to Stripe through this."""
    global _gateway
    _gateway = gateway


def gateway() -> Gateway:
    """The shop's connection to Stripe."""
    if _gateway is None:
        raise RuntimeError("payments.use(gateway) was not called.")
    return _gateway
