"""Rows of a real outbox in words, and a brief that reads no more than its days."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from llamawatch.briefing import brief_of
from llamawatch.session import LiveSession
from llamawatch.telling import tell
from store.briefing import last_briefed, note_briefed
from store.places import find_places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Alert, Item
    from tests.conftest import Week


@pytest.fixture
def session(week: Week, tmp_path: Path) -> Iterator[LiveSession]:
    """The demo's week, open to be written."""
    home = tmp_path / "home"
    shutil.copytree(week.folder, home)
    places = find_places(
        config=str(home / "config.toml"), data=str(home / "data"), environ={}, cwd=home
    )
    made = LiveSession(places, load_config(places.config), clock=lambda: week.end)
    made.read()
    yield made
    made.archive.close()


def stories_told(session: LiveSession) -> list[Alert]:
    """The rows about a story; the rest are digests."""
    return [row for row in session.archive.outbox.alerts() if row.story and row.state != "digested"]


def test_every_row_of_a_story_says_what_matched_and_who_says_so(session: LiveSession) -> None:
    rows = stories_told(session)
    assert rows
    for row in rows:
        message = tell(session, row)
        item = session.archive.item(row.item)
        said = "\n".join(message.lines)
        assert "Matched: " in said
        assert f"Why: {row.reason}" in said
        assert message.url == item.article.url
        assert {one["watch"] for one in message.data["matched"]} <= set(row.watches)
        assert message.data["headline"] == item.article.title
        assert json.dumps(dict(message.data))
    moved = [m for row in rows if (m := tell(session, row)).data["moved"]]
    assert any("left" in line for message in moved for line in message.lines)


def test_a_title_in_another_language_has_a_hint_and_others_have_none(session: LiveSession) -> None:
    told = {row.id: tell(session, row) for row in stories_told(session)}
    hints = {message.title: message.data["hint"] for message in told.values()}
    assert any("Meta" in hint for hint in hints.values() if hint)
    for title, hint in hints.items():
        assert bool(hint) == (not title.isascii()), title


def test_a_row_of_what_is_gone_is_told_all_the_same(session: LiveSession) -> None:
    row = replace(stories_told(session)[0], item="gone", story="gone", move="gone")
    message = tell(session, row)
    assert message.title == row.title
    assert message.url == ""


def test_a_summary_names_its_stories_and_not_one_article(session: LiveSession) -> None:
    stories = [story.id for story in session.archive.stories()]
    assert len(stories) > 4
    row = next(row for row in session.archive.outbox.alerts() if row.item)
    summary = replace(row, story="", backlog=True, covers=tuple(stories[:3]))
    message = tell(session, summary)
    told = [session.archive.story(one) for one in stories[:3]]
    for line, story in zip(message.lines, told, strict=False):
        assert line.startswith(story.headline)
        assert (len(line) > len(story.headline)) == (story.language != "en")
    assert not any(line.startswith(("Matched", "Status")) for line in message.lines)
    assert (message.url, message.item) == ("", "")
    many = tell(session, replace(summary, covers=tuple(stories * 2)[:10]))
    assert many.lines[8] == "… and 2 more"


def test_what_the_user_snoozes_is_no_repetition_to_those_who_drop_these(
    session: LiveSession,
) -> None:
    outbox, now = session.archive.outbox, session.clock()
    row = next(row for row in outbox.alerts() if row.sent is not None)
    first = tell(session, row)
    asleep = outbox.snooze(row.id, now)
    leased = outbox.lease(row.id, now)
    again = [tell(session, one) for one in (asleep, leased)]
    assert {(one.key, one.again) for one in again} == {(again[0].key, True)}
    assert (first.key, first.again) == (row.key, False)
    assert again[0].key != first.key
    outbox.mark_sent(row.id, now)
    later = tell(session, outbox.snooze(row.id, now + timedelta(hours=1)))
    assert later.key not in (first.key, again[0].key)


def test_what_is_snoozed_before_it_was_told_is_told_by_its_own_name(session: LiveSession) -> None:
    row = replace(session.archive.outbox.alerts()[0], sent=None, asked=True)
    assert tell(session, row).key == row.key


def test_a_digest_is_the_brief_of_its_days(session: LiveSession) -> None:
    until = session.clock()
    since = until - timedelta(days=30)
    row = replace(session.archive.outbox.alerts()[0], since=since, created=until)
    message = tell(session, row)
    brief = brief_of(session, until - timedelta(days=30), until)
    assert message.title.startswith(
        f"llamawatch: {len(brief.moves)} moves, {brief.stories} stories"
    )
    assert message.page.count("<li>") >= len(brief.moves) + brief.stories
    assert message.text.count("\n    http") >= len(brief.moves) + brief.stories
    assert message.data["brief"][-1]["stories"] == brief.stories


def test_a_brief_reads_only_what_happened_in_its_days(
    session: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    until, asked = session.clock(), []
    since = until - timedelta(days=1)
    find = session.archive.item

    def item(item_id: str) -> Item:
        asked.append(item_id)
        return find(item_id)

    monkeypatch.setattr(session.archive, "item", item)
    brief = brief_of(session, since, until)
    stories = list(session.archive.stories(since=since))
    assert 0 < brief.stories <= len(stories) < session.archive.counts().stories
    told = {i for story in stories for i in story.items}
    told |= {e.item for m in session.archive.moves(since=since) for e in m.evidence}
    assert set(asked) <= told


def test_what_came_after_a_brief_ends_is_not_in_it(session: LiveSession) -> None:
    until = session.clock()
    whole = brief_of(session, until - timedelta(days=30), until)
    half = brief_of(session, until - timedelta(days=30), until - timedelta(days=2))
    assert 0 < half.stories < whole.stories
    assert all(a.created < half.until for a in half.alerts)
    assert brief_of(session, until - timedelta(days=90), until - timedelta(days=60)).is_empty


def test_the_last_brief_is_noted_and_never_set_back(session: LiveSession) -> None:
    archive, now = session.archive, session.clock()
    assert last_briefed(archive) is None
    note_briefed(archive, now)
    note_briefed(archive, now - timedelta(days=1))
    assert last_briefed(archive) == now
