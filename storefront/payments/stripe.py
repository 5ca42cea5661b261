"""The only file that knows Stripe: calls in, plain values out. Prices are asked for in the call
itself, so nothing needs to exist at Stripe beforehand."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from storefront.config import Settings
from storefront.db import release
from storefront.markets import gettext

from . import reading
from .facts import Contested, Entry, Event, PaidOut, Returned, Session
from .trouble import BadSignature, ProviderDown, ProviderRefused

TIMEOUT = (5, 20)
"""Seconds to connect and to wait for an answer; the package alone would wait for 80."""
HASTY_TIMEOUT = (2, 5)
"""The same for a buyer who waits for a page, which can do without the answer."""
RETRIES = 2
TOLERANCE_SECONDS = 300
MALFORMED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
)
"""What reading a body raises that is no event: too deep, too large, of other types, out of time."""
PAGE = 100
CONNECTIONS = 16
"""Kept open to Stripe at most."""

WITH_MONEY = ["payment_intent.latest_charge.balance_transaction"]

T = TypeVar("T")


class Gateway:
    """The shop's connection to one Stripe account.

    `shop` marks everything this shop makes there, so that other shops' objects on the same
    account are left alone. `delayed_methods` offers ways to pay that take days.
    """

    def __init__(
        self, key: str, *, base: str = "", shop: str = "storefront", delayed_methods: bool = False
    ) -> None:
        self.shop = shop
        self.delayed_methods = delayed_methods
        self.livemode = "_live_" in key
        self._key, self._base = key or "sk_test_missing", base.rstrip("/")

    @property
    def api_version(self) -> str:
        """The version of Stripe's interface that this shop speaks."""
        return str(_package().api_version)

    @cached_property
    def _http(self) -> list[Any]:
        stripe, session = _package(), _http_session(self._base or "https://api.stripe.com")
        return [stripe.RequestsClient(each, session) for each in (TIMEOUT, HASTY_TIMEOUT)]

    @cached_property
    def _client(self) -> Any:
        return self._connected(self._http[0], RETRIES)

    @cached_property
    def _hasty_client(self) -> Any:
        return self._connected(self._http[1], 0)

    def _connected(self, http: Any, retries: int) -> Any:
        return _package().StripeClient(
            self._key,
            base_addresses={"api": self._base} if self._base else None,
            max_network_retries=retries,
            http_client=http,
        )

    def create_session(self, params: Mapping[str, Any], key: str) -> Session:
        """Open a Checkout Session; the same key and parameters always give the same one."""
        sessions = self._client.v1.checkout.sessions
        return reading.session(_asked(lambda: sessions.create(dict(params), _once(key))))

    def session(self, session_id: str, *, hasty: bool = False) -> Session:
        """A session with its payment and what that really came to."""
        sessions = (self._hasty_client if hasty else self._client).v1.checkout.sessions
        return reading.session(
            _asked(lambda: sessions.retrieve(session_id, {"expand": WITH_MONEY}))
        )

    def expire_session(self, session_id: str) -> bool:
        """End an open session; False when it was not open any more."""
        try:
            _asked(lambda: self._client.v1.checkout.sessions.expire(session_id))
        except ProviderRefused:
            return False
        return True

    def sessions_since(self, since: datetime) -> Iterator[Session]:
        """This shop's sessions made since then, newest first, without their payments."""
        asked = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        found = _asked(lambda: _every(self._client.v1.checkout.sessions.list(asked)))
        sessions = (reading.session(each) for each in found)
        return (each for each in sessions if each.metadata.get("shop") == self.shop)

    def session_ids_of(self, intent_id: str) -> list[str]:
        """The sessions of a payment: one, or none when it is not from a checkout."""
        asked = {"payment_intent": intent_id}
        found = _asked(lambda: self._client.v1.checkout.sessions.list(asked).data)
        return [session.id for session in found]

    def refund(
        self, intent_id: str, amount_minor: int, reason: str, metadata: Mapping[str, str], key: str
    ) -> Returned:
        """Send money back; `reason` is one of Stripe's own words."""
        asked = {
            "payment_intent": intent_id,
            "amount": amount_minor,
            "reason": reason,
            "metadata": {**metadata, "shop": self.shop},
            "expand": ["balance_transaction"],
        }
        return reading.returned(_asked(lambda: self._client.v1.refunds.create(asked, _once(key))))

    def refunds(self, intent_id: str) -> list[Returned]:
        """Every refund of a payment, whoever made it."""
        asked = {
            "payment_intent": intent_id,
            "limit": PAGE,
            "expand": ["data.balance_transaction", "data.failure_balance_transaction"],
        }
        found = _asked(lambda: _every(self._client.v1.refunds.list(asked)))
        return [reading.returned(each) for each in found]

    def dispute(self, dispute_id: str) -> Contested:
        """A dispute as it is now."""
        return reading.contested(_asked(lambda: self._client.v1.disputes.retrieve(dispute_id)))

    def events_since(self, since: datetime, types: Iterable[str]) -> Iterator[Event]:
        """Events of these types (at most 20), newest first; Stripe keeps them for 30 days."""
        asked = {
            "created": {"gte": int(since.timestamp())},
            "types": sorted(types),
            "limit": PAGE,
        }
        found = _asked(lambda: _every(self._client.v1.events.list(asked)))
        return (reading.event(each.to_dict(for_json=True)) for each in found)

    def entries_between(self, since: datetime, until: datetime) -> Iterator[Entry]:
        """Movements in the account's ledger, newest first, page by page."""
        asked = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": PAGE,
        }
        return self._entries(asked)

    def entries_of_payout(self, payout_id: str) -> list[Entry]:
        """The movements that a payout is made of, and the payout itself."""
        return list(self._entries({"payout": payout_id, "limit": PAGE}))

    def _entries(self, asked: dict[str, Any]) -> Iterator[Entry]:
        while True:
            page = _asked(partial(self._client.v1.balance_transactions.list, asked))
            yield from map(reading.entry, page.data)
            if not page.has_more:
                return
            asked = {**asked, "starting_after": page.data[-1].id}

    def payouts_since(self, since: datetime) -> list[PaidOut]:
        """Payouts made since then, newest first."""
        asked = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        found = _asked(lambda: _every(self._client.v1.payouts.list(asked)))
        return [reading.paid_out(each) for each in found]

    def owner_of_charge(self, charge_id: str) -> tuple[str, str]:
        """The payment of a charge, and the mark of the shop that asked for it."""
        found = _asked(lambda: self._client.v1.charges.retrieve(charge_id))
        marks = found.metadata.to_dict() if found.metadata else {}
        return reading.id_of(found.payment_intent), str(marks.get("shop", ""))

    def intent_of_refund(self, refund_id: str) -> str:
        """The payment that a refund gives back."""
        return reading.id_of(
            _asked(lambda: self._client.v1.refunds.retrieve(refund_id)).payment_intent
        )

    def close(self) -> None:
        """Let go of this thread's connections."""
        for http in self._http:
            http.close()


