"""Let PostgreSQL put words into their index at once, and not search a list of late ones beside it."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX search_index_vector SET (fastupdate = off)")
        op.execute("SELECT gin_clean_pending_list('search_index_vector')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX search_index_vector RESET (fastupdate)")
