"""Fetching a picture from an address that a stranger wrote, without being led astray.

Only http and https to public addresses. The name is resolved once, every answer is checked, and the
connection goes to the checked address, so a name cannot mean something else a moment later.
Redirects are checked like first addresses. Proxies of the environment are not asked.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from storefront.errors import ShopError
from storefront.markets import gettext

from .pictures import MOST_BYTES

SECONDS = 20.0
PATIENCE = 8.0
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses that carry another address inside: what is inside may be private.
TUNNELS = tuple(
    ipaddress.ip_network(each)
    for each in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")
)


class Unreachable(ShopError):
    """The picture could not be had; the sentence says why."""


class HostDown(Unreachable):
    """Nobody answers there at all; asking for another picture would not help."""


def is_public(address: Address) -> bool:
    """Whether an address is out on the Internet, and not this machine or its neighbours."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in tunnel for tunnel in TUNNELS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(
    url: str, *, allowed: Callable[[Address], bool] = is_public, ports: frozenset[int] | None = None
) -> bytes:
    """The bytes at an address, at most 10 MB within 20 seconds; raises Unreachable."""
    deadline = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = _ask(url, allowed, ports, deadline)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise HostDown(_reason(error)) from error
    raise Unreachable(gettext("The address leads in a circle."))


def _ask(
    url: str, allowed: Callable[[Address], bool], ports: frozenset[int] | None, deadline: float
) -> bytes | str:
    """The body, or where it has moved to."""
    parts = urlsplit(url.strip())
    host, port = _target(parts, ports)
    address = _resolve(host, port, allowed)
    connection = _Checked(host, port, address, parts.scheme == "https")
    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        headers = {"Accept": "image/*", "User-Agent": "Storefront picture import"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if time.monotonic() > deadline:
            raise TimeoutError
        if answer.status in (301, 302, 303, 307, 308):
            return answer.headers.get("Location") or ""
        if answer.status != 200:
            raise Unreachable(
                gettext("The server answered %(status)s.") % {"status": answer.status}
            )
        return _body(answer, deadline)
    finally:
        alarm.cancel()
        connection.close()


def _target(parts: SplitResult, ports: frozenset[int] | None) -> tuple[str, int]:
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unreachable(gettext("This is not an http or https address."))
    if parts.username is not None or parts.password is not None:
        raise Unreachable(gettext("An address with a password is not followed."))
    port = parts.port or PORTS[parts.scheme]
    if port not in (ports or frozenset(PORTS.values())):
        raise Unreachable(gettext("An address with an unusual port is not followed."))
    host = parts.hostname
    return (host if host.isascii() else host.encode("idna").decode("ascii")), port


def _resolve(host: str, port: int, allowed: Callable[[Address], bool]) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not all(allowed(ipaddress.ip_address(each)) for each in addresses):
        raise Unreachable(gettext("This address is not on the public Internet."))
    return addresses[0]


class _Checked(http.client.HTTPConnection):
    """A connection to an address that was checked, in the name of its host."""

    def __init__(self, host: str, port: int, address: str, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.address = address
        self.secure = secure
        self.default_port = PORTS["https" if secure else "http"]

    def connect(self) -> None:
        """Open the connection, encrypted where asked for."""
        self.sock = socket.create_connection((self.address, self.port), PATIENCE)
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread; a server that drips its headers meets no other limit."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(65_536):
        size += len(part)
        if size > MOST_BYTES:
            raise Unreachable(gettext("A picture has at most 10 MB."))
        if time.monotonic() > deadline:
            raise Unreachable(gettext("The server took too long."))
        parts.append(part)
    return b"".join(parts)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return gettext("The server took too long.")
    if isinstance(error, socket.gaierror):
        return gettext("The host is not known.")
    if isinstance(error, ssl.SSLError):
        return gettext("The server could not prove who it is.")
    return gettext("The server could not be reached.")
