"""Standard error and the exit status."""

from __future__ import annotations

import re
import sys

from newsroom.errors import (
    Ambiguous,
    ConfigError,
    DecisionError,
    LlamawatchError,
    NoTerminal,
    NotFound,
    PackError,
    QueryError,
    StoreLocked,
)

DONE, FAILED, USAGE, LOCKED, STRICT = 0, 1, 2, 3, 4
"""Exit statuses: see the command line's contract."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def warn(line: str) -> None:
    """Print one line on standard error; what quotes a file has no controls of terminals in it."""
    sys.stderr.write(f"{_CONTROL.sub('?', line)}\n")
    sys.stderr.flush()


def exit_status(error: LlamawatchError) -> int:
    """The exit status an error of ours ends with."""
    if isinstance(error, StoreLocked):
        return LOCKED
    if isinstance(
        error,
        ConfigError | QueryError | NotFound | Ambiguous | PackError | NoTerminal | DecisionError,
    ):
        return USAGE
    return FAILED
