"""Help, made from the bindings, with the query language by examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.cells import crop, pad
from tui.query_examples import QUERY_EXAMPLES
from tui.resizing import LastSize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from tui.keys import KeyGroup

_WIDE = 96
"""Cells from which on two columns stand beside each other."""
_GAP = 3
_LONGEST_KEYS = 18
_LONGEST_QUERY = 32


class HelpScreen(LastSize, ModalScreen[None]):
    """Every key of the screen behind it, and the query language, on one page."""

    AUTO_FOCUS = "#help-search"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", priority=True),
        Binding("down", "scroll(1)", "Down", show=False, priority=True),
        Binding("up", "scroll(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "scroll(10)", "Page down", show=False, priority=True),
        Binding("pageup", "scroll(-10)", "Page up", show=False, priority=True),
    ]

    def __init__(self, groups: Sequence[KeyGroup]) -> None:
        """Make the page.

        Args:
            groups: the keys, from top to bottom.
        """
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        with Vertical(id="help"):
            yield Input(placeholder="type to search", id="help-search", compact=True)
            with VerticalScroll(id="help-page", can_focus=False):
                yield HelpPage(self._groups)
            yield Static("Esc or ? closes, Up and Down scroll", id="help-hint", markup=False)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == "?":
            # The key that opened the page closes it, though a field takes it as a letter.
            self.dismiss()
            return
        self.query_one(HelpPage).wanted = event.value
        self.query_one("#help-page", VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#help-page", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Close the page."""
        self.dismiss()


class HelpPage(Static):
    """The lines of the page, in one column or two."""

    def __init__(self, groups: Sequence[KeyGroup]) -> None:
        super().__init__(markup=False)
        self._groups = groups
        self._wanted = ""

    @property
    def wanted(self) -> str:
        """What the lines that are shown hold; "" for all."""
        return self._wanted

    @wanted.setter
    def wanted(self, text: str) -> None:
        self._wanted = text
        self.on_resize()

    def on_resize(self) -> None:
        """Lay the lines out in the new width."""
        self.update(help_page(self._groups, self._wanted, self.size.width))


Section = tuple[str, list[tuple[str, str]]]
"""A heading with pairs of what is typed and what it does."""


def sections(groups: Iterable[KeyGroup], wanted: str) -> list[Section]:
    """What the page holds: groups of keys, then the queries; only lines that hold `wanted`."""
    found: list[Section] = [
        (group.title, [(" ".join(line.keys), line.told) for line in group.lines])
        for group in groups
    ]
    found.append(("The filter (/)", list(QUERY_EXAMPLES)))
    sought = wanted.casefold().strip()
    kept = [
        (title, [pair for pair in pairs if sought in f"{title} {pair[0]} {pair[1]}".casefold()])
        for title, pairs in found
    ]
    return [(title, pairs) for title, pairs in kept if pairs]


def help_page(groups: Iterable[KeyGroup], wanted: str, width: int) -> Content:
    """Lay the page out.

    Args:
        groups: the keys.
        wanted: what is searched for; "" shows everything.
        width: in terminal cells.
    """
    shown = sections(groups, wanted)
    if not shown:
        return Content.styled(crop(f'Nothing here is called "{wanted}".', width), "$text-muted")
    if width < _WIDE or len(shown) == 1:
        return Content("\n").join(_column(shown, width))
    left_width = (width - _GAP) // 2
    left, right = (
        _column(half, columns)
        for half, columns in zip(
            _halves(shown), (left_width, width - _GAP - left_width), strict=True
        )
    )
    lines = []
    for row in range(max(len(left), len(right))):
        one = left[row] if row < len(left) else Content(" " * left_width)
        other = right[row] if row < len(right) else Content("")
        lines.append(Content.assemble(one, " " * _GAP, other))
    return Content("\n").join(lines)


def _halves(shown: list[Section]) -> tuple[list[Section], list[Section]]:
    """Sections for the left column and the right one, about as long as each other."""
    sizes = [len(pairs) + 2 for _, pairs in shown]
    cut = min(range(1, len(shown)), key=lambda at: abs(sum(sizes[:at]) - sum(sizes[at:])))
    return shown[:cut], shown[cut:]


def _column(shown: list[Section], width: int) -> list[Content]:
    """Lines of sections under each other, each exactly so many cells wide."""
    lines: list[Content] = []
    for title, pairs in shown:
        if lines:
            lines.append(Content(" " * width))
        lines.append(Content.styled(pad(title, width), "bold $text-primary"))
        longest = _LONGEST_QUERY if title.startswith("The filter") else _LONGEST_KEYS
        typed = min(longest, width // 2, max(len(keys) for keys, _ in pairs))
        for keys, does in pairs:
            lines.extend(_pair(keys, does, typed, width))
    return lines


def _pair(keys: str, does: str, typed: int, width: int) -> list[Content]:
    """What is typed and what it does; keys that are too long stand on a line of their own."""
    room = max(1, width - typed - 4)
    told = _wrapped(does, room)
    first = [] if len(keys) <= typed else [Content.styled(pad(f"  {keys}", width), "$text-warning")]
    lines = []
    for number, part in enumerate(told):
        beside = keys if number == 0 and not first else ""
        lines.append(
            Content.assemble(
                (pad(f"  {beside}", typed + 2), "$text-warning"), "  ", pad(part, room)
            )
        )
    return [*first, *lines]


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of whole words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
