"""The audit: shop, Stripe and connector compared from the outside."""

from . import credit, goods, money, papers
from .ledgers import (
    Connector,
    Provider,
    Shop,
    Unreachable,
    read_connector,
    read_provider,
    read_shop,
)
from .rules import CHECKS, Books

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

PARTS = (money, credit, goods, papers)
"""Where the rules are written; they are registered by being imported."""


def audit(books: Books) -> dict[str, list[str]]:
    """Every rule, with what breaks it."""
    return {name: list(rule(books)) for name, rule in CHECKS.items()}
