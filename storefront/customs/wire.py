"""One HTTPS request to the connector: no redirects, no inner addresses, no endless answers."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 15.0
MOST_ANSWER_BYTES = 64 * 1024


class NotReached(Exception):
    """Nobody answered, or not in time."""


class ForbiddenAddress(Exception):
    """The address lies inside a network that the shop does not call."""


@dataclass(frozen=True)
class Answer:
    """What came back, at most 64 KiB of it; header names are in lower case."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def post(url: str, body: bytes, headers: Mapping[str, str], allow_private: bool) -> Answer:
    """POST and read the answer within 15 seconds in all; raises NotReached, ForbiddenAddress.

    The name is resolved once and the connection goes to the address that was looked at, so that
    a name cannot point elsewhere in the meantime.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    address = _address(host, port, allow_private)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    alarm = threading.Timer(TIMEOUT_SECONDS, _hang_up, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        plain = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
        connection.sock = plain
        if secure:
            connection.sock = _trusted().wrap_socket(plain, server_hostname=host)
        connection.request(
            "POST", target, body, {**headers, "Host": parts.netloc.rpartition("@")[2]}
        )
        response = connection.getresponse()
        content = response.read(MOST_ANSWER_BYTES)
        # `read` with a limit says nothing of a body that broke off.
        if response.length and len(content) < MOST_ANSWER_BYTES:
            raise http.client.IncompleteRead(content, response.length)
        text = content.decode("utf-8", "replace")
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, text, told)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotReached(f"{type(error).__name__}: {error}"[:300]) from error
    finally:
        alarm.cancel()
        connection.close()


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe; reading it from disk for each dossier would cost more than sending it."""
    return ssl.create_default_context()


def _address(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"{host} has no address: {error}") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise ForbiddenAddress(f"{host} is {address}, which is not a public address.")
    return addresses[0]


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None)
    return (inner or parsed).is_global and not (inner or parsed).is_multicast


def _hang_up(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
