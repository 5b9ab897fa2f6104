"""Reading the Markdown of docs/: sections, tables, blocks of code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"

_BAR = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^#{1,6} (.*)$")
_CODE = re.compile(r"`([^`]+)`")


def page(name: str) -> str:
    """A page of docs/, or of the top level where it is not there."""
    path = DOCS / name
    return (path if path.exists() else ROOT / name).read_text(encoding="utf-8")


def sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Headings without their signs, each with the lines down to the next heading."""
    heading, lines, fenced = "", [], False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        found = None if fenced else _HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield heading, lines
        heading, lines = found[1], []
    yield heading, lines


def cells(line: str) -> list[str]:
    """The cells of one line of a table; none where it is no line of one."""
    if not line.startswith("|"):
        return []
    parts = _BAR.split(line.strip())[1:-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def rows(lines: list[str]) -> list[list[str]]:
    """The rows of all tables among some lines, without their heads."""
    found: list[list[str]] = []
    before: list[str] = []
    for line in lines:
        row = cells(line)
        is_rule = bool(row) and all(set(cell) <= set("-: ") and cell for cell in row)
        if is_rule and before:
            found.remove(before)
        elif row:
            found.append(row)
        before = row
    return found


def rows_below(text: str, marker: str) -> list[list[str]]:
    """The rows of the first table below a marker."""
    lines = text[text.index(marker) :].splitlines()[1:]
    start = next(n for n, line in enumerate(lines) if line.startswith("|"))
    end = next((n for n, line in enumerate(lines) if n > start and not line.startswith("|")), None)
    return rows(lines[start:end])


def code_of(text: str, language: str) -> str:
    """The first block of code in a language."""
    opened = text.index(f"```{language}\n") + len(language) + 4
    return text[opened : text.index("\n```", opened)]


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return _CODE.findall(cell)
