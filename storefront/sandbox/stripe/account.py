"""The account the sandbox keeps books for."""

from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

ACCOUNT_ID = "acct_1SandboxStorefront"


def account(world: World) -> Thing:
    """`GET /v1/account`."""
    return blank("account") | {
        "id": ACCOUNT_ID,
        "country": world.options.account_country,
        "default_currency": world.settings.settlement_currency,
        "charges_enabled": True,
        "payouts_enabled": True,
        "details_submitted": True,
        "type": "standard",
    }
