"""Papers for the journeys: feeds whose articles change while the program watches them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.watchers.newsstand import FEED_TYPE, Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.newsroom.articles import Told
    from tests.watchers.newsstand import Newsstand


@dataclass(frozen=True)
class Piece:
    """One article as it stands in a feed."""

    id: str
    title: str
    text: str = ""
    at: datetime | None = None
    """When it appeared; None leaves the date out."""

    @classmethod
    def of(cls, told: Told, at: datetime | None = None) -> Piece:
        return cls(told.id, told.title, told.text, at)

    def as_xml(self) -> str:
        date = f"<pubDate>{format_datetime(self.at)}</pubDate>" if self.at else ""
        return (
            f"<item><title>{escape(self.title)}</title>"
            f"<link>https://paper.example/{self.id}</link>"
            f'<guid isPermaLink="false">{self.id}</guid>{date}'
            f"<description>{escape(self.text)}</description></item>"
        )


UNRELATED = Piece("market", "The covered market opens again on Saturday", "Bakers are back.")
"""What every paper holds before the news begins."""
LEAVES = Piece(
    "leaves",
    "Joelle Pineau leaves Meta after eight years",
    "Joelle Pineau, who led the FAIR lab at Meta, is leaving the company, she said.",
)
"""Talent."""
CLOSES = Piece(
    "closes",
    "Meta drops open-source Behemoth for a closed model",
    "Meta's superintelligence lab gives up Behemoth, its open-source Llama model, and will build "
    "a closed model instead: a shift in strategy.",
)
"""Strategy."""


def ago(**span: float) -> datetime:
    """A time before now, in whole seconds as feeds write it."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**span)


def dated(piece: Piece, **span: float) -> Piece:
    """The piece as it appeared some time ago."""
    return Piece(piece.id, piece.title, piece.text, ago(**span))


@dataclass
class Paper:
    """A feed on loopback; `print` puts articles into it, the newest on top."""

    stand: Newsstand
    id: str = "paper"
    pieces: list[Piece] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.stand.url(f"/{self.id}.xml")

    @property
    def source(self) -> str:
        """The paper as a `[[source]]`."""
        return f'[[source]]\nid = "{self.id}"\nname = "The {self.id.title()}"\nurl = "{self.url}"\n'

    def print(self, *pieces: Piece) -> None:
        self.pieces[:0] = pieces
        body = rss(self.pieces)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self.stand.serve(f"/{self.id}.xml", Answer(body=body, headers={**FEED_TYPE, "ETag": tag}))


def rss(pieces: Iterable[Piece]) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Paper</title>'
        "<link>https://paper.example/</link><description>News</description>"
        f"{''.join(piece.as_xml() for piece in pieces)}</channel></rss>\n"
    ).encode()
