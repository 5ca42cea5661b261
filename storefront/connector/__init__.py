"""The reference customs connector: a program of its own that knows only the published protocol."""

from .server import Running, Server, running
from .settings import PROTOCOL_VERSION, Settings
from .signatures import key_of, sign, verify

__all__ = [
    "PROTOCOL_VERSION",
    "Running",
    "Server",
    "Settings",
    "key_of",
    "running",
    "sign",
    "verify",
]
