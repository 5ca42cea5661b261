"""Names of markets, countries and days."""

from collections.abc import Mapping

from storefront.markets import lazy_gettext as _

WEEKDAYS = (
    *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
    *(_("Friday"), _("Saturday"), _("Sunday")),
)

MARKETS: Mapping[str, object] = {
    "us": _("United States"),
    "de": _("Germany and Austria"),
    "fr": _("France"),
    "uk": _("United Kingdom"),
    "jp": _("Japan"),
}

COUNTRIES: Mapping[str, object] = {
    "US": _("United States"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "JP": _("Japan"),
}
