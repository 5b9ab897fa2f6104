"""config.toml followed while the program runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from newsroom.errors import ConfigError
from store.places import stamp
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from store.settings import Config

SECONDS = 2.0
"""How often the file is looked at."""


async def follow(
    path: Path,
    take_up: Callable[[Config], Awaitable[None]],
    refuse: Callable[[ConfigError], None],
) -> None:
    """Tell of every edit of a configuration file, until cancelled.

    Args:
        path: the file.
        take_up: puts what it says in force.
        refuse: hears what is wrong with it.
    """
    seen = stamp(path)
    while True:
        await asyncio.sleep(SECONDS)
        now = stamp(path)
        if now == seen:
            continue
        seen = now
        try:
            config = await asyncio.to_thread(load_config, path)
        except ConfigError as error:
            refuse(error)
        else:
            await take_up(config)
