"""The way to the connector, and who we are on it."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from storefront.config import BadSettings, Settings
from storefront.per_shop import PerShop

from .company import Company, company_from
from .signatures import Key, key_of


@dataclass(frozen=True)
class Connection:
    """Where dossiers go and how both sides sign; an empty `url` keeps them here.

    `keys` sign what we send (all of them, during a rotation); `receipt_keys` prove what comes.
    """

    url: str = ""
    keys: tuple[Key, ...] = field(default=(), repr=False)
    receipt_keys: tuple[Key, ...] = field(default=(), repr=False)
    allow_private: bool = False
    test_mode: bool = True
    shop_url: str = ""
    company: Company = field(default_factory=Company)


@dataclass(frozen=True)
class Described:
    """A connection as a person may see it: how it is secured, never with what."""

    url: str
    signing: tuple[str, ...]
    proving: tuple[str, ...]


_connection: PerShop[Connection] = PerShop("way_to_customs")


def use(connection: Connection) -> None:
    """Say over which connection this shop talks."""
    _connection.set(connection)


def connection() -> Connection:
    """The connection in use."""
    return _connection.get()


def describe_connection() -> Described:
    """The connection in use, for the office."""
    way = connection()
    return Described(
        way.url,
        tuple(key.describe() for key in way.keys),
        tuple(key.describe() for key in way.receipt_keys),
    )


def connection_from(settings: Settings) -> Connection:
    """Read the way from the settings; raises BadSettings with a sentence."""
    parts = urlsplit(settings.customs_url)
    if settings.customs_url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise BadSettings("CUSTOMS_URL must look like https://connector.example/hooks.")
    if settings.production and settings.customs_url:
        if parts.scheme != "https" and not settings.customs_allow_private:
            raise BadSettings("CUSTOMS_URL must begin with https:// in production.")
        if "COMPANY_CODE" not in os.environ:
            raise BadSettings("COMPANY_CODE is missing: the demo company cannot declare anything.")
    try:
        keys = tuple(key_of(secret) for secret in settings.customs_secrets)
        receipt_keys = tuple(key_of(secret) for secret in settings.customs_receipt_secrets)
    except ValueError as error:
        raise BadSettings(f"A customs secret is not usable: {error}") from error
    if not all(key.can_sign for key in keys):
        raise BadSettings("CUSTOMS_SECRET holds a whpk_ key, which can prove but not sign.")
    return Connection(
        url=settings.customs_url,
        keys=keys,
        receipt_keys=receipt_keys,
        allow_private=settings.customs_allow_private or not settings.production,
        test_mode=not settings.production,
        shop_url=settings.public_url,
        company=company_from(os.environ),
    )
