from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import Source
from watchers.opml import Outline, read_opml, write_opml

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "feeds"

LIST = """<?xml version="1.0" encoding="windows-1251"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml version="1.1"><head><title>Mine &x;</title></head><body>
<outline text="Ports">
  <outline type="rss" text="Порт" xmlUrl="https://port.example/feed" language="ru-RU"/>
  <outline type="rss" title="Fish & ships" xmlurl="http://quay.example/rss?a=1&b=2"/>
  <outline type="rss" text="Again" xmlUrl="http://www.port.example/feed/"/>
</outline>
<outline text="Old" xmlUrl="feed://old.example/atom"/>
<outline text="Nameless" xmlUrl="feed:https://plain.example/"/>
<outline text="Program" xmlUrl="|sh -c 'rm -rf ~'"/>
<outline text="Filter" xmlUrl="filter:~/bin/x:https://f.example/"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="A page only" htmlUrl="https://page.example/"/>
</body></opml>"""


def test_a_list_is_read_as_it_is_found_in_the_wild() -> None:
    found = read_opml(LIST.encode("cp1251"))
    assert found.feeds == (
        Outline("Порт", "https://port.example/feed", "ru"),
        Outline("Fish & ships", "http://quay.example/rss?a=1&b=2"),
        Outline("Old", "https://old.example/atom"),
        Outline("Nameless", "https://plain.example/"),
    )


def test_what_is_no_feed_on_the_web_is_left_out_and_named() -> None:
    assert read_opml(LIST.encode("cp1251")).left_out == (
        "|sh -c 'rm -rf ~'",
        "filter:~/bin/x:https://f.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    )


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"plain words", b"<rss><channel/></rss>", b"\xff\x00"]
)
def test_what_is_no_list_holds_no_feeds(body: bytes) -> None:
    assert read_opml(body).feeds == ()


def test_sources_are_written_without_logins_and_without_what_only_llamawatch_can_ask() -> None:
    sources = [
        Source("a", 'The "Port" & <Quay>', "https://me:secret@port.example/feed", language="en"),
        Source("b", "Search", kind="google-news", options={"query": "llama", "edition": "de-DE"}),
    ]
    written = write_opml(sources, NOW)
    assert b"secret" not in written
    assert read_opml(written).feeds == (
        Outline('The "Port" & <Quay>', "https://port.example/feed", "en"),
        Outline(
            "Search",
            "https://news.google.com/rss/search?q=llama+when%3A2d&hl=de&gl=DE&ceid=DE%3Ade",
        ),
    )


names = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cc", "Cf"])
)


@given(st.lists(names.filter(str.strip), max_size=5))
def test_whatever_a_source_is_called_it_comes_back(titles: list[str]) -> None:
    sources = [
        Source(str(n), title, f"https://paper.example/{n}") for n, title in enumerate(titles)
    ]
    back = read_opml(write_opml(sources, NOW))
    assert [outline.url for outline in back.feeds] == [source.url for source in sources]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_makes_it_fail(body: bytes) -> None:
    for outline in read_opml(b"<opml><body><outline xmlUrl='https://a.example/'/>" + body).feeds:
        assert outline.url.startswith(("http://", "https://"))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not there")
def test_every_list_of_the_corpus_is_read() -> None:
    rows = [json.loads(line) for line in (SHARED / "index.jsonl").read_text().splitlines()]
    lists = [row for row in rows if row["kind"] == "opml"]
    assert lists
    for row in lists:
        body = (SHARED / row["path"]).read_bytes()
        found = read_opml(body)
        named = {part for part in body.lower().split() if part.startswith(b"xmlurl=")}
        assert bool(found.feeds or found.left_out) == bool(named), row["path"]
        assert len(found.feeds) + len(found.left_out) <= row["entries"], row["path"]
