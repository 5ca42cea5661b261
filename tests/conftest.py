"""What every test may ask for: a shop on each database, empty and ready."""

import fcntl
import gc
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine

from storefront import catalog, clock
from storefront.app import create_app
from storefront.config import PROJECT, Settings, webhook_secret
from storefront.db import db
from storefront.demo import seed
from storefront.markets import speak
from tests import postgres, scratch
from tests.schema import build

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DATABASES = ("sqlite", "postgresql")

tempfile.tempdir = scratch.folder()


@dataclass(frozen=True)
class Template:
    """A database with all tables and nothing in them, copied for each test."""

    sqlite: Path
    postgresql: str | None

    @property
    def static(self) -> Path:
        """Compressed style sheets and scripts, the same for every test."""
        return self.sqlite.parent / "static"


def make_settings(folder: Path, database_url: str) -> Settings:
    """Settings of a development shop in a folder of its own."""
    return Settings(
        database_url=database_url,
        data_folder=folder,
        secret_key="test-" + "k" * 40,
        stripe_api_key="sk_test_" + "0" * 24,
        stripe_webhook_secrets=("whsec_test",),
        customs_secrets=(webhook_secret(),),
        customs_receipt_secrets=(webhook_secret(),),
        owner_password="correct horse battery staple",
    )


class CompiledTemplates(BytecodeCache):
    """Pages compiled once for each test process instead of once for each test's shop."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier shop compiled; a changed template has another checksum."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the shops that follow."""
        self.code[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class WarmStatements:
    """SQL compiled once for each test process instead of once for each test's shop.

    What is compiled belongs to a dialect, so every shop on one kind of database gets the same.
    """

    def __init__(self) -> None:
        self.first: dict[str, Engine] = {}

    def lend(self, engine: Engine) -> None:
        """Let this engine use what the engines before it have compiled."""
        first = self.first.setdefault(engine.dialect.name, engine)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache


WARM = WarmStatements()


@pytest.fixture(scope="session", autouse=True)
def seldom_swept() -> None:
    """Rubbish is looked for less often, and not among what was imported and collected.

    Each test leaves a whole shop behind; Python's own pace walks through all modules for it and
    was a fifth of the suite's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Built once for each test process."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.db"
    build(create_app(make_settings(folder, f"sqlite:///{path}")))
    name = None
    if postgres.server_url():
        name = f"template_{uuid.uuid4().hex[:12]}"
        postgres.execute(f"CREATE DATABASE {name}")
        build(create_app(make_settings(folder, postgres.address(name))))
    yield Template(path, name)


@pytest.fixture(scope="session")
def drawn() -> Path:
    """The demo shop's pictures in every width, encoded once for all tests and later runs."""
    folder = PROJECT / "var" / "test-media"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Flask(__name__).app_context():
            catalog.use(folder)
            catalog.publish_files(sorted(seed.PICTURES.glob("*.webp")))
    return folder


@pytest.fixture(params=DATABASES)
def database_url(
    request: pytest.FixtureRequest, template: Template, tmp_path: Path
) -> Iterator[str]:
    """A fresh database; each test that asks runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "shop.db"
        shutil.copy(template.sqlite, path)
        yield f"sqlite:///{path}"
        return
    if template.postgresql is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is needed in CI and was not found.")
        pytest.skip("PostgreSQL was not found: half of the tests did not run.")
    name = f"shop_{uuid.uuid4().hex[:12]}"
    postgres.copy(template.postgresql, name)
    yield postgres.address(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str, template: Template, tmp_path: Path) -> Settings:
    """The settings of this test's shop; override the fixture to change one."""
    (tmp_path / "static").symlink_to(template.static)
    return make_settings(tmp_path, database_url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The shop, with its context pushed, as the worker and the command line have it."""
    speak("en")  # as a thread of its own begins, whatever the test before asked for last
    app = create_app(replace(settings))
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        WARM.lend(db.engine)
        yield app
        app.extensions["door_counter"].flush()
        db.session.remove()
        db.engine.dispose()
    clock.reset()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine; one for each test process, because only one can be driven."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        told = "No Chromium was found, so no page was looked at in a browser."
        if os.environ.get("CI"):
            pytest.fail(told)
        print(told, file=sys.stderr)
        pytest.skip(told)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
