from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest

from newsroom.page_words import describe
from newsroom.records import FullText, PageVerdict

AT = datetime(2026, 3, 2, 8, 12, tzinfo=UTC)
URL = "https://paper.example/1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one", "Full text, 1 word, fetched 09:12"),
        ("one two three", "Full text, 3 words, fetched 09:12"),
        ("港の橋が開通した。", "Full text, 9 characters, fetched 09:12"),
        ("", "Full text, fetched 09:12"),
    ],
)
def test_a_text_is_measured_as_its_script_is(text: str, said: str) -> None:
    full = FullText("article", AT, URL, 99)
    assert describe(full, timezone(timedelta(hours=1)), text) == said


def test_every_verdict_has_one_line_of_its_own() -> None:
    lines = [describe(FullText(one, AT, URL), UTC) for one in get_args(PageVerdict)]
    assert len(set(lines)) == len(get_args(PageVerdict))
    assert all(line and "\n" not in line and not line.endswith(".") for line in lines)


def test_the_cause_stands_behind_the_verdict() -> None:
    failed = FullText("failed", AT, URL, note="paper.example did not finish its answer in time.")
    assert describe(failed, UTC) == (
        "The page could not be fetched: f tries again. "
        "paper.example did not finish its answer in time."
    )


def test_who_was_never_asked_is_not_said_to_have_refused() -> None:
    assert describe(FullText("missing", AT), UTC) == "Its feed gives the article no address"
    inside = "10.0.0.1 is an address inside this network; it was not asked."
    assert describe(FullText("blocked", AT, URL, note=inside), UTC) == inside
