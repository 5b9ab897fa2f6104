"""The keys of the alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tui.bindings.table import At, Table
from tui.screens.alerts import AlertsScreen
from tui.screens.news import NewsScreen


async def begin(at: At) -> None:
    """Show every alert, with the cursor on one of a story; say nothing of what was done before."""
    await at.press("A")
    await at.press("escape")
    await at.select(lambda row: row.story)


ALERTS = Table(AlertsScreen, begin)


def states(at: At, row: Any) -> set[str]:  # noqa: ANN401 -- a row
    """How the alerts of a line stand in the outbox."""
    outbox = at.board.session.archive.outbox
    return {outbox.alert(one.id).state for one in row.alerts}


@ALERTS.pressed("open", "enter")
async def shows_the_story_in_the_news(at: At, key: str) -> None:
    story = at.selected.story
    await at.press(key)
    assert at.on_top(NewsScreen).bar.text == f"story:{story}"
    assert {row.story for row in at.rows()} == {story}


@ALERTS.pressed("state", "s")
async def narrows_the_list_to_the_next_state(at: At, key: str) -> None:
    before = at.shown()
    seen = []
    for _ in range(4):
        await at.press(key)
        seen.append((at.on_top(AlertsScreen)._state, at.text_of("#shown")))
    assert [state for state, _ in seen] == ["waiting", "failed", "sent", "all"]
    assert seen[0][1].endswith(" waiting: s shows another state, Escape all.")
    assert seen[-1][1] == ""
    assert at.shown() == before


@ALERTS.pressed("show_all", "escape")
async def shows_every_state_and_says_nothing(at: At, key: str) -> None:
    before = at.shown()
    await at.press("s", "s", "X", "X")
    assert at.shown() != before
    assert at.text_of("#said")
    await at.press(key)
    assert at.shown() == before
    assert at.text_of("#said") == ""
    assert at.text_of("#shown") == ""


@ALERTS.pressed("retry", "a")
async def tries_again_what_was_given_up(at: At, key: str) -> None:
    outbox, now = at.board.session.archive.outbox, at.board.clock()
    await at.press(key)
    assert at.text_of("#said") == "It was sent on every channel: nothing is left to try."
    one = outbox.report("terminal", "source:pier", "broken", "The pier is silent", now)
    assert one is not None
    outbox.mark_dead(one.id, "nobody listens", now)
    await at.board.settle()
    await at.select(lambda row: row.key == one.id)
    await at.press(key)
    assert outbox.alert(one.id).state == "pending"
    assert at.text_of("#said") == "It is tried again now on terminal."


@ALERTS.pressed("snooze", "z")
async def tells_it_again_in_an_hour_or_not(at: At, key: str) -> None:
    outbox, row = at.board.session.archive.outbox, at.selected
    before = states(at, row)
    await at.press(key)
    slept = [outbox.alert(one.id) for one in row.alerts]
    assert {(one.state, one.not_before) for one in slept} == {
        ("held", at.board.clock() + timedelta(hours=1))
    }
    assert at.text_of("#said").startswith("It is told again in an hour on ")
    at.listed.select(row.key)
    await at.press(key)
    assert states(at, row) == before
    assert at.text_of("#said").startswith("It is as it was before on ")


@ALERTS.pressed("mute", "x")
async def silences_its_story(at: At, key: str) -> None:
    archive, now = at.board.session.archive, at.board.clock()
    story = at.selected.story
    await at.press(key)
    assert [one.what for one in archive.mutes.lasting(now)] == [f"story:{story}"]
    assert at.text_of("#said") == "This story is silent from now on."
    await at.press(key)
    assert not archive.mutes.lasting(now)
    assert at.text_of("#said") == "This story is told again."


@ALERTS.pressed("mute_all", "X")
async def silences_everything(at: At, key: str) -> None:
    archive, now = at.board.session.archive, at.board.clock()
    await at.press(key)
    (mute,) = archive.mutes.lasting(now)
    assert (mute.what, mute.until) == ("all", now + timedelta(hours=1))
    assert at.text_of("#said") == "Everything is silent for an hour."
    await at.press(key)
    assert not archive.mutes.lasting(now)
    assert at.text_of("#said") == "Everything is told again."


@ALERTS.pressed("test", "t")
async def sends_a_test_on_every_channel(at: At, key: str) -> None:
    channels = at.board.session.config.alerts.channels
    assert channels
    await at.press(key)
    said = at.text_of("#said").splitlines()
    assert [line.partition(":")[0] for line in said] == list(channels)
