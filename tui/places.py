"""The screens there are, and the key that opens each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Place:
    """A screen."""

    id: str
    """What the app calls it; the module of `tui.screens` that holds it."""
    key: str
    """The key that opens it, from everywhere: the first letter of its name."""
    name: str
    screen: str
    """The name of its class."""

    def make(self) -> Screen[Any]:
        """Make the screen; its module is loaded when it is first shown."""
        made: Screen[Any] = getattr(import_module(f"tui.screens.{self.id}"), self.screen)()
        return made


PLACES: Final = (
    Place("news", "N", "News", "NewsScreen"),
    Place("people", "P", "People", "PeopleScreen"),
    Place("watches", "W", "Watches", "WatchesScreen"),
    Place("sources", "S", "Sources", "SourcesScreen"),
    Place("alerts", "A", "Alerts", "AlertsScreen"),
    Place("brief", "B", "Brief", "BriefScreen"),
)
"""In the order in which they stand on the screen."""
