"""Standard output: results, as lines or as JSON Lines."""

from __future__ import annotations

import csv
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from newsroom.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "columns",
    "counted",
    "say",
    "say_csv",
    "say_json",
    "say_lines",
    "say_text",
    "show_any_letter",
]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show_any_letter() -> None:
    """Print "?" for letters that the terminal's encoding lacks, instead of failing over them."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


def say_text(text: str) -> None:
    """Print a text of several lines, which ends in a line end."""
    sys.stdout.write(text)


def say_json(value: dict[str, Any]) -> None:
    """Print one object as one line of JSON."""
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")


def say_lines(values: Iterable[dict[str, Any]]) -> None:
    """Print objects as JSON Lines."""
    for value in values:
        say_json(value)
    sys.stdout.buffer.flush()


def say_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV; a value that a spreadsheet would run as a formula gets an apostrophe."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:  # noqa: ANN401 -- cells hold texts, numbers or nothing
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def columns(rows: Iterable[Sequence[str]], *, gap: int = 2) -> Iterable[str]:
    """Align texts in columns by terminal cells; the last column is left as it is."""
    from rich.cells import cell_len

    table = [list(row) for row in rows]
    if not table:
        return
    widths = [max(cell_len(row[n]) for row in table) for n in range(len(table[0]))]
    for row in table:
        padded = [
            text + " " * (width - cell_len(text) + gap)
            for text, width in zip(row[:-1], widths, strict=False)
        ]
        yield "".join((*padded, row[-1])).rstrip()
