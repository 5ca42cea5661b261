"""A buyer with a gift card at the till."""

from tests.checkout.conftest import place, settings, template, till

__all__ = ["place", "settings", "template", "till"]
