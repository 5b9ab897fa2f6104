from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.archive import Archive
from tests.watchers.clock import START, Clock
from tests.watchers.newsstand import Newsstand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime
    from pathlib import Path


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with Newsstand() as newsstand:
        yield newsstand


@pytest.fixture
def now() -> datetime:
    return START


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as one:
        yield one
