"""One buyer's visit over HTTP, up to the moment Stripe takes over."""

import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.client import BROWSER, Connection

TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
HIDDEN = re.compile(rb'<input[^>]*type="hidden"[^>]*>')
NAME = re.compile(rb'name="([^"]+)"')
VALUE = re.compile(rb'value="([^"]*)"')
VARIANT = re.compile(rb'name="variant"[^>]*value="(\d+)"|<option[^>]*value="(\d+)"')
SHIPPING = re.compile(rb'name="shipping"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="shipping"')


@dataclass
class Visitor:
    """A browser without JavaScript, as thin as can be."""

    port: int
    locale: str = "de-de"
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = Connection("127.0.0.1", self.port)

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, bytes, bytes]:
        """One request with cookies; returns status, head and body."""
        body = urlencode(form).encode() if form is not None else b""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"User-Agent: {BROWSER}",
            "Accept: text/html",
            f"Origin: http://127.0.0.1:{self.port}",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if form is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        status, head, answer = self.connection.ask(
            ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        )
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"set-cookie:"):
                name, _, rest = line[11:].strip().decode().partition("=")
                self.cookies[name] = rest.split(";")[0]
        return status, head, answer

    def visit(self, slugs: list[str]) -> str:
        """Three products looked at and added, basket, checkout; returns Stripe's address."""
        for slug in slugs:
            _, _, page = self.ask("GET", f"/{self.locale}/p/{slug}")
            found = VARIANT.search(page)
            assert found, f"no variant on {slug}"
            variant = (found[1] or found[2]).decode()
            status, _, _ = self.ask(
                "POST", f"/{self.locale}/basket/lines", {"variant": variant, "quantity": "1"}
            )
            assert status == 303, status
        self.ask("GET", f"/{self.locale}/basket")
        _, _, page = self.ask("GET", f"/{self.locale}/checkout")
        form = self._hidden(page) | self._address()
        shipping = SHIPPING.search(page)
        if shipping:
            form["shipping"] = (shipping[1] or shipping[2]).decode()
        status, head, answer = self.ask("POST", f"/{self.locale}/checkout", form)
        assert status == 303, (status, answer[:2000])
        return re.search(rb"(?i)location: (\S+)", head)[1].decode()  # type: ignore[index]

    def _hidden(self, page: bytes) -> dict[str, str]:
        found = {}
        for tag in HIDDEN.findall(page):
            name, value = NAME.search(tag), VALUE.search(tag)
            if name and value:
                found[name[1].decode()] = value[1].decode()
        return found

    def _address(self) -> dict[str, str]:
        return {
            "email": f"anna.{secrets.token_hex(4)}@example.org",
            "phone": "+49 30 1234567",
            "name": "Anna Muster",
            "address_line1": "Musterstraße 1",
            "city": "Berlin",
            "postal_code": "10115",
            "country": "DE",
        }
