"""What an entry of an order's history says beyond its title."""

from collections.abc import Callable, Mapping
from typing import Any

from babel.numbers import format_currency
from flask import g

from storefront import shipping
from storefront.markets import gettext as _
from storefront.money import Money, UnknownCurrency
from storefront.orders import OrderEvent

from .words import CANCEL_REASONS, DISPUTE_STATUSES, DOCUMENTS, FACTS, RECEIPT_STATUSES

Facts = Mapping[str, Any]


def event_story(event: OrderEvent) -> str:
    """One short sentence, or nothing."""
    tell = STORIES.get(event.kind)
    if tell is not None:
        return tell(event.facts)
    return _documents(event.facts) if event.kind.startswith("customs_") else ""


def _amount(facts: Facts) -> str:
    try:
        amount = Money(int(facts["amount_minor"]), str(facts["currency"]))
        return format_currency(amount.decimal(), amount.currency, locale=g.locale.babel)
    except (KeyError, ValueError, TypeError, UnknownCurrency):
        return ""


def _money(facts: Facts) -> str:
    reason = str(facts.get("reason") or "")
    return " · ".join(part for part in (_amount(facts), reason) if part)


def _late(facts: Facts) -> str:
    kept = facts.get("kept")
    return _("The order was taken up again.") if kept else _("It is being given back.")


def _cancelled(facts: Facts) -> str:
    reason = str(facts.get("reason") or "")
    return str(CANCEL_REASONS.get(reason, reason))


def _dispute(facts: Facts) -> str:
    status = str(facts.get("status") or "")
    return " · ".join(
        part for part in (_amount(facts), str(DISPUTE_STATUSES.get(status, status))) if part
    )


def _note(facts: Facts) -> str:
    return _("%(note)s (it said: %(was)s)") % {
        "note": facts.get("note", ""),
        "was": facts.get("was", ""),
    }


def _shipped(facts: Facts) -> str:
    words = (
        shipping.carrier_name(str(facts.get("carrier"))),
        facts.get("waybill_no") or facts.get("waybill"),
    )
    return " ".join(str(word) for word in words if word)


def _filled(facts: Facts) -> str:
    return ", ".join(str(FACTS.get(name, name)) for name in facts.get("filled", ()))


def _documents(facts: Facts) -> str:
    document, status = facts.get("document"), facts.get("status")
    if not document:
        return ""
    said = f"{DOCUMENTS.get(document, document)}: {RECEIPT_STATUSES.get(str(status), status)}"
    return " · ".join(part for part in (said, str(facts.get("why") or "")) if part)


STORIES: Mapping[str, Callable[[Facts], str]] = {
    "paid": _money,
    "refund_promised": _money,
    "refunded": _amount,
    "refund_failed": lambda facts: str(facts.get("why", "")),
    "mismatch": _amount,
    "duplicate_payment": _amount,
    "late_payment": _late,
    "cancelled": _cancelled,
    "dispute": _dispute,
    "fraud_warning": lambda facts: str(facts.get("reason", "")),
    "payment_not_opened": lambda facts: str(facts.get("why", "")),
    "attention_cleared": _note,
    "packed": _shipped,
    "unpacked": _shipped,
    "shipped": _shipped,
    "customs_facts": _filled,
}
