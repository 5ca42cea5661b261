"""Settings: read once from the environment, checked at start, never changed."""

import json
import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .errors import ShopError

PROJECT = Path(__file__).resolve().parent.parent


class BadSettings(ShopError):
    """The shop must not start like this."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    production: bool = False
    public_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    data_folder: Path = PROJECT / "var"
    secret_key: str = field(default="", repr=False)
    trusted_proxies: int = 0

    stripe_api_key: str = field(default="", repr=False)
    stripe_api_base: str = ""
    stripe_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    stripe_delayed_methods: bool = False
    """Offer ways to pay that take days, such as SEPA debit; they hold stock meanwhile."""

    customs_url: str = ""
    customs_secrets: tuple[str, ...] = field(default=(), repr=False)
    customs_receipt_secrets: tuple[str, ...] = field(default=(), repr=False)
    customs_allow_private: bool = False
    """In production too, the connector may live in the company's own network."""

    carrier_secrets: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Carrier code and the secret with which its news are signed; a code may come twice."""

    sealing_keys: tuple[str, ...] = field(default=(), repr=False)
    """What seals people's numbers; newest first, the older ones still open them."""

    smtp_url: str = field(default="", repr=False)
    mail_from: str = "Lumenfold <hello@lumenfold.example>"

    redis_url: str = field(default="", repr=False)
    page_cache: bool = True
    owner_password: str = field(default="", repr=False)

    @property
    def media_folder(self) -> Path:
        """Where pictures and their renditions live."""
        return self.data_folder / "media"

    @property
    def mail_folder(self) -> Path:
        """Where letters go when no SMTP server is set."""
        return self.data_folder / "mail"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS only, as soon as the shop itself does."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read and check the environment; raises BadSettings with a sentence."""
        env = os.environ if env is None else env
        production = env.get("STOREFRONT_ENV", "development") == "production"
        data_folder = Path(env.get("STOREFRONT_DATA", PROJECT / "var")).resolve()
        kept = {} if production else development_secrets(data_folder)

        def value(name: str) -> str:
            return env.get(name) or kept.get(name, "")

        settings = cls(
            production=production,
            public_url=(env.get("PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/"),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_folder / 'shop.db'}",
            data_folder=data_folder,
            secret_key=value("SECRET_KEY"),
            trusted_proxies=_count(env, "TRUSTED_PROXIES"),
            stripe_api_key=value("STRIPE_API_KEY"),
            stripe_api_base=env.get("STRIPE_API_BASE", ""),
            stripe_webhook_secrets=_several(value("STRIPE_WEBHOOK_SECRET")),
            stripe_delayed_methods=env.get("STRIPE_DELAYED_METHODS", "off") == "on",
            customs_url=env.get("CUSTOMS_URL", ""),
            customs_secrets=_several(value("CUSTOMS_SECRET")),
            customs_receipt_secrets=_several(value("CUSTOMS_RECEIPT_SECRET")),
            customs_allow_private=env.get("CUSTOMS_ALLOW_PRIVATE", "off") == "on",
            carrier_secrets=_by_carrier(value("CARRIER_SECRETS")),
            sealing_keys=_several(env.get("SEALING_KEY", "")) or (value("SECRET_KEY"),),
            smtp_url=env.get("SMTP_URL", ""),
            mail_from=env.get("MAIL_FROM", cls.mail_from),
            redis_url=env.get("REDIS_URL", ""),
            page_cache=env.get("PAGE_CACHE", "on") != "off",
            owner_password=value("OWNER_PASSWORD"),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse settings that would sell unsafely; raises BadSettings."""
        if self.stripe_api_base:
            _guard_stand_in(self.stripe_api_key, self.stripe_api_base)
        if not self.production:
            return
        for name, present in (
            ("SECRET_KEY", len(self.secret_key) >= 32),
            ("STRIPE_API_KEY", bool(self.stripe_api_key)),
            ("STRIPE_WEBHOOK_SECRET", bool(self.stripe_webhook_secrets)),
        ):
            if not present:
                raise BadSettings(f"{name} is missing or too short; a live shop needs it.")
        if self.customs_url and not (self.customs_secrets and self.customs_receipt_secrets):
            raise BadSettings(
                "CUSTOMS_URL is set, so CUSTOMS_SECRET and CUSTOMS_RECEIPT_SECRET are needed too."
            )
        if not self.public_url.startswith("https://"):
            raise BadSettings("PUBLIC_URL must begin with https:// in production.")
        if os.environ.get("CRASH_AT"):
            raise BadSettings("CRASH_AT is for tests; a live shop refuses to start with it.")


def development_secrets(folder: Path) -> dict[str, str]:
    """Random secrets of a development shop, made once and kept so that all its programs agree."""
    path = folder / "secrets.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    made = {
        "SECRET_KEY": secrets.token_hex(32),
        "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "CUSTOMS_SECRET": webhook_secret(),
        "CUSTOMS_RECEIPT_SECRET": webhook_secret(),
        "OWNER_PASSWORD": "-".join(secrets.token_hex(2) for _ in range(4)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".secrets-{secrets.token_hex(4)}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(made, indent=2))
    try:
        os.link(draft, path)  # whoever comes second reads what the first one made
    except FileExistsError:
        return development_secrets(folder)
    finally:
        draft.unlink()
    return made


def webhook_secret() -> str:
    """A fresh Standard Webhooks secret."""
    return "whsec_" + b64encode(secrets.token_bytes(32)).decode()


def _several(text: str) -> tuple[str, ...]:
    """Secrets separated by spaces or commas: two during a rotation, newest first."""
    return tuple(text.replace(",", " ").split())


def _by_carrier(text: str) -> tuple[tuple[str, str], ...]:
    """`china-post=whsec_… dhl=whsec_…`."""
    pairs = [each.partition("=") for each in _several(text)]
    if not all(code and secret.startswith("whsec_") for code, _, secret in pairs):
        raise BadSettings("CARRIER_SECRETS must look like china-post=whsec_… dhl=whsec_….")
    return tuple((code, secret) for code, _, secret in pairs)


def _count(env: Mapping[str, str], name: str) -> int:
    text = env.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise BadSettings(f"{name} must be a small whole number, not {text!r}.")
    return int(text)


def _guard_stand_in(key: str, base: str) -> None:
    host = urlsplit(base).hostname
    if not key.startswith(("sk_test_", "rk_test_")) or host not in (
        "127.0.0.1",
        "localhost",
        "::1",
    ):
        raise BadSettings(
            "STRIPE_API_BASE may only point to a stand-in on this machine, with a test key."
        )
