"""The shop for a WSGI server: `storefront web` serves it with waitress; any other server can."""

from storefront.app import create_app

app = create_app()
