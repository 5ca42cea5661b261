"""The office: where the owner and the staff see what happens and do what has to be done."""

from flask import Flask

from . import (
    activities,
    calendar_page,
    campaigns,
    carriers,
    connector_page,
    corrections,
    cost_sheets,
    customs_page,
    gift_cards,
    landing_pages,
    letters,
    money_page,
    order_actions,
    order_list,
    order_page,
    outbox_page,
    partners,
    products,
    promotions,
    refunding,
    regimes,
    reports_page,
    restrictions,
    shipping_desk,
    shipping_page,
    staff,
    today,
    waybill_sheet,
)
from .blueprint import blueprint
from .frame import teach_templates

__all__ = ["register"]

PAGES = (
    today,
    order_list,
    order_page,
    order_actions,
    refunding,
    shipping_desk,
    shipping_page,
    waybill_sheet,
    carriers,
    corrections,
    customs_page,
    regimes,
    connector_page,
    products,
    campaigns,
    landing_pages,
    cost_sheets,
    calendar_page,
    activities,
    partners,
    promotions,
    gift_cards,
    restrictions,
    letters,
    outbox_page,
    reports_page,
    money_page,
)


def register(app: Flask) -> None:
    """Open the office to the staff."""
    staff.register(app)
    teach_templates(app)
    app.register_blueprint(blueprint)
