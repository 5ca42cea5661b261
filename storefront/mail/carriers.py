"""Who carries a letter: an SMTP server, or a folder on this machine."""

import os
import re
import secrets
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from storefront import sealing
from storefront.config import BadSettings, Settings

from .models import Letter

TIMEOUT = 15.0
HIDDEN = "\u2022\u2022\u2022\u2022-\u2022\u2022\u2022\u2022"
"""What stands in a kept letter where its reader alone may see something."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Undeliverable(Exception):
    """This letter will never arrive as it is; a person must look."""


class Unreachable(Exception):
    """Not now; the server is away or asks us to wait."""


class Carrier(Protocol):
    """Takes letters to people; `shop` holds the name and address shown in them."""

    @property
    def shop(self) -> Mapping[str, str]: ...

    def carry(self, letter: Letter) -> str:
        """Take it there; the answer is `smtp` or `folder`. Raises Undeliverable, Unreachable."""
        ...


def carrier_from(settings: Settings) -> Carrier:
    """SMTP where a server is set, else a folder; raises BadSettings."""
    name, address = parseaddr(settings.mail_from)
    # Only roughly: what can tell exactly takes 50 ms to load, and a web process sends no letters.
    if not name or not ROUGHLY_AN_ADDRESS.fullmatch(address):
        raise BadSettings("MAIL_FROM must look like: Lumenfold <hello@lumenfold.example>.")
    shop = {"name": name, "email": address, "url": settings.public_url}
    if not settings.smtp_url:
        return Folder(settings.mail_folder, shop)
    parts = urlsplit(settings.smtp_url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadSettings("SMTP_URL must look like: smtp://user:password@host:587.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(
        parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password, shop
    )


ROUGHLY_AN_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Folder:
    """Lays letters into a folder as `.eml` files; the same letter is always the same file."""

    folder: Path
    shop: Mapping[str, str]

    def carry(self, letter: Letter) -> str:
        message = message_of(letter, self.shop)
        self.folder.mkdir(parents=True, exist_ok=True)
        kind = re.sub(r"[^a-z_]", "", letter.kind)
        draft = self.folder / f".{letter.id}-{secrets.token_hex(4)}"
        try:
            draft.write_bytes(message.as_bytes())
            os.replace(draft, self.folder / f"{letter.id:06d}-{kind}.eml")
        finally:
            draft.unlink(missing_ok=True)
        return "folder"


@dataclass(frozen=True)
class Smtp:
    """An SMTP server: `smtps` speaks TLS from the start, `smtp` takes STARTTLS when offered.

    A password, and `smtp+starttls`, insist on TLS; only a server on this machine may go without.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    shop: Mapping[str, str] = field(default_factory=dict)

    def carry(self, letter: Letter) -> str:
        message = message_of(letter, self.shop)
        try:
            with self._server() as server:
                self._greet(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _judged(code, said) from error
        except smtplib.SMTPDataError as error:
            raise _judged(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Undeliverable(f"The server cannot carry this address: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        return "smtp"

    def _server(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self.scheme != "smtps":
            needed = self.scheme == "smtp+starttls" or bool(self.user)
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif needed and self.host not in LOOPBACK:
                raise Unreachable("The mail server offers no TLS; the password stays here.")
        if self.user:
            server.login(self.user, self.password)


def message_of(letter: Letter, shop: Mapping[str, str]) -> EmailMessage:
    """The letter as it travels; raises Undeliverable unless it goes to exactly one address."""
    to = _one_address(letter.to)
    if to is None:
        raise Undeliverable(f"{letter.to!r} is not one e-mail address.")
    message = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    message["From"] = Address(shop["name"], addr_spec=shop["email"])
    message["To"] = to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<letter-{letter.id}.{letter.kind}@{shop['email'].rpartition('@')[2]}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    secret = _secret_of(letter)
    message.set_content(letter.text.replace(HIDDEN, secret))
    message.add_alternative(letter.html.replace(HIDDEN, secret), subtype="html")
    return message


def _secret_of(letter: Letter) -> str:
    if not letter.sealed:
        return HIDDEN
    try:
        return sealing.unseal(letter.sealed)
    except sealing.BrokenSeal:
        raise Undeliverable("What this letter tells can no longer be opened.") from None


def _one_address(text: str) -> str | None:
    """The one address that a text is, its domain in ASCII; None when it is anything else."""
    # Not at the top: its tables take a while to load, and only a letter needs them.
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return f"{valid.local_part}@{valid.ascii_domain}"


def _judged(code: int, said: bytes | str) -> Exception:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = Undeliverable if 500 <= code < 600 else Unreachable
    return kind(f"{code} {text}"[:500])
