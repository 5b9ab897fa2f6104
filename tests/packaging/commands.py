"""Running what a packager runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*argv: str | Path, cwd: Path = ROOT, **environ: str) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(
        [str(one) for one in argv],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environ},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
