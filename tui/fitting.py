"""Lines that say what matters first: whole parts, in the room there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line."""

    forms: tuple[str, ...]
    """How it may be said, the longest first."""
    rank: int
    """What matters least has the highest and is shortened and left out first."""
    style: str = ""
    """Of Textual, with $variables of the theme."""
    kept: bool = False
    """Never left out, only shortened."""


def fitting(parts: Sequence[Part], width: int, between: str) -> list[tuple[Part, str]]:
    """Choose how each part is said, and which are left out.

    Every part is shortened, from the least important on, before any is left out.

    Args:
        parts: as they stand beside each other.
        width: of the line, in terminal cells.
        between: stands between each two.

    Returns:
        Parts with their chosen forms; together no wider than `width` unless what is kept is.
    """
    chosen: dict[int, int] = dict.fromkeys(range(len(parts)), 0)
    by_rank = sorted(range(len(parts)), key=lambda place: -parts[place].rank)

    def too_wide() -> bool:
        said = [parts[place].forms[form] for place, form in chosen.items()]
        return cell_len(between.join(said)) > width

    for place in by_rank:
        while too_wide() and chosen[place] < len(parts[place].forms) - 1:
            chosen[place] += 1
    for place in by_rank:
        if too_wide() and not parts[place].kept:
            del chosen[place]
    return [(parts[place], parts[place].forms[form]) for place, form in sorted(chosen.items())]


class FittedLine(Static):
    """A line that is written anew for every width."""

    DEFAULT_CSS = """
    FittedLine { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name for it
        super().__init__("", id=id, markup=False)
        self._write: Callable[[int], Content] = lambda _: Content("")

    def show(self, write: Callable[[int], Content]) -> None:
        """Show what `write` says in a width of terminal cells."""
        self._write = write
        self.on_resize()

    def on_resize(self) -> None:
        """Write the line in the new width."""
        said = self._write(self.size.width)
        if said != self.content or said.spans != getattr(self.content, "spans", None):
            self.update(said, layout=False)
