"""What one connector is told when it starts."""

from dataclasses import dataclass, field
from pathlib import Path

from .ceb import Broker

PROTOCOL_VERSION = "2026-11-01"
MAX_BODY_BYTES = 1_048_576
RECEIPTS_PATH = "/api/customs/v1/receipts"


@dataclass(frozen=True)
class Settings:
    """Secrets, places and pace; all delays are in seconds.

    `secrets` are the shop's signing secrets, several during a rotation; `receipt_secret` is the
    connector's own, with which it signs what it sends to `shop_url`. CEB messages are written below
    `state`, in `ceb/`.
    """

    state: Path
    secrets: tuple[str, ...] = field(repr=False)
    receipt_secret: str = field(repr=False)
    shop_url: str = "http://127.0.0.1:8000"
    step_delay: float = 1.0
    retry_base: float = 1.0
    retry_ceiling: float = 300.0
    retry_for: float = 259_200.0
    send_timeout: float = 15.0
    simulated: bool = True
    """Whether the office answers by itself; else its answers are read from a folder of receipts."""
    broker: Broker = field(default_factory=Broker)
