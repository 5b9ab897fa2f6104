"""The editor of one watch, beside what it would have found and told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from newsroom.errors import LlamawatchError, PatternTooSlow, QueryError, Superseded
from newsroom.spellings import folded_spelling
from tui.screens.frame import FramedScreen
from tui.spelling_rows import SpellingRow, spelling_cells, spelling_rows, spellings_line, toggled
from tui.trial_text import HINT, Mistake, Preview, preview_text, title_text
from tui.watch_form import (
    NEW,
    asks_nothing,
    changed_keys,
    form_values,
    keys_of,
    keys_of_new,
    spec_of,
)
from tui.widgets.reading_pane import ReadingPane
from tui.widgets.row_list import RowList
from tui.widgets.watch_fields import WatchFields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.events import Resize

    from newsroom.records import WatchSpec
    from newsroom.spellings import Spelling
    from newsroom.trials import Trial
    from tui.cells import Cell
    from tui.session import Session

DEBOUNCE: Final = 0.3
"""Seconds without a key before a watch is tried."""
_SHORT: Final = 20
"""Lines from which on the preview is seen beside or below the fields."""


class WatchEditor(FramedScreen):
    """A watch being written: its fields, the spellings of its keywords, and a trial of it.

    It lies over any screen and goes away when it is saved or left::

        app.push_screen(WatchEditor())                    # a new watch
        app.push_screen(WatchEditor(spec))                # one of config.toml
        app.push_screen(WatchEditor(start={"keywords": "Jane Doe", "query": "lang:ja"}))

    `start` fills fields of a new watch beforehand: "keywords", "exclude", "topics", "languages" and
    "channels" with commas between their values; "query", "name", "alert" and "priority" as they
    are. What is not named is empty, or as in every new watch.
    """

    place = "watches"
    AUTO_FOCUS = "#field-keywords"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("space", "switch", "Switch spelling", tooltip="Let a spelling count, or not"),
        Binding("escape", "leave", "Leave"),
        Binding("down", "step(1)", "Next field", show=False),
        Binding("up", "step(-1)", "Field before", show=False),
        Binding("q", "leave", "Leave", show=False),
    ]

    def __init__(
        self, saved: WatchSpec | None = None, *, start: Mapping[str, str] | None = None
    ) -> None:
        """Make the editor.

        Args:
            saved: the watch as it stands in config.toml; None: a new one.
            start: what stands in the fields of a new one at first, by key.
        """
        super().__init__()
        self._saved = saved
        self._start = form_values(saved) if saved else {**NEW, **(start or {})}
        self._without = saved.without if saved else ()
        self._before = keys_of(self._start, self._without)
        """What the fields said when the editor was opened."""
        self._preview: Preview | None = None
        self._ticket: object = None
        """Of the trial that somebody waits for."""
        self._spellings: dict[str, tuple[Spelling, ...]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._state = ""
        """What is said of the preview."""
        self._warned = False
        """It was said that what is left now is lost."""

    def compose_body(self) -> ComposeResult:
        """Lay the screen out."""
        with VerticalScroll(id="editor", can_focus=False):
            with Vertical(id="fields"):
                yield Static("", id="editor-title", markup=False)
                yield WatchFields(self._start, id="lines")
                yield Static("", id="spellings-line", markup=False)
                yield RowList[SpellingRow](self._cells, id="spellings")
            with Vertical(id="trial"):
                yield Static("", id="trial-title", markup=False)
                yield ReadingPane(id="preview")
        yield Static("", id="editor-said", markup=False)

    def refresh_rows(self) -> None:
        """Try the watch once the archive is open; what comes in later waits for the next key."""
        if self._ticket is None and self._preview is None:
            self._changed()

    def on_unmount(self) -> None:
        """Stop what is still being tried."""
        self._ticket = object()

    def on_resize(self, event: Resize) -> None:
        """Write the preview in the new width."""
        super().on_resize(event)
        self.call_after_refresh(self._show_again)

    def _close(self) -> None:
        # At once: what comes of a trial while the screen goes away finds nothing to be shown in.
        self._ticket = object()
        self.dismiss()

    def _waits_for(self, ticket: object) -> bool:
        """Whether what comes of a trial is still to be shown; not while the screen goes away."""
        return self._ticket is ticket and self.is_mounted and self.display

    # What stands in the fields

    @property
    def fields(self) -> WatchFields:
        """What is typed in."""
        return self.query_one("#lines", WatchFields)

    def keys(self) -> dict[str, Any]:
        """What the editor holds, as keys of config.toml."""
        return keys_of(self.fields.values(), self._without)

    def _spec(self, keys: Mapping[str, Any]) -> WatchSpec:
        """The watch that the keys make."""
        if self._saved is None:
            return spec_of(keys)
        return spec_of(changed_keys(keys, self._before), self._saved)

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed or switched since it was opened."""
        return self.keys() != self._before

    @on(WatchFields.Changed)
    def _typed(self) -> None:
        self._changed()

    def _changed(self) -> None:
        """Say what is known at once; try the rest when nobody types for a moment."""
        if not self.session.ready:
            return
        keys = self.keys()
        self._say("")
        self._warned = False
        self._show_spellings()
        self._ticket = object()
        if asks_nothing(keys):
            self._preview = None
            self.fields.show_mistake(None)
            self._show_state("")
            self._show_preview()
        else:
            self._show_state("trying …")
        self._try(self._ticket)

    # The trial

    @work(group="try", exclusive=True)
    async def _try(self, ticket: object) -> None:
        await asyncio.sleep(DEBOUNCE)
        if not self._waits_for(ticket):
            return
        keys = self.keys()

        def wanted() -> bool:
            return self._ticket is ticket

        try:
            if not asks_nothing(keys):
                spec = self._spec(keys)
                found = await asyncio.to_thread(_rehearse, self.session, spec, self._saved, wanted)
                if self._waits_for(ticket):
                    self._take(spec, found)
            for keyword in self._names():
                await self._count(keyword, wanted)
                if self._waits_for(ticket):
                    self._show_spellings()
        except LlamawatchError:
            # Superseded; or it cannot be read now how often something is written how: not said.
            return

    async def _count(self, keyword: str, wanted: Callable[[], bool]) -> None:
        counted = await asyncio.to_thread(self.session.count_spellings, keyword, wanted=wanted)
        name = folded_spelling(keyword)
        self._counts |= {(name, one.spelling.folded): one.articles for one in counted}

    def _take(self, spec: WatchSpec, found: Trial | Mistake) -> None:
        if isinstance(found, Mistake):
            self.fields.show_mistake(found)
            self._show_state("as before the mistake" if self._preview else "mend the query first")
            return
        self.fields.show_mistake(None)
        self._preview = Preview(found, spec, self._saved)
        self._show_state("")
        self._show_preview()

    def _show_state(self, state: str) -> None:
        """Say above the fields what is edited, above the preview what it comes to."""
        self._state = state
        comes_to = title_text(self._preview, state)
        self.query_one("#trial-title", Static).update(comes_to)
        title = Text(f"Watch {self._saved.id}" if self._saved else "New watch", style="bold")
        if self.is_changed:
            title.append(" · not saved yet")
        if 0 < self.size.height < _SHORT and not self.has_class("-wide"):
            # The preview lies below the end of the screen.
            title.append("\n").append_text(comes_to)
        self.query_one("#editor-title", Static).update(title)

    def _show_again(self) -> None:
        if self.is_mounted and self.display:
            self._show_state(self._state)
            self._show_preview()

    def _show_preview(self) -> None:
        pane = self.query_one("#preview", ReadingPane)
        if self._preview is None:
            pane.show_nothing(HINT)
            return
        session = self.session
        width = pane.scrollable_content_region.width
        name_of, zone = session.name_of, session.timezone
        text = preview_text(self._preview, width, name_of=name_of, zone=zone)
        pane.show_page(text, keep_place=True)

    # The spellings

    @property
    def _rows(self) -> RowList[SpellingRow]:
        return self.query_one("#spellings", RowList)

    def _cells(self, row: SpellingRow, width: int) -> tuple[Cell, ...]:
        return spelling_cells(row, width, keywords=len(self._names()))

    def _names(self) -> list[str]:
        """The keywords that the packs know as names."""
        return [word for word, known in self._spellings.items() if len(known) > 1]

    def _show_spellings(self) -> None:
        words = list(dict.fromkeys(self.keys()["keywords"]))
        known = self._spellings
        self._spellings = {w: known.get(w) or self.session.spellings_of(w) for w in words}
        rows = spelling_rows(self._spellings, self._counts, self._without)
        unknown = [word for word in words if len(self._spellings[word]) == 1]
        line = self.query_one("#spellings-line", Static)
        line.update(spellings_line(rows, unknown))
        line.display = bool(rows or unknown)
        self._rows.display = bool(rows)
        self._rows.show_rows(rows)

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_switch()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's signature
        """Offer to switch spellings only where they are."""
        return action != "switch" or isinstance(self.focused, RowList)

    def action_step(self, way: int) -> None:
        """Go to the next field, or the one before; what opens at this key itself is passed by."""
        step = self.focus_next if way > 0 else self.focus_previous
        step("Input, RowList, ReadingPane")

    def action_switch(self) -> None:
        """Let the spelling under the cursor count for this watch, or no longer."""
        row = self._rows.selected
        if row is not None:
            self._without = toggled(self._without, row)
            self._changed()

    # The end

    @on(WatchFields.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Write the watch to config.toml and leave, or say what is wrong."""
        if not self.session.ready:
            return
        keys, saved = self.keys(), self._saved
        problem = self._problem(keys)
        if problem:
            self._say(problem)
            return
        try:
            if saved is None:
                taken = {spec.id for spec in self.session.config.watches}
                self.session.add("watch", keys_of_new(keys, taken))
            elif changed := changed_keys(keys, self._before):
                self.session.change("watch", saved.id, changed)
        except LlamawatchError as error:
            self._say(str(error))
            return
        self.notify(f"Saved {keys['name']}. ctrl+z takes it back.", markup=False)
        self._close()

    def _problem(self, keys: Mapping[str, Any]) -> str:
        """Why it cannot be saved; "" if it can."""
        from newsroom.watches import compile_watch

        if asks_nothing(keys):
            return "Nothing is asked for yet: give it a keyword or a query, then save."
        query = keys["query"]
        try:
            self.session.parse_query(query)
        except QueryError as error:
            self.fields.show_mistake(Mistake(str(error), error.position))
            return "Not saved: the query is not right yet."
        return compile_watch(self._spec(keys), self.session.watches.packs).error

    def action_leave(self) -> None:
        """Leave; what was changed is lost only when that was said."""
        if self.is_changed and not self._warned:
            self._warned = True
            self._say("Not saved yet: ctrl+s saves, Escape again leaves without the changes.")
        else:
            self._close()

    def _say(self, sentence: str) -> None:
        line = self.query_one("#editor-said", Static)
        line.update(sentence)
        line.display = bool(sentence)


def _rehearse(
    session: Session, spec: WatchSpec, saved: WatchSpec | None, wanted: Callable[[], bool]
) -> Trial | Mistake:
    """Try a watch, in a thread; answers what is wrong where it is of no use."""
    try:
        session.parse_query(spec.query)
    except QueryError as error:
        return Mistake(str(error), error.position)
    try:
        return session.try_watch(spec, saved, wanted=wanted)
    except Superseded:
        raise
    except PatternTooSlow as error:
        return Mistake(str(error), error.position)
    except LlamawatchError as error:
        return Mistake(str(error))
