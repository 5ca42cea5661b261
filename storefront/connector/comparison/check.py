"""What a rule looks at and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One comparison: what was expected, what was found, where, and whether it holds."""

    code: str
    documents: tuple[str, ...]
    pointer: str
    expected: str
    actual: str
    holds: bool
    message: str
    blocks: bool = True

    def as_json(self) -> Json:
        return {**vars(self), "documents": list(self.documents)}

    def as_reason(self) -> Json:
        """The form a reason has in a receipt."""
        return {
            "code": self.code,
            "pointer": self.pointer,
            "expected": self.expected,
            "actual": self.actual,
            "message": self.message,
        }


@dataclass(frozen=True)
class History:
    """What the connector's own store knows besides the dossier being compared."""

    waybill_used_by: str | None = None
    waybill_used_at: str | None = None
    declared_as: str | None = None
    same_order_in: str | None = None
    document_revisions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Dossier:
    """A received dossier, its three documents at hand."""

    data: Json

    @property
    def order(self) -> Json | None:
        return self.data.get("order")

    @property
    def payment(self) -> Json | None:
        return self.data.get("payment")

    @property
    def waybill(self) -> Json | None:
        return self.data.get("waybill")

    @property
    def leaves_china(self) -> bool:
        """Whether China's export rules apply; other regimes need no Chinese codes."""
        return str(self.data["regime"].get("export") or "").startswith("CN-")

    def party(self, name: str) -> Json:
        return dict(self.data["parties"][name])


Rule = Callable[[Dossier, History], Iterator[Check]]


def number(text: str | None) -> Decimal:
    """An exact decimal; absent counts as zero."""
    return Decimal(text or "0")


def plain(value: Decimal) -> str:
    """A decimal without exponent, with at least the two places of most money."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{value:.{places}f}"


def said(value: object) -> str:
    """A value as shown beside another; absence is a dash."""
    return "–" if value is None or value == "" else str(value)
