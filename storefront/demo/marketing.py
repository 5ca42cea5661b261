"""What the demo shop offers: a promotion with its code, a landing page, and a campaign for both."""

from storefront import campaigns, promotions
from storefront.campaigns import CampaignFacts, LandingFacts
from storefront.promotions import PromotionFacts

CODE = "WELCOME10"
PAGE = "first-light"
CAMPAIGN = "first-light"

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
        first_light = CampaignFacts("First light", CAMPAIGN, budget_minor=50_000)
        campaigns.save_campaign(None, first_light, "demo")
