"""What an audit is made of: the ledgers at one moment, and rules that are named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .ledgers import Connector, Provider, Shop


@dataclass(frozen=True)
class Books:
    """All ledgers at one moment; `drained` says that nothing should be under way any more."""

    shop: Shop
    provider: Provider | None
    connector: Connector | None
    now: datetime
    drained: bool = False


Check = Callable[[Books], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a rule under the name that the report shows."""

    def register(rule: Check) -> Check:
        CHECKS[name] = rule
        return rule

    return register
