"""Each guard of the money is one that a test sees missing."""

import subprocess
import sys

import pytest

from storefront.config import PROJECT

from .mutants import MUTANTS, Mutant, changed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_place_that_a_mutant_changes_is_there(mutant: Mutant) -> None:
    for file, code in changed(mutant, PROJECT / "storefront").items():
        compile(code, file, "exec")


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_no_mutant_survives() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.checkout.mutants"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
