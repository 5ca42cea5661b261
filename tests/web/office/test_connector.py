"""A connector that is not being called is a task, with the button that opens it again."""

from dataclasses import replace

from storefront import customs
from storefront.config import Settings
from storefront.db import transaction

from .conftest import Desk


def test_the_owner_sees_why_a_connector_rests_and_opens_it(desk: Desk, settings: Settings) -> None:
    url = "https://connector.example/hooks"
    customs.use(customs.connection_from(replace(settings, customs_url=url)))
    assert "not being called" not in desk.get("/office/")
    with transaction():
        customs.endpoints.disable(url, "gone")
    assert "The customs connector is not being called" in desk.get("/office/")
    page = desk.get("/office/outbox")
    assert "gone for good" in page and url in page
    found = customs.endpoints.trouble()
    assert found is not None
    desk.post(f"/office/connector/{found.id}/open")
    assert "not being called" not in desk.follow()
    assert customs.endpoints.trouble() is None
    desk.post(f"/office/connector/{2**40}/open", 404)
