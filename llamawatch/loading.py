"""Loading what takes longer to load than a callback of the event loop may."""

from __future__ import annotations

from importlib import import_module

_WATCHING = (
    "alerts.dispatch",
    "llamawatch.alerting",
    "llamawatch.housekeeping",
    "llamawatch.narration",
    "watchers.station",
)


def load_watching() -> None:
    """Load what a session needs that watches; to be run in a thread."""
    for name in _WATCHING:
        import_module(name)
