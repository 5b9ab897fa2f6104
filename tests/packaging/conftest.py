"""What every test of packaging needs."""

from __future__ import annotations

import shutil

import pytest

from tests.packaging.commands import ROOT


@pytest.fixture(scope="session")
def uv() -> str:
    """The installer."""
    found = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
    if found is None:
        pytest.skip("uv is not installed")
    return found
