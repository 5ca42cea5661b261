"""The test vectors on the documentation page are what an engineer may rely on."""

import re

import pytest

from storefront.connector import key_of, verify
from storefront.connector.signatures import SignatureRefused


def test_the_published_vectors_are_proven_and_a_changed_body_is_not(shop):
    page = shop.get("/docs").text
    shown = re.search(r'<pre[^>]* id="vectors">(.*?)</pre>', page, re.S)[1]
    lines = [line.split(": ", 1) for line in shown.splitlines()]
    told = dict(lines)
    secret_and_public = [told["secret"], told["public key"]]
    signatures = [value for name, value in lines if name == "signature"]
    assert [one.partition(",")[0] for one in signatures] == ["v1", "v1a"]
    at, body = int(told["webhook-timestamp"]), told["body"].encode()
    for secret, signature in zip(secret_and_public, signatures, strict=True):
        headers = {
            "webhook-id": told["webhook-id"],
            "webhook-timestamp": str(at),
            "webhook-signature": signature,
        }
        keys = [key_of(secret)]
        assert verify(keys, headers, body, at) == (told["webhook-id"], at)
        with pytest.raises(SignatureRefused):
            verify(keys, headers, body + b" ", at)
