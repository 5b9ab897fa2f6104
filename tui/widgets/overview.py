"""What came since the user last looked, and the last days: over the news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.message import Message

from tui.since import summarise
from tui.timeline import DAYS, make_timeline
from tui.widgets.since_panel import SincePanel
from tui.widgets.timeline_bar import TimelineBar

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from newsroom.brief import Brief
    from tui.app import LlamawatchApp
    from tui.timeline import Timeline

_PAUSE, _EMPTY_PAUSE = 5.0, 0.5
"""Seconds between two looks at what came; the second while nothing had."""
_COUNTED_FOR = timedelta(minutes=1)
"""So long a count of the last days holds."""
_TIMELINE_FROM = 20
"""Lines of a screen from which the last days are shown."""


class Overview(Vertical):
    """The last days on a line, and a summary of at most two fifths of the screen."""

    @dataclass
    class Gathered(Message):
        """What is to be shown is known."""

        brief: Brief | None
        """None: nothing is summed up."""
        timeline: Timeline | None
        """None: as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._brief: Brief | None = None
        self._gathering = self._stale = False
        self._counted: datetime | None = None
        """When the last days were counted."""

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield TimelineBar()
        yield SincePanel()

    @property
    def _watch(self) -> LlamawatchApp:
        from tui.app import LlamawatchApp

        assert isinstance(self.app, LlamawatchApp)  # noqa: S101 -- tells the type checker which app
        return self.app

    def refresh_summary(self) -> None:
        """Look again, unless that was done just now: then a moment later."""
        self._stale = True
        self._show()
        if not self._gathering and self._watch.session.ready:
            self._gathering, self._stale = True, False
            self._gather(self._watch.looking.since)

    @work(thread=True, group="since")
    def _gather(self, since: datetime | None) -> None:
        session = self._watch.session
        now = session.clock()
        timeline = None
        if self._counted is None or now - self._counted >= _COUNTED_FOR:
            self._counted = now
            start = now - timedelta(days=DAYS)
            gaps = [
                (gap.start, gap.end)
                for state in session.archive.source_states()
                for gap in state.gaps
                if gap.end >= start
            ]
            stories = session.archive.stories(since=start)
            timeline = make_timeline(stories, gaps, now, session.timezone)
        brief = session.brief(since) if since is not None else None
        self.post_message(self.Gathered(brief, timeline))

    @on(Gathered)
    def _gathered(self, event: Gathered) -> None:
        event.stop()
        self._brief = event.brief
        if event.timeline is not None:
            session = self._watch.session
            topics = [(t, session.glossary.topic(t)) for t in session.watches.packs.topics]
            self.query_one(TimelineBar).show_timeline(event.timeline, topics)
        self._show()
        if self._stale and self._begins_elsewhere():
            self._go_on()
        else:
            nothing = self._brief is None or self._brief.is_empty
            self.set_timer(_EMPTY_PAUSE if nothing else _PAUSE, self._go_on)

    def _begins_elsewhere(self) -> bool:
        """Whether another stretch of time is to be summed up than is shown."""
        shown = self._brief.since if self._brief is not None else None
        return self._watch.looking.since != shown

    def _go_on(self) -> None:
        self._gathering = False
        if self._stale:
            self.refresh_summary()

    def on_resize(self) -> None:
        """Take up the new height."""
        self._show()

    def _show(self) -> None:
        app, brief = self._watch, self._brief
        height = app.size.height
        self.query_one(TimelineBar).set_class(height < _TIMELINE_FROM, "-low")
        panel = self.query_one(SincePanel)
        if brief is None or brief.since != app.looking.since:
            panel.show_summary(None)
            return
        summary = summarise(
            brief,
            app.session.clock(),
            first=app.first_look,
            name_of=app.session.name_of,
            room=max(0, (height * 2) // 5 - 6),
        )
        app.nothing_new = summary.is_empty
        panel.show_summary(summary)
