from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import (
    Alert,
    Article,
    Evidence,
    FullText,
    Gap,
    Item,
    Move,
    Reading,
    SharedFeature,
    SourceState,
    Story,
    StoryLink,
    Telling,
    TopicScore,
    WatchMatch,
    Wishes,
)
from store import moments
from store.documents.alerts import alert_document, read_alert
from store.documents.items import item_document, read_item
from store.documents.moves import move_document, read_move
from store.documents.sources import read_source, source_document
from store.documents.stories import read_story, story_document

texts = st.text(max_size=12)
names = st.lists(texts, max_size=3).map(tuple)
numbers = st.floats(0, 100, allow_nan=False)
small = st.integers(0, 1000)
zones = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-5.5))])
times = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001 - hypothesis adds the zone
maybe_times = st.none() | times
statuses = st.sampled_from(["confirmed", "reported", "rumoured", "denied"])

full_texts = st.builds(
    FullText,
    verdict=st.sampled_from(["article", "paywall", "failed"]),
    at=times,
    url=texts,
    characters=small,
    tries=st.integers(1, 3),
    note=texts,
)
articles = st.builds(
    Article,
    id=texts,
    source=texts,
    url=texts,
    title=texts,
    summary=texts,
    text=st.just(""),
    author=texts,
    outlet=texts,
    language_hint=texts,
    published=maybe_times,
    first_seen=times,
    event_time=maybe_times,
    keys=names,
    version=st.integers(1, 9),
    alertable=st.booleans(),
    backlog=st.booleans(),
    full_text=st.none() | full_texts,
)
links = st.builds(
    StoryLink,
    story=texts,
    score=numbers,
    shared=st.lists(st.builds(SharedFeature, texts, numbers), max_size=2).map(tuple),
    runner_up=texts,
    runner_up_score=numbers,
)
readings = st.builds(
    Reading,
    article=articles,
    language=texts,
    people=names,
    orgs=names,
    models=names,
    concepts=names,
    acting=names,
    topics=st.lists(st.builds(TopicScore, texts, numbers, names), max_size=2).map(tuple),
    unclassified=st.booleans(),
    relevant=st.booleans(),
    matches=st.lists(st.builds(WatchMatch, texts), max_size=2).map(tuple),
    link=st.none() | links,
    copy_of=texts,
    facts=names,
)
stories = st.builds(
    Story,
    id=texts,
    headline=texts,
    language=texts,
    items=names,
    origin_item=texts,
    origin_source=texts,
    sources=names,
    independent_sources=small,
    languages=names,
    first_seen=times,
    last_seen=times,
    first_event=maybe_times,
    last_event=maybe_times,
    topics=names,
    people=names,
    orgs=names,
    models=names,
    numbers=names,
    moves=names,
    status=statuses,
    watches=names,
    tellings=st.lists(
        st.builds(
            Telling,
            item=texts,
            at=maybe_times,
            features=st.dictionaries(texts, numbers, max_size=3),
            long=st.booleans(),
            topics=st.lists(st.builds(TopicScore, texts, numbers, names), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    topic_sums=st.dictionaries(texts, numbers, max_size=3),
    relevant=small,
    apart=names,
    was=names,
    fixed_topics=st.none() | names,
    facts=names,
    revision=small,
    alerts=small,
    outlets=names,
)
moves = st.builds(
    Move,
    id=texts,
    person=texts,
    name=texts,
    kind=st.sampled_from(["left", "joined", "returned", "stayed", "offered"]),
    origin=texts,
    destination=texts,
    role=texts,
    status=statuses,
    first_reported=times,
    date=texts,
    evidence=st.lists(st.builds(Evidence, texts, texts, texts, texts), max_size=2).map(tuple),
    stories=names,
    known_person=st.booleans(),
)
states = st.builds(
    SourceState,
    source=texts,
    health=st.sampled_from(["new", "ok", "gone", "error"]),
    etag=texts,
    last_modified=texts,
    last_poll=maybe_times,
    last_ok=maybe_times,
    next_poll=maybe_times,
    not_before=maybe_times,
    items=small,
    failures=small,
    empties=small,
    error=texts,
    latency_ms=st.none() | small,
    moved_to=texts,
    body_hash=texts,
    url=texts,
    unwell_since=maybe_times,
    gaps=st.lists(st.builds(Gap, times, times), max_size=3).map(tuple),
    refused_by=texts,
    wishes=st.builds(
        Wishes,
        max_age=small,
        ttl=small,
        skip_hours=st.lists(small, max_size=3).map(tuple),
        skip_days=st.lists(small, max_size=3).map(tuple),
    ),
    rhythm=st.lists(st.integers(0, 10**8), max_size=4).map(tuple),
    matched=names,
    watched_since=maybe_times,
    whole_at=maybe_times,
    slow=small,
)
alerts = st.builds(
    Alert,
    id=texts,
    key=texts,
    channel=texts,
    story=texts,
    revision=small,
    item=texts,
    move=texts,
    watches=names,
    priority=st.sampled_from(["low", "normal", "high"]),
    state=st.sampled_from(["pending", "held", "sent", "failed", "dead", "digested", "suppressed"]),
    reason=texts,
    title=texts,
    created=times,
    not_before=maybe_times,
    sent=maybe_times,
    tries=small,
    error=texts,
    failing_since=small,
    held_until=maybe_times,
    asked=st.booleans(),
    backlog=st.booleans(),
    covers=names,
    since=maybe_times,
)


def through_json(row: dict[str, Any]) -> dict[str, Any]:
    """What comes back from disk; memory and disk must not differ."""
    back = orjson.loads(orjson.dumps(row))
    assert back == row
    return {**back, "a key of a later program": 1}


@given(readings)
def test_an_item_comes_back_whole(reading: Reading) -> None:
    row = through_json(item_document(reading))
    item = read_item(
        reading.article.id, row, mark={"read": True, "starred": True}, copies=2, alerted=True
    )
    assert item == Item(
        article=reading.article,
        language=reading.language,
        people=reading.people,
        orgs=reading.orgs,
        models=reading.models,
        concepts=reading.concepts,
        acting=reading.acting,
        topics=reading.topics,
        unclassified=reading.unclassified,
        relevant=reading.relevant,
        watches=tuple(match.watch for match in reading.matches),
        story=reading.link.story if reading.link else "",
        link=reading.link,
        copy_of=reading.copy_of,
        facts=reading.facts,
        copies=2,
        read=True,
        starred=True,
        alerted=True,
    )


@given(stories)
def test_a_story_comes_back_whole(story: Story) -> None:
    row = through_json(story_document(story))
    assert read_story(story.id, row, alerts=story.alerts) == story


@given(moves)
def test_a_move_comes_back_whole(move: Move) -> None:
    assert read_move(move.id, through_json(move_document(move))) == move


@given(states)
def test_a_source_comes_back_whole(state: SourceState) -> None:
    row = through_json(source_document(state))
    assert read_source(state.source, row, items=state.items) == state


@given(alerts)
def test_an_alert_comes_back_whole(alert: Alert) -> None:
    assert read_alert(alert.id, through_json(alert_document(alert))) == alert


@pytest.mark.parametrize(
    ("record", "strategy"),
    [
        (Article, articles),
        (Reading, readings),
        (Story, stories),
        (Move, moves),
        (SourceState, states),
        (Alert, alerts),
    ],
)
def test_these_tests_fill_every_field(record: type[Any], strategy: Any) -> None:  # noqa: ANN401 - any record's
    # `stories`, `moves`, `due` and `reviews` of a reading are kept in rows of their own.
    own = {field.name for field in fields(record)} - {"due"}
    if record is Reading:
        own -= {"stories", "moves", "united", "reviews"}
    assert set(strategy.wrapped_strategy.kwargs) == own


def test_defaults_take_no_room() -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    bare = Reading(Article(id="a", source="s", first_seen=moment))
    assert item_document(bare) == {"source": "s", "seen": "2026-11-23T00:00:00Z"}
    assert source_document(SourceState("s")) == {}


@given(times, times)
def test_stored_times_sort_as_times_do(one: datetime, other: datetime) -> None:
    first, second = moments.write_time(one), moments.write_time(other)
    assert first is not None
    assert second is not None
    assert first.endswith("Z")
    assert moments.read_time(first) == one
    order = moments.time_order
    assert (order(first) < order(second)) == (one < other)


def test_a_whole_second_comes_before_its_fractions() -> None:
    moment = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
    written = [
        moments.write_time(moment + timedelta(microseconds=us)) or "" for us in (0, 1, 500_000)
    ]
    assert sorted(written, key=moments.time_order) == written


def test_times_without_a_zone_never_get_in() -> None:
    naive = replace(SourceState("s"), last_poll=datetime(2026, 11, 23))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="zone"):
        source_document(naive)
