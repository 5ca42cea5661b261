"""All three documents must be there and in force."""

from collections.abc import Iterator

from .check import Check, Dossier, History, Json, said

_VOID = frozenset({"cancelled", "canceled", "void", "voided", "replaced", "failed", "refused"})
_NOT_PAID = _VOID | {"pending", "processing", "unpaid", "requires_payment", "expired"}


def order_missing(dossier: Dossier, _: History) -> Iterator[Check]:
    """An order is present and not cancelled."""
    yield _presence("order_missing", "order", dossier.order, _VOID)


def payment_missing(dossier: Dossier, _: History) -> Iterator[Check]:
    """A payment is present and money was taken."""
    yield _presence("payment_missing", "payment", dossier.payment, _NOT_PAID)


def waybill_missing(dossier: Dossier, _: History) -> Iterator[Check]:
    """A waybill is present and in force."""
    yield _presence("waybill_missing", "waybill", dossier.waybill, _VOID)


def _presence(code: str, name: str, document: Json | None, void: frozenset[str]) -> Check:
    status = document["status"] if document else "absent"
    return Check(
        code,
        (name,),
        f"/{name}/status" if document else f"/{name}",
        "in force",
        status,
        document is not None and status.lower() not in void,
        f"The {name} must be present and in force; it is {said(status)}.",
    )
