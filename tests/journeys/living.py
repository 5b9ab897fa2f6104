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

SPEED = 200
"""Seconds of its clock in a second of the machine's: what is watched all the while is never a day
without an answer, which would make what comes then a backlog."""
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


async def live(session: LiveSession, dice: random.Random) -> None:
    """Watch until killed; who is asked last, and so not in every life, changes."""
    await session.open()
    sys.stdout.buffer.write(OPEN)
    sys.stdout.flush()
    while True:
        sources = [source.id for source in session.config.sources]
        for source in dice.sample(sources, len(sources)):
            async for _ in session.poll([source]):
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
    asyncio.run(live(session, random.Random(int(seed))))


if __name__ == "__main__":
    main()
