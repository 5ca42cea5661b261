"""A browser without JavaScript: cookies, forms, redirects, and the headers a real one sends."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
REDIRECTS = (301, 302, 303, 307, 308)
PATIENCE_SECONDS = 60


class NoAnswer(Exception):
    """The server could not be reached, or went away while it was answering."""


@dataclass
class Form:
    """A form as it stands on a page: what a press of its button would send."""

    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What a select or a group of radio buttons offers: value and words."""
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name in self.choices or any(name == known for known, _ in self.fields)

    def __getitem__(self, name: str) -> str:
        for known, value in self.fields:
            if known == name:
                return value
        raise KeyError(name)

    def filled(self, typed: Mapping[str, str]) -> list[tuple[str, str]]:
        """What is sent when the person typed this; hidden fields stay as they are."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        return kept + [(name, value) for name, value in typed.items() if name in self]


@dataclass
class Page:
    """An answer."""

    status: int
    url: str
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as an absolute address."""
        found = self.headers.get("Location")
        return urljoin(self.url, found) if found else None

    @cached_property
    def _parsed(self) -> "_Reader":
        reader = _Reader()
        reader.feed(self.text)
        return reader

    @property
    def forms(self) -> list[Form]:
        """Every form on the page."""
        return self._parsed.forms

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [urljoin(self.url, link) for link in self._parsed.links]

    @property
    def heading(self) -> str:
        """Its first heading."""
        return " ".join(self._parsed.heading.split())

    @property
    def words(self) -> str:
        """What a person reads."""
        return " ".join(" ".join(self._parsed.said).split())

    def form(self, *names: str) -> Form:
        """The form that has all these fields."""
        for form in self.forms:
            if all(name in form for name in names):
                return form
        raise AssertionError(f"{self.url} ({self.status}) has no form with {names}: {self.heading}")


