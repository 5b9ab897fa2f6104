"""What the list of watches shows: pure view-models, from records to cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from newsroom.records import Alert, Item, WatchSpec

_NARROW = 90
_TELLS: Mapping[str, str] = {
    "story": "each story once",
    "move": "who went where",
    "item": "every article",
    "digest": "in the digest only",
    "none": "nothing",
}
_LOUDNESS: Mapping[str, str] = {"high": "loudly, in quiet hours too", "low": "quietly"}


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One line of the watches."""

    key: str
    name: str
    asks: str
    alert: str
    channels: tuple[str, ...]
    priority: str
    items: int | None = None
    """Articles it found in the last 30 days; None: not counted yet."""
    told: int | None = None
    """How often it told something in that time; None: not counted yet."""
    error: str = ""


@dataclass(slots=True)
class WatchCounts:
    """What watches brought since a moment, counted one record after another."""

    since: datetime
    items: Counter[str] = field(default_factory=Counter)
    """Articles by watch."""
    _told: dict[str, set[tuple[str, int, str]]] = field(default_factory=dict)

    def add_item(self, item: Item) -> None:
        """Count an article for every watch that found it."""
        self.items.update(item.watches)

    def add_alert(self, alert: Alert) -> None:
        """Count what was told once, however many channels it was told on."""
        if alert.created >= self.since:
            what = (alert.story, alert.revision, alert.item if not alert.revision else "")
            for watch in alert.watches:
                self._told.setdefault(watch, set()).add(what)

    @property
    def told(self) -> dict[str, int]:
        """How often something was told, by watch."""
        return {watch: len(told) for watch, told in self._told.items()}


def watch_rows(
    specs: Iterable[WatchSpec], errors: Mapping[str, str], counts: WatchCounts | None = None
) -> list[WatchRow]:
    """Watches in the order of config.toml.

    Args:
        specs: as configured.
        errors: what is wrong with some, by id.
        counts: what they brought; None: not counted yet.
    """
    told = counts.told if counts else {}
    return [
        WatchRow(
            key=spec.id,
            name=spec.name,
            asks=describe_watch(spec),
            alert=spec.alert,
            channels=spec.channels,
            priority=spec.priority,
            items=counts.items[spec.id] if counts else None,
            told=told.get(spec.id, 0) if counts else None,
            error=errors.get(spec.id, ""),
        )
        for spec in specs
    ]


def _in_short(channels: Sequence[str]) -> str:
    """Channels in at most ten cells: the first, and how many more."""
    more = f"+{len(channels) - 1}" if len(channels) > 1 else ""
    return f"{channels[0]}{more}" if channels else "-"


def describe_watch(spec: WatchSpec) -> str:
    """Say in one line what a watch asks for."""
    parts = [
        " or ".join(spec.keywords),
        "never as " + " or ".join(spec.without) if spec.without else "",
        spec.query,
        "not " + " or ".join(spec.exclude) if spec.exclude else "",
        "topic " + "/".join(spec.topics) if spec.topics else "",
        "in " + "/".join(spec.languages) if spec.languages else "",
    ]
    return "; ".join(part for part in parts if part) or "everything"


def watch_cells(row: WatchRow, width: int, now: datetime) -> tuple[Cell, ...]:  # noqa: ARG001 -- the signature of every row's cells
    """Lay one watch out."""
    wide = width >= _NARROW
    loud = {"high": "alert", "low": "muted"}.get(row.priority, "")
    quiet = row.alert == "none"
    return (
        Cell("broken" if row.error else row.alert, "bad" if row.error else loud, 6),
        Cell("" if row.priority == "normal" or quiet else row.priority, loud, 4),
        Cell(row.name, "", 28 if wide else 24),
        _count(row.items, 5),
        _count(row.told, 4),
        Cell(_in_short(row.channels), "muted", 13 if wide else 10),
        Cell(row.error or row.asks, "bad" if row.error else "muted"),
    )


def _count(number: int | None, width: int) -> Cell:
    if number is None:
        return Cell("…", "muted", width, "right")
    return Cell(str(number), "strong" if number else "muted", width, "right")


def watch_detail(row: WatchRow | None) -> str:
    """What the line below the list says of a watch: all that the list has no room for."""
    if row is None:
        return ""
    if row.error:
        return f"{row.name} is broken and finds nothing: {row.error} Press e to mend it."
    tells = _TELLS.get(row.alert, row.alert)
    loud = f", {_LOUDNESS[row.priority]}" if row.priority in _LOUDNESS else ""
    where = f" on {', '.join(row.channels)}" if row.channels else " on no channel"
    if row.alert == "none":
        loud = where = ""
    return f"{row.name}: {row.asks}\nTells {tells}{where}{loud}."
