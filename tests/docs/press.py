"""The articles of docs/queries.md, read and stored as the program does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from llamawatch.session import LiveSession
from newsroom.desk import read
from newsroom.known import Known
from newsroom.records import Article, Check, SourceState
from store.places import Places
from store.settings import load_config
from tests.docs.pages import code_of, rows_below

if TYPE_CHECKING:
    from pathlib import Path

NOW: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""The moment the page speaks of."""


def open_press(page: str, folder: Path) -> LiveSession:
    """A session on an archive of the articles a page lists, with the sources and watches it names.

    Args:
        page: Markdown, with a table of articles below `<!-- articles -->` and a block of TOML.
        folder: Where configuration and data are made.
    """
    places = Places(folder / "config.toml", folder / "data")
    places.config.write_text(code_of(page, "toml"), encoding="utf-8")
    session = LiveSession(places, load_config(places.config), clock=lambda: NOW)
    session.read()
    rows = sorted(rows_below(page, "<!-- articles -->"), key=lambda row: row[2])
    known = Known()
    for row in rows:
        _take(session, row, known)
    return session


def _take(session: LiveSession, row: list[str], known: Known) -> None:
    """Read and store one article, and mark it as its row says."""
    number, source, seen, title, text, marks = row
    at = datetime.fromisoformat(seen).replace(tzinfo=UTC)
    article = Article(
        id=number,
        source=source,
        url=f"https://{source}.example/{number}",
        title=title,
        summary=text,
        published=at,
        first_seen=at,
        event_time=at,
        alertable="alerted" in marks,
    )
    readings = tuple(read((article,), known, session.watches, at + timedelta(minutes=1)))
    for reading in readings:
        known.learn(reading)
    check = Check(source, at, "new", SourceState(source, last_poll=at))
    recorded = session.archive.record(check, readings, channels=("desktop",))
    for alert in recorded.alerts:
        session.archive.outbox.mark_sent(alert.id, at)
    session.archive.mark(number, read="read" in marks, starred="starred" in marks, now=at)
