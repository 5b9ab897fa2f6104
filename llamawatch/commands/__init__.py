"""The command line: `run` is its one door."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    from llamawatch.commands.main import main

    sys.exit(main(sys.argv[1:]))
