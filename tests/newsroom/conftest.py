"""The shipped packs, compiled once a session, and articles made in a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from newsroom.packs import compile_packs, parse_pack
from newsroom.records import Article
from newsroom.scan import scan

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from newsroom.records import Scan

SHIPPED = Path(__file__).parents[2] / "store" / "packs"
SEEN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Read(Protocol):
    """Scans a text as the article of that title."""

    def __call__(
        self, title: str, text: str = "", *, context: tuple[str, ...] = (), hint: str = ""
    ) -> Scan:
        """Return what was found."""


@pytest.fixture(scope="session")
def packs() -> Packs:
    """Every shipped pack file, compiled."""
    paths = [
        *sorted((SHIPPED / "core").glob("*.toml")),
        *sorted((SHIPPED / "meta-ai").glob("*.toml")),
    ]
    return compile_packs(parse_pack(path.name, path.read_text(encoding="utf-8")) for path in paths)


@pytest.fixture(scope="session")
def read(packs: Packs) -> Read:
    """Scan an article made of a title and a text."""

    def read_it(
        title: str, text: str = "", *, context: tuple[str, ...] = (), hint: str = ""
    ) -> Scan:
        article = Article(
            id="a", source="s", title=title, text=text, language_hint=hint, first_seen=SEEN
        )
        return scan(article, packs, context)

    return read_it
