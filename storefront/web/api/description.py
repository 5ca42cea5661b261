"""The interface described in OpenAPI 3.1: what a connector's engineer, and a test, hold us to."""

from functools import cache
from typing import Any

from storefront import customs
from storefront.customs.tokens import Scope

from .questions import AFTER, CURSOR, LIMIT, UPDATED_AFTER, Parameter
from .reading import KINDS, STATE
from .sending import RANGE

Json = dict[str, Any]

JSON = "application/json"
PROBLEM = "application/problem+json"


@cache
def description() -> Json:
    """The whole description; paths are relative to this interface's own root."""
    schema = customs.schema()
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Customs connector interface",
            "version": schema["$id"].rpartition(":")[2],
            "summary": "Dossiers of order, payment and waybill; receipts of customs.",
            "description": "The shop sends each event to the connector's address, signed after"
            " Standard Webhooks 1.0 (see “webhooks”). A connector that cannot be called reads the"
            " same events here, in order and without a gap, and hands in receipts with its token."
            " Money, weight and quantity are decimal strings; instants are RFC 3339 in UTC.",
        },
        "servers": [{"url": "/api/customs/v1"}],
        "paths": _paths(),
        "webhooks": {"event": {"post": _webhook()}},
        "components": {
            "securitySchemes": _security(),
            "schemas": _schemas(schema),
            "responses": _refusals(),
        },
    }


