"""The door counter: sees each arriving person before any page, cached or not, is shown.

It stands in front of Flask, because a page from the cache never reaches Flask.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from flask import Flask

from storefront import clock, traffic
from storefront.config import Settings
from storefront.db import AWAY, db, transaction
from storefront.markets import Locale

from .arriving import (
    COOKIE,
    Stay,
    answer_in,
    cookies_in,
    is_objecting,
    page_locale,
    product_page,
    signature_of,
    stay_of,
    text_of,
)
from .guestbook import Guestbook
from .tally import Tally

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

STAFF_COOKIE = "staff"
REFRESH_SECONDS = 300
MILLISECOND = timedelta(milliseconds=1)
"""The grain in which instants of visits are kept."""
MOST_COUNTED = 20_000


class DoorCounter:
    """WSGI middleware that recognises arrivals and has them written down.

    Each arrival is in the guestbook before its page is shown, and a little later in the database,
    together with others.
    """

    def __init__(self, app: Flask, inner: "WSGIApplication", settings: Settings) -> None:
        self.app = app
        self.inner = inner
        self.own_host = (urlsplit(settings.public_url).hostname or "").removeprefix("www.")
        self.salt = (clock.now().date(), secrets.token_hex(16))
        self.cookie_end = "; Path=/; HttpOnly; SameSite=Lax" + (
            "; Secure" if settings.secure_cookies else ""
        )
        self.counted: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.tally = Tally(app)
        self.guestbook = Guestbook(settings.data_folder)
        self.writer: threading.Thread | None = None
        self.arrived = threading.Event()
        self.starting = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        cookie = self._arrive(environ)
        note_page = environ.get("storefront.note_page")
        if cookie is None and note_page is None:
            return self.inner(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if note_page and status.startswith(("200", "304")):
                note_page()
            if cookie is None:
                return start_response(status, headers, exc_info)
            # With one person's cookie on it, the answer is no longer everybody's.
            own = [
                (name, _private(value) if name == "Cache-Control" else value)
                for name, value in headers
            ]
            return start_response(status, [*own, ("Set-Cookie", cookie)], exc_info)

        return self.inner(environ, start)

    def _arrive(self, environ: "WSGIEnvironment") -> str | None:
        """Note an arrival; returns the cookie to set, if any."""
        locale = page_locale(environ)
        if locale is None:
            return None
        try:
            cookies = cookies_in(environ.get("HTTP_COOKIE", ""))
            agent = traffic.agent_of(environ.get("HTTP_USER_AGENT", ""))
            if STAFF_COOKIE in cookies:
                return None
            product = product_page(environ, locale)
            if agent is traffic.Agent.CRAWLER:
                self._expect_reader(environ, product)
                return None
            stay = Stay.read(cookies.get(COOKIE, ""))
            origin = traffic.classify(
                environ.get("HTTP_REFERER", ""),
                environ.get("QUERY_STRING", ""),
                {self.own_host, environ.get("HTTP_HOST", "").split(":")[0].removeprefix("www.")},
            )
            basis = traffic.basis_of(
                locale.country, answer_in(cookies), objects=is_objecting(environ)
            )
            if product and agent is traffic.Agent.PERSON:
                environ["storefront.note_page"] = partial(self.look_at, environ, *product)
            if basis.is_anonymous:
                return self._count(stay, origin, locale, agent, basis, environ)
            return self._note(stay, origin, locale, agent, basis, environ)
        except Exception:  # a page must never fail because it could not be counted
            log.exception("visit_not_counted")
            return None

    def _note(
        self,
        stay: Stay | None,
        origin: traffic.Origin,
        locale: Locale,
        agent: traffic.Agent,
        basis: traffic.Basis,
        environ: "WSGIEnvironment",
    ) -> str | None:
        now = int(clock.now().timestamp())
        source = signature_of(origin) if origin.is_touch else ""
        idle = stay is None or now - stay.seen > traffic.IDLE.total_seconds()
        new_source = bool(source) and (stay is None or idle or source != stay.source)
        if stay and not idle and not new_source:
            if now - stay.seen < REFRESH_SECONDS:
                return None
            return self.cookie(Stay(stay.journey, stay.visit, now, stay.source), basis)
        known = stay is not None and (basis.is_lasting or not idle)
        visit = stay.visit if stay and not idle else traffic.new_visit_id()
        here = Stay(
            stay.journey if stay and known else visit,
            visit,
            now,
            source or (stay.source if stay and known else ""),
        )
        told = origin if basis.is_lasting else replace(origin, click_ids={})
        landing = _landing(here.visit, here.journey, told, locale, agent, basis, environ)
        if stay and not idle:  # later than the visit's beginning, even within one millisecond
            landing = replace(landing, at=landing.at + MILLISECOND)
        self._write_down(landing, environ)
        environ["storefront.stay"] = here
        return self.cookie(here, basis)

    def _count(
        self,
        stay: Stay | None,
        origin: traffic.Origin,
        locale: Locale,
        agent: traffic.Agent,
        basis: traffic.Basis,
        environ: "WSGIEnvironment",
    ) -> str | None:
        """Count somebody who is not to be recognised: once a day, and once for each source, under
        a number that cannot be traced back once its day is over and is joined to nothing."""
        visit = environ["storefront.visit"] = self._number_of_today(environ)
        source = signature_of(origin) if origin.is_touch else ""
        if (visit, source) not in self.counted:
            self.counted[visit, source] = None
            while len(self.counted) > MOST_COUNTED:
                self.counted.popitem(last=False)
            told = replace(origin, click_ids={})
            self._write_down(_landing(visit, "", told, locale, agent, basis, environ), environ)
        return f"{COOKIE}=; Max-Age=0{self.cookie_end}" if stay else None

    def _expect_reader(self, environ: "WSGIEnvironment", product: tuple[str, str] | None) -> None:
        """What AI assistants read of the shop is what they may recommend."""
        assistant = traffic.assistant_of(environ.get("HTTP_USER_AGENT", ""))
        if assistant and product:
            environ["storefront.note_page"] = partial(self.be_read, assistant, *product)

    def be_read(self, assistant: str, slug: str, country: str) -> None:
        """A product's page was shown to an AI assistant's crawler."""
        self.tally.read(assistant, slug, country)
        self.wake()

    def look_at(self, environ: "WSGIEnvironment", slug: str, country: str) -> None:
        """A product's page was shown to somebody."""
        self.tally.look_at(slug, country)
        if assistant := environ.get("storefront.sent_by"):
            self.tally.be_sent(assistant, slug, country)
        self.reach(environ, traffic.Step.PRODUCT)

    def take(self, environ: "WSGIEnvironment", variant_id: int, country: str) -> None:
        """A variant was put into a basket. Never fails: a sale is worth more than its counting."""
        try:
            agent = traffic.agent_of(environ.get("HTTP_USER_AGENT", ""))
        except Exception:
            log.exception("basket_not_counted")
            return
        if agent is not traffic.Agent.PERSON or STAFF_COOKIE in environ.get("HTTP_COOKIE", ""):
            return
        self.tally.take(variant_id, country)
        self.reach(environ, traffic.Step.BASKET)

    def reach(self, environ: "WSGIEnvironment", step: traffic.Step) -> None:
        """The visit of this request got this far; written down a little later."""
        stay = stay_of(environ)
        if visit := environ.get("storefront.visit") or (stay.visit if stay else ""):
            self.tally.reach(visit, step)
            self.wake()

    def _number_of_today(self, environ: "WSGIEnvironment") -> str:
        """The same for one browser all day long, in this process; the salt is kept nowhere else and
        is thrown away with its day, so that afterwards nobody can work out whose it was."""
        if self.salt[0] != clock.now().date():
            self.salt = (clock.now().date(), secrets.token_hex(16))
        told = "\n".join(
            (
                self.salt[1],
                environ.get("REMOTE_ADDR", ""),
                environ.get("HTTP_X_FORWARDED_FOR", ""),
                environ.get("HTTP_USER_AGENT", ""),
            )
        )
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]

    def cookie(self, stay: Stay, basis: traffic.Basis) -> str:
        """The cookie that recognises a person: for months where that is allowed, else until the
        browser is closed."""
        lasting = f"; Max-Age={traffic.VISITOR_DAYS * 86_400}" if basis.is_lasting else ""
        return f"{COOKIE}={stay.write()}{lasting}{self.cookie_end}"

    def _write_down(self, landing: traffic.Landing, environ: "WSGIEnvironment") -> None:
        self.guestbook.write(landing)
        if landing.origin.channel == traffic.ASSISTANTS:
            environ["storefront.sent_by"] = landing.origin.source[:40]
        self.wake()

    def wake(self) -> None:
        """Have what is noted written down soon, also what was left at the last stop."""
        self.arrived.set()
        if self.writer is None or not self.writer.is_alive():
            with self.starting:
                if self.writer is None or not self.writer.is_alive():
                    self.writer = threading.Thread(target=self._keep_writing, daemon=True)
                    self.writer.start()

    def _keep_writing(self) -> None:
        while True:
            self.arrived.wait()
            time.sleep(0.5)  # others arrive meanwhile, and one write does for all
            self.arrived.clear()
            self.flush_or_log()

    def let_in(self) -> None:
        """Have the database know of all who came until now, also to other processes of this
        machine."""
        self.guestbook.empty(self._record)

    def flush(self) -> None:
        """Have the database know all that happened until now."""
        self.let_in()
        self.tally.write()

    def flush_or_log(self) -> None:
        """As `flush`; what fails is logged and stays for the next time."""
        try:
            self.flush()
        except Exception:
            log.exception("visits_not_written")

    def _record(self, landings: list[traffic.Landing]) -> None:
        """Write arrivals down; one that the database does not take is left out."""
        try:
            with self.app.app_context():
                try:
                    with transaction():
                        traffic.record(landings)
                finally:
                    db.session.remove()
        except AWAY:
            raise  # they stay in the book
        except Exception:
            if len(landings) > 1:
                for landing in landings:
                    self._record([landing])
            else:
                log.exception("visit_not_counted")


def _landing(
    visit: str,
    journey: str,
    origin: traffic.Origin,
    locale: Locale,
    agent: traffic.Agent,
    basis: traffic.Basis,
    environ: "WSGIEnvironment",
) -> traffic.Landing:
    return traffic.Landing(
        visit,
        journey,
        clock.now(),
        locale.country,
        locale.language,
        text_of(environ.get("PATH_INFO", "")),
        origin,
        automated=agent is traffic.Agent.TOOL,
        basis=basis,
    )


def _private(cache_control: str) -> str:
    return cache_control.replace("public", "private")
