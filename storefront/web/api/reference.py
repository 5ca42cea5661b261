"""The interface's own pages: its description, its schema, and both for people to read."""

from typing import Any

from flask import Response, jsonify, render_template, request

from storefront import customs

from .description import description
from .door import blueprint


@blueprint.get("/")
def reference() -> str:
    """The description as a page."""
    told = description()
    return render_template(
        "api/reference.html", told=told, resolve=_resolve, root=request.base_url.rstrip("/")
    )


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description in OpenAPI 3.1."""
    return _public(jsonify(description()), "application/openapi+json")


@blueprint.get("/schema")
def schema() -> Response:
    """The JSON Schema that every delivery fits."""
    return _public(jsonify(customs.schema()), "application/schema+json")


def _public(answer: Response, mimetype: str) -> Response:
    answer.mimetype = mimetype
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _resolve(thing: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to; anything else as it is."""
    while "$ref" in thing:
        found: Any = description()
        for step in thing["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        thing = {**found, **{key: value for key, value in thing.items() if key != "$ref"}}
    return thing
