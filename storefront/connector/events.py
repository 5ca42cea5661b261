"""Reads a delivered body into an event, or says exactly what is wrong with it."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from .settings import PROTOCOL_VERSION

PING = "connector.ping"
DECLARING_TYPES = ("customs.dossier.ready", "customs.dossier.amended")
CANCELLED = "customs.dossier.cancelled"
RETURN_ANNOUNCED = "customs.return.announced"
KNOWN_TYPES = (
    *DECLARING_TYPES,
    CANCELLED,
    RETURN_ANNOUNCED,
    "customs.payment.refunded",
    "customs.waybill.updated",
    "customs.order.declared",
    "customs.payment.declared",
    "customs.waybill.declared",
)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a body: a reason code, where it is, and a sentence."""

    code: str
    pointer: str
    detail: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "pointer": self.pointer, "detail": self.detail}


class Malformed(Exception):
    """The body can never be accepted; `problems` go into the 422."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.detail for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Event:
    """One proven and well-formed event with the whole dossier in `data`."""

    type: str
    timestamp: str
    sequence: int
    data: dict[str, Any]

    @property
    def dossier_id(self) -> str:
        return str(self.data["dossier_id"])

    @property
    def revision(self) -> int:
        return int(self.data["revision"])

    @property
    def content_hash(self) -> str:
        """What the event says, without the time at which the shop last checked it."""
        said = {name: value for name, value in self.data.items() if name != "match"}
        text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a body; raises Malformed for anything else."""
    try:
        message = json.loads(body.decode("utf-8"), parse_constant=_no_such_number)
        # A lone surrogate is legal in JSON text and in no database or document.
        json.dumps(message, ensure_ascii=False).encode("utf-8")
    except (UnicodeError, ValueError, RecursionError) as error:
        raise Malformed(Problem("schema_invalid", "", "The body is not JSON in UTF-8.")) from error
    if not isinstance(message, dict):
        raise Malformed(Problem("schema_invalid", "", "The body is not a JSON object."))
    return message


def read_event(message: dict[str, Any], dossier_header: str | None = None) -> Event:
    """The event of a parsed body; raises Malformed with a problem for each wrong place.

    `dossier_header` is `x-customs-dossier` (`dsr_…;rev=1`), which must name the same dossier.
    """
    problems = [] if _gate().is_valid(message) else _problems(message)
    if not problems and message["type"] not in KNOWN_TYPES:
        problems = [Problem("schema_invalid", "/type", f"{message['type']} is no known event.")]
    if problems:
        raise Malformed(*problems)
    event = Event(message["type"], message["timestamp"], message["sequence"], message["data"])
    named = f"{event.dossier_id};rev={event.revision}"
    if dossier_header is not None and dossier_header.replace(" ", "") != named:
        detail = f"The header x-customs-dossier does not say {named}."
        raise Malformed(Problem("schema_invalid", "/data/dossier_id", detail))
    return event


def _problems(message: dict[str, Any]) -> list[Problem]:
    return [
        Problem("schema_invalid", _pointer(error.absolute_path), _sentence(error.message))
        for error in _validator().iter_errors(message)
    ][:50]


def check_protocol(header: str | None) -> None:
    """Raises Malformed when `x-customs-protocol` names a version this connector does not speak."""
    if header is not None and header != PROTOCOL_VERSION:
        detail = f"This connector speaks protocol {PROTOCOL_VERSION}."
        raise Malformed(Problem("schema_invalid", "/api_version", detail))


@cache
def _schema() -> dict[str, Any]:
    text = files(__package__).joinpath("dossier.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator() -> Any:
    """Says in sentences what is wrong; takes 7 ms for a dossier."""
    return extend(Draft202012Validator, {"pattern": _wholly})(_schema())


@cache
def _gate() -> Any:
    """Says only whether anything is wrong, in a hundredth of the time: nearly nothing ever is."""
    return jsonschema_rs.Draft202012Validator(_anchored(_schema()))


def _anchored(schema: Any) -> Any:
    """The same schema with patterns that hold for the whole of a text, as `_wholly` reads them."""
    if isinstance(schema, dict):
        return {
            name: f"^(?:{part})$"
            if name == "pattern" and isinstance(part, str)
            else _anchored(part)
            for name, part in schema.items()
        }
    return [_anchored(part) for part in schema] if isinstance(schema, list) else schema


def _wholly(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Patterns as ECMA reads them: ASCII digits only, and no newline slips past the end."""
    if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
        yield ValidationError(f"{value[:60]!r} does not match {pattern!r}")


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _sentence(message: str) -> str:
    return message if len(message) <= 300 else message[:297] + "…"


def _no_such_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
