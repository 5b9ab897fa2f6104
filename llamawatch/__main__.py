"""Launcher: puts the rooms on the path and hands over to the command line."""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE / "_app"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent
"""Where the rooms and the shipped config.toml lie: private once installed."""

# First on the path, so that another project's `store` in site-packages never loads.
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Run the command line."""
    from llamawatch.commands import run

    run()


if __name__ == "__main__":
    main()