def gateway_from(settings: Settings) -> Gateway:
    """The connection that the settings describe."""
    return Gateway(
        settings.stripe_api_key,
        base=settings.stripe_api_base,
        shop=f"storefront@{urlsplit(settings.public_url).netloc}",
        delayed_methods=settings.stripe_delayed_methods,
    )


def read_event(body: bytes, signature: str, secrets: Iterable[str]) -> Event:
    """An event that Stripe signed within the last five minutes; raises BadSignature.

    The package would accept a signature from the future, so the time is checked here.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature(gettext("The body is not UTF-8.")) from None
    if not any(_signed(text, signature, secret) for secret in secrets):
        raise BadSignature(gettext("The signature does not belong to this body."))
    # both programs sign and check by the wall clock, also while a test moves the shop's own
    if abs(time.time() - _signed_at(signature)) > TOLERANCE_SECONDS:
        raise BadSignature(gettext("The signature is not from the last five minutes."))
    try:
        return reading.event(json.loads(text))
    except MALFORMED:
        raise BadSignature(gettext("The body is not an event.")) from None


def _package() -> Any:
    # Not at the top: it takes a sixth of the time in which a shop must answer for the first time.
    import stripe

    return stripe


def _signed(text: str, signature: str, secret: str) -> bool:
    stripe = _package()
    try:
        return bool(stripe.WebhookSignature.verify_header(text, signature, secret, tolerance=None))
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False


def _signed_at(signature: str) -> int:
    return next(int(part[2:]) for part in signature.split(",") if part.startswith("t="))


def _http_session(address: str) -> Any:
    """Kept connections for every thread; the way out is looked up once and not at every call."""
    import requests

    session = requests.Session()
    session.proxies = requests.utils.get_environ_proxies(address)
    session.trust_env = False
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=CONNECTIONS)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _every(page: Any) -> list[Any]:
    return list(page.auto_paging_iter())


def _asked(call: Callable[[], T]) -> T:
    """Call with no database connection held; refusals and failures in the shop's own words."""
    release()
    stripe = _package()
    try:
        return call()
    except stripe.StripeError as error:
        status = error.http_status
        if isinstance(error, stripe.APIConnectionError) or status is None:
            raise ProviderDown(f"Stripe was not reached: {error.user_message}") from error
        if status >= 500 or status in (409, 429):
            raise ProviderDown(f"Stripe: {error}", answered=status >= 500) from error
        raise ProviderRefused(f"Stripe: {error}", error.code or "") from error
