"""The log: JSON Lines in the data directory, by size in a bounded number of files.

A line is one object: `time` (RFC 3339, UTC), `level`, `logger`, `message`, `process`, `fields`
(what it is about, by name) and, of a failure, `traceback` (its lines). The newest lines stand last
in `llamawatch.log`; what was there before lies in `llamawatch.log.1` and so on. One process writes
the log, the one that holds the data directory; only a command that ended unexpectedly adds its
line.

Texts of strangers are cleaned, and what looks like a secret is blotted out. Every line is one
write: killing the program leaves whole lines, and a disk that was full leaves at worst one half
line, behind which the next begins anew.
"""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any, Final

from newsroom.clean import clean
from store.lock import holder
from store.places import LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SIZE: Final = 1_000_000
"""Bytes of a file of the log, at most."""
OLDER: Final = 3
"""Files that are kept beside the one that is written."""
_LONGEST: Final = 1000
"""Characters of a message, or of one line of a traceback."""
_DEEPEST: Final = 60
"""Lines kept of a traceback: the last ones say what failed."""
_OURS: Final = frozenset({"alerts", "llamawatch", "newsroom", "store", "tui", "watchers"})
"""Packages whose loggers say what goes on; of all others only warnings are kept."""
_SECRETS: Final = (
    # user:password@ of an address, what a header says, and what stands behind such a name.
    (re.compile(r"(?<=://)[^\s/@]+(?=@)"), "***"),
    (re.compile(r"(?i)\b(basic|bearer)\s+[\w+/=.~-]{8,}"), r"\1 ***"),
    (
        re.compile(
            r"(?i)((?:password|passwd|secret|token|api_?key|signature)[\w-]*[=:]\s*)[^\s&'\",;]+"
        ),
        r"\1***",
    ),
)


def log_of(folder: Path) -> Path:
    """The file of the log that is written, of a data directory."""
    return folder / LOG


def keep_log(folder: Path, *, writes: bool) -> Callable[[], None]:
    """Keep what the rooms say, and what libraries warn of, off the screen, where nobody reads it.

    Args:
        folder: the data directory, whose log it goes into.
        writes: this process is the one that writes there; else it is let go.

    Returns:
        A function that ends it.
    """
    handler = _LogFile(folder, rotates=True) if writes else logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    ours = [logging.getLogger(name) for name in sorted(_OURS)]
    usual = [logger.level for logger in ours]
    for logger in ours:
        logger.setLevel(logging.INFO)

    def end() -> None:
        root.removeHandler(handler)
        for logger, level in zip(ours, usual, strict=True):
            logger.setLevel(level)

    return end


def log_crash(folder: Path, error: BaseException) -> Path | None:
    """Write why a command ended unexpectedly.

    Args:
        folder: the data directory.
        error: what happened.

    Returns:
        The log, or None if it cannot be written.
    """
    # Whoever holds the directory bounds the log: renaming its files is left to that process.
    handler = _LogFile(folder, rotates=holder(folder) is None)
    about = (type(error), error, error.__traceback__)
    handler.emit(
        logging.LogRecord("llamawatch", logging.ERROR, "", 0, "unexpected failure", None, about)
    )
    return None if handler.refused else log_of(folder)


class _LogFile(RotatingFileHandler):
    """Writes each record as one line, by one write; the file is not held open.

    Args:
        folder: The data directory; made if it is not there.
        rotates: Bound the log: nobody else writes it.
    """

    def __init__(self, folder: Path, *, rotates: bool) -> None:
        super().__init__(log_of(folder), maxBytes=SIZE, backupCount=OLDER, delay=True)
        self.setFormatter(_Line())
        self.addFilter(_is_kept)
        self.refused = False
        """The last record was not written."""
        self._folder = folder
        self._rotates = rotates

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            # Half a surrogate, which no encoding has, becomes its escape, which JSON reads.
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._rotates and _size(self.baseFilename) + len(line) > SIZE:
                self.doRollover()
            self._append(line)
        except (OSError, TypeError, ValueError):
            # The disk, or a library whose sentence and what stands in it do not go together.
            self.refused = True
        else:
            self.refused = False

    def _append(self, line: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        handle = os.open(self.baseFilename, flags, 0o600)
        try:
            end = os.fstat(handle).st_size
            torn = end and os.pread(handle, 1, end - 1) != b"\n"
            os.write(handle, b"\n" + line if torn else line)
        finally:
            os.close(handle)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 -- the library keeps the path as text
    except FileNotFoundError:
        return 0


def _is_kept(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS


class _Line(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC)
        fields: Mapping[str, Any] = getattr(record, "fields", {})
        said: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _harmless(record.getMessage()),
            "process": record.process,
            "fields": {name: _field(value) for name, value in fields.items()},
        }
        if record.exc_info:
            lines = self.formatException(record.exc_info).splitlines()
            said["traceback"] = list(_indented(lines))
        return json.dumps(said, ensure_ascii=False)


def _field(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else _harmless(str(value))


def _harmless(text: str) -> str:
    """A text without what a stranger may have put into it, and without secrets."""
    said = clean(text, limit=_LONGEST)
    for looks_so, instead in _SECRETS:
        said = looks_so.sub(instead, said)
    return said


def _indented(lines: list[str]) -> Iterator[str]:
    kept = lines[-_DEEPEST:]
    if len(kept) < len(lines):
        yield f"({len(lines) - len(kept)} lines left out)"
    for line in kept:
        bare = line.lstrip(" ")
        yield line[: len(line) - len(bare)][:_LONGEST] + _harmless(bare)
