"""A shop that is not set up safely does not start, and says why."""

import json
import stat
from pathlib import Path

import pytest

from storefront.config import BadSettings, Settings, development_secrets

LIVE = {
    "STOREFRONT_ENV": "production",
    "PUBLIC_URL": "https://shop.example",
    "SECRET_KEY": "k" * 40,
    "STRIPE_API_KEY": "rk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1 whsec_2",
    "DATABASE_URL": "postgresql+psycopg://shop@db/shop",
}


def test_a_complete_live_shop_starts(tmp_path: Path) -> None:
    settings = Settings.from_env({**LIVE, "STOREFRONT_DATA": str(tmp_path)})
    assert settings.production
    assert settings.secure_cookies
    assert settings.stripe_webhook_secrets == ("whsec_1", "whsec_2")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"])
def test_a_missing_secret_is_named(missing: str, tmp_path: Path) -> None:
    env = {**LIVE, "STOREFRONT_DATA": str(tmp_path)}
    del env[missing]
    with pytest.raises(BadSettings, match=missing):
        Settings.from_env(env)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PUBLIC_URL": "http://shop.example"}, "https"),
        ({"CUSTOMS_URL": "https://connector.example"}, "CUSTOMS_SECRET"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:8010"}, "test key"),
        ({"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
    ],
)
def test_unsafe_settings_are_refused(change: dict[str, str], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=sentence):
        Settings.from_env({**LIVE, "STOREFRONT_DATA": str(tmp_path), **change})


def test_a_live_shop_refuses_the_crash_switch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRASH_AT", "place.committed")
    with pytest.raises(BadSettings, match="CRASH_AT"):
        Settings.from_env({**LIVE, "STOREFRONT_DATA": str(tmp_path)})


def test_a_stand_in_for_stripe_must_be_on_this_machine(tmp_path: Path) -> None:
    env = {"STOREFRONT_DATA": str(tmp_path), "STRIPE_API_BASE": "http://stripe.evil.example"}
    with pytest.raises(BadSettings, match="this machine"):
        Settings.from_env(env)


def test_development_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    made = development_secrets(tmp_path)
    assert development_secrets(tmp_path) == made
    path = tmp_path / "secrets.json"
    assert json.loads(path.read_text()) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = Settings.from_env({**LIVE, "STOREFRONT_DATA": str(tmp_path)})
    assert "rk_live_1" not in repr(settings)
