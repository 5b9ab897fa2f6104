"""What may be made a source, and what somebody meant by what they typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom.records import Entry, Source
from watchers.discovery import Discovery
from watchers.findings import Finding, as_source, finding_of, is_address, searches


@pytest.mark.parametrize(
    "typed",
    [
        "heise.de", "https://heise.de/rss", "blog.example/feed?x=1", "localhost", "localhost/feed",
        "127.0.0.1", "127.0.0.1:8080/x", "files:8080", "münchen.example", "新聞.中国",
        "xn--fiqs8s.xn--fiqs8s", "me@example.org", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_or_the_name_of_a_site_is_looked_behind(typed: str) -> None:
    assert is_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "llama",
        "llama 5 release",
        "GPT-5.5",
        "v1.2",
        "Lample OR LeCun",
        ".",
        "a.",
        "heise.de llama",
    ],
)
def test_anything_else_is_searched_for(typed: str) -> None:
    assert not is_address(typed)


def test_words_are_searched_in_every_language_of_the_reader_once() -> None:
    offers = searches("llama 5", ["en", "de", "en"])
    assert [one["kind"] for one in offers] == ["google-news", "google-news", "hacker-news"]
    assert [one.get("edition") for one in offers] == ["en-US", "de", None]
    assert len({one["name"] for one in offers}) == 3
    assert as_source(offers[1]).options == {"query": "llama 5", "edition": "de"}


def test_a_finding_says_what_is_newest_and_who_asks_it_already() -> None:
    entries = (
        Entry(title="Undated"),
        Entry(title="Newer", published=datetime(2026, 3, 2, tzinfo=UTC)),
        Entry(title="Older", published=datetime(2026, 3, 1, tzinfo=UTC)),
    )
    looked = Discovery("https://a.example/feed", "A", entries=entries, language="de")
    values = {"name": "A", "url": "https://me:secret@a.example/feed/"}
    sources = [
        Source("other", "Other", "https://b.example/"),
        Source("known", "Known", "http://www.a.example/feed"),
    ]
    found = finding_of(values, looked, sources)
    assert (found.headline, found.items, found.language, found.known) == ("Newer", 3, "de", "known")
    assert found.address == "https://a.example/feed/"
    assert finding_of(values, looked, sources[:1]).known == ""


def test_the_same_search_in_another_language_is_another() -> None:
    english, german, hacker = searches("llama 5", ["en", "de"])
    there = [as_source(english)]
    known = [Source("e", "E", kind=there[0].kind, options=there[0].options)]
    nothing = Discovery("")
    assert finding_of(english, nothing, known).known == "e"
    assert finding_of(german, nothing, known).known == ""
    assert finding_of(hacker, nothing, known).known == ""
    assert Finding(german).address == "Google News: llama 5 (de)"
