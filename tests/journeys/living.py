"""A watch for which time flies: a program of its own, to be killed.

It is what `llamawatch run` runs, with a clock that goes faster than the machine's, so that waits
of minutes are over in a moment; it asks its sources again and again instead of by their intervals,
and has little patience with receivers that say nothing.

    python -m tests.journeys.living CONFIG DATA EPOCH SEED
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import alerts.channels
from llamawatch.session import LiveSession
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.messages import Channel
    from alerts.surroundings import Surroundings
    from store.settings import AlertSettings

SPEED = 600
"""Seconds of its clock in a second of the machine's."""
PATIENCE = 2.0
"""Seconds of the machine's that a receiver may take."""
OPEN = b"open\n"
"""What it prints once it watches."""
_PAUSE = 0.05


def flown(epoch: datetime) -> datetime:
    """What its clock says.

    Args:
        epoch: when both clocks said the same, UTC.
    """
    return epoch + (datetime.now(UTC) - epoch) * SPEED


def hurry() -> None:
    """Have the channels wait for nobody long."""
    make = alerts.channels.make_channels

    def impatient(
        settings: AlertSettings, surroundings: Surroundings, *, clock: Callable[[], datetime]
    ) -> dict[str, Channel]:
        channels = make(settings, surroundings, clock=clock)
        for channel in channels.values():
            vars(channel)["_deadline"] = PATIENCE
        return channels

    alerts.channels.make_channels = impatient


async def live(session: LiveSession) -> None:
    """Watch until killed."""
    await session.open()
    sys.stdout.buffer.write(OPEN)
    sys.stdout.flush()
    while True:
        async for _ in session.poll():
            pass
        session.wake_alerts()
        await asyncio.sleep(_PAUSE)


def main() -> None:
    """Watch as the command line says."""
    config, data, epoch, seed = sys.argv[1:]
    hurry()
    began = datetime.fromisoformat(epoch)
    places = Places(Path(config), Path(data))
    session = LiveSession(
        places,
        load_config(places.config),
        clock=lambda: flown(began),
        rng=random.Random(int(seed)),
    )
    asyncio.run(live(session))


if __name__ == "__main__":
    main()
