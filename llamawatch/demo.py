"""The demo: shipped watchers, archive and desk on a week of loopback news."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from llamawatch.newswire.edition import HALF_DAY, Edition, make_edition, read_dispatches
from llamawatch.newswire.server import Newswire
from llamawatch.session import LiveSession, utc_now
from store.atomic import write_atomically
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from alerts.surroundings import Surroundings
    from llamawatch.dashboard import Left

TICK_SECONDS = 0.6
"""How long half a day takes."""
_FILTERS = "".join(
    f'[[filter]]\nname = "{name}"\nquery = "{query}"\n'
    for name, query in (
        ("Talent", "topic:talent"),
        ("Strategy", "topic:strategy"),
        ("Moves", "has:move"),
        ("Unread", "is:unread"),
    )
)
_WATCHES = """
[[watch]]
id = "moves"
name = "Anyone leaving or joining Meta AI"
query = "org:meta AND (act:leave OR act:join OR act:hire OR act:found OR act:return)"
topics = ["talent"]
channels = ["terminal"]

[[watch]]
id = "open-or-closed"
name = "Open source or closed"
query = "org:meta AND (act:open-source OR act:closed-model) AND act:strategy-shift"
topics = ["strategy"]
channels = ["terminal"]
priority = "high"

[[watch]]
id = "rest"
name = "Everything else about the subject"
query = "org:meta"
alert = "none"
"""


class DemoSession(LiveSession):
    """A session that polls a newswire of its own while simulated days pass."""

    def __init__(
        self,
        folder: str,
        *,
        rng: random.Random,
        edition: Edition | None = None,
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        """Make the demo.

        Args:
            folder: an empty folder for configuration and data.
            rng: decides the order of arrival.
            edition: another newswire than the shipped one.
            tick_seconds: how long half a simulated day takes.
        """
        dispatches = read_dispatches()
        ticks = edition.last_tick if edition else max(one.at for one in dispatches)
        start = edition.start if edition else utc_now() - ticks * HALF_DAY
        self.newswire = Newswire(edition or make_edition(dispatches, start, rng))
        self.finished = asyncio.Event()
        """Set when the last article has been polled."""
        self._began = utc_now()
        self._tick_seconds = tick_seconds
        home = Path(folder)
        places = Places(home / "config.toml", home / "data", "demo")
        write_atomically(places.config, _config_text(self.newswire.edition, "").encode())
        super().__init__(places, load_config(places.config), clock=self._now, rng=rng)
        self._driver: asyncio.Task[None] | None = None

    def _now(self) -> datetime:
        passed = utc_now() - self._began
        return self.newswire.edition.start + self.newswire.tick * HALF_DAY + passed

    async def open(
        self,
        *,
        surroundings: Surroundings | None = None,
        schedule: bool = True,
        on_ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Start the newswire, open the archive, let the days pass."""
        address = await self.newswire.start()
        text = _config_text(self.newswire.edition, address)
        await asyncio.to_thread(write_atomically, self.places.config, text.encode())
        self.config = load_config(self.places.config)
        await super().open(surroundings=surroundings, schedule=schedule, on_ready=on_ready)
        self._driver = asyncio.create_task(self._pass_days(), name="newswire")

    async def close(self) -> None:
        """Stop the newswire, then everything else."""
        if self._driver is not None:
            self._driver.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._driver
        await super().close()
        await self.newswire.stop()

    async def _pass_days(self) -> None:
        for tick in range(self.newswire.edition.last_tick + 1):
            self.newswire.tick = tick
            async for _ in self.poll():
                pass
            await asyncio.sleep(self._tick_seconds)
        self.finished.set()


def show_demo(seed: int = 1) -> Left:
    """Show the demo on the screen, in a temporary directory, until it is left.

    Args:
        seed: Decides the order of arrival.

    Raises:
        NoTerminal: there is no screen.
    """
    import random
    from tempfile import TemporaryDirectory

    from llamawatch.dashboard import show_dashboard

    with TemporaryDirectory(prefix="llamawatch-demo-") as folder:
        return show_dashboard(DemoSession(folder, rng=random.Random(seed)), is_demo=True)


def _config_text(edition: Edition, address: str) -> str:
    # What a week brings must not depend on how fast pages come: f fetches them.
    parts = ["[alerts.desktop]\nenabled = false\n[poll]\nfull_text = false\n", _FILTERS, _WATCHES]
    parts.extend(
        f'[[source]]\nid = "{key}"\nname = {json.dumps(name, ensure_ascii=False)}\n'
        f'url = "{address}/{key}.xml"\nlanguage = "{language}"\ninterval = "1d"\n'
        for key, name, language in edition.feeds
    )
    return "\n".join(parts)