def _paths() -> Json:
    dossier = [_in_path("dossier_id", {"type": "string", "pattern": "^dsr_[0-9A-Z]{26}$"})]
    return {
        "/events": {
            "get": _operation(
                "events",
                "Events after a number",
                "Rising strictly and without a gap; every event carries its whole dossier, so the"
                " newest revision of a dossier replaces all before it.",
                Scope.READ,
                {"200": _answer("A page of events", _page("events", _ref("event"), _EVENTS))},
                [AFTER, LIMIT],
            )
        },
        "/dossiers": {
            "get": _operation(
                "dossiers",
                "Dossiers, one a parcel",
                "In the order in which their parcels left.",
                Scope.READ,
                {"200": _answer("A page of dossiers", _page("dossiers", _SUMMARY, _CURSOR))},
                [STATE, UPDATED_AFTER, CURSOR, LIMIT],
            )
        },
        "/dossiers/{dossier_id}": {
            "parameters": dossier,
            "get": _operation(
                "dossier",
                "One dossier",
                "Where it stands, what customs said of each document, and what was last sent.",
                Scope.READ,
                {"200": _answer("The dossier", _WHOLE), "404": _refusal("unknown")},
            ),
        },
        "/dossiers/{dossier_id}/receipts": {
            "parameters": dossier,
            "get": _operation(
                "dossier_receipts",
                "Its receipts",
                "All that ever came, as they came.",
                Scope.READ,
                {
                    "200": _answer("The receipts", _page("receipts", _ref("receipt"), {})),
                    "404": _refusal("unknown"),
                },
            ),
        },
        "/dossiers/{dossier_id}/documents/{kind}.pdf": {
            "parameters": [*dossier, _in_path("kind", {"type": "string", "enum": list(KINDS)})],
            "get": _operation(
                "dossier_document",
                "A paper of the parcel",
                "Printed from the dossier as it was last revised.",
                Scope.READ,
                {
                    "200": {
                        "description": "The paper",
                        "content": {"application/pdf": {"schema": {}}},
                    },
                    "404": _refusal("unknown"),
                    "409": _refusal("conflict"),
                    "503": _refusal("busy"),
                },
            ),
        },
        "/dossiers/{dossier_id}/resend": {
            "parameters": dossier,
            "post": _operation(
                "resend",
                "Send a dossier once more",
                "Its newest revision, to the connector's address.",
                Scope.RESEND,
                {
                    "202": _answer("Promised", _object({"promised": {"const": True}})),
                    "404": _refusal("unknown"),
                    "409": _refusal("conflict"),
                },
            ),
        },
        "/replay": {
            "post": {
                **_operation(
                    "replay",
                    "Send a range of time once more",
                    "Every dossier that had an event then, as its newest revision.",
                    Scope.RESEND,
                    {
                        "202": _answer(
                            "Promised",
                            _object({"promised": {"type": "integer", "minimum": 0}}),
                        ),
                        "413": _refusal("large"),
                    },
                ),
                "requestBody": _body(RANGE),
            }
        },
        "/receipts": {"post": _receipts()},
        "/schema": {
            "get": {
                "operationId": "schema",
                "summary": "The JSON Schema of an event",
                "responses": {
                    "200": {
                        "description": "JSON Schema 2020-12",
                        "content": {"application/schema+json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
    }


def _receipts() -> Json:
    taken = _object(
        {
            "received": {"const": True},
            "receipt_id": {"type": "string"},
            "duplicate": {"type": "boolean"},
        }
    )
    return {
        "operationId": "receipts",
        "summary": "Hand in a receipt of customs",
        "description": "Signed with the connector's own secret, or with a token. The same receipt"
        " twice changes nothing. An older revision never overwrites a newer one.",
        "security": [{"signature": []}, {"token": [Scope.RECEIPTS.value]}],
        "parameters": [
            _in_header("webhook-id", "Of your choice; the same on every retry."),
            _in_header("webhook-timestamp", "Unix seconds, at most 300 away from now."),
        ],
        "requestBody": _body(_ref("receipt")),
        "responses": {
            "200": _answer("Known already", taken),
            "202": _answer("Taken", taken),
            "401": _refusal("closed"),
            "403": _refusal("closed"),
            "404": _refusal("unknown"),
            "409": _refusal("conflict"),
            "411": _refusal("odd"),
            "413": _refusal("large"),
            "422": _refusal("odd"),
            "429": _refusal("haste"),
        },
    }


def _webhook() -> Json:
    return {
        "summary": "An event, sent to the connector's address",
        "description": "POST with webhook-id (the same on every retry), webhook-timestamp and"
        " webhook-signature; x-customs-dossier names the dossier and its revision. Retried for 75"
        " hours, one delivery in flight a dossier; a newer revision replaces what waits. A"
        " `connector.ping` has empty `data` and wants 200.",
        "requestBody": _body(_ref("event")),
        "responses": {
            "200": {"description": "Had it already"},
            "202": {"description": "Taken"},
            "401": {"description": "Not our signature: the shop pauses for 30 minutes"},
            "409": {"description": "A newer revision is here already"},
            "410": {"description": "Gone for good: the shop stops until a person opens it again"},
            "413": {"description": "Too large: never sent again"},
            "415": {"description": "Wrong type: never sent again"},
            "422": {"description": "Needs correction: never sent again; `errors` say what"},
            "429": {"description": "Later; Retry-After is honoured"},
            "503": {"description": "Later; Retry-After is honoured"},
        },
    }


def _operation(
    name: str,
    summary: str,
    meaning: str,
    scope: Scope,
    answers: Json,
    parameters: list[Parameter] | None = None,
) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "description": meaning,
        "security": [{"token": [scope.value]}],
        "parameters": [
            {
                "name": each.name,
                "in": "query",
                "description": each.meaning,
                "schema": {k: v for k, v in each.form.items() if v != ""},
            }
            for each in parameters or ()
        ],
        "responses": {
            **answers,
            "400": _refusal("odd"),
            "401": _refusal("closed"),
            "403": _refusal("closed"),
            "422": _refusal("odd"),
            "429": _refusal("haste"),
        },
    }


def _security() -> Json:
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "Made in the office, on the connector's page, with scopes: "
            + ", ".join(f"`{scope}`" for scope in Scope),
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "Standard Webhooks 1.0: `v1,` HMAC-SHA256 or `v1a,` ed25519 over"
            " `webhook-id.webhook-timestamp.body`; several, separated by spaces.",
        },
    }


def _refusals() -> Json:
    told = {
        "odd": "Something in the question is not as described",
        "closed": "No right token or signature, or one that may not do this",
        "unknown": "There is no such thing",
        "conflict": "Not as things stand now",
        "large": "Too large",
        "haste": "Too many questions; Retry-After says when to come again",
        "busy": "Not now",
    }
    return {
        name: {"description": meaning, "content": {PROBLEM: {"schema": _ref("problem")}}}
        for name, meaning in told.items()
    }


def _schemas(schema: Json) -> Json:
    event = {key: value for key, value in schema.items() if key[0] != "$"}
    schemas = {**schema["$defs"], "event": event, "receipt": customs.receipt_form()}
    schemas["problem"] = {
        "title": "Problem (RFC 9457)",
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "title": "A sentence for a person"},
            "status": {"type": "integer"},
            "code": {"type": "string", "title": "The protocol's word"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }
    moved: Json = _moved(schemas)
    return moved


def _moved(thing: Any) -> Any:
    """The same with references that are right inside this document."""
    if isinstance(thing, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(value)
            for key, value in thing.items()
        }
    return [_moved(each) for each in thing] if isinstance(thing, list) else thing


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusal(name: str) -> Json:
    return {"$ref": f"#/components/responses/{name}"}


def _answer(meaning: str, schema: Json) -> Json:
    return {"description": meaning, "content": {JSON: {"schema": schema}}}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {JSON: {"schema": schema}}}


def _object(members: Json) -> Json:
    return {
        "type": "object",
        "required": list(members),
        "additionalProperties": False,
        "properties": members,
    }


def _page(name: str, items: Json, more: Json) -> Json:
    return _object({name: {"type": "array", "items": items}, **more})


def _in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_header(name: str, meaning: str) -> Json:
    return {"name": name, "in": "header", "description": meaning, "schema": {"type": "string"}}


_EVENTS: Json = {
    "next_after": {"type": "integer", "title": "Ask with `after` set to this"},
    "more": {"type": "boolean", "title": "There are more already"},
}
_CURSOR: Json = {"next_cursor": {"type": ["string", "null"]}}
_SUMMARIES: Json = {
    "dossier_id": {"type": "string"},
    "state": STATE.form,
    "revision": {"type": "integer", "minimum": 0, "title": "0: nothing was sent yet"},
    "updated_at": {"$ref": "#/components/schemas/instant"},
}
_SUMMARY = _object(_SUMMARIES)
_WHOLE = _object(
    {
        **_SUMMARIES,
        "documents": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "title": "The status that counts, by document",
        },
        "event": {"anyOf": [_ref("event"), {"type": "null"}]},
    }
)
