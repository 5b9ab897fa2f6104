"""The screen of the alerts, driven by its keys over a real archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual.widgets import Static

import tui.screens.alerts
from newsroom.errors import StoreError, Undelivered
from newsroom.records import Alert
from store.catalogue import OUTBOX
from store.documents.alerts import alert_document, read_alert
from tui.screens.alerts import AlertsScreen
from tui.screens.news import NewsScreen
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tui.conftest import Dashboard
    from tui.alert_rows import AlertRow

CHANNELS = ("desktop", "terminal", "email", "webhook")


def rows_of(board: Dashboard) -> list[AlertRow]:
    return list(board.app.screen.query_one("#list", RowList).rows)


def selected(board: Dashboard) -> AlertRow:
    row: AlertRow | None = board.app.screen.query_one("#list", RowList).selected
    assert row is not None
    return row


def text_of(board: Dashboard, widget: str) -> str:
    return str(board.app.screen.query_one(widget, Static).content)


def tell(board: Dashboard, count: int, *, channels: tuple[str, ...] = CHANNELS) -> list[Alert]:
    """Put things told into the outbox, each on every channel, the newest last."""
    archive, now = board.session.archive, board.session.clock()
    rows = [
        Alert(
            id=f"told{number}{channel}", key=f"{number} {channel}", channel=channel,
            story=f"story{number}", revision=1, watches=("llama-authors",), state="sent",
            reason="new story", title=f"Thing {number}", sent=now, tries=1,
            created=now - timedelta(hours=count - number),
        )
        for number in range(count)
        for channel in channels
    ]  # fmt: skip
    documents = {row.id: alert_document(row) for row in rows}
    archive._state.storage.commit({"put": {OUTBOX: documents}})
    return rows


async def at_the_first(board: Dashboard) -> None:
    await board.press("A", "home")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_one_line_tells_one_thing_with_all_its_channels(
    dashboard: Callable[..., Any], size: tuple[int, int]
) -> None:
    async with dashboard(*size) as board:
        before = len(board.session.archive.outbox.alerts())
        tell(board, 2)
        await at_the_first(board)
        assert len(rows_of(board)) == before + 2
        first = rows_of(board)[0]
        assert [one.channel for one in first.alerts] == list(CHANNELS)
        lines = board.lines()
        assert {cell_len(line) for line in lines} == {size[0]}
        assert board.app.screen.query_one("#list", RowList).region.width == size[0]
        heading = next(line for line in lines if line.startswith("State"))
        assert "…" not in heading
        assert ("Reason" in heading) == (size[0] >= 110)
        assert "Channels" in heading


async def test_the_detail_says_why_and_how_it_went_on_each_channel(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        rows = tell(board, 1)
        outbox, now = board.session.archive.outbox, board.session.clock()
        outbox.mark_failed(rows[0].id, "no bus answers", now + timedelta(minutes=9), now)
        outbox.mark_dead(rows[2].id, "the server refuses the sender", now)
        outbox.hold(rows[3].id, now + timedelta(hours=1), "quiet hours until 07:00")
        await at_the_first(board)
        assert selected(board).state == "dead"
        said = text_of(board, "#detail").splitlines()
        assert said[0] == "Thing 0"
        name = board.session.name_of("llama-authors")
        assert said[1] == f"Told because: new story; asked for by the watch “{name}”."
        # At a time of day, or where that is after midnight on a day.
        assert said[2].startswith("desktop: failed: no bus answers. Tried again ")
        assert said[2].endswith("; a tries it now.")
        assert said[3].startswith("terminal: sent at ")
        assert said[4] == "email: given up: the server refuses the sender. a tries it again."
        assert said[5].startswith("webhook: held until ")
        assert said[5].endswith(": quiet hours until 07:00; a sends it now.")


async def test_retry_acts_on_every_channel_that_did_not_tell_it(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        rows = tell(board, 1)
        outbox, now = board.session.archive.outbox, board.session.clock()
        await at_the_first(board)
        await board.press("a")
        assert text_of(board, "#said").startswith("It was sent on every channel")
        outbox.mark_dead(rows[0].id, "nobody listens", now)
        outbox.mark_digested(rows[2].id, "more than 10 an hour")
        await board.settle()
        await board.press("home", "a")
        states = [outbox.alert(row.id).state for row in rows]
        assert states == ["pending", "sent", "pending", "sent"]
        assert text_of(board, "#said") == "It is tried again now on desktop, email."
        assert not board.app._notifications, "nothing covers the detail"


async def test_snooze_acts_on_every_channel_and_ends_on_all(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        rows = tell(board, 1)
        outbox, now = board.session.archive.outbox, board.session.clock()
        await at_the_first(board)
        await board.press("z")
        slept = [outbox.alert(row.id) for row in rows]
        assert {(one.state, one.not_before) for one in slept} == {
            ("held", now + timedelta(hours=1))
        }
        assert text_of(board, "#said") == "It is told again in an hour on 4 channels."
        await board.press("z")
        # They were told before.
        assert {outbox.alert(row.id).state for row in rows} == {"sent"}
        assert text_of(board, "#said") == "It is as it was before on 4 channels."


async def test_one_key_steps_through_the_states(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        rows = tell(board, 2)
        outbox, now = board.session.archive.outbox, board.session.clock()
        outbox.mark_dead(rows[0].id, "nobody listens", now)
        await at_the_first(board)
        everything = [row.key for row in rows_of(board)]
        await board.press("s")
        assert rows_of(board) == []
        assert "Nothing waiting. s shows another state, Escape all." in board.text()
        await board.press("s")
        assert [row.key for row in rows_of(board)] == [rows[0].id]
        assert "Only 1 failed: s shows another state, Escape all." in board.text()
        await board.press("s")
        assert "sent: s shows another state" in board.text()
        await board.press("s")
        assert [row.key for row in rows_of(board)] == everything
        assert "shows another state" not in board.text()
        await board.press("s", "escape")
        assert [row.key for row in rows_of(board)] == everything


async def test_more_is_shown_only_when_the_cursor_nears_the_end(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui.screens.alerts, "PAGE", 40)
    monkeypatch.setattr(tui.screens.alerts, "_NEAR", 10)
    async with dashboard() as board:
        before = len(board.session.archive.outbox.alerts())
        tell(board, 100)
        await at_the_first(board)
        assert len(rows_of(board)) == 40
        await board.press("end")
        assert len(rows_of(board)) == 80
        assert selected(board).title == "Thing 60"
        await board.press("end", "end")
        assert len(rows_of(board)) == 100 + before


async def test_a_long_outbox_is_not_read_through_at_a_change(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(key: str, row: dict[str, Any]) -> Alert:
        read.append(key)
        return read_alert(key, row)

    async with dashboard() as board:
        tell(board, 5000)
        await at_the_first(board)
        monkeypatch.setattr("store.tellings.read_alert", noted)
        board.screen.refresh_rows()
        await board.settle()
        assert 0 < len(read) <= 4 * (tui.screens.alerts.PAGE + 2)


async def test_an_alert_leads_to_its_story(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        await board.press("A")
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        await board.press("enter")
        assert isinstance(board.app.screen, NewsScreen)
        assert board.app.screen.bar.text == f"story:{row.story}"
        stories = board.app.screen.query_one("#list", RowList).rows
        assert {one.story for one in stories} == {row.story}


async def test_an_alert_about_no_story_says_so(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        report = board.session.archive.outbox.report(
            "terminal", "source:x", "broken", "X fails", board.session.clock()
        )
        await board.press("A")
        board.app.screen.query_one("#list", RowList).select(report.id)
        await board.press("enter")
        assert isinstance(board.app.screen, AlertsScreen)
        assert text_of(board, "#said") == "This is about no single story; N shows the news."
        await board.press("x")
        assert "X mutes everything for an hour" in text_of(board, "#said")


async def test_its_story_or_everything_is_silenced_and_heard_again(
    dashboard: Callable[..., Any],
) -> None:
    async with dashboard() as board:
        await board.press("A")
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        archive, now = board.session.archive, board.session.clock()
        await board.press("x", "X")
        assert {m.what for m in archive.mutes.lasting(now)} == {f"story:{row.story}", "all"}
        assert "muted until" in board.text()
        await board.press("x", "X")
        assert archive.mutes.lasting(now) == ()
        await board.press("ctrl+z")
        assert {m.what for m in archive.mutes.lasting(now)} == {"all"}


def lower_lines(board: Dashboard) -> str:
    """What stands beneath the list of alerts."""
    return "\n".join(text_of(board, one) for one in ("#silent", "#detail"))


@pytest.mark.parametrize("width", [80, 120])
async def test_what_is_silent_or_told_later_stays_on_the_screen(
    dashboard: Callable[..., Any], width: int
) -> None:
    async with dashboard(width, 24) as board:
        await board.press("A")
        assert "Silent:" not in board.text()
        assert "Open story" in board.lines()[-1]
        assert "Quit" in board.lines()[-1]
        row = next(row for row in rows_of(board) if row.story)
        board.app.screen.query_one("#list", RowList).select(row.key)
        await board.press("x", "X")
        headline = board.session.archive.story(row.story).headline
        shown = " ".join(board.text().split())
        assert f"Silent: “{headline[:20]}" in shown
        assert "until it is lifted · everything until " in shown
        assert "Its story is silent; x ends it." in shown
        await board.press("x", "X")
        assert "ilent" not in lower_lines(board)
        await board.press("z")
        assert "snoozed until " in lower_lines(board)
        await board.press("z")
        assert "snoozed" not in lower_lines(board)


async def test_a_disk_that_refuses_is_said_beside_the_detail(
    dashboard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The journal cannot be written: No space left on device; make room.")

    async with dashboard() as board:
        rows = tell(board, 1)
        board.session.archive.outbox.mark_dead(rows[0].id, "x", board.session.clock())
        await at_the_first(board)
        for name, key in (("retry", "a"), ("snooze", "z"), ("mute", "x")):
            monkeypatch.setattr(board.session, name, refuse)
            board.screen.query_one("#said", Static).update("")
            await board.press(key)
            assert text_of(board, "#said").startswith("The journal cannot be written")


async def test_a_test_says_what_each_channel_answered(dashboard: Callable[..., Any]) -> None:
    async with dashboard() as board:
        alerts = board.session.config.alerts
        email = replace(alerts.email, enabled=True)
        alerts = replace(alerts, desktop=replace(alerts.desktop, enabled=True), email=email)
        board.session.config = replace(board.session.config, alerts=alerts)

        async def answer(channel: str) -> str:
            if channel == "email":
                raise Undelivered("mail server [/nope] is not there")
            return "" if channel == "terminal" else "dunst 1.9 took it"

        board.session.test_alert = answer
        await board.press("A", "t")
        said = text_of(board, "#said").splitlines()
        assert "desktop: dunst 1.9 took it" in said
        assert "email: not taken: mail server [/nope] is not there" in said
        assert board.app.screen.query_one("#said").has_class("-problem")
