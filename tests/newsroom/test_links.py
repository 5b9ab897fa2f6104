from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.links import canonical, safe_link, unwrap


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "--version",
        "http://user:secret@example.org/",
        "http://example.org\\@evil.org/",
        "http://exa\nmple.org/",
        "http://example.org/\u202egnp",
        "http:///nohost",
        "http://[::1",
        "http://example.org:notaport/",
        "ftp://example.org/x",
        "//example.org/x",
        "relative/path",
        "http://" + "a" * 3000 + ".org/",
        "http://ex ample.org/",
        "mailto:me@example.org",
        "",
    ],
)
def test_what_must_not_be_opened_is_empty(link: str) -> None:
    assert safe_link(link) == ""


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (" https://Example.ORG/a b ", "https://example.org/a%20b"),
        ("HTTPS://example.org", "https://example.org/"),
        ("http://example.org:80/x", "http://example.org/x"),
        ("http://127.0.0.1:8080/x?a=1&b=2#c", "http://127.0.0.1:8080/x?a=1&b=2#c"),
        ("https://例え.jp/記事?q=値", "https://xn--r8jz45g.jp/%E8%A8%98%E4%BA%8B?q=%E5%80%A4"),
        ("https://example.org/%E8%A8%98", "https://example.org/%E8%A8%98"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_plain_addresses_are_kept_in_ascii(link: str, expected: str) -> None:
    assert safe_link(link) == expected
    assert safe_link(expected) == expected


def test_relative_links_stand_on_the_address_of_their_document() -> None:
    assert safe_link("../b?x", "https://example.org/feeds/a.xml") == "https://example.org/b?x"
    assert safe_link("//cdn.example.org/b", "https://example.org/") == "https://cdn.example.org/b"
    assert safe_link("javascript:x", "https://example.org/") == ""


@given(st.text(max_size=60), st.sampled_from(["", "https://example.org/a/"]))
def test_any_text_gives_a_plain_address_or_nothing(text: str, base: str) -> None:
    link = safe_link(text, base)
    if link:
        assert link.isascii()
        assert link.startswith(("http://", "https://"))
        assert urlsplit(link).hostname
        assert safe_link(link) == link
    canonical(text)


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/story",
        "https://www.example.org/story/",
        "https://EXAMPLE.org/story?utm_source=rss&utm_medium=feed",
        "https://example.org:443/story#comments",
        "https://example.org/story?fbclid=abc",
        "https://example.org/stor%79",
    ],
)
def test_how_a_site_writes_its_links_does_not_count(other: str) -> None:
    assert canonical(other) == canonical("https://example.org/story")


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/story?id=2",
        "https://example.org/Story",
        "https://example.com/story",
        "https://example.org:8080/story",
        "https://example.org/sto%2Fry",
    ],
)
def test_what_names_another_page_counts(other: str) -> None:
    assert canonical(other) != canonical("https://example.org/story")


def test_parameters_count_in_any_order() -> None:
    assert canonical("http://a.org/?b=1&a=2") == canonical("https://a.org?a=2&b=1&utm_id=9")


def test_a_search_feeds_counting_link_is_the_article_it_leads_to() -> None:
    link = (
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=66f1&"
        "url=https%3a%2f%2fexample.org%2fstory%2f&c=123&mkt=en-us"
    )
    assert unwrap(link) == "https://example.org/story/"
    assert canonical(link) == canonical("https://example.org/story")
    evil = "http://www.bing.com/news/apiclick.aspx?url=javascript%3aalert(1)"
    assert unwrap(evil) == evil
    assert unwrap("https://notbing.com/news/apiclick.aspx?url=https://x.org/") != "https://x.org/"
