"""The shop's addresses are written as Werkzeug writes them, only later."""

from werkzeug.routing import Map, Rule

from storefront.web import LateRule

PATHS = ["/", "/<a>/x", "/a/<int:number>", "/p/<path:rest>"]
WANTED = [{}, {"a": "ä /"}, {"number": 7}, {"rest": "a/b c"}]


def test_they_are_what_an_early_rule_writes() -> None:
    """With values of the path, and with others that go behind a question mark."""
    late = Map([LateRule(path, endpoint=path) for path in PATHS]).bind("shop.test")
    early = Map([Rule(path, endpoint=path) for path in PATHS]).bind("shop.test")
    for path, values in zip(PATHS, WANTED, strict=True):
        for more in ({}, {"page": "2", "q": "lamp & mug"}):
            for _again in range(2):
                assert late.build(path, values | more) == early.build(path, values | more)


def test_nothing_is_written_before_it_is_asked_for() -> None:
    """Until then what stands in the rule is the promise to write, afterwards the writer."""
    rule = LateRule("/<a>", endpoint="a")
    adapter = Map([rule]).bind("shop.test")
    promised = rule._build_unknown
    assert adapter.build("a", {"a": "b"}) == "/b"
    assert rule._build_unknown is not promised
