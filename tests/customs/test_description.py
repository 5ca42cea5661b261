"""The interface keeps to its own description, whatever it is asked."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from storefront.customs import Dossier, schema, tokens
from storefront.customs.tokens import Scope
from storefront.db import transaction
from storefront.orders import Order
from storefront.web.api.description import description
from storefront.web.security import limiter

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
PAPERS = "dossier_document"
"""Each takes the press seconds, and is asked for in a test of its own."""


@pytest.fixture
def key(app: Flask) -> str:
    with transaction():
        return tokens.issue("Broker", list(Scope), "owner@example.com")[1]


def ask_everything(app: Flask, key: str, dossier: Dossier, examples: int) -> int:
    """Ask odd and ordinary questions of every operation; says how many."""
    described = schemathesis.openapi.from_dict(description())
    described.app = app
    asked = 0
    for result in described.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if operation.definition.raw.get("operationId") == PAPERS:
            continue

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        def ask(case: Case) -> None:
            nonlocal asked
            asked += 1
            if asked % 3 == 0 and "dossier_id" in (case.path_parameters or {}):
                case.path_parameters["dossier_id"] = dossier.id
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

        given(case=operation.as_strategy())(ask)()
    return asked


def test_no_answer_is_outside_the_description(
    app: Flask, key: str, order: Order, sent: Callable[..., Dossier]
) -> None:
    limiter.enabled = False
    try:
        assert ask_everything(app, key, sent(order), examples=20) > 100
    finally:
        limiter.enabled = True


def test_the_description_is_served_and_readable(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/api/customs/v1/openapi.json").json == description()
    page = client.get("/api/customs/v1/")
    assert page.status_code == 200
    for path in description()["paths"]:
        assert path in page.text
    assert "customs:resend" in page.text


def test_every_leaf_has_a_title_and_an_example() -> None:
    bare: list[str] = []

    def look(node: Any, path: str) -> None:
        if isinstance(node, list):
            for each in node:
                look(each, path)
        if not isinstance(node, dict):
            return
        kind = node.get("type")
        is_leaf = (kind and kind not in ("object", "array", "null")) or "enum" in node
        if is_leaf and ("title" not in node or not ("examples" in node or "const" in node)):
            bare.append(path)
        for name, each in (*node.get("properties", {}).items(), *node.get("$defs", {}).items()):
            look(each, f"{path}/{name}")
        for name in ("items", "anyOf", "oneOf", "allOf"):
            look(node.get(name), f"{path}/{name}")

    look(schema(), "")
    assert bare == []
