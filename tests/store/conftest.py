from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.openings import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.repository import Repository
    from tests.store.openings import Opening


@pytest.fixture(params=list(SHAPES))
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    """A store in each of its shapes, and what can happen to it."""
    opened = SHAPES[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(opening: Opening) -> Repository:
    """A store in each of its shapes, for tests in which it stays open."""
    return opening.store
