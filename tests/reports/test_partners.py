"""What partners are owed: of goods after refunds, once returns are over, never for themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from storefront import campaigns, cart, checkout, clock, promotions, reports
from storefront.campaigns import CampaignFacts, CampaignLink, LaunchKit, Partner, PartnerFacts
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.promotions import PromotionFacts
from tests.checkout.conftest import GERMANY, Till, place, settings, template, till
from tests.promotions.test_redeeming import coded, settle

__all__ = ["place", "settings", "template", "till"]

MEI = PartnerFacts("Mei", "influencer", "mei@example.com", "", 1_000, 30)


@pytest.fixture
def mei(till: Till) -> Partner:
    with transaction():
        return campaigns.save_partner(None, MEI)


@pytest.fixture
def link(mei: Partner) -> CampaignLink:
    with transaction():
        campaign = campaigns.save_campaign(None, CampaignFacts("Autumn", "autumn"), "owner")
        kit = LaunchKit(["influencer"], partner="Mei")
        return campaigns.make_links(campaign, kit)[0]


def bought(
    till: Till, key: str, token: str = "", email: str = "kim@example.com", **touch: Any
) -> Order:
    basket_token = token or till.fill()
    basket = cart.find_basket(basket_token)
    assert basket is not None
    wanted = [(line.variant_id, line.quantity) for line in basket.lines]
    total = cart.quote(wanted, GERMANY, "standard", basket.code).total.minor
    details = till.details(email=email)
    order = checkout.place(
        basket_token, details, GERMANY, "standard", key, total, last_touch=touch or None
    )
    return settle(till, order)


def stand(partner: Partner) -> reports.PartnerFigures:
    db.session.rollback()
    return reports.partner_figures([partner])[partner.id]


def test_a_commission_waits_for_returns_and_falls_due(
    till: Till, mei: Partner, link: CampaignLink
) -> None:
    order = bought(till, "k1", link=link.token)
    bought(till, "k2")  # nobody's
    found = stand(mei)
    tenth = (order.goods_minor - order.discount_minor) // 10
    assert (found.orders, found.waiting, found.due) == (1, {"EUR": tenth}, {})
    clock.shift(timedelta(days=30, minutes=1))
    found = stand(mei)
    assert (found.waiting, found.due) == ({}, {"EUR": tenth})
    with transaction():
        campaigns.pay_partner(mei, date(2026, 12, 1), tenth, "EUR", "by transfer", "owner")
    found = stand(mei)
    assert (found.due, found.paid) == ({"EUR": 0}, {"EUR": tenth})
    checkout.refund(till.again(order), {order.lines[0].id: 1})
    till.work()
    assert stand(mei).due["EUR"] < 0  # carried over to what comes next


def test_a_code_counts_for_its_partner_however_the_buyer_came(
    till: Till, mei: Partner, link: CampaignLink
) -> None:
    with transaction():
        row = promotions.save_promotion(None, PromotionFacts("x", "percent", {"percent_bp": 500}))
        promotions.add_code(row, "OTTO5")
        otto = campaigns.save_partner(None, PartnerFacts("Otto", "affiliate", "", "otto5", 2_000))
    order = bought(till, "k1", coded(till, "OTTO5"), link=link.token)
    assert till.again(order).discount_minor > 0
    assert (stand(mei).orders, stand(otto).orders) == (0, 1)
    assert stand(otto).sales == {"EUR": order.goods_minor - order.discount_minor}


def test_nobody_earns_from_their_own_order(till: Till, mei: Partner, link: CampaignLink) -> None:
    bought(till, "k1", email="Mei+shop@example.com", link=link.token)
    found = stand(mei)
    assert (found.orders, found.own, found.sales) == (1, 1, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "Mei"},
        {"name": "x", "kind": "friend"},
        {"name": "x", "commission_bp": 10_001},
        {"name": "x", "wait_days": 366},
        {"name": "x", "email": "nobody"},
        {"name": "x", "code": "UNKNOWN"},
    ],
)
def test_a_partner_that_makes_no_sense_is_refused(mei: Partner, wrong: dict[str, Any]) -> None:
    with pytest.raises(ShopError), transaction():
        campaigns.save_partner(None, PartnerFacts(**wrong))


def test_a_new_name_takes_the_links_along(mei: Partner, link: CampaignLink) -> None:
    with transaction():
        campaigns.save_partner(mei.id, PartnerFacts("Mei Lin", commission_bp=500))
    assert [each.token for each in campaigns.links_of(mei)] == [link.token]
