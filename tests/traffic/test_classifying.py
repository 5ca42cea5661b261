"""Where a landing comes from, by our rules."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import traffic

VECTORS = list(
    csv.DictReader((Path(__file__).parent / "channel_vectors.csv").read_text().splitlines())
)


@pytest.mark.parametrize("case", VECTORS, ids=lambda c: f"{c['referrer']}?{c['landing_query']}")
def test_a_landing_gets_its_channel(case: dict[str, str]) -> None:
    origin = traffic.classify(case["referrer"], case["landing_query"], {"shop.example.com"})
    assert origin.channel == case["our_channel"], case["why"]


@pytest.mark.parametrize(
    ("referrer", "query", "channel"),
    [
        ("https://www.netflix.com/", "", "Referral"),  # not x.com
        ("https://www.google.co.uk/", "", "Organic Search"),
        ("https://gemini.google.com/app", "", "AI Assistant"),
        ("https://www.perplexity.ai/", "", "AI Assistant"),
        ("android-app://com.google.android.gm/", "", "Email"),
        ("https://blog.example.org/post", "", "Referral"),
        ("", "fbclid=IwAR0", "Organic Social"),
        ("https://m.facebook.com/", "fbclid=IwAR0", "Organic Social"),
        ("", "awc=123_456", "Affiliates"),
        ("", "dclid=xyz", "Display"),
        ("", "utm_source=newsletter", "Email"),
        ("https://hooks.stripe.com/redirect", "", "Internal"),
        ("https://www.paypal.com/checkout", "", "Internal"),
        ("https://acs.some-bank.de/3ds/challenge", "", "Internal"),
        ("https://3dsecure.bank.example/", "", "Internal"),
        ("https://www.bestbuy.com/", "", "Organic Shopping"),
        ("not a url", "%%%=&&&=;;", "Direct"),
    ],
)
def test_more_landings_from_life(referrer: str, query: str, channel: str) -> None:
    assert traffic.classify(referrer, query).channel == channel


def test_click_ids_keep_their_case() -> None:
    origin = traffic.classify("", "gclid=EAIaIQobChMI-AbC&utm_campaign=Spring")
    assert origin.click_ids == {"gclid": "EAIaIQobChMI-AbC"}
    assert origin.campaign == "spring"
    assert origin.raw["utm_campaign"] == "Spring"


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_that_arrives_breaks_the_classifier(referrer: str, query: str) -> None:
    assert traffic.classify(referrer, query).channel


@pytest.mark.parametrize(
    ("agent", "who"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36",
            "person",
        ),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler"),
        ("Mozilla/5.0 AppleWebKit/537.36; compatible; GPTBot/1.2", "crawler"),
        ("Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "tool"),
        ("python-requests/2.32", "tool"),
        ("", "tool"),
    ],
)
def test_people_tools_and_crawlers_are_told_apart(agent: str, who: str) -> None:
    assert traffic.agent_of(agent) == who