class _Reader(HTMLParser):
    """Reads forms, links and words off a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self.heading = ""
        self._form: Form | None = None
        self._select: str | None = None
        self._option: tuple[str, bool] | None = None
        self._chosen: str | None = None
        self._area: str | None = None
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag in ("h1", "script", "style", "textarea", "option"):
            self._inside.append(tag)
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        elif tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, has, self._form)

    def _control(self, tag: str, has: dict[str, str], form: Form) -> None:
        name = has.get("name", "")
        if tag == "input" and name:
            self._input(name, has, form)
        elif tag == "button" and has.get("type", "submit") == "submit":
            form.buttons.append((name, has.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = name, None
            form.choices[name] = []
        elif tag == "option" and self._select is not None:
            self._option = (has.get("value", ""), "selected" in has)
            form.choices[self._select].append((self._option[0], ""))
        elif tag == "textarea" and name:
            self._area = ""
            form.fields.append((name, ""))

    def _input(self, name: str, has: dict[str, str], form: Form) -> None:
        kind = has.get("type", "text")
        if kind in ("radio", "checkbox"):
            value = has.get("value", "on")
            form.choices.setdefault(name, []).append((value, ""))
            if "checked" in has:
                form.fields.append((name, value))
        elif kind in ("submit", "image"):
            form.buttons.append((name, has.get("value", "")))
        elif kind != "file":
            form.fields.append((name, has.get("value", "")))

    def handle_data(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if inside == "h1":
            self.heading += data
        if inside not in ("script", "style"):
            self.said.append(data)
        if self._form is None:
            return
        if inside == "option" and self._select is not None and self._option is not None:
            value, _ = self._form.choices[self._select][-1]
            self._form.choices[self._select][-1] = (value, data.strip())
        elif inside == "textarea" and self._area is not None:
            self._area += data
            name, _ = self._form.fields[-1]
            self._form.fields[-1] = (name, self._area)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()
        if tag == "option" and self._option is not None:
            if self._option[1]:
                self._chosen = self._option[0]
            self._option = None
        elif tag == "select" and self._form is not None and self._select is not None:
            offered = self._form.choices[self._select]
            chosen = self._chosen if self._chosen is not None else (offered or [("", "")])[0][0]
            self._form.fields.append((self._select, chosen))
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "form":
            self._form = None


class Browser:
    """One person's browser: keeps cookies by host, sends what Chrome sends."""

    def __init__(
        self, home: str, *, address: str = "198.51.100.1", language: str = "en-US,en;q=0.9"
    ) -> None:
        self.home = home
        self.address = address
        """The person's own network address, as a proxy in front of the shop would tell it."""
        self.language = language
        self.cookies: dict[str, dict[str, str]] = {}
        self.here = ""
        """The page that is open."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """Open a page and follow where it leads."""
        return self._follow("GET", url, b"", dict(headers or {}))

    def post(
        self,
        url: str,
        fields: Mapping[str, str] | list[tuple[str, str]],
        *,
        follow: bool = True,
    ) -> Page:
        """Send a form and follow where it leads."""
        body = urlencode(list(fields.items()) if isinstance(fields, Mapping) else fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if not follow:
            return self.once("POST", url, body, headers)
        return self._follow("POST", url, body, headers)

    def submit(
        self,
        page: Page,
        form: Form,
        typed: Mapping[str, str] | None = None,
        *,
        button: tuple[str, str] | None = None,
        follow: bool = True,
    ) -> Page:
        """Fill in a form of a page and press its button."""
        fields = form.filled(typed or {})
        if button:
            fields.append(button)
        url = urljoin(page.url, form.action) if form.action else page.url
        if form.method == "get":
            return self.get(f"{url.split('?')[0]}?{urlencode(fields)}")
        return self.post(url, fields, follow=follow)

    def json(self, url: str, body: Any = None) -> Any:
        """Ask a machine's door; raises AssertionError on a refusal."""
        if body is None:
            page = self.once("GET", url, b"", {"Accept": "application/json"})
        else:
            page = self.once(
                "POST", url, json.dumps(body).encode(), {"Content-Type": "application/json"}
            )
        assert page.status < 400, f"{url}: {page.status} {page.text[:500]}"
        return json.loads(page.body)

    def _follow(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Page:
        page = self.once(method, url, body, headers)
        for _ in range(10):
            if page.status not in REDIRECTS or page.location is None:
                return page
            page = self.once("GET", page.location, b"", {})
        raise AssertionError(f"{url} redirects without end")

    def once(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Page:
        """One request, no redirect followed; raises NoAnswer when nobody answers."""
        url = urljoin(self.home + "/", url)
        parts = urlsplit(url)
        host = parts.netloc
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = self._headers(method, parts.hostname or "", f"{parts.scheme}://{host}")
        sent |= headers or {}
        if body or method == "POST":
            sent["Content-Length"] = str(len(body))
        connection = http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, target, body or None, sent)
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise NoAnswer(f"{method} {url}: {type(problem).__name__} {problem}") from problem
        finally:
            connection.close()
        self._remember(parts.hostname or "", answer.headers)
        page = Page(answer.status, url, answer.headers, data)
        if answer.headers.get_content_type() == "text/html" and answer.status not in REDIRECTS:
            self.here = url
        return page

    def _headers(self, method: str, host: str, origin: str) -> dict[str, str]:
        same = self.here.startswith(origin + "/") or not self.here
        site = "same-origin" if same and self.here else ("none" if not self.here else "cross-site")
        headers = {
            "User-Agent": CHROME,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": self.language,
            "Sec-Fetch-Site": site,
            "X-Forwarded-For": self.address,
        }
        if self.here:
            parts = urlsplit(self.here)
            headers["Referer"] = self.here if same else f"{parts.scheme}://{parts.netloc}/"
        if method == "POST":
            headers["Origin"] = origin if same else "null"
        if jar := self.cookies.get(host):
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        return headers

    def _remember(self, host: str, headers: http.client.HTTPMessage) -> None:
        jar = self.cookies.setdefault(host, {})
        for line in headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or morsel["expires"].startswith("Thu, 01 Jan 1970"):
                    jar.pop(name, None)
                else:
                    jar[name] = morsel.value
