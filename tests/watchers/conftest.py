from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.watchers.newsstand import Newsstand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with Newsstand() as newsstand:
        yield newsstand


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
