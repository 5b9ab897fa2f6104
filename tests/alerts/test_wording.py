"""What an alert says: the exact words, in the reader's language, whatever somebody wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.digest_wording import compose_digest
from alerts.wording import compose, compose_test
from newsroom.brief import Brief, BriefMove, BriefStory, BriefTopic
from newsroom.glossary import Glossary
from newsroom.hints import Matched, hint_line, matched_words
from newsroom.records import Alert, Article, Evidence, Item, Move, Source, Story, WatchSpec
from newsroom.watches import Watches, compile_watches
from store.pack_files import load_packs
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from newsroom.packs import Packs

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMES = {"nikkan": "Nikkan Circuit", "insider": "Business Insider", "authors": "Llama authors"}
TITLE = "ヤン・ルカン氏がメタを退社、11人が続く"
CONTRACT = (
    "id watches story revision item move channel state reason title created not_before sent tries "
    "error"
)


@pytest.fixture(scope="module")
def packs() -> Packs:
    packs, problems = load_packs(["meta-ai"])
    assert not problems
    return packs


@pytest.fixture(scope="module")
def glossary(packs: Packs) -> Glossary:
    return Glossary(packs, ("en", "fr"), lambda one: NAMES.get(one, one))


@pytest.fixture(scope="module")
def watches(packs: Packs) -> Watches:
    specs = [
        WatchSpec("authors", name="Llama authors", query="person:yann-lecun AND act:leave"),
        WatchSpec("other", query="lang:ja"),
    ]
    return compile_watches(specs, packs, {"nikkan": Source("nikkan", "Nikkan", context=("ai",))})


def item(
    title: str = TITLE, language: str = "ja", *, url: str = "https://nikkan.example/1"
) -> Item:
    article = Article(
        id="i1",
        source="nikkan",
        url=url,
        title=title,
        summary="彼は十二年間勤めた。",
        first_seen=NOON,
        event_time=NOON,
    )
    return Item(article=article, language=language, watches=("authors",), story="s1")


def story(*sources: str, languages: tuple[str, ...] = ("ja",)) -> Story:
    return Story(
        id="s1",
        headline=TITLE,
        language="ja",
        items=("i1",),
        origin_item="i0",
        origin_source=sources[0] if sources else "",
        sources=sources,
        languages=languages,
        first_seen=NOON,
        last_seen=NOON,
    )


MOVE = Move(
    id="m1",
    person="guillaume-lample",
    name="G. Lample",
    kind="left",
    origin="meta",
    destination="mistral",
    first_reported=NOON,
    evidence=(Evidence("i1", "ja", "彼は去った。", "nikkan"),),
)


def alert(**more: object) -> Alert:
    row = Alert(
        id="a1",
        key="k1",
        channel="desktop",
        story="s1",
        revision=2,
        item="i1",
        move="m1",
        watches=("authors",),
        reason="third independent source",
        title=TITLE,
        created=NOON,
    )
    return replace(row, **more)  # type: ignore[arg-type] # fields of an alert


def test_an_alert_says_what_who_where_how_well_and_why(
    glossary: Glossary, watches: Watches
) -> None:
    one = item()
    told = story("insider", "nikkan", "c", "d", languages=("en", "ja", "de"))
    matched = [m for m in matched_words(one, told, watches, glossary) if m.watch == "authors"]
    message = compose(
        alert(),
        glossary=glossary,
        item=one,
        story=told,
        move=MOVE,
        matched=matched,
        hint=hint_line(one, glossary),
    )
    assert message.title == TITLE
    assert message.lines == (
        "Meta · Yann LeCun: leave · 11",
        "Guillaume Lample left Meta for Mistral (reported)",
        "Nikkan Circuit (ja)",
        "Matched: 「ヤン・ルカン」 = Yann LeCun, 「退社」 = leave",
        "Status: reported; 4 sources, 3 languages, first: Business Insider",
        "Why: third independent source",
        "Watches: Llama authors",
    )
    assert message.url == "https://nikkan.example/1"
    assert (message.kind, message.story, message.revision) == ("story", "s1", 2)


def test_programs_get_the_alert_of_the_contract_and_all_that_is_said(glossary: Glossary) -> None:
    matched = (Matched("authors", "title", "ヤン・ルカン", "person:yann-lecun", "Yann LeCun"),)
    message = compose(
        alert(),
        glossary=glossary,
        item=item(),
        story=story("insider", "nikkan"),
        move=MOVE,
        matched=matched,
        hint="Meta",
    )
    data = json.loads(json.dumps(dict(message.data)))
    assert set(CONTRACT.split()) <= data.keys()
    assert data["created"] == "2026-03-02T12:00:00+00:00"
    assert data["kind"] == "story"
    assert (data["headline"], data["language"], data["hint"]) == (TITLE, "ja", "Meta")
    assert data["source"] == {"id": "nikkan", "name": "Nikkan Circuit"}
    assert data["matched"] == [
        {
            "watch": "authors",
            "field": "title",
            "text": "ヤン・ルカン",
            "term": "person:yann-lecun",
            "name": "Yann LeCun",
        }
    ]
    assert data["move"] == "m1"
    assert (data["moved"]["from"], data["moved"]["to"]) == ("meta", "mistral")
    assert data["moved"]["said"] == "Guillaume Lample left Meta for Mistral (reported)"
    assert [one["name"] for one in data["sources"]] == ["Business Insider", "Nikkan Circuit"]
    assert data["first"] == {"id": "insider", "name": "Business Insider"}
    assert data["link"] == "https://nikkan.example/1"


def test_one_source_alone_is_said_to_be_one(glossary: Glossary) -> None:
    message = compose(
        alert(watches=(), reason=""),
        glossary=glossary,
        item=item("Meta to cut jobs", "en"),
        story=replace(story("nikkan"), status="rumoured"),
    )
    assert message.lines == ("Nikkan Circuit (en)", "Status: rumoured, one source so far")


def test_what_is_gone_is_left_out_and_absent_in_the_data(glossary: Glossary) -> None:
    message = compose(alert(title="", reason="new story"), glossary=glossary)
    assert message.title == "new story"
    assert message.url == ""
    assert message.lines == ("Why: new story", "Watches: Llama authors")
    absent = ("language", "hint", "source", "moved", "status", "first", "link")
    assert all(message.data[key] is None for key in absent)
    assert message.data["sources"] == message.data["matched"] == []


def test_a_summary_tells_of_its_stories_and_of_no_article(glossary: Glossary) -> None:
    row = alert(title="3 more stories", reason="first poll: 3 more stories", story="")
    message = compose(row, glossary=glossary, summed=("One", "Two", "Three"))
    assert message.lines[:3] == ("One", "Two", "Three")
    assert message.url == message.item == ""
    assert message.data["headline"] == "3 more stories"
    assert message.data["link"] is message.data["source"] is None
    assert message.data["matched"] == []


def test_what_the_program_says_of_itself_is_a_report(glossary: Glossary) -> None:
    row = alert(
        story="",
        revision=0,
        item="",
        move="",
        watches=(),
        reason="source:heise since 2026-11-21T12:00:00Z: broken",
        title="Heise fails",
    )
    message = compose(row, glossary=glossary)
    assert (message.kind, message.data["kind"]) == ("report", "report")
    assert message.title == "Heise fails"
    assert message.lines == ()


def test_the_test_says_that_it_is_one() -> None:
    message = compose_test(NOON)
    assert message.kind == message.data["kind"] == "test"
    assert json.dumps(dict(message.data))


@pytest.mark.parametrize("text", HOSTILE)
def test_an_address_that_must_not_be_opened_is_no_link(glossary: Glossary, text: str) -> None:
    message = compose(alert(), glossary=glossary, item=item(url=text), story=story(text, text))
    assert message.url.startswith(("http://", "https://")) or message.url == ""
    assert message.data["link"] in (message.url, None)
    assert "javascript:" not in message.url


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Guillaume Lample left Meta for Mistral (reported)"),
        ("de", "Guillaume Lample: Weggang, Meta → Mistral (reported)"),
        ("ja", "Guillaume Lample: 退社, Meta → Mistral (reported)"),
        ("fi", "Guillaume Lample: leave, Meta → Mistral (reported)"),
    ],
)
def test_a_move_is_told_in_the_readers_language(packs: Packs, language: str, said: str) -> None:
    assert Glossary(packs, (language,)).move(MOVE) == said


def test_a_move_is_never_told_without_how_well_it_is_founded(glossary: Glossary) -> None:
    for status in ("confirmed", "reported", "rumoured", "denied"):
        assert glossary.move(replace(MOVE, status=status)).endswith(f"({status})")
    stranger = replace(MOVE, person="ada-lind", name="Ada Lind", known_person=False)
    assert glossary.move(stranger).endswith("(reported, a name no pack knows)")


def test_a_digest_is_the_brief_in_every_form(glossary: Glossary) -> None:
    brief = Brief(
        since=NOON - timedelta(days=2),
        until=NOON,
        moves=(BriefMove(MOVE, "https://nikkan.example/1", 2),),
        topics=(
            BriefTopic(
                "talent",
                (BriefStory(story("insider", "nikkan"), "https://nikkan.example/1", "Meta"),),
            ),
        ),
    )
    message = compose_digest(
        brief, alert(story="", item="", revision=0), glossary=glossary, zone=UTC
    )
    assert message.title == "llamawatch: 1 move, 1 story since Sat 12:00"
    assert message.kind == message.data["kind"] == "digest"
    assert message.lines == (
        "Moves: Guillaume Lample left Meta for Mistral (reported)",
        f"Talent: {TITLE}",
    )
    assert message.page.startswith("<!DOCTYPE html>")
    assert f'<a href="https://nikkan.example/1"><bdi dir="auto">{TITLE}</bdi></a>' in message.page
    assert [one.get("part") for one in message.data["brief"]] == ["move", "story", None]
    assert message.data["since"] == "2026-02-28T12:00:00+00:00"
    assert json.dumps(dict(message.data))
