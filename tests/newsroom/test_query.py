"""The query language, a line a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import QueryError
from newsroom.query import parse_query
from newsroom.records import Article, Item, Story, TopicScore
from newsroom.scan import scan
from newsroom.subject import Subject
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

TITLE = "Guillaume Lample leaves Meta for a startup in Paris"
SUMMARY = "He was one of the authors of Llama. Friends call him the chief scientist of the house."
TEXT = "Yann LeCun stays. A new model was delayed by OpenAI for weeks."
ARTICLE = Article(
    id="it1", source="paper-fr", title=TITLE, summary=SUMMARY, text=TEXT, first_seen=SEEN
)


@pytest.fixture
def subject(packs: Packs) -> Subject:
    return Subject.of_article(ARTICLE, scan(ARTICLE, packs), topics=("talent",))


HOLDS = [
    "",
    "   ",
    "Paris",
    "paris startup",
    "PARÍS",
    "nothing OR Paris",
    "nothing Paris OR startup",
    "nothing (Paris OR startup) OR LeCun",
    "Paris AND startup",
    "NOT nothing",
    "-nothing Paris",
    "NOT NOT Paris",
    "--Paris",
    "NOT (nothing OR never)",
    '"chief scientist"',
    '"Chief  Scientist"',
    "sci* startup",
    "title:Paris",
    "title: Paris",
    "summary:friends",
    "text:weeks",
    "text:Paris",
    "text:friends",
    "/star.up/",
    "/^guil\\w+/",
    "title:/meta FOR/ OR title:/meta for/",
    "-/nothing/",
    "(/leaves?/ OR x) -/zebra/",
    '/"|chief (scientist|officer)/ Paris',
    "status:reported",
    "status:rep",
    "sources:1",
    "sources:=1",
    "sources:>=1",
    "sources:<2",
    "-sources:>1",
    'text:"a new model"',
    "=Llama",
    "ラマ",
    "ميتا",
    "person:lample",
    "person:guillaume-lample",
    "person:LAMPLE",
    'person:"Yann LeCun"',
    'person:"ギヨーム・ランプル"',
    "org:meta",
    "model:llama",
    "group:llama-authors",
    "act:leave",
    "act:leave org:meta",
    "act:delay org:openai",
    "lang:EN",
    "lang:English",
    "lang:en-GB",
    "before:2027",
    "since:2026-03",
    "topic:talent",
    "topic:tal",
    "lang:en",
    "source:paper",
    "since:1d",
    "before:2026-03-03",
    "since:2026-03-02",
    "is:unread",
    "-is:starred",
    "-has:move",
    "Paris, startup",
]
FAILS = [
    "nothing",
    "par",
    "startups",
    "nothing Paris",
    "nothing AND Paris",
    "-Paris",
    "NOT Paris",
    '"scientist chief"',
    "title:friends",
    "summary:Paris",
    "/^Paris/",
    "/(?-i:paris)/",
    "summary:/startup/",
    "status:denied",
    "sources:>=2",
    "sources:<1",
    "=ラマ",
    "person:beyer",
    "org:mistral",
    "act:hire",
    "act:delay",
    "act:delay org:meta",
    "topic:strategy",
    "lang:de",
    "source:other",
    "before:2026-03-02",
    "before:1d",
    "is:read",
    "is:alerted",
    "has:move",
    "watch:any",
    "story:abc",
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_query_holds(packs: Packs, subject: Subject, text: str) -> None:
    query = parse_query(text, packs)
    assert query.holds(subject)
    assert query.match(subject) is not None


@pytest.mark.parametrize("text", FAILS)
def test_a_query_does_not_hold(packs: Packs, subject: Subject, text: str) -> None:
    query = parse_query(text, packs)
    assert not query.holds(subject)
    assert query.match(subject) is None


WRONG = [
    ("(a", 0, "The bracket at character 1 is never closed; add a bracket."),
    ("a)", 1, "The bracket at character 2 closes nothing; take it away."),
    ('a "b', 2, "The quote at character 3 is never closed; add a quote."),
    ("OR b", 0, "'OR' cannot stand at character 1; a word or condition is missing there."),
    ("a AND", 5, "The query ends where a word is missing (character 6)."),
    ("a OR OR b", 5, "'OR' cannot stand at character 6; a word or condition is missing there."),
    ("tittle:x", 0, 'No field is called "tittle:" (character 1); did you mean "title:"?'),
    ("is:unred", 3, 'is: knows no "unred" (character 4); did you mean is:unread?'),
    ("act:leav3", 4, 'act: knows no "leav3" (character 5); did you mean act:leave?'),
    (
        "since:soon",
        6,
        "since:soon is no time (character 7); write 7d, 12h or 2026-01-31.",
    ),
    ("since:2026-02-31", 6, "2026-02-31 is no day of the calendar (character 7)."),
    ("title:", 6, "The query ends where a word is missing (character 7)."),
    ("a /b(c/", 6, "The pattern /b(c/ does not read: missing ) (character 7)."),
    ("/a{1000}{900}/", 8, "The pattern /a{1000}{900}/ repeats too often (character 9)."),
    (
        "x (/r/news",
        3,
        (
            "The pattern at character 4 is never closed; add a /, or if it is no pattern, "
            'quote it: "/r/news"'
        ),
    ),
    (
        "title:/b.*c d",
        6,
        (
            "The pattern at character 7 is never closed; add a /, or if it is no pattern, "
            'quote it: "/b.*c"'
        ),
    ),
    ("org:/m.ta/", 5, "org: takes no pattern, write an id or a name (character 6)."),
    (
        "sources:many",
        8,
        (
            "sources: counts independent sources; write sources:>=3, with >=, >, =, < or <= "
            "(character 9)."
        ),
    ),
    (
        "status:rumored",
        7,
        'status: knows no "rumored" (character 8); did you mean status:rumoured?',
    ),
    ("lang:jp", 5, 'lang: knows no "jp", which is a country; did you mean lang:ja? (character 6).'),
    ("org:mistrall", 4, 'org: knows no "mistrall" (character 5); did you mean org:mistral?'),
    (
        'person:"Yannn LeCun"',
        8,
        'person: knows no "Yannn LeCun" (character 9); did you mean person:yann-lecun?',
    ),
]


@pytest.mark.parametrize(("text", "position", "message"), WRONG)
def test_a_query_that_cannot_be_read_says_where_and_why(
    packs: Packs, text: str, position: int, message: str
) -> None:
    with pytest.raises(QueryError) as error:
        parse_query(text, packs)
    assert str(error.value) == message
    assert error.value.position == position


def test_a_beginning_that_several_people_share_asks_for_more(packs: Packs) -> None:
    with pytest.raises(
        QueryError, match="person:alexand may be alexander-kolesnikov, alexandr-wang"
    ):
        parse_query("person:alexand", packs)


def test_spans_mark_the_words_in_the_original(packs: Packs, subject: Subject) -> None:
    found = parse_query('ラマ "chief scientist" act:leave', packs).match(subject)
    assert found is not None
    assert [(span.field, span.text, span.term) for span in found] == [
        ("title", "leaves", "act:leave"),
        ("summary", "Llama", "model:llama"),
        ("summary", "chief scientist", "chief scientist"),
    ]


def test_a_name_that_is_a_word_too_keeps_its_capital(packs: Packs) -> None:
    article = replace(ARTICLE, title="La meta es clara", summary="Metas y metas.", text="")
    goal = Subject.of_article(article, scan(article, packs))
    assert not parse_query("title:Meta", packs).holds(goal)
    assert parse_query("title:meta", packs).holds(goal)
    assert parse_query("title:=Meta", packs).holds(goal)


def test_a_word_is_found_however_it_is_written(packs: Packs) -> None:
    article = replace(ARTICLE, title="Ｚürich 研究所の移転", summary="", text="")
    subject = Subject.of_article(article, scan(article, packs))
    for text in ("zurich", "研究", "移転", "ZÜRICH"):
        found = parse_query(text, packs).match(subject)
        assert found
        assert found[0].text in {"Ｚürich", "研究", "移転"}


def test_a_phrase_is_found_over_any_space(packs: Packs) -> None:
    article = replace(ARTICLE, title="", summary="the chief\n  scientist's house", text="")
    subject = Subject.of_article(article, scan(article, packs))
    found = parse_query('"chief scientist"', packs).match(subject)
    assert found is not None
    assert [span.text for span in found] == ["chief\n  scientist"]
    assert not parse_query('"chief scientists house"', packs).holds(subject)


def test_terms_of_a_query_are_listed_as_written(packs: Packs) -> None:
    query = parse_query('Paris -(title:x OR "a b") lang:en', packs)
    assert [(term.field, term.value, term.negated) for term in query.terms()] == [
        ("", "Paris", False),
        ("title", "x", True),
        ("", "a b", True),
        ("lang", "en", False),
    ]


@pytest.fixture
def item() -> Item:
    return Item(
        article=replace(ARTICLE, text=""),
        language="en",
        people=("guillaume-lample",),
        orgs=("meta",),
        models=("llama",),
        concepts=("leave",),
        topics=(TopicScore("talent", 0.9),),
        watches=("movers",),
        story="st42",
        read=True,
        starred=True,
        alerted=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "is:read is:starred is:alerted",
        "status:rumoured sources:>=3 -sources:>3",
        "watch:movers story:st4",
        "has:move",
        "person:lample org:meta act:leave",
        "ラマ",
        "LeCun weeks",
    ],
)
def test_a_stored_item_answers_from_what_was_stored(packs: Packs, item: Item, text: str) -> None:
    story = Story(
        "st42",
        "A headline",
        independent_sources=3,
        status="rumoured",
        first_seen=SEEN,
        last_seen=SEEN,
    )
    subject = Subject.of_item(
        item, packs, text_of=lambda _: TEXT, story_of={"st42": story}.get, moved={"st42"}
    )
    assert parse_query(text, packs).match(subject) is not None


def test_the_body_of_a_stored_item_is_fetched_once_and_only_if_asked(
    packs: Packs, item: Item
) -> None:
    asked: list[str] = []

    def text_of(item_id: str) -> str:
        asked.append(item_id)
        return TEXT

    subject = Subject.of_item(item, packs, text_of=text_of)
    assert parse_query("Paris org:meta", packs).holds(subject)
    assert asked == []
    for _ in range(2):
        assert parse_query("weeks", packs).holds(subject)
    assert asked == ["it1"]


def test_durations_count_back_from_now(packs: Packs, item: Item) -> None:
    query = parse_query("since:7d", packs)
    assert query.holds(Subject.of_item(item, packs, now=SEEN + timedelta(days=6)))
    assert not query.holds(Subject.of_item(item, packs, now=SEEN + timedelta(days=8)))


def test_towers_of_brackets_are_refused_not_climbed(packs: Packs) -> None:
    with pytest.raises(QueryError, match="More than 40 brackets"):
        parse_query("(" * 500 + "a" + ")" * 500, packs)
    with pytest.raises(QueryError, match="longer than 4000"):
        parse_query("a " * 3000, packs)
    assert parse_query("NOT " * 900 + "a", packs).terms()
