"""Putting the shop together: settings, storage, the outside world, the faces."""

from flask import Flask

from storefront import catalog, customs, mail, payments, sealing, shipping, web
from storefront.config import PROJECT, Settings
from storefront.db import db
from storefront.engines import engine_options, prepare_postgresql, prepare_sqlite
from storefront.logs import set_up_logging


def create_app(settings: Settings | None = None) -> Flask:
    """The shop as a WSGI application."""
    settings = settings or Settings.from_env()
    set_up_logging(production=settings.production)
    settings.data_folder.mkdir(parents=True, exist_ok=True)

    app = Flask(
        "storefront",
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "static"),
        root_path=str(PROJECT / "storefront"),
    )
    app.url_rule_class = web.LateRule
    app.jinja_environment = web.ShopEnvironment
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["settings"] = settings

    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)
        _equip(settings)
    web.register(app, settings)
    return app


def _equip(settings: Settings) -> None:
    """Give the shop its ways to the world outside, and its keys."""
    catalog.use(settings.media_folder)
    payments.use(payments.gateway_from(settings))
    customs.use(customs.connection_from(settings))
    sealing.use(settings.sealing_keys or (settings.secret_key,))
    mail.use(mail.carrier_from(settings))
    # The demo carrier posts nothing, so a live shop does not have it.
    shipping.use_services({} if settings.production else {"china-post": shipping.DemoCarrier()})
