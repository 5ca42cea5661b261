"""Ways to pay, and for which currencies each of them exists."""

from typing import Any

from storefront.sandbox.stripe.world import World

_WALLETS = "aud cad cny eur gbp hkd jpy nzd sgd usd myr"
_CURRENCIES = {
    "klarna": "aud cad chf czk dkk eur gbp nok nzd pln ron sek usd",
    "ideal": "eur",
    "bancontact": "eur",
    "sepa_debit": "eur",
    "alipay": _WALLETS,
    "wechat_pay": _WALLETS,
}

METHOD_NAMES = {
    "link": "Link",
    "klarna": "Klarna",
    "ideal": "iDEAL",
    "bancontact": "Bancontact",
    "sepa_debit": "SEPA Debit",
    "alipay": "Alipay",
    "wechat_pay": "WeChat Pay",
}
REDIRECTS = frozenset({"klarna", "ideal", "bancontact", "alipay", "wechat_pay"})
DELAYED = frozenset({"sepa_debit"})


def offered_methods(world: World, params: dict[str, Any], currency: str) -> list[str]:
    """What a buyer may choose from: what the account offers, the currency allows, the shop keeps.

    A method that is allowed but not eligible is dropped silently, as the API does.
    """
    allowed = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or ()
    return [
        method
        for method in world.options.methods
        if (allowed is None or method in allowed)
        and method not in excluded
        and (method not in _CURRENCIES or currency in _CURRENCIES[method].split())
    ]
