"""Native result codes of the customs authority and what they mean in the protocol."""

from dataclasses import dataclass

DOCUMENTS = ("order", "payment", "waybill", "list")

# returnStatus of a CEB receipt -> status of the protocol (specification 202205, section 5).
BY_RETURN_STATUS = {
    "1": "stored",
    "2": "declaring",
    "3": "sent",
    "4": "send_failed",
    "100": "rejected",
    "120": "accepted",
    "300": "manual_review",
    "399": "closed",
    "500": "inspection",
    "501": "detained",
    "502": "detained",
    "503": "detained",
    "505": "transferred",
    "599": "detained",
    "600": "suspended",
    "700": "returned",
    "800": "released",
    "899": "cleared",
}

# Later rank wins when two receipts carry the same instant.
RANK = (
    "received",
    "stored",
    "declaring",
    "sent",
    "send_failed",
    "accepted",
    "rejected",
    "manual_review",
    "inspection",
    "detained",
    "suspended",
    "transferred",
    "released",
    "closed",
    "cleared",
    "returned",
    "error",
    "cancelled",
)

LOCKED = frozenset({"120", "399", "800", "899"})
RELEASED = frozenset({"800", "899"})

RECEIPT_MESSAGE = {
    "order": "CEB304Message",
    "payment": "CEB404Message",
    "waybill": "CEB506Message",
    "list": "CEB604Message",
    "return": "CEB214Message",
    "all": "CEB606Message",
}

_TEXTS = {
    "2": (None, "新增申报成功[{guid}]"),
    "100": (None, "退单: {reason}"),
    "120": ("1800", "逻辑校验通过"),
    "300": ("1200", "待人工审核"),
    "399": (None, "海关审结"),
    "800": ("2600", "放行"),
}

# Codes that customs was seen to answer for a finding, where one is known.
NATIVE_CODE_OF_REASON = {
    "amount_mismatch": "1332",
    "line_count_mismatch": "1320",
    "waybill_reused": "-504012",
}

# A document whose list is already declared cannot change any more.
ALREADY_DECLARED = {
    "order": "-301011",
    "payment": "-401008",
    "waybill": "-504016",
    "list": "-301011",
    "all": "-301011",
}


@dataclass(frozen=True)
class Native:
    """One result as the authority would say it."""

    status: str
    code: str | None
    text: str


def protocol_status(native_status: str) -> str:
    """The protocol's word for a native result code; a negative code is an error."""
    if native_status.startswith("-"):
        return "error"
    return BY_RETURN_STATUS[native_status]


def native(native_status: str, guid: str, reason: str = "", reason_code: str = "") -> Native:
    """Code and text that accompany a native status in a receipt."""
    if native_status.startswith("-"):
        return Native(native_status, native_status, "清单已申报,不能修改")
    code, text = _TEXTS.get(native_status, (None, ""))
    if native_status == "100":
        code = NATIVE_CODE_OF_REASON.get(reason_code)
    return Native(native_status, code, text.format(guid=guid, reason=reason))
