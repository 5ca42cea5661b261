"""`storefront sandbox`, from the terminal."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from storefront.cli.sandbox import sandbox
from storefront.sandbox.stripe.parity import diff, shape_of


def run(*args: str) -> Any:
    return CliRunner().invoke(sandbox, list(args))


def test_help_teaches_parity() -> None:
    text = run("parity", "--help").output
    assert "sk_test_" in text
    assert "parity diff stripe.json sandbox.json" in text


def test_two_recordings_of_one_sandbox_do_not_differ(desk: Any, tmp_path: Path) -> None:
    desk.booked(desk.paid())
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for file in (one, other):
        result = run("parity", "record", "--base", desk.url, "-o", str(file))
        assert result.exit_code == 0, result.output
    assert run("parity", "diff", str(one), str(other)).exit_code == 0
    text = one.read_text()
    assert "kim@example.com" not in text
    assert "cs_test_" not in text
    damaged = json.loads(text)
    damaged["session created"]["amount_total"] = ["str"]
    del damaged["session created"]["status"]
    other.write_text(json.dumps(damaged))
    result = run("parity", "diff", str(one), str(other))
    assert result.exit_code == 1
    assert "2 differences" in result.output


def test_shapes_hold_no_values() -> None:
    shape = shape_of({"a": [{"b": 1}, {"b": None}], "metadata": {"secret": "x"}})
    assert shape == {
        ".": ["object"],
        "a": ["list"],
        "a[]": ["object"],
        "a[].b": ["int", "null"],
        "metadata": ["object"],
    }
    assert diff({"x": shape}, {"x": shape}) == []


def test_recording_wants_a_test_key() -> None:
    refused = run("parity", "record", "--key", "sk_live_x", "-o", "x.json")
    assert refused.exit_code != 0
    assert "live key" in refused.output


def test_address_and_secret_of_a_webhook_come_together() -> None:
    refused = run("stripe", "--webhook-url", "http://127.0.0.1:1/")
    assert refused.exit_code == 2
    assert "come together" in refused.output
