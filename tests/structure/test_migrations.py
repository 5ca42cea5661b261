"""Migrations and models tell the same story, on both databases."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from storefront import campaigns, clock, orders, promotions, traffic
from storefront.app import create_app
from storefront.cli.setup import alembic_config, is_at_head
from storefront.config import Settings
from storefront.db import Base, db, transaction
from tests.conftest import make_settings
from tests.shop.databases import KINDS, new_database


def is_modelled(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind in ("table", "index") and (name or "").startswith("search_index"))


def test_migrations_and_models_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_modelled}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_an_index_of_some_rows_holds_those_that_the_model_says(app: Flask) -> None:
    made = {"sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index'"}
    made["postgresql"] = "SELECT indexname, indexdef FROM pg_indexes"
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(made[db.engine.dialect.name])).all()
    indexes = {name: " ".join((sql or "").lower().split()) for name, sql in found}
    partial = [
        index for table in Base.metadata.tables.values() for index in table.indexes if index.info
    ]
    assert len(partial) >= 4
    for index in partial:
        of = re.sub(r"[()]|::\w+", "", indexes[index.name or ""].partition(" where ")[2])
        assert of == index.info["where"], index.name


def test_one_database_is_spoken_to_without_the_words_of_the_other() -> None:
    """They would be 2 MB of every process of a shop on SQLite."""
    seen = "import storefront.app, sys; print(*(n for n in sys.modules if 'dialects.' in n))"
    loaded = subprocess.run([sys.executable, "-c", seen], capture_output=True, check=True)
    assert loaded.stdout.split() == []


def test_a_migrated_shop_is_up_to_date(app: Flask) -> None:
    assert is_at_head(app)


VISIT, LATER = "ab" * 16, "cd" * 16
LAMP = "'lamp':1A"
WHEN = "2026-11-27 10:00:00.250000"


@pytest.mark.parametrize("kind", KINDS)
def test_visits_of_an_older_shop_come_along(kind: str, tmp_path: Path) -> None:
    """Two visits of one journey, three touches of two sources, one click id."""
    try:
        with new_database(kind, tmp_path) as address:
            _older_shop(make_settings(tmp_path, address))
    except LookupError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def _older_shop(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        command.upgrade(alembic_config(), "0017")
        with db.engine.begin() as connection:
            if db.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            for key in (VISIT, LATER):
                connection.exec_driver_sql(
                    "INSERT INTO visits (id, journey, started_at, last_seen_at, country, language,"
                    f" automated, basis, step) VALUES ('{key}', '{VISIT}', '{WHEN}', '{WHEN}',"
                    " 'DE', 'de', false, 'agreed', 2)"
                )
            for number, (key, source) in enumerate(
                [(VISIT, "google"), (LATER, "news"), (LATER, "google")], start=1
            ):
                connection.exec_driver_sql(
                    "INSERT INTO touches (id, visit_id, at, channel, rule, source, medium,"
                    " campaign, content, term, referrer_host, landing, raw, link) VALUES"
                    f" ({number}, '{key}', '{WHEN}', 'Email', 'r', '{source}', 'm', '', '', '',"
                    " '', '/', '{\"utm_source\": \"X\"}', '')"
                )
            connection.exec_driver_sql(
                "INSERT INTO click_ids (touch_id, name, value, at)"
                f" VALUES (2, 'gclid', 'Cj0', '{WHEN}')"
            )
            _older_order(connection)
            _older_search(connection)
            _older_link(connection)
        command.upgrade(alembic_config(), "0025")
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO activities (id, campaign_id, placement, account, day, title, text,"
                " products, link_id, address, created_at) VALUES (1, 1, 'newsletter', '',"
                f" '2026-11-27', 'A', '', '[]', 1, '', '{WHEN}')"
            )
            if db.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN")
        command.upgrade(alembic_config(), "head")
        if db.engine.dialect.name == "postgresql":
            index = sa.text("SELECT document_id, product_id, language, vector FROM search_index")
            assert db.session.execute(index).all() == [(3, 7, "en", LAMP)]
        known = db.session.query(orders.Order.customer).scalar()
        assert known == promotions.customer_of("kimtest@gmail.com")
        assert [each.kind for each in db.session.query(orders.OrderEvent)] == ["placed"]
        (link,) = campaigns.list_campaigns()[0].links
        (place,) = campaigns.list_campaigns()[0].placements
        assert (place.key, place.id) == ("google-ads", link.placement_id)
        assert [(each.name, each.id) for each in place.creatives] == [("warm", link.creative_id)]
        assert db.session.query(traffic.OriginRow).count() == 2
        first, last = traffic.path_of(VISIT)
        assert first and (first["source"], first["raw"]) == ("google", {"utm_source": "X"})
        assert last and last["at"] == "2026-11-27T10:00:00.250000+00:00"
        visits = db.session.query(traffic.Visit).order_by(traffic.Visit.id).all()
        assert {(each.basis, each.step, each.landing) for each in visits} == {("agreed", 2, "/")}
        assert [each.visit_id for each in db.session.query(traffic.Touch)] == [LATER]
        (click,) = db.session.query(traffic.ClickId)
        assert (click.visit_id, click.at) == (LATER, visits[1].started_at)
        with transaction():
            origin = traffic.classify("https://www.bing.com/", "")
            news = traffic.Landing(LATER, VISIT, clock.now(), "DE", "de", "/", origin)
            traffic.record([news])
        assert (traffic.path_of(VISIT)[1] or {})["source"] == "bing"
        db.session.remove()
        db.engine.dispose()


def _older_link(connection: sa.Connection) -> None:
    """Of a campaign whose places were told apart by their tags alone."""
    connection.exec_driver_sql(
        "INSERT INTO campaigns (id, name, slug, goal, markets, state, currency, owner, created_at)"
        f" VALUES (1, 'A', 'a', 'sales', '[]', 'planned', 'EUR', 'mei', '{WHEN}')"
    )
    connection.exec_driver_sql(
        "INSERT INTO campaign_links (id, campaign_id, token, source, medium, content, partner,"
        f" locale, landing, created_at) VALUES (1, 1, 'abcdefg', 'google', 'cpc', 'warm', '', '',"
        f" '', '{WHEN}')"
    )


def _older_order(connection: sa.Connection) -> None:
    """Of somebody who must not be taken for a first buyer."""
    told = {"email": "Kim.Test+old@gmail.com", "state": "pending", "stock_state": "reserved"}
    told |= {"currency": "EUR", "country": "DE", "incoterm": "DDP"}
    _insert(connection, "orders", **told)
    # Its parent's table is made anew on the way, and must neither take it along nor be stopped.
    _insert(connection, "order_events", order_id=1, kind="placed")


def _older_search(connection: sa.Connection) -> None:
    """One product that is found by one word, on PostgreSQL in the index as it was."""
    _insert(connection, "products", id=7, status="active")
    _insert(connection, "search_documents", id=3, product_id=7, language="en", name="lamp")
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("INSERT INTO search_index VALUES (3, CAST(:words AS tsvector))"),
            {"words": LAMP},
        )


def _insert(connection: sa.Connection, into: str, **told: Any) -> None:
    """A row of which little is told; everything else is empty."""
    table = sa.Table(into, sa.MetaData(), autoload_with=connection)
    empty = {
        sa.Boolean: False,
        sa.Integer: 0,
        sa.DateTime: datetime(2026, 11, 1, tzinfo=UTC),
        sa.JSON: {},
    }
    rest: dict[str, Any] = {
        column.name: next((v for k, v in empty.items() if isinstance(column.type, k)), "")
        for column in table.columns
        if not column.nullable and column.server_default is None and column.name != "id"
    }
    connection.execute(table.insert().values(rest | told))
