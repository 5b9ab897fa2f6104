"""What every test of packaging needs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.packaging.commands import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def uv() -> str:
    """The installer."""
    found = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".uv" / "bin"))
    if found is None:
        pytest.skip("uv is not installed")
    return found


@pytest.fixture(scope="session")
def dist(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a source distribution of this checkout lies, and the wheel that was built from it."""
    out = tmp_path_factory.mktemp("dist")
    run(uv, "build", "--quiet", "--out-dir", out, ROOT)
    return out


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """The wheel of this checkout."""
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="session")
def sdist(dist: Path) -> Path:
    """The source distribution of this checkout."""
    return next(dist.glob("*.tar.gz"))
