"""What is found for a new source, and what a list of feeds holds, as rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.counting import counted
from newsroom.durations import rough_age
from tui.cells import Cell, guard

if TYPE_CHECKING:
    from datetime import datetime

    from watchers.findings import Finding
    from watchers.opml import Sorted

_NARROW, _WIDE = 62, 90
"""Terminal cells of a list up to which less of each stands there, and from which on more."""
OUTLINE_LABELS = ("What", "Source", "Address")
_ONLY_WEB = "refused: only http and https addresses can be asked"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing that may be made a source."""

    key: str
    finding: Finding
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One feed of a list that is to be taken over."""

    key: str
    fate: str
    """"new", "known" or "refused"."""
    name: str
    address: str


def list_height(rows: int, lines: int) -> int:
    """How many lines a list takes beside all else that stands in its window.

    Args:
        rows: in the list.
        lines: of the screen.
    """
    return max(1, min(rows, 12, max(3, lines - 17)))


def finding_labels(width: int) -> tuple[str, ...]:
    """What stands over the columns in a width of terminal cells."""
    if width < _NARROW:
        return ("Add", "Source", "Items", "Newest")
    return ("Add", "Source", "Items", "Language", "Newest headline")


def finding_cells(row: FindingRow, width: int) -> tuple[Cell, ...]:
    """Lay one thing found out; whether it is chosen stands first."""
    finding = row.finding
    mark = "known" if finding.known else "[x]" if row.chosen else "[ ]"
    said = finding.error or finding.headline or "nothing there now"
    cells = (
        Cell(mark, "strong" if row.chosen else "muted" if finding.known else "", 5),
        Cell(finding.name, "muted" if finding.known else "", 36 if width >= _WIDE else 22),
        Cell("-" if finding.error else str(finding.items), "", 5, "right"),
    )
    language = () if width < _NARROW else (Cell(finding.language or "-", "muted", 8),)
    return (*cells, *language, Cell(said, "bad" if finding.error else "muted"))


def finding_detail(finding: Finding, now: datetime) -> list[str]:
    """Everything about one thing found, a line each."""
    lines = [guard(clean(finding.address, limit=300))]
    if finding.known:
        lines.append(f"It is a source already: {finding.known}.")
    if finding.error:
        return [*lines, clean(finding.error, limit=400)]
    said = [counted(finding.items, "item")]
    if finding.per_week is not None:
        said.append(f"about {max(round(finding.per_week), 1)} a week")
    if finding.newest is not None:
        age = rough_age(now - finding.newest)
        said.append("the newest from now" if age == "now" else f"the newest {age} old")
    headline = f": {guard(clean(finding.headline, limit=200))}" if finding.headline else ""
    return [*lines, f"{', '.join(said)}{headline}"]


def outline_rows(found: Sorted) -> list[OutlineRow]:
    """A list of feeds: what is new, then what cannot be asked, then what is known."""
    fresh = [OutlineRow(f"new {n}", "new", one.name, one.url) for n, one in enumerate(found.fresh)]
    refused = [
        OutlineRow(f"refused {n}", "refused", address, _ONLY_WEB)
        for n, address in enumerate(found.refused)
    ]
    known = [
        OutlineRow(f"known {n}", "known", one.name, one.url) for n, one in enumerate(found.known)
    ]
    return [*fresh, *refused, *known]


def outline_cells(row: OutlineRow, width: int) -> tuple[Cell, ...]:
    """Lay one feed of a list out."""
    style = {"new": "good", "refused": "bad"}.get(row.fate, "muted")
    return (
        Cell(row.fate, style, 7),
        Cell(row.name, "muted" if row.fate == "known" else "", 36 if width >= _WIDE else 24),
        Cell(row.address, "muted"),
    )


def outline_summary(found: Sorted) -> str:
    """What taking a list over would do, in a sentence."""
    parts = [f"{len(found.fresh)} new"]
    if found.known:
        parts.append(f"{len(found.known)} known already")
    if found.refused:
        parts.append(f"{len(found.refused)} refused (only http and https addresses can be asked)")
    do = "Enter adds them all" if len(found.fresh) > 1 else "Enter adds it"
    return f"{', '.join(parts)}. {do if found.fresh else 'There is nothing to add'}."
