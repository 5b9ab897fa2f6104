"""Article pages: what each is told to be, and what of it is kept."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.clean import clean
from watchers import maintext
from watchers.pages import MAX_TEXT, read_article

PAGES = Path(__file__).parent / "pages"
URL = "https://tidewater.example/2026/story"
VERDICTS = {
    "article_ar": "article",
    "article_de": "article",
    "article_en": "article",
    "article_ja": "article",
    "boilerplate": "article",
    "challenge": "blocked",
    "consent": "consent",
    "list": "list",
    "live": "live",
    "login": "login",
    "metered": "paywall",
    "paywall": "paywall",
    "short": "short",
    "video": "media",
}
BEGINS_AND_ENDS = {
    "article_ar": ("غادرت الباحثة ليلى منصور", "خلال العام المقبل."),
    "article_de": ("Der Entwickler Jan Petersen", "ersten Fassungen beteiligt waren."),
    "article_en": ("Ada Lind, who led the group", "a smaller part in London."),
    "article_ja": ("メタの人工知能研究チームを率いていた", "パリに置く方針だという。"),
    "boilerplate": ("The company named Ola Brandt", "as such statements do."),
    "metered": ("They left one by one", "of a slow..."),
    "paywall": ("Der Konzern ordnet seine Forschung neu", "den kaum jemand kannte …"),
}
NEVER = (
    "cookie",
    "Advertisement",
    "Copy link",
    "evening letter",
    "Harbour bridge",
    "Most read",
    "Teaser number",
    "short line under",
    "Tags:",
    "All rights reserved",
    "lightship",
    "columnists",
    "Subscribe",
    "subscriber",
    "Kommentare",
    "geheime Absatz",
    "weiterlesen",
    "港の橋",
)


def body(name: str) -> bytes:
    return (PAGES / f"{name}.html").read_bytes()


@pytest.fixture(params=["scores", "library"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to the main text: what is installed, and what serves without it."""
    if request.param == "library":
        pytest.importorskip("trafilatura", reason="the extra llamawatch[articles] is not installed")
    else:
        monkeypatch.setattr(maintext, "_library", lambda: None)
    return str(request.param)


def test_every_page_of_the_folder_has_a_verdict_here() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == VERDICTS.keys()


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_each_page_is_called_what_it_is(way: str, name: str, verdict: str) -> None:
    page = read_article(body(name), "text/html; charset=utf-8", URL)
    assert page.verdict == verdict
    assert bool(page.text) == (name in BEGINS_AND_ENDS)


@pytest.mark.parametrize(("name", "ends"), BEGINS_AND_ENDS.items())
def test_the_text_is_the_article_and_nothing_else(
    way: str, name: str, ends: tuple[str, str]
) -> None:
    page = read_article(body(name), "text/html", URL)
    first, last = ends
    assert page.text.startswith(first)
    assert page.text.endswith(last)
    assert not [one for one in NEVER if one in page.text]


def test_paragraphs_stand_apart_and_headings_between_them_stay(way: str) -> None:
    paragraphs = read_article(body("article_en"), "text/html", URL).text.split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[3] == "What comes next"


def test_the_language_is_what_the_page_says() -> None:
    assert read_article(body("article_ja")).language == "ja"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (b"%PDF-1.7\n%\xe2\xe3", "text/html"),
        (b"<html><p>page</p></html>", "image/png"),
        (b'{"error": "no"}', "text/html"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "application/xml"),
    ],
)
def test_what_is_no_web_page_is_other(content: bytes, said: str) -> None:
    page = read_article(content, said, URL)
    assert (page.verdict, page.text) == ("other", "")


def test_nothing_is_too_short() -> None:
    assert read_article(b"", "text/html", URL).verdict == "short"
    assert read_article(b" \n", "text/html", URL).verdict == "short"


