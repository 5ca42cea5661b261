"""Completing what customs asks for, after the catalogue learned it."""

from dataclasses import asdict

from storefront import catalog

from .models import Order


def fill_customs_facts(order: Order) -> list[str]:
    """Fill blanks on the lines from their variants, never overwriting what was sold.

    Returns the names of the columns that were filled. The caller holds the transaction.
    """
    filled: set[str] = set()
    for line in order.lines:
        facts = catalog.customs_facts(line.variant_id)
        for name, value in asdict(facts).items() if facts else ():
            if value and not getattr(line, name):
                setattr(line, name, dict(value) if isinstance(value, dict) else value)
                filled.add(name)
    return sorted(filled)


def renew_customs_facts(order: Order) -> list[str]:
    """Take what the catalogue says now, because customs refused what was said before.

    Nothing that the buyer saw or paid is touched. Returns the names of the columns that changed.
    """
    changed: set[str] = set()
    for line in order.lines:
        facts = catalog.customs_facts(line.variant_id)
        for name, value in asdict(facts).items() if facts else ():
            if value and value != getattr(line, name):
                setattr(line, name, dict(value) if isinstance(value, dict) else value)
                changed.add(name)
    return sorted(changed)
