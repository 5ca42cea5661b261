"""Let PostgreSQL answer a search from its index of words alone, without the documents."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE search_index ADD product_id INTEGER, ADD language VARCHAR")
    op.execute("ALTER TABLE search_index ALTER COLUMN vector SET STORAGE MAIN")
    # A vector that was put together anew is kept as the column says now.
    op.execute(
        "UPDATE search_index i SET product_id = d.product_id, language = d.language,"
        " vector = i.vector || ''::tsvector FROM search_documents d WHERE d.id = i.document_id"
    )
    op.execute("DELETE FROM search_index WHERE product_id IS NULL")
    for column in ("product_id", "language"):
        op.execute(f"ALTER TABLE search_index ALTER COLUMN {column} SET NOT NULL")
    op.execute("CREATE INDEX search_index_product ON search_index (product_id)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX search_index_product")
        op.execute("ALTER TABLE search_index DROP product_id, DROP language")
