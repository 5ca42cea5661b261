"""What may be asked, and how: each parameter once, none that is unknown, none out of bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from storefront.customs.schema import INSTANT
from storefront.customs.validating import strictly
from storefront.errors import ShopError
from storefront.markets import gettext as _


@dataclass(frozen=True)
class Parameter:
    """One thing that may be asked for, as OpenAPI describes it."""

    name: str
    meaning: str
    form: Mapping[str, Any]

    def read(self, text: str) -> Any:
        """Its value; raises ShopError (422) with a sentence."""
        if self.form["type"] == "integer":
            if not (text.isascii() and text.isdigit() and len(text) < 17):
                raise self._wrong()
            value: Any = int(text)
        else:
            value = text
        if next(strictly(dict(self.form)).iter_errors(value), None):
            raise self._wrong()
        return value

    def _wrong(self) -> ShopError:
        form = self.form
        if form["type"] == "integer":
            sentence = _("%(name)s is a whole number from %(least)s to %(most)s.") % {
                "name": self.name,
                "least": form["minimum"],
                "most": form["maximum"],
            }
        elif "enum" in form:
            sentence = _("%(name)s is one of: %(words)s.") % {
                "name": self.name,
                "words": ", ".join(form["enum"]),
            }
        else:
            sentence = _("%(name)s looks like %(example)s.") % {
                "name": self.name,
                "example": form["examples"][0],
            }
        return ShopError(sentence, 422)


AFTER = Parameter(
    "after",
    "The number of the last event you have.",
    {"type": "integer", "minimum": 0, "maximum": 2**53 - 1, "default": 0},
)
LIMIT = Parameter(
    "limit", "At most so many.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 100}
)
CURSOR = Parameter(
    "cursor",
    "`next_cursor` of the page before.",
    {
        "type": "string",
        "pattern": "^dsr_[0-9A-Z]{26}$",
        "examples": ["dsr_01JDC8ZK3V5T8Q0WB4M2H7N9XA"],
        "default": "",
    },
)
UPDATED_AFTER = Parameter(
    "updated_after",
    "Only what changed after this instant.",
    {"type": "string", "pattern": INSTANT, "examples": ["2026-11-23T09:41:07Z"]},
)


def asked(*allowed: Parameter) -> dict[str, Any]:
    """The values of the parameters, or their defaults; raises ShopError (422)."""
    known = {each.name: each for each in allowed}
    odd = [name for name in request.args if name not in known]
    if odd:
        raise ShopError(_("There is no parameter %(name)s here.") % {"name": odd[0][:40]}, 422)
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        given = request.args.getlist(name)
        if len(given) > 1:
            raise ShopError(_("Give %(name)s once.") % {"name": name}, 422)
        values[name] = parameter.read(given[0]) if given else parameter.form.get("default")
    return values


def instant(text: str, name: str) -> datetime:
    """The instant that a text of the right form says; raises ShopError (422)."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ShopError(_("%(name)s is no such instant.") % {"name": name}, 422) from None
