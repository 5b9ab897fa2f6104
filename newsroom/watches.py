"""Watches: what the user wants to hear of, compiled once and asked of every article."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from newsroom.errors import PatternTooSlow, QueryError
from newsroom.fold import fold
from newsroom.likeness import compile_likeness
from newsroom.query import Directory, parse_query, unique
from newsroom.query_fields import name_words
from newsroom.query_nodes import (
    About,
    Either,
    Everything,
    Like,
    Node,
    Not,
    introduce,
    join,
    walk,
)
from newsroom.records import WatchMatch
from newsroom.spellings import leave_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from newsroom.likeness import Encoder, Likeness, Nearness
    from newsroom.packs import Packs
    from newsroom.records import Article, Scan, Source, WatchSpec
    from newsroom.subject import Subject


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """What the configuration decides about reading, beside the watches."""

    organisations: tuple[str, ...] = ()
    """Organisations moves count for, their parts included."""
    languages: tuple[str, ...] = ("en",)
    """The reader's languages, the first for headlines in others."""
    first_poll_max_age: timedelta = timedelta(hours=24)
    """How old an item of a first poll may be to be told."""
    sources_to_confirm: int = 3
    """The n-th independent source is news once."""


@dataclass(frozen=True, slots=True)
class CompiledWatch:
    """A watch ready to be asked; a broken one never matches."""

    spec: WatchSpec
    root: Node = field(default_factory=Everything)
    error: str = ""
    """Why it is broken, as one sentence; empty if it is not."""

    def match(self, subject: Subject) -> WatchMatch | None:
        """Return the words that satisfy it, or None.

        Raises:
            PatternTooSlow: A pattern in its query takes too long.
        """
        if self.error or not self.root.holds(subject):
            return None
        return WatchMatch(self.spec.id, unique(self.root.spans(subject)))


@dataclass(frozen=True, slots=True)
class Watches:
    """All watches with the packs, sources and policy they are read by."""

    packs: Packs
    compiled: tuple[CompiledWatch, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    policy: DeskPolicy = field(default_factory=DeskPolicy)
    likeness: Likeness | None = None
    """What compares articles with sentences; None: nothing does."""
    _too_slow: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """By watch, why it is asked no more: an article took it too long."""
    _derived: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derive(self, key: str, build: Callable[[Watches], T]) -> T:
        """Return what `build` makes of these watches; it is made once and kept under `key`."""
        if key not in self._derived:
            self._derived[key] = build(self)
        return cast("T", self._derived[key])

    def match(self, subject: Subject) -> tuple[WatchMatch, ...]:
        """Return every watch the subject satisfies, in the order of the configuration.

        A watch whose pattern takes too long is broken from then on; the others go on.
        """
        found = []
        for watch in self.compiled:
            if watch.spec.id in self._too_slow:
                continue
            try:
                match = watch.match(subject)
            except PatternTooSlow as error:
                self._too_slow[watch.spec.id] = str(error)
                continue
            if match is not None:
                found.append(match)
                # For `watch:` in the queries of those that follow.
                subject.add_watch(match.watch)
        return tuple(found)

    def near(self, article: Article, scan: Scan) -> Nearness | None:
        """What an article reads like; None where nothing compares, see `Likeness.of`."""
        return self.likeness.of(article, scan, self.packs) if self.likeness is not None else None

    def rehearse(self, subjects: Iterable[Subject]) -> None:
        """Ask the watches that have patterns, to learn which of them take too long."""
        patterned = [
            watch for watch in self.compiled if any(isinstance(n, Like) for n in walk(watch.root))
        ]
        if not patterned:
            return
        for subject in subjects:
            replace(self, compiled=tuple(patterned)).match(subject)

    def errors(self) -> dict[str, str]:
        """Return what is wrong with the watches that are broken, by id."""
        wrong = {watch.spec.id: watch.error for watch in self.compiled if watch.error}
        return wrong | self._too_slow


def compile_watches(
    specs: Sequence[WatchSpec],
    packs: Packs,
    sources: Mapping[str, Source] | None = None,
    policy: DeskPolicy | None = None,
    encoder: Encoder | None = None,
) -> Watches:
    """Compile watches; one that is wrong is kept with its error and never matches.

    Args:
        specs: The watches as configured.
        packs: What they are compiled with.
        sources: By id. A source or watch that a query names need not be there: they come and go.
        policy: What else the configuration decides about reading.
        encoder: Finds what is told in words no pack knows, where there is one.
    """
    directory = Directory(
        sources={source.id: source.name for source in (sources or {}).values()},
        watches={spec.id: spec.name for spec in specs},
        strict=False,
    )
    return Watches(
        packs=packs,
        compiled=tuple(compile_watch(spec, packs, directory) for spec in specs),
        sources=dict(sources or {}),
        policy=policy or DeskPolicy(),
        likeness=compile_likeness(packs, encoder),
    )


def compile_watch(
    spec: WatchSpec, packs: Packs, directory: Directory | None = None
) -> CompiledWatch:
    """Compile one watch: all that is given must hold, nothing given matches anything."""
    try:
        asked = parse_query(spec.query, packs, directory).root
    except QueryError as error:
        return CompiledWatch(spec, error=str(error))
    wrong = [topic for topic in spec.topics if packs.topics and topic not in packs.topics]
    if wrong:
        known = ", ".join(packs.topics)
        return CompiledWatch(spec, error=f'There is no topic "{wrong[0]}"; known are {known}.')
    parts: list[Node] = []
    # What is cheap to refuse comes first.
    if spec.languages:
        languages = frozenset(language.lower() for language in spec.languages)
        understood = frozenset(f"lang:{one}" for one in languages)
        parts.append(About("languages", lambda subject: subject.language in languages, understood))
    if spec.topics:
        topics = frozenset(spec.topics)
        understood = frozenset(f"topic:{one}" for one in topics)
        parts.append(About("topics", lambda subject: bool(topics & subject.topics), understood))
    keywords = tuple(node for word in spec.keywords if (node := _keyword(word, packs)))
    wanted = [keywords[0] if len(keywords) == 1 else Either(keywords)] if keywords else []
    wanted.append(asked)
    parts.extend(leave_out(each, spec.without, packs) for each in wanted)
    parts.extend(Not(node) for word in spec.exclude if (node := _keyword(word, packs)))
    root = join(parts)
    introduce(root)
    return CompiledWatch(spec, root)


def _keyword(word: str, packs: Packs) -> Node | None:
    """A keyword is a word or a phrase, in every spelling the packs know of it."""
    folded = " ".join(fold(word).split())
    return name_words(word.strip(), folded, packs) if folded else None
