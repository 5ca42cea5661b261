"""What fits the published form of a dossier, and where something does not."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from .documents import API_VERSION
from .forms import Json
from .pointers import pointer
from .schema import schema


def faults(data: Json) -> list[tuple[str, str, str]]:
    """Where a dossier does not fit its published form, before it is numbered and sent: pointers,
    what was expected there, and what was found."""
    whole = {
        "revision": 1,
        "operation": "create",
        "supersedes_revision": None,
        "changed": [],
        "match": {
            "result": "pass",
            "ruleset": API_VERSION,
            "checked_at": "2026-11-01T00:00:00Z",
            "findings": [],
        },
        **data,
    }
    if _gate().is_valid(whole):
        return []
    wrong = validator("dossier").iter_errors(whole)
    return [
        (pointer(error.absolute_path), error.message[:300], str(error.instance)[:200])
        for error in sorted(wrong, key=lambda error: list(map(str, error.absolute_path)))
    ][:50]


@cache
def validator(part: str = "") -> Any:
    """A validator of the whole event, or of one of its definitions."""
    wanted = {"$ref": f"#/$defs/{part}", "$defs": schema()["$defs"]} if part else schema()
    return strictly(wanted)


def strictly(wanted: Json) -> Any:
    """A validator whose patterns mean what ECMA means: ASCII digits, and the whole string."""
    # Not at the top: shop pages never check events, and should not wait for this to be loaded.
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    return extend(Draft202012Validator, {"pattern": _wholly})(wanted)


@cache
def _gate() -> Any:
    """Says only whether a dossier fits its form, in a hundredth of the time of the validator that
    can say why not: nearly every one does."""
    import jsonschema_rs

    wanted = {"$ref": "#/$defs/dossier", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(_anchored(wanted))


def _anchored(form: Any) -> Any:
    """The same schema with patterns that hold for the whole of a text, as `_wholly` reads them."""
    if isinstance(form, dict):
        return {
            name: f"^(?:{part})$"
            if name == "pattern" and isinstance(part, str)
            else _anchored(part)
            for name, part in form.items()
        }
    return [_anchored(part) for part in form] if isinstance(form, list) else form


def _wholly(_: Any, pattern: str, value: Any, __: Any) -> Iterator[Exception]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
        yield ValidationError(f"{value[:60]!r} does not look like {pattern!r}")
