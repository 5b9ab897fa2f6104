"""config.toml and the user's packs followed while the program runs."""

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
"""How often the files are looked at."""


async def follow(
    path: Path,
    take_up: Callable[[Config], Awaitable[None]],
    refuse: Callable[[ConfigError], None],
    besides: Callable[[], object] = lambda: None,
) -> None:
    """Tell of every edit of a configuration file, and of what it names, until cancelled.

    Args:
        path: the file.
        take_up: puts what it says in force.
        refuse: hears what is wrong with it.
        besides: answers something that differs once a file it names is another.
    """
    seen = (stamp(path), besides())
    while True:
        await asyncio.sleep(SECONDS)
        now = (stamp(path), besides())
        if now == seen:
            continue
        seen = now
        try:
            config = await asyncio.to_thread(load_config, path)
        except ConfigError as error:
            refuse(error)
        else:
            await take_up(config)
