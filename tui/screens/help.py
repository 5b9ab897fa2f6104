"""Help, made from the bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

QUERIES = """\
Llama departure          both words, anywhere
"chief scientist"        a phrase
Lample OR Lacroix        either;  NOT x, -x, ( )
/1[0-4] of 14/           a pattern, on the text as written
title:Behemoth           one field: title: or summary:, text: for all of it
person:lample org:mistral model:llama group:llama-authors
act:leave topic:talent lang:ja source:heise since:7d
source:google-news* watch:deals story:ID before:2026-01-01
is:unread is:starred is:alerted is:unclassified is:relevant has:move
sources:>=3 status:rumoured
=Llama                   just this spelling"""


class HelpScreen(ModalScreen[None]):
    """Every key of the screen behind it, and the query language on one page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "leave", "Close"),
    ]

    def __init__(self, title: str, groups: Iterable[tuple[str, Iterable[Binding]]]) -> None:
        """Make the page of groups of bindings, each with its heading."""
        super().__init__()
        self._title = title
        self._groups = [(heading, list(bindings)) for heading, bindings in groups]

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        with VerticalScroll(id="help"):
            yield Static(self._page(), markup=False)

    def _page(self) -> Text:
        page = Text(f"{self._title}\n", style="bold")
        for heading, bindings in self._groups:
            page.append(f"\n{heading}\n", style="bold cyan")
            for binding in bindings:
                keys = binding.key_display or show_keys(binding.key)
                page.append(f"  {keys:<14}", style="not bold yellow")
                page.append(f"{binding.tooltip or binding.description}\n", style="not bold")
        page.append("\nThe filter\n", style="bold cyan")
        page.append(QUERIES, style="not bold")
        page.append("\n\nEscape closes this page.", style="not bold dim")
        return page

    def action_leave(self) -> None:
        """Close the page."""
        self.dismiss()


def show_keys(keys: str) -> str:
    """Write a binding's keys as they stand on a keyboard."""
    names = {"slash": "/", "question_mark": "?", "asterisk": "*", "escape": "Esc"}
    return " ".join(names.get(key, key) for key in keys.split(","))
