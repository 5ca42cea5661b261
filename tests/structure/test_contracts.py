"""Imports go down only; each contract is shown to break when it is violated."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from storefront.config import PROJECT

VIOLATIONS = {
    "Imports go down the storeys": ("catalog/upward.py", "from storefront import checkout\n"),
    "Stripe is known in one file": ("orders/sly.py", "import stripe\n"),
    "Domains speak neither HTTP nor forms": ("orders/page.py", "import flask\n"),
    "Pages use front doors": ("web/shop/sql.py", "import sqlalchemy\n"),
    "Pages use front doors (models)": (
        "web/shop/table.py",
        "from storefront.orders.models import Order\n",
    ),
    "The faces do not know each other": (
        "web/shop/neighbour.py",
        "from storefront.web import office\n",
    ),
    "The connector knows the protocol alone": (
        "connector/insider.py",
        "from storefront import money\n",
    ),
    "The sandbox knows foundations alone": (
        "sandbox/insider.py",
        "from storefront import orders\n",
    ),
    "The press knows paper alone": ("press/insider.py", "from storefront import markets\n"),
    "A new package needs a storey": ("extras/__init__.py", '"""Unplaced."""\n'),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(folder)},
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    skipped = shutil.ignore_patterns("__pycache__", "*.webp", "*.mo", "*.toml")
    shutil.copytree(PROJECT / "storefront", tmp_path / "storefront", ignore=skipped)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_stands(copy: Path) -> None:
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_caught(name: str, copy: Path) -> None:
    path, code = VIOLATIONS[name]
    (copy / "storefront" / path).parent.mkdir(exist_ok=True)
    (copy / "storefront" / path).write_text(code)
    assert lint_imports(copy).returncode == 1


def test_every_package_says_what_it_is_for() -> None:
    for package in (PROJECT / "storefront").rglob("__init__.py"):
        assert package.read_text().startswith('"""'), package
