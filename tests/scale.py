"""How much the slow tests do: enough for every change, or everything that was promised."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("FULL"))
"""`make torture` asks for everything, which takes hours."""


def scaled(usual: int, promised: int) -> int:
    """A number of tries: `usual`, or `promised` if everything is asked for."""
    return promised if FULL else usual
