"""Articles in, readings out: stories, topics, moves and what is due, on articles of our own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.desk import read
from newsroom.known import Known
from newsroom.records import Reading, Source, WatchSpec
from newsroom.watches import DeskPolicy, Watches, compile_watches
from store.pack_files import load_packs
from tests.newsroom.articles import (
    ALL,
    CLOSED,
    EXODUS,
    LECUN,
    LOOKALIKES,
    NOON,
    PANG,
    STORIES,
    Told,
    at_hour,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.records import Article, Due, Move

SPECS = (
    WatchSpec(
        "moves",
        query="org:meta AND (act:leave OR act:join OR act:hire)",
        topics=("talent",),
        channels=("desktop", "email"),
    ),
    WatchSpec("authors", query="group:llama-authors", alert="move", priority="high"),
    WatchSpec("models", query="model:llama OR model:behemoth", topics=("strategy",)),
    WatchSpec("cuts", query="act:layoff", alert="digest", channels=()),
)
SOURCES = {
    s.id: s
    for s in (
        Source("paper", "The Paper", "https://paper.example/feed", context=("ai",)),
        Source("wire", "The Wire", "https://wire.example/feed", context=("ai",)),
        Source("herald", "The Herald", "https://herald.example/feed", context=("ai",)),
        Source("gazette", "The Gazette", "https://gazette.example/feed", trusted=True),
    )
}


@pytest.fixture(scope="module")
def watches() -> Watches:
    packs, problems = load_packs(["meta-ai"])
    assert not problems
    return compile_watches(SPECS, packs, SOURCES, DeskPolicy(organisations=("meta",)))


def take(known: Known, articles: Iterable[Article], watches: Watches) -> list[Reading]:
    """One check: read, then remember, as the archive does."""
    readings = list(read(tuple(articles), known, watches, NOON))
    for reading in readings:
        known.learn(reading)
    return readings


def due_of(readings: Iterable[Reading]) -> list[Due]:
    return [due for reading in readings for due in reading.due]


def stories_of(readings: Iterable[Reading]) -> dict[str, str]:
    return {r.article.id: r.link.story if r.link else "" for r in readings}


def by_event(told: Iterable[Told]) -> dict[str, set[str]]:
    events: dict[str, set[str]] = defaultdict(set)
    for one in told:
        events[one.story].add(one.id)
    return events


def moves_in(known: Known) -> dict[str, Move]:
    return {m.person: m for m in known.moves()}


def test_every_event_is_one_story_in_every_language(watches: Watches) -> None:
    readings = take(Known(), [t.article() for t in STORIES], watches)
    found: dict[str, set[str]] = defaultdict(set)
    for item, story in stories_of(readings).items():
        found[story].add(item)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, by_event(STORIES).values()))


def test_articles_of_different_stories_never_merge_in_any_order(watches: Watches) -> None:
    # Not an argument of the property: on failure its whole content would be printed.
    @settings(max_examples=15, deadline=None)
    @given(order=st.permutations(range(len(ALL))), dated=st.booleans())
    def holds(order: list[int], dated: bool) -> None:
        rows = [ALL[n] for n in order]
        readings = take(Known(), [t.article(at=NOON if dated else None) for t in rows], watches)
        where = stories_of(readings)
        for story in {s for s in where.values() if s}:
            assert len({t.story for t in rows if where[t.id] == story}) == 1

    holds()


@pytest.mark.parametrize("told", STORIES, ids=lambda t: t.id)
def test_topics_are_told_apart_in_every_language(told: Told, watches: Watches) -> None:
    reading = take(Known(), [told.article()], watches)[0]
    assert reading.language == told.language
    assert reading.topics[0].topic == told.topics[0]
    assert not reading.unclassified


@pytest.mark.parametrize("told", LOOKALIKES, ids=lambda t: t.id)
def test_lookalikes_match_nothing_and_belong_to_no_story(told: Told, watches: Watches) -> None:
    reading = take(Known(), [told.article(source="elsewhere")], watches)[0]
    assert not reading.matches
    assert reading.link is None
    assert not reading.due


@pytest.mark.parametrize("told", [t for t in STORIES if t.moves], ids=lambda t: t.id)
def test_moves_are_read_in_every_language(told: Told, watches: Watches) -> None:
    known = Known()
    take(known, [told.article()], watches)
    found = {
        (m.person, m.kind, m.origin if m.kind == "joined" else m.destination) for m in known.moves()
    }
    assert set(told.moves) <= found


def test_what_several_articles_say_of_one_move_is_one_move(watches: Watches) -> None:
    known = Known()
    take(known, [t.article() for t in EXODUS], watches)
    lample = [m for m in known.moves() if m.person == "guillaume-lample"]
    assert [(m.kind, m.origin, m.destination) for m in lample] == [("left", "meta", "mistral")]
    assert len({e.language for e in lample[0].evidence}) >= 5
    stayed = {m.person for m in known.moves() if m.kind == "stayed"}
    assert stayed == {"hugo-touvron", "xavier-martinet", "faisal-azhar"}


def test_reading_leaves_what_is_known_alone(watches: Watches) -> None:
    known = Known()
    take(known, [EXODUS[0].article()], watches)
    before = (tuple(known.stories()), tuple(known.moves()))
    first = list(read([t.article() for t in EXODUS[1:]], known, watches, NOON))
    second = list(read([t.article() for t in EXODUS[1:]], known, watches, NOON))
    assert (tuple(known.stories()), tuple(known.moves())) == before
    assert first == second


def test_a_story_is_told_once_however_many_articles_tell_it(watches: Watches) -> None:
    known = Known()
    readings = take(known, [t.article() for t in (*EXODUS, *CLOSED)], watches)
    due = due_of(readings)
    assert sorted(d.revision for d in due) == [1, 1]
    assert {d.story for d in due} == {s.id for s in known.stories()}
    assert due_of(take(known, [replace(EXODUS[0].article(), version=2)], watches)) == []


def test_all_that_is_due_rides_on_the_last_reading(watches: Watches) -> None:
    readings = take(Known(), [t.article() for t in (*EXODUS, *CLOSED)], watches)
    assert all(not r.due for r in readings[:-1])
    assert len(readings[-1].due) == 2
    told = {s.id: s for s in readings[-1].stories}
    assert all(told[d.story].revision == d.revision for d in readings[-1].due)


def test_another_language_alone_is_no_revision(watches: Watches) -> None:
    known = Known()
    take(known, [EXODUS[0].article()], watches)
    assert due_of(take(known, [EXODUS[5].article(at=at_hour(2))], watches)) == []


def test_channels_are_the_union_and_the_loudest_watch_decides(watches: Watches) -> None:
    known = Known()
    fresh = replace(EXODUS[0].article(), title="Meta loses Hugo Touvron to Mistral")
    fresh = replace(fresh, summary="Hugo Touvron has left Meta for Mistral, he said.")
    (due,) = due_of(take(known, [fresh], watches))
    assert set(due.watches) >= {"moves", "authors"}
    assert due.priority == "high"
    assert due.channels == ("desktop", "email")
    assert known.move(due.move) is not None
    assert "Hugo Touvron left Meta" in due.reason


def test_a_move_told_once_is_not_told_again_in_another_story(watches: Watches) -> None:
    known = Known()
    text = "Hugo Touvron has left Meta for Mistral, he said."
    first = replace(
        EXODUS[0].article(), id="a", title="Meta loses Hugo Touvron to Mistral", summary=text
    )
    later = NOON + timedelta(days=120)
    second = replace(first, id="b", source="wire", summary=f"{text} He likes it.", event_time=later)
    only = compile_watches(SPECS[1:2], watches.packs, SOURCES, watches.policy)
    assert len(due_of(take(known, [first], only))) == 1
    assert due_of(take(known, [second], only)) == []
    assert len(list(known.stories())) == 2


def test_a_new_mover_in_a_told_story_is_a_revision(watches: Watches) -> None:
    known = Known()
    text = "Eleven of the 14 authors of the Llama paper have left Meta, among them Hugo Touvron."
    first = replace(
        EXODUS[0].article(), id="a", title="Eleven of 14 Llama authors left", summary=text
    )
    assert [d.revision for d in due_of(take(known, [first], watches))] == [1]
    more = replace(
        first,
        id="b",
        source="wire",
        title="Of 14 Llama authors, eleven left: Xavier Martinet joins Mistral",
        summary="Xavier Martinet has left Meta for Mistral. Eleven of 14 authors are gone.",
    )
    (due,) = due_of(take(known, [more], watches))
    assert due.revision == 2
    assert "Xavier Martinet" in due.reason


def test_another_version_of_an_article_is_no_other_article(watches: Watches) -> None:
    spec = WatchSpec("each", query="org:meta", alert="item", channels=("desktop",))
    each = compile_watches([spec], watches.packs, SOURCES, watches.policy)
    known = Known()
    first = replace(EXODUS[0].article(), id="a", summary="They are gone.", text="")
    assert [d.reason for d in due_of(take(known, [first], each))] == ["new story"]
    longer = replace(first, text="They are gone, and the desks at Meta are empty. " * 20)
    assert due_of(take(known, [longer], each)) == []
    other = replace(first, id="b", source="wire", title=f"{first.title}, for good")
    assert [d.reason for d in due_of(take(known, [other], each))] == ["new article"]


def test_the_third_independent_voice_is_news_once(watches: Watches) -> None:
    known = Known()
    reasons = []
    for n, (told, source) in enumerate(
        zip((*CLOSED[:4], CLOSED[5]), ("paper", "wire", "paper", "herald", "gazette"), strict=True)
    ):
        due = due_of(take(known, [told.article(source=source, at=at_hour(n))], watches))
        reasons.append([d.reason for d in due])
    assert reasons == [
        ["new story (one unconfirmed source)"],
        ["second independent source"],
        [],
        ["third independent source"],
        [],
    ]


def test_a_copy_is_no_independent_voice(watches: Watches) -> None:
    known = Known()
    first = CLOSED[0].article()
    mirror = replace(first, id="mirror", source="wire")
    readings = take(known, [first, mirror], watches)
    assert readings[1].copy_of == first.id
    (story,) = known.stories()
    assert (story.items, story.independent_sources) == ((first.id, "mirror"), 1)


def test_a_rumour_that_is_denied_is_told_again(watches: Watches) -> None:
    known = Known()
    rumour, denial = LECUN
    (due,) = due_of(take(known, [rumour.article()], watches))
    assert moves_in(known)["yann-lecun"].status == "rumoured"
    (again,) = due_of(take(known, [denial.article(source="wire", at=at_hour(5))], watches))
    assert (due.revision, again.revision) == (1, 2)
    assert moves_in(known)["yann-lecun"].status == "denied"
    (story,) = known.stories()
    assert story.status == "denied"


def test_a_trusted_source_confirms(watches: Watches) -> None:
    known = Known()
    take(known, [PANG[0].article(source="gazette")], watches)
    (story,) = known.stories()
    assert story.status == "confirmed"
    assert {m.status for m in known.moves()} == {"confirmed"}


def test_what_is_too_old_to_alert_counts_as_told(watches: Watches) -> None:
    known = Known()
    old = [t.article(alertable=False, backlog=True) for t in EXODUS]
    assert due_of(take(known, old, watches)) == []
    assert due_of(take(known, [replace(EXODUS[0].article(), id="late")], watches)) == []


def backlog_article(number: int) -> Article:
    people = ("Hugo Touvron", "Armand Joulin", "Yann LeCun", "Ruoming Pang", "Angela Fan")
    houses = ("Mistral", "Cohere", "Anthropic", "OpenAI", "xAI")
    text = f"{people[number]} is leaving Meta for {houses[number]}."
    told = replace(EXODUS[0], id=f"b{number}", title=text, text=text)
    return told.article(backlog=True, at=NOON - timedelta(hours=number))


def test_what_a_first_poll_finds_is_marked_so_and_comes_the_newest_first(watches: Watches) -> None:
    due = due_of(take(Known(), [backlog_article(n) for n in (3, 0, 4, 1, 2)], watches))
    assert [d.item for d in due] == ["b0", "b1", "b2", "b3", "b4"]
    assert {d.backlog for d in due} == {"The Paper"}


def test_a_digest_watch_makes_one_quiet_due(watches: Watches) -> None:
    known = Known()
    only = compile_watches(SPECS[3:], watches.packs, SOURCES, watches.policy)
    cuts = [t.article() for t in ALL if t.story == "cuts"]
    (due,) = due_of(take(known, cuts[:1], only))
    assert due.digest
    assert due.revision == 0
    assert due_of(take(known, cuts[1:], only)) == []


def test_without_watches_stories_are_kept_and_nothing_is_due(watches: Watches) -> None:
    silent = compile_watches((), watches.packs, SOURCES, watches.policy)
    readings = take(Known(), [t.article() for t in STORIES], silent)
    assert due_of(readings) == []
    assert all(r.link for r in readings)


def bare_watches() -> Watches:
    packs, problems = load_packs([])
    assert not problems
    return compile_watches([WatchSpec("zenith", "Zenith", keywords=("Zenith",))], packs)


def headline(number: int, title: str, outlet: str = "") -> Article:
    told = replace(EXODUS[0], id=f"z{number}", title=title, text=title)
    return replace(told.article(at=NOON + timedelta(hours=number)), outlet=outlet)


def test_without_packs_who_leaves_for_whom_tells_stories_apart() -> None:
    leaving = [
        headline(0, "Jorun Aldvik leaves Zenith to join Brightwater"),
        headline(1, "Report: Tomas Orlik leaves Zenith to join Kestrel"),
        headline(2, "Zenith: Jorun Aldvik leaves the company to join Brightwater"),
    ]
    readings = take(Known(), leaving, bare_watches())
    first, second, again = stories_of(readings).values()
    assert first != second
    assert again == first
    assert {d.story for d in due_of(readings)} == {first, second}


def test_without_packs_an_outlets_name_in_its_titles_makes_no_story() -> None:
    titles = (
        "Zenith buys a ferry line - Canal 19",
        "Zenith opens its garden to dogs - Canal 19",
    )
    articles = [headline(n, title, outlet="Canal 19") for n, title in enumerate(titles)]
    first, second = stories_of(take(Known(), articles, bare_watches())).values()
    assert first != second


def test_the_readers_language_gives_the_headline(watches: Watches) -> None:
    known = Known()
    take(known, [EXODUS[4].article(), EXODUS[0].article()], watches)
    (story,) = known.stories()
    assert (story.headline, story.language) == (EXODUS[0].title, "en")
    assert story.origin_item == EXODUS[4].id


SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def seed_articles() -> Sequence[Article]:
    articles = []
    for n, path in enumerate(sorted(SEEDS.glob("*.txt"))):
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
        title = lines[1] if n == 3 else lines[0][:140]
        told = Told(f"seed{n}", "", "", title, "\n".join(lines))
        articles.append(told.article(source="elsewhere"))
    return articles


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is absent")
def test_the_seeds_are_two_stories_told_once_each(watches: Watches) -> None:
    known = Known()
    readings = take(known, seed_articles(), watches)
    where = [stories_of(readings)[f"seed{n}"] for n in range(5)]
    assert where[0] == where[1] == where[2] != where[3] == where[4]
    topics = {r.article.id: r.topics for r in readings}
    # A later article of a story may change what the earlier ones are filed under.
    topics |= {v.item: v.topics for r in readings for v in r.reviews if v.topics is not None}
    assert [[t.topic for t in found] for found in topics.values()] == [["talent"]] * 3 + [
        ["strategy"]
    ] * 2
    assert [r.language for r in readings] == ["de", "ja", "ar", "pt", "de"]
    assert len(due_of(readings)) == 2
    assert due_of(take(known, [replace(a, version=2) for a in seed_articles()], watches)) == []
