"""One run of the newswire: which article stands in which feed, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from importlib import resources
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import tomli

from store.config_text import slug

if TYPE_CHECKING:
    import random
    from datetime import datetime

HALF_DAY = timedelta(hours=12)
"""What one tick of the newswire stands for."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One article of the newswire."""

    at: int
    """The tick it appears at."""
    source: str
    language: str
    title: str
    text: str
    more: str = ""
    """What only its own page says; paragraphs apart by an empty line."""
    look_alike: bool = False
    """True if nothing in it concerns the subject."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A run: the articles in the order in which they arrive."""

    dispatches: tuple[Dispatch, ...]
    start: datetime
    """What tick 0 stands for, UTC."""
    feeds: tuple[tuple[str, str, str], ...] = field(default=())
    """Id, name and language of each feed."""

    @property
    def last_tick(self) -> int:
        """When everything has appeared."""
        return max(one.at for one in self.dispatches)

    def feed(self, source: str, tick: int, address: str) -> bytes:
        """A feed as RSS 2.0, as it stands at a tick.

        Args:
            source: the feed's id.
            tick: half days since the start.
            address: where pages are found.
        """
        shown = [d for d in self.dispatches if slug(d.source) == source and d.at <= tick]
        name, language = next(feed[1:] for feed in self.feeds if feed[0] == source)
        items = "".join(self._entry(one, address) for one in reversed(shown))
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>{escape(name)}</title><link>http://127.0.0.1/{source}</link>"
            f"<description>{escape(name)}</description><language>{language}</language>"
            f"{items}</channel></rss>\n"
        ).encode()

    def page(self, place: str, tick: int) -> bytes:
        """An article's own page, as HTML; empty if there is none yet.

        Args:
            place: the feed's id and the article's number, "morning-wire/3".
            tick: half days since the start.
        """
        for number, one in enumerate(self.dispatches):
            if place != f"{slug(one.source)}/{number}" or one.at > tick:
                continue
            said = "".join(
                f"<p>{escape(part)}</p>" for part in (one.text, *one.more.split("\n\n")) if part
            )
            return (
                f'<!doctype html><html lang="{one.language}"><meta charset="utf-8">'
                f"<title>{escape(one.title)} - {escape(one.source)}</title>"
                f"<nav><a href='/'>{escape(one.source)}</a></nav>"
                f"<article><h1>{escape(one.title)}</h1>{said}</article></html>"
            ).encode()
        return b""

    def _entry(self, one: Dispatch, address: str) -> str:
        number = self.dispatches.index(one)
        date = format_datetime(self.start + one.at * HALF_DAY)
        source = slug(one.source)
        return (
            f"<item><title>{escape(one.title)}</title>"
            f'<guid isPermaLink="false">{source}-{one.at}-{slug(one.title) or number}</guid>'
            f"<link>{address}/{source}/{number}</link>"
            f"<pubDate>{date}</pubDate><description>{escape(one.text)}</description></item>"
        )


def read_dispatches() -> list[Dispatch]:
    """The articles shipped for the demo."""
    text = resources.files(__package__).joinpath("articles.toml").read_text(encoding="utf-8")
    return [Dispatch(**table) for table in tomli.loads(text)["article"]]


def make_edition(dispatches: list[Dispatch], start: datetime, rng: random.Random) -> Edition:
    """Put a run together: the dice decide in which order articles of the same tick arrive.

    Args:
        dispatches: what there is to tell.
        start: what tick 0 stands for, UTC.
        rng: the dice.
    """
    shuffled = list(dispatches)
    rng.shuffle(shuffled)
    feeds = sorted({(slug(one.source), one.source, one.language) for one in dispatches})
    rng.shuffle(feeds)
    return Edition(tuple(shuffled), start, tuple(feeds))
