"""The locks on every door: headers, forged forms, odd bytes, too many tries."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront.config import Settings
from storefront.errors import ShopError
from storefront.markets import gettext as _

from .tries import MEMORY

csrf = CSRFProtect()
limiter = Limiter(
    get_remote_address,
    default_limits=[],
    strategy="moving-window",
    in_memory_fallback_enabled=True,  # a shop whose Redis is away goes on, and counts by itself
)


def register(app: Flask, settings: Settings) -> None:
    """Lock the doors."""
    app.before_request(refuse_endless_forms)  # before anything reads the form
    csrf.init_app(app)
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or f"{MEMORY}://"
    app.config.setdefault("RATELIMIT_HEADERS_ENABLED", False)
    limiter.init_app(app)
    if settings.production:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname]
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    policy = content_security_policy(settings)
    app.before_request(refuse_odd_bytes)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(), camera=(), microphone=()"
        )
        if settings.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def content_security_policy(settings: Settings) -> str:
    """Only our own files; forms may go to us and on to Stripe's page (redirects count there)."""
    stripe = "https://checkout.stripe.com"
    if settings.stripe_api_base:
        stripe += f" {settings.stripe_api_base}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self' {stripe}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def refuse_endless_forms() -> None:
    """Refuse a form without files that is large or has very many fields.

    The parser sets no limit for these, and millions of fields keep a processor busy for seconds.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    limits = current_app.config
    if (request.content_length or 0) > limits["MAX_FORM_MEMORY_SIZE"]:
        abort(413)
    if request.get_data().count(b"&") >= limits["MAX_FORM_PARTS"]:
        abort(413)


def refuse_odd_bytes() -> None:
    """Refuse what no browser sends and databases disagree about: NUL, lone surrogates, a body
    of unstated length (some servers cut it at the limit and call it whole)."""
    if request.method in ("POST", "PUT", "PATCH") and "chunked" in request.headers.get(
        "Transfer-Encoding", ""
    ):
        raise ShopError(_("Please send a body of stated length."), 411)
    texts = [request.path, *request.args.keys(), *request.args.values()]
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        texts += [*request.form.keys(), *request.form.values()]
    for text in texts:
        if "\x00" in text or not _encodable(text):
            raise ShopError(_("Your request contains characters that cannot be read."), 400)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def require_same_origin() -> None:
    """Guard forms on pages that are the same for everyone and so carry no token.

    Browsers say truthfully where a form was; a request that says neither came from no browser.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    else:
        origin = request.headers.get("Origin")
        if origin is None or _host_of(origin) == request.host:
            return
    raise ShopError(_("This form was sent from another site, so nothing was changed."), 403)


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # no address at all
        return None
