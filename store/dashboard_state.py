"""Where the user was in the dashboard, kept across restarts in a file of its own.

It is no news: a dashboard that reads along beside a writer keeps it too, and what is lost of it is
lost without harm. The last one written counts.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from newsroom.errors import StoreError
from store.atomic import PRIVATE, write_atomically
from store.moments import read_time, write_time

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

NAME: Final = "dashboard.json"
_MOST_FOLDS: Final = 200
"""Open stories that are remembered: the latest."""


@dataclass(frozen=True, slots=True)
class DashboardState:
    """What is found again after a restart."""

    place: str = "news"
    """The screen."""
    filter: str = ""
    """What stood in the filter bar."""
    everything: bool = False
    """Items that name nothing watched are shown too."""
    selected: str = ""
    """Id of the story or item under the cursor."""
    open_stories: tuple[str, ...] = ()
    """Stories whose articles were shown, the latest opened last."""
    theme: str = ""
    looked: datetime | None = None
    """When the user last looked, UTC; None: never."""
    welcomed: bool = False
    """The welcome of the first start was read or skipped."""


def load_state(folder: Path) -> DashboardState:
    """Read the state; what cannot be read is as on a first start."""
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return DashboardState()
    return _state(found) if isinstance(found, dict) else DashboardState()


def save_state(folder: Path, state: DashboardState) -> None:
    """Write the state.

    Raises:
        StoreError: the disk refused.
    """
    folds = state.open_stories[-_MOST_FOLDS:]
    row = {**asdict(state), "open_stories": list(folds), "looked": write_time(state.looked)}
    try:
        write_atomically(
            folder / NAME, f"{json.dumps(row, ensure_ascii=False)}\n".encode(), mode=PRIVATE
        )
    except (OSError, UnicodeEncodeError) as error:
        raise StoreError(
            f"{folder / NAME} cannot be written: {error}; where you were is not remembered"
        ) from error


def _state(row: dict[str, Any]) -> DashboardState:
    """Take over every value that is of the right type."""
    usual = asdict(DashboardState())
    found = {
        key: row[key]
        for key, value in usual.items()
        if key in row and type(row[key]) is type(value)
    }
    folds = row.get("open_stories")
    if isinstance(folds, list):
        found["open_stories"] = tuple(one for one in folds if isinstance(one, str))
    found["looked"] = _moment(row.get("looked"))
    return DashboardState(**found)


def _moment(written: object) -> datetime | None:
    try:
        return read_time(written) if isinstance(written, str) else None
    except ValueError:
        return None
