"""A replay tells what was told: over what the real desk read and the real archive kept."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.replaying import MONTH, replay_watches, summary_of, try_watch
from llamawatch.session import LiveSession
from newsroom.desk import read
from newsroom.errors import QueryError
from newsroom.records import Check, SourceState
from store.places import find_places
from store.settings import load_config
from tests.newsroom.articles import ALL, LOOKALIKES, NOON, STORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from newsroom.records import Article, Due, Item

SOURCES = ("paper", "wire", "herald", "gazette")
CONFIG = """
[subject]
packs = ["meta-ai"]
organisations = ["meta"]
[alerts.desktop]
enabled = true
[[watch]]
id = "moves"
query = "org:meta AND (act:leave OR act:join OR act:hire)"
topics = ["talent"]
[[watch]]
id = "authors"
query = "group:llama-authors"
alert = "move"
priority = "high"
[[watch]]
id = "models"
query = "model:llama OR model:behemoth"
alert = "item"
[[watch]]
id = "cuts"
query = "act:layoff"
alert = "digest"
[[watch]]
id = "quiet"
query = "lang:en"
alert = "none"
"""
for _source in SOURCES:
    CONFIG += (
        f'[[source]]\nid = "{_source}"\nname = "The {_source}"\nkind = "feed"\n'
        f'url = "https://{_source}.example/feed"\ncontext = ["ai"]\n'
        f"trusted = {str(_source == 'gazette').lower()}\n"
    )


class Newsroom:
    """An archive that checks are recorded in as a running program records them."""

    def __init__(self, folder: Path) -> None:
        config = folder / "config.toml"
        config.write_text(CONFIG, encoding="utf-8")
        places = find_places(config=str(config), data=str(folder / "data"), environ={}, cwd=folder)
        self.now = NOON
        self.session = LiveSession(places, load_config(config), clock=lambda: self.now)
        self.session.read()
        self.told: list[tuple[datetime, Due]] = []

    def check(self, source: str, articles: list[Article]) -> None:
        archive, watches = self.session.archive, self.session.watches
        # As `watchers.identity` hands them over.
        articles = sorted(articles, key=lambda one: one.event_time or one.first_seen)
        readings = list(read(articles, archive.known, watches, self.now))
        state = SourceState(source, health="ok", last_poll=self.now, last_ok=self.now)
        archive.record(Check(source, self.now, "new", state), readings, channels=("desktop",))
        self.told += [(self.now, due) for reading in readings for due in reading.due]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(tmp_path)
    yield made
    made.session.archive.close()


def fill(newsroom: Newsroom, seed: int) -> None:
    """Some days of news: every article of two sources or more, in checks of a few."""
    rng = random.Random(seed)
    told = [(one, source) for one in ALL for source in rng.sample(SOURCES, 1)]
    rng.shuffle(told)
    while told:
        newsroom.now += timedelta(minutes=rng.randrange(20, 600))
        source = told[0][1]
        some = [pair for pair in told if pair[1] == source][: rng.randrange(1, 4)]
        told = [pair for pair in told if pair not in some]
        first = rng.random() < 0.15
        newsroom.check(
            source,
            [
                one.article(
                    source=source,
                    at=rng.choice((newsroom.now, newsroom.now - timedelta(hours=5), None)),
                    seen=newsroom.now,
                    alertable=not first or rng.random() < 0.5,
                    backlog=first,
                )
                for one, _ in some
            ],
        )


def as_told(told: Iterable[tuple[datetime, Due]]) -> list[tuple[datetime, Due]]:
    """Without headlines: a story has the one it has now; what one check tells is in any order."""
    found = [(at, replace(due, title="")) for at, due in told]
    return sorted(found, key=lambda pair: (pair[0], pair[1].item, pair[1].story))


@pytest.mark.parametrize("seed", range(12))
def test_a_replay_of_all_watches_tells_what_was_told(newsroom: Newsroom, seed: int) -> None:
    fill(newsroom, seed)
    session = newsroom.session
    found = replay_watches(session, session.watches.compiled, NOON)
    united = {one for s in session.archive.stories() if s.was for one in (s.id, *s.was)}
    expected = as_told(pair for pair in newsroom.told if pair[1].story not in united)
    assert len(expected) > 6
    assert as_told((t.at, t.due) for t in found.told if t.due.story not in united) == expected


def test_the_days_of_news_hold_everything_that_can_be_told(tmp_path: Path) -> None:
    told: list[Due] = []
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        newsroom = Newsroom(folder)
        fill(newsroom, seed)
        newsroom.session.archive.close()
        told += [due for _, due in newsroom.told]
    reasons = {due.reason.partition(":")[0] for due in told}
    assert {"new story", "new move", "new article", "third independent source"} <= reasons
    assert any(due.digest for due in told)
    assert any(due.revision > 2 for due in told)


def test_what_came_before_is_known_but_not_told_again(newsroom: Newsroom) -> None:
    fill(newsroom, 5)
    session = newsroom.session
    times = sorted(at for at, _ in newsroom.told)
    since = times[len(times) // 2]
    found = replay_watches(session, session.watches.compiled, since)
    united = {one for s in session.archive.stories() if s.was for one in (s.id, *s.was)}
    later = as_told(
        (at, due) for at, due in newsroom.told if at >= since and due.story not in united
    )
    assert later
    assert as_told((t.at, t.due) for t in found.told if t.due.story not in united) == later


def test_a_changed_watch_is_told_apart_from_the_saved_one(newsroom: Newsroom) -> None:
    fill(newsroom, 1)
    session = newsroom.session
    saved = next(spec for spec in session.config.watches if spec.id == "models")
    same = try_watch(session, saved, newsroom.now - MONTH, saved=saved)
    assert same.tried.alerts
    assert same.difference.added == same.difference.removed == ()

    narrow = replace(saved, query="model:behemoth")
    trial = try_watch(session, narrow, newsroom.now - MONTH, saved=saved)
    assert trial.difference.removed
    kept = {one.key for one in trial.tried.alerts}
    assert not kept & {one.key for one in trial.difference.removed}
    gone = len(trial.saved.alerts) - len(trial.difference.removed)
    assert len(trial.tried.alerts) - len(trial.difference.added) == gone

    fresh = try_watch(session, narrow, newsroom.now - MONTH)
    assert fresh.difference.added == fresh.tried.alerts
    assert summary_of(fresh) == (
        f"{fresh.tried.items} items, {fresh.tried.stories} story, "
        f"{len(fresh.tried.alerts)} alerts; {len(fresh.tried.alerts)} added, 0 removed"
    )


def test_what_no_watch_found_is_a_story_of_its_own(newsroom: Newsroom) -> None:
    newsroom.check("paper", [one.article(seen=NOON) for one in LOOKALIKES])
    session = newsroom.session
    lone = [item for item in session.archive.items() if not item.story]
    assert lone
    spec = replace(session.config.watches[0], query=f'title:"{lone[0].article.title}"', topics=())
    trial = try_watch(session, spec, NOON)
    assert [one.due.item for one in trial.tried.alerts] == [lone[0].id]
    assert trial.tried.stories == 1


def test_a_query_that_does_not_parse_is_refused(newsroom: Newsroom) -> None:
    newsroom.check("paper", [STORIES[0].article(seen=NOON)])
    saved = newsroom.session.config.watches[0]
    with pytest.raises(QueryError, match="never closed"):
        try_watch(newsroom.session, replace(saved, query="(Llama"), NOON, saved=saved)
    with pytest.raises(QueryError, match="sport"):
        try_watch(newsroom.session, replace(saved, topics=("sport",)), NOON, saved=saved)


def test_only_the_stories_concerned_are_read(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(newsroom, 2)
    session, asked = newsroom.session, []
    find = session.archive.item

    def item(item_id: str) -> Item:
        asked.append(item_id)
        return find(item_id)

    monkeypatch.setattr(session.archive, "item", item)
    spec = replace(session.config.watches[0], query="title:Behemoth lang:en", topics=())
    trial = try_watch(session, spec, NOON)
    stories = {one.due.story for one in trial.tried.told}
    concerned = {i for story in stories for i in session.archive.story(story).items}
    assert 0 < len(asked) <= len(concerned)
    assert set(asked) <= concerned
