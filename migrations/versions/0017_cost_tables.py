"""Keep which table a campaign's cost came from, and which newer one replaced it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_batches")),
    )
    with op.batch_alter_table("campaign_costs") as table:
        table.add_column(sa.Column("clicks", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_campaign_costs_batch_id_cost_batches"), "cost_batches", ["batch_id"], ["id"]
        )
        table.create_index(op.f("ix_campaign_costs_batch_id"), ["batch_id"])


def downgrade() -> None:
    with op.batch_alter_table("campaign_costs") as table:
        table.drop_index(op.f("ix_campaign_costs_batch_id"))
        table.drop_constraint(op.f("fk_campaign_costs_batch_id_cost_batches"), type_="foreignkey")
        table.drop_column("replaced_by")
        table.drop_column("batch_id")
        table.drop_column("clicks")
    op.drop_table("cost_batches")
