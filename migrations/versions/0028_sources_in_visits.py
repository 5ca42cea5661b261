"""Keep what brought a visit in the visit's own row: half the room, and touches are later ones."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OLD = ("visits", "touches", "click_ids")
LETTERS = {"agreed": "y", "allowed": "a", "unanswered": "u", "refused": "n", "signalled": "s"}
BEGAN_WITH = (
    "FROM old_touches t WHERE t.visit_id = v.id AND t.at = v.started_at"
    " AND t.origin_id = v.origin_id"
)
"""The touch of visit `v` that was its beginning."""


def upgrade() -> None:
    for name in OLD:
        op.execute(f"CREATE TABLE old_{name} AS SELECT * FROM {name}")
    op.execute("CREATE INDEX ix_old_visits ON old_visits (id)")
    op.execute("CREATE INDEX ix_old_touches ON old_touches (id)")
    op.execute("CREATE INDEX ix_old_touches_at ON old_touches (visit_id, at)")
    for name in reversed(OLD):
        op.drop_table(name)
    _create()
    _copy()
    for name in OLD:
        op.drop_table(f"old_{name}")


def _create() -> None:
    """Columns from wide to narrow, so that no room is lost between them."""
    op.create_table(
        "visits",
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("basis", sa.String(1), nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("journey", sa.LargeBinary(16), nullable=True),
        sa.Column("landing", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origins.id"], name=op.f("fk_visits_origin_id_origins")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_started_at"), "visits", ["started_at"])
    for column in ("journey", "origin_id"):
        known = sa.text(f"{column} is not null")
        op.create_index(
            f"ix_visits_{column}", "visits", [column], postgresql_where=known, sqlite_where=known
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
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_click_ids_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_click_ids")),
    )
    op.create_index(op.f("ix_click_ids_at"), "click_ids", ["at"])
    op.create_index(op.f("ix_click_ids_visit_id"), "click_ids", ["visit_id"])


def _copy() -> None:
    letters = " ".join(f"WHEN '{word}' THEN '{letter}'" for word, letter in LETTERS.items())
    names = "started_at, origin_id, step, automated, country, language, basis, id, journey"
    told = names.replace("basis", f"CASE basis {letters} ELSE '' END")
    op.execute(
        f"INSERT INTO visits ({names}, landing) SELECT {told},"
        f" (SELECT t.landing {BEGAN_WITH} ORDER BY t.id LIMIT 1) FROM old_visits v"
    )
    op.execute(
        "INSERT INTO touches (visit_id, at, origin_id, landing)"
        " SELECT visit_id, at, origin_id, landing FROM old_touches o WHERE NOT EXISTS"
        f" (SELECT 1 FROM old_visits v WHERE v.id = o.visit_id"
        f" AND o.id = (SELECT min(t.id) {BEGAN_WITH})) ORDER BY o.at, o.id"
    )
    op.execute(
        "INSERT INTO click_ids (visit_id, at, name, value)"
        " SELECT t.visit_id, t.at, c.name, c.value FROM old_click_ids c"
        " JOIN old_touches t ON t.id = c.touch_id ORDER BY c.id"
    )


def downgrade() -> None:
    raise NotImplementedError("What stands in one row cannot be told apart again.")