def article(text: str, head: str = "", before: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{before}<article>{text}</article>".encode()


def paragraphs(number: int) -> str:
    said = "says at some length that the old pier is rebuilt, plank by plank."
    return "".join(f"<p>Paragraph {n} {said}</p>" for n in range(number))


LONG = paragraphs(80)


@pytest.mark.parametrize(
    "mark",
    [
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
        '<div class="g-recaptcha"></div>',
        '<form action="/login"><input type="password"></form>',
        '<div class="cookie-consent"><p>Our partners store cookies with your consent.</p></div>',
        "<nav><p>Already a subscriber? Subscribe to continue reading.</p></nav>",
        "<video></video>",
    ],
)
def test_a_mark_beside_a_long_article_does_not_make_it_a_wall(mark: str) -> None:
    page = read_article(article(LONG, before=mark), "text/html", URL)
    assert page.verdict == "article"
    assert page.text.count("\n\n") == 79


@pytest.mark.parametrize(
    "mark",
    [
        '<div class="cookie-consent"><p>' + "We and our partners use cookies with consent. " * 12,
        '<a class="live-blog-teaser" href="/live">Follow the hearing</a>',
        '<div class="tp-modal" id="paywall"> </div>',
    ],
)
def test_a_mark_beside_a_short_article_does_not_either(way: str, mark: str) -> None:
    page = read_article(article(paragraphs(5), before=f"{mark}</div>"), "text/html", URL)
    assert page.verdict == "article"
    assert page.text.startswith("Paragraph 0 says")
    assert page.text.count("\n\n") == 4


def test_a_title_that_sounds_like_a_challenge_does_not_hide_an_article() -> None:
    head = "<title>Access denied: the pier stays shut</title>"
    head += '<meta property="og:type" content="article">'
    assert read_article(article(paragraphs(6), head), "text/html", URL).verdict == "article"


def test_text_on_a_consent_host_is_never_kept() -> None:
    page = read_article(article(LONG), "text/html", "https://consent.news.example/?continue=x")
    assert (page.verdict, page.text) == ("consent", "")


def test_an_article_that_says_it_costs_but_stands_there_whole_is_one() -> None:
    said = '{"@type": "NewsArticle", "isAccessibleForFree": false}'
    head = f'<script type="application/ld+json">{said}</script>'
    assert read_article(article(LONG, head), "text/html", URL).verdict == "article"
    assert read_article(article(paragraphs(8), head), "text/html", URL).verdict == "paywall"


def test_lines_apart_by_breaks_are_paragraphs() -> None:
    first = "The first part is long enough to be one, and it ends with a full stop."
    second = "The second part comes after an empty line, and it is long enough as well."
    page = read_article(article(f"<div>{first}<br><br>{second * 4}<br>more</div>"), "", URL)
    assert page.text.startswith(f"{first}\n\n{second}")
    assert page.text.split()[-1] == "more"


def test_the_text_is_cut_and_clean() -> None:
    wild = "<p>" + "A long, long sentence about the sea\u202e that goes on and on. " * 40 + "</p>"
    page = read_article(article(wild * 20), "text/html", URL)
    assert MAX_TEXT - 5 <= len(page.text) <= MAX_TEXT
    assert page.text.endswith("…")
    assert "\u202e" not in page.text


def told_locked(*selectors: str) -> str:
    said = {"@type": "NewsArticle", "isAccessibleForFree": False, "cssSelector": selectors}
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


@pytest.mark.parametrize(
    "markup",
    [
        "<form>x</form>" * 40_000,
        told_locked("p:nth-last-child(3n+1) ~ p:nth-child(odd) ~ p") + "<p>x</p>" * 4000,
        told_locked("p ~ p ~ p", "p + p ~ p") + "<p>x</p>" * 4000,
        told_locked(*(f"p .c{n} p" for n in range(8000))) + "<p>x</p>" * 4000,
        ("<blockquote>" * 200 + "<p>some words of a text</p>" + "</blockquote>" * 200) * 100,
        "<div>" * 200 + "<a href=q>a headline of some length</a>" * 20_000,
        "<nav>" * 200 + "<p>x</p>" * 20_000,
    ],
    ids=["forms", "counted", "neighbours", "selectors", "quotes", "links", "menus"],
)
def test_no_page_takes_long(markup: str) -> None:
    started = time.process_time()
    read_article(f"<html><body>{markup}".encode(), "text/html", URL)
    assert time.process_time() - started < 2


def test_a_locked_part_is_named_by_class_with_neighbours_in_its_value() -> None:
    locked = "<div class='for members'><p>Locked words about the harbour and its gates.</p></div>"
    page = read_article(article(paragraphs(12) + locked, told_locked('div[class~="members"]')))
    assert page.text
    assert "Locked words" not in page.text


MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<div class='menu'>", "</div>", "<article>", "</article>", "<br>"),
            *("<a href='x'>", "</a>", "<h2>", "</h2>", "<!--", "-->", "<script>", "</script>"),
            *("<form>", "<input type=password>", "<svg>", "<table><td>", "&#0;", "&amp;lt;", "]]>"),
            '<script type="application/ld+json">[[{"@type": 3, "hasPart": [null, {}]}]]</script>',
            '<script type="application/ld+json">{"cssSelector": 5, "isAccessibleForFree": "False"}',
            "A sentence about the harbour that is long enough to be a paragraph of its own. ",
            "続きを読むには会員登録が必要です。",
            "\x1b]0;x\x07",
            "\u202e",
        ]
    ),
    max_size=60,
).map("".join)


@settings(deadline=None)
@given(MARKUP, st.sampled_from(["", "text/html", "application/xhtml+xml"]))
def test_whatever_stands_there_is_read_and_clean(markup: str, said: str) -> None:
    page = read_article(f"<html><body>{markup}".encode(), said, URL)
    assert page.text == clean(page.text, limit=MAX_TEXT, lines=True)
    assert not page.text or page.verdict in ("article", "paywall")
