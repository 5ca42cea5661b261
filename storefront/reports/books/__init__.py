"""The audit: shop, Stripe and connector compared from the outside."""

from .checks import CHECKS, Books
from .ledgers import (
    Connector,
    Provider,
    Shop,
    Unreachable,
    read_connector,
    read_provider,
    read_shop,
)

__all__ = [
    "CHECKS",
    "Books",
    "Connector",
    "Provider",
    "Shop",
    "Unreachable",
    "audit",
    "read_connector",
    "read_provider",
    "read_shop",
]


def audit(books: Books) -> dict[str, list[str]]:
    """Every rule, with what breaks it."""
    return {name: list(rule(books)) for name, rule in CHECKS.items()}
