"""One request cannot keep the shop busy."""

import pytest
from flask.testing import FlaskClient

FORM = "application/x-www-form-urlencoded"
DOORS = ["/switch", "/en-us/basket/lines", "/en-us/checkout", "/office/sign-in", "/hooks/stripe"]


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("body", [b"&".join([b"a=1"] * 1000), b"a=" + b"x" * 600_000])
def test_a_form_of_endless_fields_is_not_read(client: FlaskClient, path: str, body: bytes) -> None:
    assert client.post(path, data=body, content_type=FORM).status_code == 413


def test_a_usual_form_is_read(client: FlaskClient) -> None:
    body = b"&".join([b"country=DE", b"language=de", *[b"a=1"] * 400])
    assert client.post("/switch", data=body, content_type=FORM).location == "/de-de/"
