"""Commands, run as a person would, on the demo's week of news."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Week


@pytest.fixture
def run(
    week: Week, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[int, str]]:
    """Runs a command on a copy of the demo's week; answers exit status and standard output."""
    home = tmp_path / "home"
    shutil.copytree(week.folder, home)

    def command(*words: str) -> tuple[int, str]:
        capfdbinary.readouterr()
        where = ["--config", str(home / "config.toml"), "--data", str(home / "data")]
        status = main([*where, *words])
        return status, capfdbinary.readouterr().out.decode()

    return command
