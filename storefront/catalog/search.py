"""Finding products by words: SQLite's FTS5 or PostgreSQL's tsvector, one behaviour.

Documents are written here whenever a product is saved: one for each language it is described in,
and one in English for those that have no English text, so that everything can be found. The rows of
`search_documents` are the truth and `search_index` can be rebuilt from them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlalchemy import Connection, String, Table, bindparam, delete, event, insert, select, text

from storefront.db import db, insert_new
from storefront.markets import Locale

from .mending import mend_all
from .models import CategoryText, Product, SearchDocument, SearchWord, Variant
from .wording import pick
from .words import index_forms, is_cjk, query_forms, words

MOST_FOUND = 240
MOST_WORDS = 8
MOST_TYPED = 200
MOST_FORMS = 3000
_TAG = re.compile(r"<[^>]*>")

_documents: Table = SearchDocument.__table__  # type: ignore[assignment]
_vocabulary: Table = SearchWord.__table__  # type: ignore[assignment]

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5("
        "name, keywords, words, content='search_documents', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')",
    ),
    "postgresql": (
        "CREATE TABLE IF NOT EXISTS search_index (document_id INTEGER PRIMARY KEY, "
        "product_id INTEGER NOT NULL, language VARCHAR NOT NULL, vector TSVECTOR NOT NULL)",
        # Beside the row and not apart from it: each word found is ranked by its whole vector.
        "ALTER TABLE search_index ALTER COLUMN vector SET STORAGE MAIN",
        # Words are put in their place when a product is saved: kept on a list until a vacuum, as
        # usual, they would be read one by one at every search.
        "CREATE INDEX IF NOT EXISTS search_index_vector ON search_index USING gin (vector)"
        " WITH (fastupdate = off)",
        "CREATE INDEX IF NOT EXISTS search_index_product ON search_index (product_id)",
    ),
}

FIND = {
    # bm25 weighs name, keywords and text; less is better.
    "sqlite": text("""
        SELECT d.product_id, d.language, -bm25(search_index, 10.0, 4.0, 1.0) AS score
        FROM search_index JOIN search_documents d ON d.id = search_index.rowid
        JOIN listings l ON l.product_id = d.product_id AND l.market = :market
        WHERE search_index MATCH :query AND d.language IN (:language, 'en')
        ORDER BY score DESC LIMIT :most"""),
    # The index of words is asked before anything is joined, whatever the planner believes: where
    # it knows too little of the tables, it reads every document instead.
    "postgresql": text("""
        WITH hits AS MATERIALIZED (
            SELECT product_id, language, vector FROM search_index
            WHERE vector @@ CAST(:query AS tsquery) AND language IN (:language, 'en'))
        SELECT hits.product_id, hits.language,
               ts_rank('{0.1, 0.1, 0.4, 1.0}', hits.vector, CAST(:query AS tsquery)) AS score
        FROM hits JOIN listings l ON l.product_id = hits.product_id AND l.market = :market
        ORDER BY score DESC LIMIT :most""").bindparams(
        # Written into the statement, quoted as any text: PostgreSQL plans by the words. One plan
        # for all words is kept after five searches, and reads every document.
        bindparam("query", type_=String(), literal_execute=True)
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Products, best first; `mended` is what was searched for instead of what was typed."""

    product_ids: tuple[int, ...] = ()
    mended: str | None = None


def create_index(connection: Connection) -> None:
    """Make the text index beside the tables; migrations and test databases call this."""
    for statement in CREATE[connection.dialect.name]:
        connection.execute(text(statement))


def drop_index(connection: Connection) -> None:
    """Undo `create_index`."""
    connection.execute(text("DROP TABLE IF EXISTS search_index"))


@event.listens_for(_documents, "after_create")
def _with_the_tables(_table: Table, connection: Connection, **_: Any) -> None:
    create_index(connection)


def find(typed: str, locale: Locale) -> Found:
    """Products for sale in the locale's market that match what was typed: all words, else mended
    words, else any of them."""
    told = list(dict.fromkeys(words(typed[:MOST_TYPED])))[:MOST_WORDS]
    if not told:
        return Found()
    found = _matching(told, locale, "all")
    if found:
        return Found(found)
    mended = mend_all(told, locale.language)
    if mended != told:
        found = _matching(mended, locale, "all") or _matching(mended, locale, "any")
        if found:
            return Found(found, " ".join(mended))
    return Found(_matching(told, locale, "any") if len(told) > 1 else ())


def _matching(told: Sequence[str], locale: Locale, which: str) -> tuple[int, ...]:
    dialect = db.engine.dialect.name
    query = _expression(told, dialect, which)
    asked = {
        "query": query,
        "language": locale.language,
        "market": locale.market.code,
        "most": 2 * MOST_FOUND,
    }
    rows = db.session.execute(FIND[dialect], asked).all()
    own = locale.language
    scores: dict[int, float] = {}
    for product_id, language, score in rows:
        # The reader's own language counts twice as much as English.
        weighed = float(score) * 2.0 if language == own else float(score)
        if weighed > scores.get(product_id, 0.0):
            scores[product_id] = weighed
    best = sorted(scores, key=lambda key: (-scores[key], -key))
    return tuple(best[:MOST_FOUND])


