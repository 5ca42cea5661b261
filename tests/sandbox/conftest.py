"""A sandbox over real HTTP, the unmodified stripe client, and an endpoint that hears events."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import stripe

from storefront.sandbox.stripe import Options, Webhook, running

SECRET = "whsec_for_tests_only"
CARD = {"card_number": "4242 4242 4242 4242", "exp": "12/40", "cvc": "123", "name": "Kim Test"}


def until(true: Callable[[], Any], seconds: float = 5) -> Any:
    """What the function says as soon as it says something; fails after some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"still not so after {seconds} s")


class Ear:
    """A webhook endpoint that verifies signatures as a shop does."""

    def __init__(self) -> None:
        self.events: list[stripe.Event] = []
        self.refusals: list[str] = []
        self.failures = 0  # how many requests to answer with a 500 first
        ear = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(ear.hear(body, self.headers["Stripe-Signature"]))
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/stripe"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def hear(self, body: bytes, signature: str) -> int:
        if self.failures > 0:
            self.failures -= 1
            return 500
        try:
            event = stripe.Webhook.construct_event(body, signature, SECRET)
        except (ValueError, stripe.SignatureVerificationError) as problem:
            self.refusals.append(repr(problem))
            return 400
        self.events.append(event)
        return 200

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def forget(self) -> None:
        self.events.clear()
        self.refusals.clear()
        self.failures = 0

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def order(amount: int = 2000, currency: str = "usd", **more: Any) -> dict[str, Any]:
    """What a shop sends to open a Checkout Session."""
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": "http://shop.test/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/cart",
        "client_reference_id": "order-1",
        "customer_email": "kim@example.com",
        "metadata": {"order": "1", "attempt": "1", "shop": "test"},
        "payment_intent_data": {"metadata": {"order": "1"}, "description": "Order 1"},
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency,
                    "unit_amount": amount,
                    "product_data": {"name": "Mug"},
                },
            }
        ],
        **more,
    }


@dataclass
class Desk:
    """Everything a test needs to buy, look and meddle."""

    url: str
    ear: Ear
    until = staticmethod(until)
    order = staticmethod(order)
    card = CARD
    client: stripe.StripeClient = field(init=False)
    browser: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.client = stripe.StripeClient(
            "sk_test_desk",
            base_addresses={"api": self.url},
            max_network_retries=2,
            http_client=stripe.RequestsClient(timeout=10, session=self.browser),
        )

    @property
    def impatient(self) -> Any:
        """A client that never tries again."""
        client = stripe.StripeClient(
            "sk_test_desk",
            base_addresses={"api": self.url},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=10, session=self.browser),
        )
        return client.v1

    @property
    def v1(self) -> Any:
        return self.client.v1

    def control(self, path: str, **wish: Any) -> Any:
        answer = self.browser.post(f"{self.url}/_sandbox/{path}", json=wish)
        answer.raise_for_status()
        return answer.json()

    def look(self, path: str) -> Any:
        return self.browser.get(f"{self.url}/_sandbox/{path}").json()

    def session(self, amount: int = 2000, currency: str = "usd", **more: Any) -> Any:
        return self.v1.checkout.sessions.create(order(amount, currency, **more))

    def press_pay(self, session: Any, **form: str) -> requests.Response:
        return self.browser.post(session.url, data=CARD | form, allow_redirects=False)

    def answer(self, page: requests.Response, answer: str) -> requests.Response:
        url = self.url + page.headers["Location"]
        return self.browser.post(url, data={"answer": answer}, allow_redirects=False)

    def paid(self, amount: int = 2000, currency: str = "usd", **form: str) -> Any:
        session = self.session(amount, currency)
        assert self.press_pay(session, **form).status_code == 303
        return self.again(session)

    def again(self, session: Any, *expand: str) -> Any:
        return self.v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)})

    def charge(self, session: Any) -> Any:
        path = "payment_intent.latest_charge.balance_transaction"
        return self.again(session, path).payment_intent.latest_charge

    def heard(self, type: str) -> Any:
        """The first event of this type, as soon as it is there."""
        return until(lambda: next((e for e in self.ear.events if e.type == type), None))

    def close(self) -> None:
        self.browser.close()

    def booked(self, session: Any) -> Any:
        return until(lambda: self.charge(session).balance_transaction)


SETTINGS = {"booking_delay": 0.1, "refund_delay": 0.1, "retry_delays": (0.05, 0.1, 0.2)}


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="module")
def place(ear: Ear) -> Iterator[str]:
    with running(Options(webhooks=(Webhook(ear.url, SECRET),), settings=SETTINGS)) as sandbox:
        yield sandbox.url


@pytest.fixture
def desk(place: str, ear: Ear) -> Iterator[Desk]:
    """The module's sandbox, freshly reset; at the end every answer must have fitted its type."""
    desk = Desk(place, ear)
    desk.control("reset")
    ear.forget()
    yield desk
    assert desk.look("violations") == []
    assert ear.refusals == []
    desk.close()


@pytest.fixture
def start(ear: Ear) -> Callable[..., Any]:
    """Starts a sandbox of one's own: `with start(state=path) as desk`."""

    @contextmanager
    def starter(**options: Any) -> Iterator[Desk]:
        ear.forget()
        webhooks = (Webhook(ear.url, SECRET),)
        settings = SETTINGS | options.pop("settings", {})
        with running(Options(webhooks=webhooks, settings=settings, **options)) as sandbox:
            desk = Desk(sandbox.url, ear)
            yield desk
            assert desk.look("violations") == []
            desk.close()

    return starter
