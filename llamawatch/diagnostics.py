"""Standard error, the log, and the exit status."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsroom.errors import (
    Ambiguous,
    ConfigError,
    LlamawatchError,
    NotFound,
    PackError,
    QueryError,
    StoreLocked,
)

if TYPE_CHECKING:
    from pathlib import Path

DONE, FAILED, USAGE, LOCKED, STRICT = 0, 1, 2, 3, 4
"""Exit statuses: see the command line's contract."""
_LOG_LIMIT = 1_000_000
"""Bytes after which the log starts anew."""


def warn(line: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def exit_status(error: LlamawatchError) -> int:
    """The exit status an error of ours ends with."""
    if isinstance(error, StoreLocked):
        return LOCKED
    if isinstance(error, ConfigError | QueryError | NotFound | Ambiguous | PackError):
        return USAGE
    return FAILED


def log_crash(folder: Path, error: BaseException) -> Path | None:
    """Write a traceback into the log.

    Args:
        folder: the data directory.
        error: what happened.

    Returns:
        The log, or None if it cannot be written.
    """
    path = folder / "llamawatch.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        grown = path.exists() and path.stat().st_size > _LOG_LIMIT
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if grown else os.O_APPEND)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()} unexpected failure\n")
            log.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return path