def _expression(told: Sequence[str], dialect: str, which: str) -> str:
    """A query in the database's own syntax, made of quoted letters and digits only."""
    groups = [forms for word in told for forms in query_forms(word)]
    last = len(groups) - 1
    if dialect == "sqlite":
        quoted = [
            "(" + " OR ".join(f'"{form}"' + "*" * (at == last) for form in forms) + ")"
            for at, forms in enumerate(groups)
        ]
        return (" AND " if which == "all" else " OR ").join(quoted)
    quoted = [
        "(" + " | ".join(f"'{form}'" + ":*" * (at == last) for form in forms) + ")"
        for at, forms in enumerate(groups)
    ]
    return (" & " if which == "all" else " | ").join(quoted)


def index(product: Product) -> None:
    """Bring what is found under a product up to date; drafts are found under nothing."""
    db.session.flush()
    _forget(product.id)
    if product.status != "active":
        return
    rows = list(_documents_of(product))
    for row in rows:
        row["id"] = db.session.scalar(insert(_documents).values(row).returning(_documents.c.id))
    _write_index(product.id, rows)
    _learn(rows)


def reindex() -> int:
    """Make the index and the vocabulary anew from all active products; returns how many."""
    db.session.execute(delete(_vocabulary))
    count = 0
    for product in db.session.scalars(select(Product).execution_options(yield_per=100)):
        index(product)
        count += 1
    return count


def _forget(product_id: int) -> None:
    here = {"product_id": product_id}
    if db.engine.dialect.name == "sqlite":
        db.session.execute(
            text(
                "INSERT INTO search_index(search_index, rowid, name, keywords, words) "
                "SELECT 'delete', id, name, keywords, words FROM search_documents "
                "WHERE product_id = :product_id"
            ),
            here,
        )
    else:
        db.session.execute(
            text("DELETE FROM search_index WHERE product_id = :product_id"),
            here,
        )
    db.session.execute(delete(_documents).where(_documents.c.product_id == product_id))


def _write_index(product_id: int, rows: Sequence[dict[str, Any]]) -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(
            text(
                "INSERT INTO search_index(rowid, name, keywords, words) "
                "SELECT id, name, keywords, words FROM search_documents "
                "WHERE product_id = :product_id"
            ),
            {"product_id": product_id},
        )
        return
    db.session.execute(
        text(
            "INSERT INTO search_index (document_id, product_id, language, vector)"
            " VALUES (:id, :product_id, :language, CAST(:vector AS tsvector))"
        ),
        [
            {"id": row["id"], "product_id": product_id, "language": row["language"]}
            | {"vector": _vector(row)}
            for row in rows
        ],
    )


def _vector(row: dict[str, Any]) -> str:
    """A tsvector in PostgreSQL's own notation, so that its parser splits no word again."""
    weights: dict[str, str] = {}
    for field, weight in (("name", "A"), ("keywords", "B"), ("words", "D")):
        for form in row[field].split():
            weights.setdefault(form, weight)
    return " ".join(
        f"'{form}':{place}{weight}" for place, (form, weight) in enumerate(weights.items(), 1)
    )


def _documents_of(product: Product) -> Iterable[dict[str, Any]]:
    texts = {text.language: text for text in product.texts if text.name}
    shared = _shared_keywords(product)
    languages = dict.fromkeys([*texts, "en"])
    for language in languages:
        said = pick(texts, language)
        if said is None:
            continue
        shelf, choices = shared(language)
        details = (f"{a} {b}" for a, b in product.details.get(language, ()))
        body = " ".join([said.tagline, _without_tags(said.description), *details])
        yield {
            "product_id": product.id,
            "language": language,
            "name": " ".join(index_forms(said.name)),
            "keywords": " ".join(index_forms(f"{said.keywords} {shelf} {choices}")),
            "words": " ".join(index_forms(body)[:MOST_FORMS]),
        }


def _shared_keywords(product: Product) -> Any:
    rows = db.session.execute(
        select(Variant.sku, Variant.barcode).where(Variant.product_id == product.id, Variant.active)
    ).all()
    numbers = " ".join(f"{row.sku} {row.barcode or ''}" for row in rows)
    shelves = {
        row.language: row.name
        for row in db.session.execute(
            select(CategoryText.language, CategoryText.name).where(
                CategoryText.category_id == product.category_id
            )
        )
    }

    def say(language: str) -> tuple[str, str]:
        values = [value["names"] for option in product.options for value in option["values"]]
        choices = " ".join(pick(names, language) or "" for names in values)
        return f"{pick(shelves, language) or ''} {product.brand}", f"{choices} {numbers}"

    return say


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub(" ", html))


def _learn(rows: Sequence[dict[str, Any]]) -> None:
    """Add to the vocabulary; in order, so that two writers cannot wait for each other."""
    learnt = {
        (row["language"], form)
        for row in rows
        for field in ("name", "keywords", "words")
        for form in row[field].split()
        if form.isalpha() and len(form) > 2 and not is_cjk(form)
    }
    if not learnt:
        return
    db.session.execute(
        insert_new(_vocabulary),
        [{"language": language, "word": word} for language, word in sorted(learnt)],
    )
