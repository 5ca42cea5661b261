"""Keep why a friend's order earned its inviter nothing, so that it is asked once."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("referral_rewards") as table:
        table.alter_column("code_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("refused", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM referral_rewards WHERE code_id IS NULL")
    with op.batch_alter_table("referral_rewards") as table:
        table.drop_column("refused")
        table.alter_column("code_id", existing_type=sa.Integer(), nullable=False)
