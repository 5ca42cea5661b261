"""Where campaigns run, in the words that every link uses: one spelling, so that reports add up."""

import re
from dataclasses import dataclass

from storefront.errors import ShopError
from storefront.markets import gettext

WORD = re.compile(r"[a-z0-9][a-z0-9_.\-]{0,59}", re.ASCII)
LANDING = re.compile(r"(?:[cpl]/[a-z0-9][a-z0-9\-]{0,119})?", re.ASCII)


@dataclass(frozen=True)
class Placement:
    """A place to put a link: its utm_source and utm_medium."""

    key: str
    name: str
    source: str
    medium: str


PLACEMENTS: dict[str, Placement] = {
    each.key: each
    for each in (
        Placement("google-ads", "Google Ads", "google", "cpc"),
        Placement("microsoft-ads", "Microsoft Ads", "bing", "cpc"),
        Placement("facebook-ads", "Facebook Ads", "facebook", "paid_social"),
        Placement("instagram-ads", "Instagram Ads", "instagram", "paid_social"),
        Placement("tiktok-ads", "TikTok Ads", "tiktok", "paid_social"),
        Placement("pinterest-ads", "Pinterest Ads", "pinterest", "paid_social"),
        Placement("youtube-ads", "YouTube Ads", "youtube", "paid_video"),
        Placement("newsletter", "Newsletter", "newsletter", "email"),
        Placement("instagram", "Instagram", "instagram", "social"),
        Placement("facebook", "Facebook", "facebook", "social"),
        Placement("tiktok", "TikTok", "tiktok", "social"),
        Placement("youtube", "YouTube", "youtube", "social"),
        Placement("xiaohongshu", "小红书", "xiaohongshu", "social"),
        Placement("influencer", "Influencer", "influencer", "influencer"),
        Placement("affiliate", "Affiliate", "affiliate", "affiliate"),
        Placement("flyer", "Flyer, QR code", "flyer", "qr"),
        Placement("packaging", "In the parcel, QR code", "packaging", "qr"),
    )
}


def word(text: str, name: str) -> str:
    """A value of a tag: small letters, digits, and `-_.`; raises ShopError."""
    tidy = re.sub(r"\s+", "-", text.strip().lower())
    if tidy and not WORD.fullmatch(tidy):
        raise ShopError(
            gettext("%(name)s: use small letters, digits, hyphens and dots, at most 60.")
            % {"name": name}
        )
    return tidy
