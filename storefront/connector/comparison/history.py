"""What was declared before decides what may be declared now."""

from collections.abc import Iterator

from .check import Check, Dossier, History, said


def waybill_reused(dossier: Dossier, history: History) -> Iterator[Check]:
    """A waybill number is not used again within six months at one carrier."""
    if not dossier.waybill:
        return
    used_by = history.waybill_used_by
    yield Check(
        "waybill_reused",
        ("waybill",),
        "/waybill/waybill_no",
        "not used for six months",
        f"used by {used_by} on {(history.waybill_used_at or '')[:10]}" if used_by else "first use",
        used_by is None,
        "A waybill number may not be used again within six months at one carrier.",
    )


def already_declared(_: Dossier, history: History) -> Iterator[Check]:
    """Once customs has taken the list in, the documents are locked."""
    yield Check(
        "already_declared",
        ("order", "payment", "waybill"),
        "/revision",
        "list not declared yet",
        f"list is {history.declared_as}" if history.declared_as else "not declared",
        history.declared_as is None,
        "The list is already declared; withdraw it before sending a new revision.",
    )


def duplicate_declaration(dossier: Dossier, history: History) -> Iterator[Check]:
    """The same seller and order number were declared in another dossier; -304001 at customs."""
    yield Check(
        "duplicate_declaration",
        ("order",),
        "/order/order_no",
        "one dossier for the order, or parcels of it",
        f"also in {history.same_order_in}" if history.same_order_in else "only here",
        history.same_order_in is None,
        "The order number is also declared in another dossier.",
        blocks=False,
    )


def stale_document(dossier: Dossier, history: History) -> Iterator[Check]:
    """No document is older than the one already stored; -301014 at customs."""
    for name in ("order", "payment", "waybill"):
        stored, document = history.document_revisions.get(name), dossier.data.get(name)
        if stored is None or document is None:
            continue
        yield Check(
            "stale_document",
            (name,),
            f"/{name}/revision",
            f"at least {stored}",
            said(document["revision"]),
            document["revision"] >= stored,
            f"The {name} is older than the one already stored.",
            blocks=False,
        )
