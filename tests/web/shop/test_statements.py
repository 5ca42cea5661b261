"""How many questions a whole page asks the database, without any page cache."""

from flask import Flask
from flask.testing import FlaskClient

from storefront import catalog
from storefront.catalog import ProductDraft, TextDraft, VariantDraft
from storefront.db import transaction
from tests.bench.pages import counted

PAGES = ("/de-de/", "/de-de/c/lighting", "/de-de/p/ori-lamp", "/de-de/search?q=leuchte")
MOST = 8


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]  # no page cache
    client.get(path)
    with counted(app) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(asked)


def test_pages_ask_few_questions_and_no_more_when_the_catalogue_grows(
    app: Flask, client: FlaskClient
) -> None:
    before = {path: statements(app, client, path) for path in PAGES}
    assert all(0 < count <= MOST for count in before.values()), before
    with app.app_context(), transaction():
        for number in range(30):
            catalog.save_product(
                ProductDraft(
                    slug=f"more-{number}",
                    texts={"de": TextDraft(f"Leuchte {number}", "", "", "")},
                    variants=[VariantDraft(f"more-{number}", {}, {"de": 1990}, 5)],
                    category="lighting",
                )
            )
    assert {path: statements(app, client, path) for path in PAGES} == before
