"""What the demo shop offers: promotions with their codes, a landing page, a campaign with a post
and a letter, a partner, and two gift cards."""

from datetime import timedelta

from storefront import campaigns, clock, credit, promotions
from storefront.campaigns import ActivityFacts, Campaign, CampaignFacts, LandingFacts, PartnerFacts
from storefront.money import Money
from storefront.promotions import PromotionFacts

CODE = "WELCOME10"
PAGE = "first-light"
CAMPAIGN = "first-light"
PICTURED = ("ori-table-lamp",)
PARTNER, PARTNER_CODE = "Mika, small rooms", "MIKA5"

TEXTS = {
    "en": {
        "title": "A first lamp, ten percent lighter",
        "text": "Folded paper, turned wood, a warm bulb. Choose the one for your evening;"
        " the rest of the shop joins in.",
    },
    "de": {
        "title": "Die erste Lampe, zehn Prozent leichter",
        "text": "Gefaltetes Papier, gedrechseltes Holz, warmes Licht. Suchen Sie sich eine für"
        " Ihren Abend aus; der Rest des Ladens macht mit.",
    },
    "fr": {
        "title": "Une première lampe, dix pour cent plus légère",
        "text": "Papier plié, bois tourné, lumière chaude. Choisissez celle de vos soirées ;"
        " le reste de la boutique suit.",
    },
    "ja": {
        "title": "はじめての灯りを、10%軽やかに",
        "text": "折り紙のシェード、ろくろの木、あたたかな光。夜にぴったりの一灯をどうぞ。"
        "ほかの品もご一緒に。",
    },
    "zh": {
        "title": "第一盏灯，轻一成",
        "text": "折纸灯罩、车削木座、一盏暖光。为夜晚挑一盏，店里其他物件也同享。",
    },
}


def seed_marketing() -> None:
    """Make them where they are missing. The caller holds the transaction."""
    if not promotions.promotions_with(CODE):
        ten = PromotionFacts(
            name="Welcome, ten percent",
            kind=promotions.Kind.PERCENT,
            rule={"percent_bp": 1_000},
        )
        promotions.add_code(promotions.save_promotion(None, ten), CODE)
    if campaigns.landing_page_at(PAGE) is None:
        facts = LandingFacts(PAGE, TEXTS, category="lighting", code=CODE, published=True)
        campaigns.save_landing_page(None, facts)
    if CAMPAIGN not in {each.slug for each in campaigns.list_campaigns()}:
        first_light = CampaignFacts("First light", CAMPAIGN, budget_minor=50_000, target_orders=40)
        _plan_posts(campaigns.save_campaign(None, first_light, "demo"))
    if PARTNER not in {each.name for each in campaigns.list_partners()}:
        _welcome_partner()
    for money in (Money(2_500, "EUR"), Money(5_000, "USD")):
        key = f"demo-{money.currency}"
        credit.issue(money, "gift", by="demo", key=key, note="To try how one pays")


def _plan_posts(campaign: Campaign) -> None:
    """A post and a letter in the days to come, each with a link of its own."""
    for days, placement, account, title, text in (
        (
            2,
            "instagram",
            "@lumenfold",
            "Paper, folded by hand",
            "The first lamp of a long evening.",
        ),
        (5, "newsletter", "All readers", "Ten percent on first light", "Choose yours by Sunday."),
    ):
        day = clock.shop_day() + timedelta(days=days)
        landing = f"l/{PAGE}"
        facts = ActivityFacts(
            campaign.id, placement, day, title, account, text, PICTURED, landing, code=CODE
        )
        campaigns.save_activity(None, facts)


def _welcome_partner() -> None:
    five = PromotionFacts("Mika's readers", promotions.Kind.PERCENT, {"percent_bp": 500})
    if not promotions.promotions_with(PARTNER_CODE):
        promotions.add_code(promotions.save_promotion(None, five), PARTNER_CODE)
    mika = PartnerFacts(PARTNER, "influencer", "mika@example.com", PARTNER_CODE, 1_000)
    campaigns.save_partner(None, mika)
