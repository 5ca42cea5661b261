"""What is remembered of the catalogue is never older than the version it is remembered at."""

import threading

from flask import Flask

from storefront import catalog
from storefront.db import db, transaction
from storefront.web.pagecache import PageCache


def meanwhile(app: Flask) -> None:
    """Somebody changes the catalogue, and another page looks at its version."""

    def change() -> None:
        with app.app_context():
            with transaction():
                catalog.touched()
            catalog.look_at_version()

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()


def test_what_a_page_saw_before_a_change_is_not_kept_for_others(app: Flask) -> None:
    seen = catalog.version()
    meanwhile(app)
    catalog.remembered("a view", catalog.version)
    db.session.rollback()
    assert catalog.remembered("a view", catalog.version) == catalog.version() == seen + 1


def test_a_page_is_never_said_to_be_newer_than_what_it_is_made_of(app: Flask) -> None:
    """Another process changes the catalogue while this one still remembers what was."""
    with transaction():
        catalog.touched()
    before = catalog.remembered("a view", catalog.version)
    db.session.rollback()
    with transaction():
        db.session.execute(db.text("UPDATE catalog_version SET version = version + 1"))
    told = PageCache(app, app.wsgi_app)._current_version()
    assert told == catalog.remembered("a view", catalog.version) == before + 1
