"""Standard error, the log, and the exit status."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DONE, FAILED, USAGE, LOCKED, STRICT = 0, 1, 2, 3, 4
"""Exit statuses: see the command line's contract."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LOG_LIMIT = 1_000_000
"""Bytes after which the log starts anew."""
_LONGEST = 1000
"""Characters of one line of a traceback."""


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


def log_crash(folder: Path, error: BaseException) -> Path | None:
    """Write a traceback into the log.

    Args:
        folder: the data directory.
        error: what happened.

    Returns:
        The log, or None if it cannot be written.
    """
    return _write_log(folder, "unexpected failure", "".join(traceback.format_exception(error)))


def _harmless(details: str) -> str:
    """A traceback without what its message may hold of a stranger's text: terminal sequences."""
    from newsroom.clean import clean

    lines = (line.rstrip() for line in details.splitlines())
    indented = ((line[: len(line) - len(line.lstrip(" "))], line) for line in lines)
    return "".join(f"{indent}{clean(line, limit=_LONGEST)}\n" for indent, line in indented)


def _write_log(folder: Path, headline: str, details: str) -> Path | None:
    path = folder / "llamawatch.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        grown = path.exists() and path.stat().st_size > _LOG_LIMIT
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if grown else os.O_APPEND)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as log:
            when = datetime.now(UTC).isoformat(timespec="seconds")
            log.write(f"{when} {headline}\n{_harmless(details)}")
    except OSError:
        return None
    return path


class _Log(logging.Handler):
    """Keeps what the rooms and the libraries warn of: on the screen nobody could read it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.WARNING)
        self._folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        from newsroom.clean import clean

        details = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        _write_log(self._folder, clean(f"{record.name}: {record.getMessage()}"), details)


def keep_log(folder: Path) -> Callable[[], None]:
    """Write warnings into the log of a data directory instead of on standard error.

    Args:
        folder: the data directory.

    Returns:
        A function that ends it.
    """
    handler = _Log(folder)
    logging.getLogger().addHandler(handler)
    return lambda: logging.getLogger().removeHandler(handler)
