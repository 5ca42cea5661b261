"""A server of pictures that means harm cannot stop an import."""

import pytest

from storefront.catalog import fetching
from storefront.catalog.fetching import Unreachable, fetch


@pytest.mark.parametrize("place", ["http://[", "//[evil", "http://[::1]:x/"])
def test_a_redirect_to_no_address_is_a_note(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(fetching, "_ask", lambda *_: place)
    with pytest.raises(Unreachable):
        fetch("https://pictures.example/lamp.jpg")
