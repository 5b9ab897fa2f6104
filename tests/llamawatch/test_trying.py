"""Watches tried while they are written: on the demo's week, read to its end."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import llamawatch.replaying
from llamawatch.replaying import MONTH, try_watch
from llamawatch.session import LiveSession
from newsroom.errors import QueryError, Superseded
from newsroom.records import WatchSpec
from newsroom.spellings import folded_spelling
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from newsroom.watches import CompiledWatch
    from tests.conftest import Week

LLAMA = WatchSpec("new", keywords=("Llama",), alert="item")


@pytest.fixture
def session(week: Week, tmp_path: Path) -> Iterator[LiveSession]:
    """The week, opened to be read."""
    home = tmp_path / "home"
    shutil.copytree(week.folder, home)
    places = Places(home / "config.toml", home / "data")
    made = LiveSession(places, load_config(places.config), clock=lambda: week.end, write=False)
    made.read()
    yield made
    made.archive.close()


def always() -> bool:
    return True


def for_a_while(times: int) -> Callable[[], bool]:
    """Somebody who waits until they were asked so often."""
    asked = iter([True] * times)
    return lambda: next(asked, False)


def test_a_trial_tells_what_a_replay_tells_and_names_the_newest(session: LiveSession) -> None:
    trial = session.try_watch(LLAMA, None, wanted=always)
    replayed = try_watch(session, LLAMA, session.clock() - MONTH)
    assert trial.tried == replayed.tried
    assert trial.difference == replayed.difference
    assert 0 < len(trial.newest) == min(trial.tried.items, 12)
    times = [one.item.article.first_seen for one in trial.newest]
    assert times == sorted(times, reverse=True)
    assert all(one.spans for one in trial.newest)
    assert len(trial.stories_added) == trial.tried.stories
    assert trial.stories_removed == ()


def test_stories_that_come_in_and_go_are_told_apart(session: LiveSession) -> None:
    meta = replace(LLAMA, keywords=("Meta",))
    trial = session.try_watch(meta, LLAMA, wanted=always)
    back = session.try_watch(LLAMA, meta, wanted=always)
    assert trial.stories_added == back.stories_removed
    assert trial.stories_removed == back.stories_added
    assert trial.stories_added
    assert trial.difference.added == back.difference.removed


def test_a_spelling_left_out_finds_fewer_and_names_none_of_them(session: LiveSession) -> None:
    all_found = session.try_watch(LLAMA, None, wanted=always)
    left_out = session.try_watch(replace(LLAMA, without=("Llama",)), LLAMA, wanted=always)
    assert 0 < left_out.tried.items < all_found.tried.items
    assert left_out.difference.removed
    for one in left_out.newest:
        assert "llama" not in {folded_spelling(span.text) for span in one.spans}


def test_a_trial_nobody_waits_for_stops_early(session: LiveSession) -> None:
    for after in (0, 1, 5):
        with pytest.raises(Superseded):
            session.try_watch(LLAMA, None, wanted=for_a_while(after))
    with pytest.raises(Superseded):
        session.count_spellings("Llama", wanted=lambda: False)
    assert session.count_spellings("Llama", wanted=always), "what was stopped is not remembered"


def test_what_is_saved_is_replayed_once_while_nothing_comes_in(
    session: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[str] = []
    play = vars(llamawatch.replaying)["play"]

    def noted(session: LiveSession, watches: tuple[CompiledWatch, ...], *rest: object) -> object:
        played.extend(watch.spec.query for watch in watches)
        return play(session, watches, *rest)

    monkeypatch.setattr("llamawatch.replaying.play", noted)
    saved = replace(LLAMA, query="lang:en")
    now = session.clock()
    for minutes, language in enumerate(("ja", "de", "fr")):
        session.clock = later(now.replace(minute=0) + timedelta(minutes=minutes))
        session.try_watch(replace(LLAMA, query=f"lang:{language}"), saved, wanted=always)
    assert Counter(played) == {"lang:en": 1, "lang:ja": 1, "lang:de": 1, "lang:fr": 1}
    session.try_watch(saved, saved, wanted=always)
    assert played.count("lang:en") == 2, "tried as it is saved, it is replayed as what is tried"
    session.clock = later(now + timedelta(hours=2))
    session.try_watch(LLAMA, saved, wanted=always)
    assert played.count("lang:en") == 3


def later(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands there."""
    return lambda: moment


def test_a_query_of_no_use_says_where(session: LiveSession) -> None:
    with pytest.raises(QueryError) as wrong:
        session.try_watch(replace(LLAMA, query="lang:en (x"), None, wanted=always)
    assert wrong.value.position == len("lang:en ")


def test_a_saved_watch_that_is_broken_told_nothing(session: LiveSession) -> None:
    trial = session.try_watch(LLAMA, replace(LLAMA, query="(x"), wanted=always)
    assert trial.difference.added == trial.tried.alerts


def test_every_spelling_is_counted_in_the_articles_written_with_it(session: LiveSession) -> None:
    counted = session.count_spellings("Llama", wanted=always)
    assert [one.spelling for one in counted] == list(session.spellings_of("Llama"))
    found = session.try_watch(LLAMA, None, wanted=always).tried.items
    numbers = {one.spelling.folded: one.articles for one in counted}
    assert 0 < numbers["llama"] < found
    assert numbers[folded_spelling("لاما")] == 1
    for one in counted:
        others = tuple(each.spelling.text for each in counted if each is not one)
        alone = session.try_watch(replace(LLAMA, without=others), None, wanted=always)
        assert alone.tried.items <= one.articles, one.spelling.text
