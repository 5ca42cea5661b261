"""`storefront traffic classify` explains one arrival, or a table of them."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from storefront.cli import main

VECTORS = (Path(__file__).parent / "channel_vectors.csv").read_text("utf-8")


def run(*words: str, given: str = "") -> str:
    done = CliRunner().invoke(main, ["traffic", "classify", *words], given)
    assert done.exit_code == 0, done.output + str(done.exception)
    return done.output


def test_an_arrival_is_explained() -> None:
    said = run(
        "https://shop.test/de-de/?utm_source=Facebook&utm_medium=paid_social&utm_campaign=Mai",
        "--referrer",
        "https://l.facebook.com/",
    )
    assert "channel    Paid Social" in said and "campaign   mai" in said
    assert "rule       tags facebook / paid_social" in said
    assert "recorded   as a visit and a touch" in said


def test_a_payment_return_and_a_crawler_are_no_source() -> None:
    back = run("https://shop.test/de-de/thanks", "--referrer", "https://checkout.stripe.com/c/pay")
    assert "Internal" in back and "without a new source" in back
    bot = run(
        "https://shop.test/", "--user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)"
    )
    assert "not at all: a crawler" in bot


def test_a_table_of_landings_gets_its_columns() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--csv", given=VECTORS))))
    assert len(rows) == len(list(csv.DictReader(io.StringIO(VECTORS))))
    assert [row["channel"] for row in rows] == [row["our_channel"] for row in rows]
    assert all(row["rule"] for row in rows)
    assert {"source", "medium", "why"} <= set(rows[0])


@pytest.mark.parametrize("words", [[], ["--csv"]])
def test_what_cannot_be_read_is_said(words: list[str]) -> None:
    done = CliRunner().invoke(main, ["traffic", "classify", *words], "a,b\n1,2\n")
    assert done.exit_code != 0 and done.exception is not None
