from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.markup import language_code, plain_text, read_page


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("<b>Meta</b> <script>alert(1)</script>hires", "Meta hires"),
        ("a &amp; b", "a & b"),
        ("AT&amp;amp;T", "AT&T"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("if a < b then 5 < 6", "if a < b then 5 < 6"),
        ("List<String> grows", "List<String> grows"),
        ("wo<b>r</b>d", "word"),
        ("line<br>break", "line break"),
        ("<!-- hidden -->shown", "shown"),
        ("<style>p{}</style><p>text", "text"),
        ("<img src=x alt=y>caption", "caption"),
        ("", ""),
        ("\x1b[2J<i>x</i>\u202e", "[2Jx"),
    ],
)
def test_markup_becomes_the_text_a_reader_would_see(markup: str, text: str) -> None:
    assert plain_text(markup, limit=200) == text


def test_paragraphs_stay_apart_where_asked_for() -> None:
    assert plain_text("<p>One</p><p>Two<br>three</p>", limit=99, lines=True) == "One\n\nTwo\nthree"


@given(st.text(st.sampled_from("<>/&;#x12abpdiv \"'=!-[]"), max_size=120))
def test_any_markup_becomes_text(markup: str) -> None:
    text = plain_text(markup, limit=100)
    assert len(text) <= 100


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 60_000, "<a " * 60_000, "<!--" * 60_000, "&amp;" * 60_000, "<" * 300_000,
     "<b>" * 60_000 + "x" + "</b>" * 60_000],
)  # fmt: skip
def test_hostile_markup_costs_little(markup: str) -> None:
    started = time.process_time()
    plain_text(markup, limit=20_000, lines=True)
    assert time.process_time() - started < 2.0


PAGE = """<!doctype html><html lang="de-DE"><head><title> Die
 Seite </title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<link rel="Alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:x">
<link rel="stylesheet" href="/style.css">
<!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->
</head><body>{}</body></html>"""


def test_a_page_names_its_title_its_language_and_its_feeds() -> None:
    page = read_page(PAGE.format("<p>x</p>"), "https://example.org/news/")
    assert (page.kind, page.title, page.language, page.wall) == ("page", "Die Seite", "de", "")
    assert page.feeds == ("https://example.org/feed.xml", "https://example.org/news/atom.xml")


def test_links_in_the_text_are_feeds_where_nothing_better_is_named() -> None:
    page = read_page(
        '<html><a href="/blog/feed/">RSS</a><a href="/x.html">x</a></html>', "http://a.org"
    )
    assert page.feeds == ("http://a.org/blog/feed/",)


@pytest.mark.parametrize(
    ("body", "url", "wall"),
    [
        ('<form><input type="PassWord"></form>', "https://example.org/", "login"),
        ('<script src="/cdn-cgi/challenge-platform/x.js"></script>', "https://a.org/", "blocked"),
        ("<p>We value your privacy</p>", "https://consent.example.org/m", "blocked"),
        ("<p>News</p>", "https://example.org/", ""),
    ],
)
def test_what_stands_in_the_way_is_told(body: str, url: str, wall: str) -> None:
    assert read_page(PAGE.format(body), url).wall == wall


def test_language_tags_are_cut_to_two_letters() -> None:
    assert language_code(" en-US ") == "en"
    assert language_code("zh_CN") == "zh"
    assert language_code("english") == ""
    assert language_code("日本") == ""
