"""A change that came too late: customs had taken the parcel in, and the shop did not know it yet.

Money may go back in the very minute in which customs accepts. The amended revision is refused then,
for its documents are locked; what was declared before stands, and the refund is told as one that
came afterwards (protocol §9.7). Anything else that was to change needs a withdrawal, and a person.
"""

import copy
from typing import Any

from storefront.orders import Order

from .changing import REFUNDED, Json, write_refunds
from .models import Dossier, DossierRevision
from .opening import revise
from .refunds import part_from
from .states import State, move

OF_MONEY = ("freight", "insurance")
"""What of a waybill falls with a refund."""
OF_THE_WAY = (*OF_MONEY, "revision", "status", "shipped_at")


def stand_by_what_was_declared(
    order: Order, dossier: Dossier, base: DossierRevision, stood: State
) -> bool:
    """Let the revision that customs took in count again, and tell what went back meanwhile.

    False, with nothing changed, when the refused revision was to change more than money.
    """
    refused = max(dossier.revisions, key=lambda each: each.revision)
    parts = [part_from(each) for each in dossier.payment.get("refunds", [])]
    late = [part for part in parts if part.amends and part.since > base.revision]
    before, after = base.body["data"], refused.body["data"]
    if not late or _facts(before) != _facts(after):
        return False
    for part in late:
        part.amends = False
    dossier.payment = {**dossier.payment, "refunds": [part.as_json() for part in parts]}
    dossier.findings = []
    move(dossier, stood)
    data = copy.deepcopy(after)
    for name in ("order", "payment"):
        data[name] = {**copy.deepcopy(before[name]), "revision": after[name]["revision"] + 1}
    data["waybill"] |= {name: before["waybill"][name] for name in OF_MONEY}
    data["waybill"]["revision"] += 1
    write_refunds(data["payment"], order, dossier, parts)
    revise(dossier, REFUNDED, data, ["/order", "/payment", "/waybill"])
    return True


def _facts(data: Json) -> Any:
    """What the documents say besides money, and where the parcel is."""
    way = {name: told for name, told in data["waybill"].items() if name not in OF_THE_WAY}
    return data["parties"], data["order"]["lines"], way
