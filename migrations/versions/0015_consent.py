"""Keep what people answered when asked whether they may be recognised; say of each visit and each
order why its source is known or not."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_choices")),
    )
    op.create_index(op.f("ix_consent_choices_at"), "consent_choices", ["at"])
    op.add_column("visits", sa.Column("basis", sa.String(), server_default="", nullable=False))
    op.add_column(
        "orders", sa.Column("source_basis", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("orders", "source_basis")
    op.drop_column("visits", "basis")
    op.drop_index(op.f("ix_consent_choices_at"), table_name="consent_choices")
    op.drop_table("consent_choices")
