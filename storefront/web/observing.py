"""Knowing how the shop is: request ids, logs, health, metrics."""

import re
import secrets
import time

import structlog
from flask import Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from storefront import outbox
from storefront.db import db

log = structlog.get_logger()

REQUESTS = Counter("shop_requests_total", "Requests answered", ["endpoint", "status"])
SECONDS = Histogram("shop_request_seconds", "Seconds from request to answer", ["endpoint"])
PROMISES = Gauge("shop_promises", "Promises in the outbox", ["state"])
OLDEST = Gauge("shop_oldest_promise_seconds", "How long the oldest due promise has waited")

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def register(app: Flask) -> None:
    """Watch every request, and answer those who ask how we are."""

    @app.before_request
    def begin() -> None:
        sent = request.headers.get("X-Request-Id", "")
        g.request_id = sent if REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        REQUESTS.labels(endpoint, response.status_code).inc()
        SECONDS.labels(endpoint).observe(seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if response.status_code >= 500 or seconds > 1:
            log.warning(
                "slow_or_failed",
                endpoint=endpoint,
                status=response.status_code,
                milliseconds=round(seconds * 1000),
            )
        return response

    @app.get("/healthz")
    def healthz() -> Response:
        """The process answers."""
        return Response("ok\n", mimetype="text/plain")

    @app.get("/readyz")
    def readyz() -> Response:
        """The process can sell: it reaches its database."""
        try:
            db.session.connection().exec_driver_sql("SELECT 1 FROM orders LIMIT 1")
        except Exception as error:
            log.warning("not_ready", error=type(error).__name__)
            return Response("not ready\n", 503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        """For Prometheus on this machine; the public sees nothing here."""
        if request.remote_addr not in ("127.0.0.1", "::1") or "X-Forwarded-For" in request.headers:
            abort(404)
        for state, count in outbox.counts().items():
            PROMISES.labels(state).set(count)
        OLDEST.set(outbox.oldest_due_seconds())
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
