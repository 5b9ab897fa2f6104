"""Lets what goes by the machine's clock go as much faster as a made-up clock does."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK = 0.5
"""Seconds between two looks of what folds, and of what walks the memory."""
_DAILY = {
    "llamawatch.housekeeping._LOOK": LOOK,
    "llamawatch.collector._LOOK": LOOK,
    "llamawatch.collector._QUIET": 0.0,
}
_WEEKLY = {"llamawatch.housekeeping._LOOK_FOR_COPIES": 10.0, "watchers.wire.EXPIRY": LOOK}
"""What happens more rarely."""


@contextmanager
def hurried(*, days: bool = False) -> Iterator[None]:
    """While hours pass in seconds.

    Args:
        days: Copies are made, too, and connections let go of.
    """
    with ExitStack() as stack:
        for name, value in (_DAILY | _WEEKLY if days else _DAILY).items():
            stack.enter_context(patch(name, value))
        yield
