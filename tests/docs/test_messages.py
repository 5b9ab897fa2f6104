"""docs/troubleshooting.md quotes messages that the program has."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

import pytest

from newsroom.records import SourceHealth
from tests.docs.pages import DOCS, page, rows, sections
from tests.docs.strings import texts

if not (DOCS / "troubleshooting.md").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

CLASSES = ("It does not start", "The configuration", "A source", "An alert")


@cache
def code() -> str:
    """All texts of the program, a line each."""
    return "\n".join(one.replace("\n", " ") for one in texts())


def quoted() -> list[tuple[str, str]]:
    """Messages of the page, each with the heading it stands below."""
    found = []
    for heading, lines in sections(page("troubleshooting.md")):
        for row in rows(lines):
            told = next(cell for cell in row if cell.startswith("`"))
            found.append((heading, told.strip("`")))
    return found


def is_said(message: str) -> bool:
    """Whether the program says it; `…` is whatever it fills in."""
    parts = map(re.escape, message.split("…"))
    return re.search(r"[^\n]{0,200}".join(parts), code()) is not None


def test_every_quoted_message_is_one_of_the_programs() -> None:
    messages = quoted()
    assert len(messages) > 60
    assert {heading for heading, _ in messages} >= set(CLASSES)
    assert [message for _, message in messages if not is_said(message)] == []


def test_a_message_the_program_does_not_have_is_noticed() -> None:
    for _, message in quoted():
        longest = max(re.findall(r"[a-z]{4,}", message), key=len)
        assert not is_said(message.replace(longest, longest[::-1] + "q")), message


def test_every_state_that_needs_somebody_is_told() -> None:
    told = {
        row[0]
        for heading, lines in sections(page("troubleshooting.md"))
        for row in rows(lines)
        if heading == "A source"
    }
    well = {"new", "ok", "off"}
    assert set(get_args(SourceHealth)) - well - told == set()
