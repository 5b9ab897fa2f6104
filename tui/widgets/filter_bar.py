"""The filter: the query language, live, with what it may go on with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Blur, Focus

    from newsroom.completion import Completion

_HINT = "Tab completes, Enter goes to the list, ctrl+s keeps the filter on a number key"
PLACEHOLDER = "filter: words, topic:talent, lang:ja, person:lample, is:unread"


class FilterInput(Input):
    """An input of one line and of one width: what is typed moves nothing else."""

    # Textual's own has the whole screen laid out anew for every key.
    virtual_size = Reactive(Size(0, 0))


class FilterBar(Vertical):
    """An input; under it what is wrong with it, or the terms that what is typed may become."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", priority=True),
        Binding("shift+tab", "complete(-1)", "The one before", show=False, priority=True),
        Binding("ctrl+s", "keep", "Keep on a number key", priority=True),
        Binding("escape", "leave", "Back to the list"),
        Binding("enter,down", "leave", "Back to the list", show=False, priority=True),
    ]

    @dataclass
    class Changed(Message):
        """The filter's text is another."""

        text: str

    @dataclass
    class Kept(Message):
        """The filter is to be kept."""

        text: str

    def __init__(self, complete: Callable[[str, int], Sequence[Completion]]) -> None:
        """Make the bar.

        Args:
            complete: answers what a text with a cursor at a place may become, best first.
        """
        super().__init__()
        self._complete = complete
        self._offered: Sequence[Completion] = ()
        self._problem = self._progress = self._said = ""
        self._taken = -1
        """Which of the offered terms stands in the filter; -1: none yet."""

    def compose(self) -> ComposeResult:
        """Lay the bar out."""
        yield FilterInput(placeholder=PLACEHOLDER, id="filter", compact=True, select_on_focus=False)
        yield Static("", id="filter-line", markup=False)

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What stands in the filter."""
        return self._input.value

    @text.setter
    def text(self, value: str) -> None:
        self._input.value = value
        self._input.cursor_position = len(value)

    def show_saved(self, names: Sequence[str]) -> None:
        """Show in the empty filter which saved filters the number keys open."""
        keys = "  ".join(f"{number} {name}" for number, name in enumerate(names[:9], start=1))
        self._input.placeholder = f"filter   {keys}" if keys else PLACEHOLDER

    def take_focus(self) -> None:
        """Put the cursor into the filter."""
        # At once: the next key may be here already.
        self.screen.set_focus(self._input)

    def show_problem(self, problem: str) -> None:
        """Say what is wrong with the filter; "" when nothing is."""
        self._problem, self._progress = problem, ""
        self._show_line()

    def show_progress(self, progress: str) -> None:
        """Say how far a search has come; "" when it is over."""
        if progress != self._progress:
            self._progress = progress
            self._show_line()

    def _show_line(self) -> None:
        """The line under the filter: progress, or the terms that fit, or a hint; mistakes over it.

        While the filter has the focus there always is one: a line that came and went with every key
        would have the screen laid out anew each time.
        """
        line, focused = self.query_one("#filter-line", Static), self._input.has_focus
        said = Text(self._problem or self._progress)
        if focused and self._offered and not self._progress:
            terms = _terms_line(self._offered, self._taken, self.size.width - 2)
            said = said.append("\n").append_text(terms) if said else terms
        elif focused and not said:
            said = Text(_HINT)
        wrong = bool(self._problem)
        # What is wrong takes as many lines as it needs.
        changed = wrong and said.plain != self._said
        layout = line.has_class("-wrong") != wrong or changed or line.display != bool(said)
        self._said = said.plain
        line.set_class(wrong, "-wrong")
        line.display = bool(said)
        line.update(said, layout=layout)

    def action_leave(self) -> None:
        """Give the focus back to the list."""
        # At once: the next key may be here already.
        self.screen.set_focus(self.screen.query_one("#list"))

    def action_keep(self) -> None:
        """Keep the filter on the next number key."""
        self.post_message(self.Kept(self.text.strip()))

    def action_complete(self, step: int) -> None:
        """Put the next of the terms that fit in place of what is typed, or the one before."""
        if not self._offered:
            return
        self._taken = (max(self._taken, -1) + step) % len(self._offered)
        taken = self._offered[self._taken]
        with self.prevent(Input.Changed):
            self._input.value = taken.text
        self._input.cursor_position = taken.cursor
        self._show_line()
        self.post_message(self.Changed(taken.text))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer()
        self.post_message(self.Changed(event.value))

    def on_descendant_focus(self, event: Focus) -> None:  # noqa: ARG002 -- Textual's signature
        """Offer what fits."""
        self._offer()

    def on_descendant_blur(self, event: Blur) -> None:  # noqa: ARG002 -- Textual's signature
        """Take what was offered away."""
        self._offered, self._taken = (), -1
        self._show_line()

    def offer_again(self) -> None:
        """Offer what fits now that more is known."""
        if self._taken < 0:
            self._offer()

    def _offer(self) -> None:
        field = self._input
        self._taken = -1
        self._offered = (
            self._complete(field.value, field.cursor_position) if field.has_focus else ()
        )
        self._show_line()


def _terms_line(offered: Sequence[Completion], taken: int, width: int) -> Text:
    """The terms that fit beside each other, whole ones only, the taken one marked."""
    line = Text("Tab: ")
    for place, one in enumerate(offered):
        name = f" {one.term.name}" if one.term.name else ""
        gap = "" if place == 0 else "  "
        if line.cell_len + cell_len(f"{gap}{one.term.text}{name}") > width and place:
            break
        line.append(gap)
        line.append(one.term.text, "reverse" if place == taken else "bold")
        line.append(name)
    return line
