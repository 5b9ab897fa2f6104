"""What is handed on is read back as it was, by the libraries other programs read it with."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from newsroom.clean import clean
from newsroom.csv_text import FORMULA, csv_lines
from newsroom.exports import COLUMNS, FORMATS, Heading, pieces
from newsroom.links import safe_link
from newsroom.records import Article, Item, TopicScore
from newsroom.shapes import item_shape
from watchers.worker import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "＝1+1",
    "<script>alert(1)</script>",
    "]]></title><item>",
    "a &lt;b&gt; &amp;amp; c",
    "AT&T & R&D",
    "1 < 2 > 0",
    "[x](javascript:alert(1))",
    "# no heading",
    "```",
    'say "it", she said',
    "\\",
    "'quoted'",
    "&#x3c;b&#x3e;",
    "שלום (world) 你好",
)
WILD = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.text(alphabet="<>&;#x39lgtamp=+-@\"'`*_[]()!\\\n\t |~:/.", max_size=40),
)
LINKS = st.sampled_from(
    ("", "https://a.example/x?a=1&b=2", "http://b.example/(y)_[z]'\"<é>", "https://c.example/日本")
)


def item(number: int, title: str = "", summary: str = "", url: str = "") -> Item:
    article = Article(
        id=f"{number:08x}",
        source="paper",
        url=safe_link(url),
        title=clean(title),
        summary=clean(summary),
        published=NOON,
        first_seen=NOON + timedelta(hours=number),
        event_time=NOON + timedelta(minutes=number),
    )
    return Item(article, language="en")


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    told = draw(st.lists(st.tuples(WILD, WILD, LINKS), max_size=4))
    found = [item(n, *one) for n, one in enumerate(told)]
    # An entry with neither title, link nor text is not stored.
    return [one for one in found if one.article.title or one.article.summary or one.article.url]


HEADING = Heading("llamawatch: a < b & c", lambda source: f"The {source} & <Post>", UTC)


def written(form: str, found: Iterable[Item]) -> str:
    return "".join(pieces(form, found, HEADING))


@given(items())
def test_json_lines_are_the_items(found: list[Item]) -> None:
    lines = written("jsonl", found).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [item_shape(one) for one in found]


@given(items())
def test_csv_comes_back_and_holds_no_formula(found: list[Item]) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", found), newline="")))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(found) + 1
    for cells, one in zip(rows[1:], found, strict=True):
        assert not any(cell.startswith(FORMULA) for cell in cells)
        row = dict(zip(COLUMNS, cells, strict=True))
        for key in ("title", "summary"):
            said = getattr(one.article, key)
            assert row[key] == (f"'{said}" if said.startswith(FORMULA) else said)
        assert row["url"] == one.article.url


def test_csv_writes_lists_switches_and_nothing_as_spreadsheets_have_them() -> None:
    rows = [(["=a", "b"], True, None, -1, "-1", {"talent": 0.5})]
    assert list(csv_lines(("x",), rows))[1] == "'=a b,true,,-1,'-1,talent\n"


@given(items())
def test_rss_is_read_back_the_same(found: list[Item]) -> None:
    document = written("rss", found).encode()
    read = feedparser.parse(document)
    assert not read.bozo
    assert (read.version, html.unescape(read.feed.title)) == ("rss20", HEADING.title)
    assert len(read.entries) == len(found)
    for entry, one in zip(read.entries, found, strict=True):
        article = one.article
        told = article.title or article.summary or article.url
        assert html.unescape(entry.title) == _mended(told)
        assert html.unescape(entry.get("summary", "")) == _mended(article.summary)
        assert (entry.id, entry.guidislink) == (one.id, False)
        assert entry.get("link", "") == article.url
        assert timegm(entry.published_parsed) == _moment(one)
        assert entry.publisher == "The paper & <Post>"


def _mended(text: str) -> str:
    """As feedparser has a text that looks decoded wrongly; it asks nobody."""
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


def _moment(one: Item) -> float:
    assert one.article.event_time is not None
    return one.article.event_time.timestamp()


@given(items())
def test_rss_has_what_must_stand_there_and_nothing_else(found: list[Item]) -> None:
    root = etree.fromstring(written("rss", found).encode())
    (channel,) = root
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    assert [one.tag for one in channel][:3] == ["title", "link", "description"]
    for one in channel.findall("item"):
        assert one.find("guid").get("isPermaLink") == "false"
        assert re.fullmatch(
            r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", one.findtext("pubDate") or ""
        )
        assert all(not list(part) for part in one)


@given(items(), st.sampled_from(("rss", "jsonfeed")))
def test_llamawatch_itself_reads_its_feeds_the_same(found: list[Item], form: str) -> None:
    # What looks like markup, or like text decoded wrongly, is mended by the reader.
    found = [one for one in found if _is_plain(one.article.title + one.article.summary)]
    parsed = read_document(written(form, found).encode())
    entries = {entry.guid: entry for entry in parsed.entries}
    assert entries.keys() == {one.id for one in found}
    for one in found:
        entry = entries[one.id]
        assert entry.title == (one.article.title or entry.title)
        assert entry.published == one.article.event_time


def _is_plain(text: str) -> bool:
    return text.isascii() and not set("<&") & set(text)


@given(items())
def test_json_feed_has_what_must_stand_there_and_the_whole_item(found: list[Item]) -> None:
    feed = json.loads(written("jsonfeed", found))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == HEADING.title
    assert len(feed["items"]) == len(found)
    for entry, one in zip(feed["items"], found, strict=True):
        assert entry["id"] == one.id
        assert entry["content_text"]
        assert entry.get("title", "") == one.article.title
        assert entry.get("url", "") == one.article.url
        assert datetime.fromisoformat(entry["date_published"]) == one.article.event_time
        assert entry["_llamawatch"] == item_shape(one)


@given(items())
def test_markdown_is_a_list_of_links_and_nothing_else(found: list[Item]) -> None:
    tokens = MarkdownIt("commonmark").parse(written("markdown", found))
    heads = [one for one in tokens if one.type == "heading_open"]
    assert [one.tag for one in heads] == ["h1"]
    assert len([one for one in tokens if one.type == "list_item_open"]) == len(found)
    told = [one for one in tokens if one.type == "inline"][1:]
    for line, one in zip(told, found, strict=True):
        assert {part.type for part in line.children or ()} <= {
            *("text", "text_special", "hardbreak", "link_open", "link_close")
        }
        shown = _lines(line.children or ())
        article = one.article
        assert shown[0] == (article.title or article.summary or article.url)
        assert shown[2:] == ([article.summary] if article.title and article.summary else [])
        links = [part for part in line.children or () if part.type == "link_open"]
        assert len(links) == bool(article.url)


def _lines(parts: Iterable[object]) -> list[str]:
    lines = [""]
    for part in parts:
        if getattr(part, "type", "") == "hardbreak":
            lines.append("")
        else:
            lines[-1] += getattr(part, "content", "")
    return lines


def test_an_ampersand_in_a_title_is_one_to_every_reader() -> None:
    assert "<title>AT&amp;T, R&amp;D</title>" in written("rss", [item(1, "AT&T, R&D")])
    assert "<title>&amp;lt;b&amp;gt;</title>" in written("rss", [item(1, "<b>")])


def test_topics_authors_and_languages_stand_in_the_feeds() -> None:
    article = replace(item(1, "A").article, author="Ada & Co", outlet="Gazette")
    one = Item(article, language="en", topics=(TopicScore("talent", 0.9),))
    (entry,) = feedparser.parse(written("rss", [one]).encode()).entries
    assert [tag.term for tag in entry.tags] == ["talent"]
    assert (entry.author, entry.publisher, entry.language) == ("Ada & Co", "Gazette", "en")
    (said,) = json.loads(written("jsonfeed", [one]))["items"]
    assert said["tags"] == ["talent"]
    assert said["authors"] == [{"name": "Ada & Co"}, {"name": "Gazette"}]
    assert "2026-03-02, The paper & \\<Post\\>, en, talent" in written("markdown", [one]).replace(
        "\\&", "&"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_an_item_is_asked_for_when_its_turn_comes(form: str) -> None:
    asked = 0

    def endless() -> Iterator[Item]:
        nonlocal asked
        while True:
            asked += 1
            yield item(asked, f"Story {asked}")

    begun = list(islice(pieces(form, endless(), HEADING), 10))
    assert "Story 3" in "".join(begun)
    assert asked <= 10
