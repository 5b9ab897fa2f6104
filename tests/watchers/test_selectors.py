from __future__ import annotations

import pytest
from cssselect import HTMLTranslator, SelectorError
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from watchers.selectors import MAX_SELECTOR, NotUnderstood, to_xpath

PAGE = html.document_fromstring("""<!doctype html><html lang="en-GB"><body id="top"><nav><a
 href="/about" lang="en">About</a><a href="/x" rel="nofollow next" lang="en-GB">X</a></nav>
<main class="list  wide"><article id="a1" class="card news"><h2>One <a class="head" href="/1"
 title='say "no"'>1</a></h2><p></p><a href="/1.html" data-kind="">more</a></article>
<article class="card"><h2><a class="head new" href="https://b.example/2">2</a></h2><p>Text</p><ul>
<li class="md:w-1"><a href="/3">3</a></li><li><a href="/4">4</a></li><li><b>5</b></li></ul>
</article>
<p>Last<em></em></p></main></body></html>""")
GOOD = [
    "a", "A", "*", "main a", "main > a", "article>h2>a", "h2 + p", "h2~a", "h2 ~ ul a", ".card",
    "article.card.news", "#a1", "main #a1 a", "h2, p , em", "*.head", "a.head.new", ".card .head",
    "a[href]", "[lang]", "a[HREF='/1']", 'a[href="/1"]', "a[rel~=next]", "a[rel~='nofollow next']",
    "[lang|=en]", "a[href^='https:']", "a[href$='.html']", "a[href*=example]", "a[href^='']",
    "a[href$='']", "a[href*='']", "[data-kind='']", "[data-kind~='']", "a[ href = '/3' ]",
    "li:first-child", "li:last-child", "a:only-child", "p:first-of-type", "p:last-of-type",
    "p:only-of-type", "li:nth-child(2)", "li:nth-child( 1 ) a", "p:empty", "li:not(:first-child)",
    "a:not(.head)", "a:not([lang])", "main > :not(article)", "a:not(a)", "article:not(#a1) a",
    r".md\:w-1 a", "li:first-child:not(.x) > a", "main>article+article a", "em:empty", ".nothing",
    "  a  ", "body#top nav a:last-child", """a[title='say "no"']""", "a[href='/1'][class]",
    "a[href$='longer than any of the addresses']", "li:not(:nth-child(2))",
]  # fmt: skip
BAD = [
    "", " ", ">", "> a", "a >", "a > > b", "a,", ",a", "a,,b", "a b >", "h2 >", "a[", "a[href",
    "a[href=]", "a[href==x]", ".", "#", "..x", ".1", "a..b", "a:hover", "a:hoover", "a::before",
    "a:not()", "a:not(b c)", "a:not(b, c)", "a:not(:not(b))", "a:nth-child(2n+1)", ":first-of-type",
    "x|a", "*|*", "🙂(", "a{}", "a;b", "a!", "\\", "a\x00", "a/b", "//a", "a)", "b*", "[a]b", "@a",
    "a[]", "é", "x" * (MAX_SELECTOR + 1),
]  # fmt: skip


def found(xpath: str) -> list[str]:
    return [PAGE.getroottree().getpath(one) for one in PAGE.xpath(xpath)]


@pytest.mark.parametrize("selector", GOOD)
def test_a_selector_selects_what_the_library_selects(selector: str) -> None:
    assert found(to_xpath(selector)) == found(HTMLTranslator().css_to_xpath(selector.lower()))


def test_what_is_selected_is_not_always_nothing() -> None:
    assert sum(bool(found(to_xpath(selector))) for selector in GOOD) > len(GOOD) * 0.75


@pytest.mark.parametrize("selector", BAD)
def test_what_is_not_understood_is_refused(selector: str) -> None:
    with pytest.raises(NotUnderstood):
        to_xpath(selector)


def test_the_part_that_is_not_understood_is_named() -> None:
    with pytest.raises(NotUnderstood, match='":hover b" is not understood, from character 7 on'):
        to_xpath("main a:hover b")


def test_both_quotes_may_stand_in_a_value() -> None:
    page = html.document_fromstring("""<a title="it's">1</a><a title='"'>2</a>""")
    for selector, said in (('[title="it\'s"]', "1"), ("[title='\"']", "2")):
        assert [one.text for one in page.xpath(to_xpath(selector))] == [said]


PARTS = st.sampled_from(
    (
        *("a", "p", "*", "li", "h2", ".card", ".head", "#a1", " ", " > ", " + ", "~", ",", "main"),
        *("[href]", ":not(p)", "[class~=head]", "[href^='/']", ":first-child", ":last-child", ":"),
        *(":nth-child(2)", ":not(:first-child)"),
    )
)


@given(st.lists(PARTS, max_size=7).map("".join))
def test_whatever_is_understood_means_what_the_library_means(selector: str) -> None:
    try:
        xpath = to_xpath(selector)
    except NotUnderstood:
        return
    try:
        expected = HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise AssertionError(selector) from error
    assert found(xpath) == found(expected)


@given(st.text(max_size=30))
def test_nothing_is_too_strange(selector: str) -> None:
    try:
        PAGE.xpath(to_xpath(selector))
    except NotUnderstood:
        return
