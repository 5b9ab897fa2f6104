"""What an article reads like, where an encoder is there: sentences of the packs, and corrections.

An encoder makes a vector of a sentence, in any language it knows, so that what means the same lies
close together: that finds what is told in words no pack knows. It is optional, costs milliseconds a
text, and by itself it takes a twentieth of all news for the subject's: only an article that names
something of the subject is encoded, and what comes of it is one more piece of evidence beside the
others, with the sentence it was nearest to.

How near an article is to a class of prototypes is the mean of its best few cosines, over its title
and its title with its lead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from newsroom.errors import EncoderError
from newsroom.relevance import part_of_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.packs import Packs, Prototype
    from newsroom.records import Article, Scan

_TITLE, _LEAD = 200, 200
"""Characters of a title and of a lead that are encoded: the time grows with them."""
_BEST = 3
"""Prototypes of a class that count: with one the outlier decides, with five the class blurs."""
_REMEMBERED = 512
"""Vectors of titles that are kept, at most."""

Vectors = Any
"""What an encoder makes of texts, one row a text; nobody else looks inside."""


class Encoder(Protocol):
    """Makes vectors of sentences."""

    @property
    def name(self) -> str:
        """Which model it is: two of one name make the same vectors."""

    @property
    def languages(self) -> frozenset[str]:
        """Languages it knows, ISO 639-1: what it makes of others means nothing."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts.

        Raises:
            EncoderError: It cannot be used on this machine.
        """

    def join(self, rows: Sequence[Vectors]) -> Vectors:
        """Return vectors that were made one by one as if they had been made together."""

    def cosines(self, some: Vectors, others: Vectors) -> Sequence[Sequence[float]]:
        """Return how alike they are, -1 to 1: a row for each of some, in it each of the others."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """What one article reads like."""

    title: Vectors
    topics: Mapping[str, float]
    """Likeness to each topic that has prototypes, -1 to 1."""
    counter: float
    """Likeness to the counter it is most like; 0 without counters."""
    sentences: Mapping[str, str]
    """The nearest prototype of each topic."""

    @property
    def margin(self) -> float:
        """How much nearer it is to the subject's news than to what else bears its name."""
        return max(self.topics.values(), default=0.0) - self.counter

    def lean(self, topic: str) -> float:
        """How much nearer it is to a topic than to any other; 0 for one without prototypes."""
        others = [value for other, value in self.topics.items() if other != topic]
        return self.topics[topic] - max(others) if others and topic in self.topics else 0.0


@dataclass(slots=True, eq=False)
class Likeness:
    """An encoder and what it compares with.

    Vectors are made when they are first asked for, and kept: they depend on nothing else.
    """

    encoder: Encoder
    prototypes: tuple[Prototype, ...]
    problem: str = ""
    """Why the encoder cannot be used, a sentence; it is not asked again."""
    _sentences: Vectors = None
    _titles: dict[str, Vectors] = field(default_factory=dict)

    def warm(self, titles: Iterable[str] = ()) -> None:
        """Make now what is made once: the encoder's model, the vectors of prototypes and titles."""
        try:
            self._prototypes()
            if kept := tuple(titles):
                self._remember(kept)
        except EncoderError as error:
            self.problem = str(error)

    def of(self, article: Article, scan: Scan, packs: Packs) -> Nearness | None:
        """What an article reads like.

        Returns:
            None for one that names nothing of the subject, or is in a language the encoder does
            not know, and wherever the encoder fails.
        """
        if self.problem or scan.language not in self.encoder.languages:
            return None
        if not any(part_of_subject(mention, packs) for mention in scan.mentions):
            return None
        title = " ".join(article.title.split())[:_TITLE]
        lead = " ".join((article.summary or article.text)[: 2 * _LEAD].split())[:_LEAD]
        try:
            vectors = self.encoder.encode([title, f"{title}. {lead}"] if lead else [title])
            return self._nearness(vectors)
        except EncoderError as error:
            self.problem = str(error)
            return None

    def to_titles(self, near: Nearness, titles: Sequence[str]) -> Sequence[float]:
        """How alike an article's title and others are, -1 to 1."""
        try:
            return self.encoder.cosines(near.title, self._remember(titles))[0] if titles else ()
        except EncoderError as error:
            self.problem = str(error)
            return [0.0] * len(titles)

    def _prototypes(self) -> Vectors:
        if self._sentences is None:
            self._sentences = self.encoder.encode([s for p in self.prototypes for s in p.examples])
        return self._sentences

    def _remember(self, titles: Sequence[str]) -> Vectors:
        missing = [title for title in dict.fromkeys(titles) if title not in self._titles]
        if len(self._titles) + len(missing) > _REMEMBERED:
            self._titles.clear()
            missing = list(dict.fromkeys(titles))
        if missing:
            made = self.encoder.encode([title[:_TITLE] for title in missing])
            self._titles.update(zip(missing, made, strict=True))
        return self.encoder.join([self._titles[title] for title in titles])

    def _nearness(self, vectors: Vectors) -> Nearness:
        rows = self.encoder.cosines(vectors, self._prototypes())
        topics: dict[str, float] = {}
        counters: list[float] = []
        sentences: dict[str, str] = {}
        start = 0
        for prototype in self.prototypes:
            end = start + len(prototype.examples)
            value = sum(_best(row[start:end]) for row in rows) / len(rows)
            if prototype.counter:
                counters.append(value)
            else:
                topics[prototype.id] = value
                summed = [sum(row[n] for row in rows) for n in range(start, end)]
                sentences[prototype.id] = prototype.examples[summed.index(max(summed))]
            start = end
        return Nearness(vectors[:1], topics, max(counters, default=0.0), sentences)


def _best(row: Sequence[float]) -> float:
    best = sorted(row, reverse=True)[:_BEST]
    return sum(best) / len(best)


def compile_likeness(packs: Packs, encoder: Encoder | None) -> Likeness | None:
    """The encoder with the prototypes of the packs, made once; None without either."""
    prototypes = tuple(p for p in packs.prototypes if p.examples)
    if encoder is None or not prototypes:
        return None
    return packs.derive(f"likeness:{encoder.name}", lambda _: Likeness(encoder, prototypes))
