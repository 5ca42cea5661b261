"""Keep visits and touches in a third of the room: sources once in a dictionary, short keys."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FIELDS = ("channel", "rule", "source", "medium", "campaign", "content", "term")
OLD = ("visits", "touches", "click_ids")
BATCH = 5_000


def upgrade() -> None:
    for name in OLD:
        op.execute(f"CREATE TABLE old_{name} AS SELECT * FROM {name}")
    for name in reversed(OLD):
        op.drop_table(name)
    _create()
    _copy()
    for name in OLD:
        op.drop_table(f"old_{name}")


def _create() -> None:
    op.create_table(
        "origins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in FIELDS),
        sa.Column("referrer_host", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("raw", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origins")),
        sa.UniqueConstraint("digest", name=op.f("uq_origins_digest")),
    )
    op.create_index(op.f("ix_origins_link"), "origins", ["link"])
    op.create_index(op.f("ix_origins_campaign"), "origins", ["campaign"])
    op.create_table(
        "visits",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("journey", sa.LargeBinary(16), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origins.id"], name=op.f("fk_visits_origin_id_origins")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_started_at"), "visits", ["started_at"])
    later = sa.text("journey is not null")
    op.create_index(
        "ix_visits_journey", "visits", ["journey"], postgresql_where=later, sqlite_where=later
    )
    op.create_table(
        "touches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("landing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_touches_visit_id_visits")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origins.id"], name=op.f("fk_touches_origin_id_origins")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
    )
    op.create_index(op.f("ix_touches_visit_id"), "touches", ["visit_id"])
    op.create_index(op.f("ix_touches_origin_id"), "touches", ["origin_id"])
    op.create_table(
        "click_ids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("touch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["touch_id"], ["touches.id"], name=op.f("fk_click_ids_touch_id_touches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_click_ids")),
    )
    op.create_index(op.f("ix_click_ids_at"), "click_ids", ["at"])
    op.create_index(op.f("ix_click_ids_touch_id"), "click_ids", ["touch_id"])


def _copy() -> None:
    """Everything that was there; visits whose keys were none of ours have none."""
    names = ("id", "visit_id", "at", "origin_id", "landing")
    origins: dict[bytes, int] = {}
    first: dict[str, int] = {}
    touches = []
    for row in _rows("SELECT * FROM old_touches ORDER BY at, id"):
        origin = _origin(row, origins)
        first.setdefault(row["visit_id"], origin)
        told = (row["id"], _key(row["visit_id"]), _millis(row["at"]), origin, row["landing"])
        touches.append(dict(zip(names, told, strict=True)))
    _insert("visits", _visits(first))
    _insert("touches", touches)
    op.execute(
        "INSERT INTO click_ids (id, touch_id, name, value, at)"
        " SELECT id, touch_id, name, value, at FROM old_click_ids"
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("origins", "touches", "click_ids"):
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
            )


def _visits(first: dict[str, int]) -> Iterator[dict[str, Any]]:
    for row in _rows("SELECT * FROM old_visits"):
        kept = {name: row[name] for name in ("country", "language", "automated", "basis", "step")}
        yield kept | {
            "id": _key(row["id"]),
            "journey": _key(row["journey"]) if row["journey"] != row["id"] else None,
            "started_at": _millis(row["started_at"]),
            "automated": bool(row["automated"]),
            "origin_id": first.get(row["id"]),
        }


def _origin(row: Any, known: dict[bytes, int]) -> int:
    raw = row["raw"] if isinstance(row["raw"], dict) else json.loads(row["raw"] or "{}")
    told = {name: row[name] for name in (*FIELDS, "referrer_host", "link")}
    digest = hashlib.sha256(
        json.dumps([*told.values(), raw], sort_keys=True, ensure_ascii=False).encode()
    ).digest()[:16]
    if digest not in known:
        known[digest] = len(known) + 1
        _insert("origins", [{"id": known[digest], "digest": digest, "raw": raw, **told}])
    return known[digest]


def _rows(statement: str) -> Iterator[Any]:
    yield from op.get_bind().execute(sa.text(statement)).mappings().all()


def _insert(table: str, rows: Any) -> None:
    rows = list(rows)
    types = {
        "digest": sa.LargeBinary(),
        "id": sa.LargeBinary() if table == "visits" else sa.Integer(),
        "journey": sa.LargeBinary(),
        "visit_id": sa.LargeBinary(),
        "raw": JSON,
        "automated": sa.Boolean(),
    }
    for start in range(0, len(rows), BATCH):
        names = list(rows[start])
        columns = [sa.column(name, types.get(name)) for name in names]
        op.bulk_insert(sa.table(table, *columns), rows[start : start + BATCH])


def _key(text: str) -> bytes:
    """32 hexadecimal signs as 16 bytes; other keys by their digest, so that they still match."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    return found if len(found) == 16 else hashlib.sha256(text.encode()).digest()[:16]


def _millis(when: Any) -> int:
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return round(when.timestamp() * 1000)


def downgrade() -> None:
    raise NotImplementedError("Sources that were put together cannot be taken apart again.")
