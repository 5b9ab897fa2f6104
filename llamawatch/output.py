"""Standard output: results, as lines or as JSON Lines."""

from __future__ import annotations

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
    "say_document",
    "say_json",
    "say_lines",
    "say_text",
    "show_any_letter",
]


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
    """Print rows as CSV; see `newsroom.csv_text`."""
    from newsroom.csv_text import csv_lines

    for line in csv_lines(columns, rows):
        sys.stdout.write(line)


def say_document(pieces: Iterable[str]) -> None:
    """Print a document for other programs, piece by piece: in UTF-8, whatever the terminal has."""
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()


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
