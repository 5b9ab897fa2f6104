"""Watches tried on the archive: what they would have told, and what a change would change."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.counting import counted
from newsroom.errors import NotFound, PatternTooSlow, QueryError
from newsroom.needs import needs_of
from newsroom.replay import Difference, Past, Replay, compare, replay
from newsroom.trials import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from llamawatch.questions import Questions
    from newsroom.needs import Needs
    from newsroom.records import Item, Move, Story, WatchSpec
    from newsroom.watches import CompiledWatch
    from store.repository import Repository

MONTH: Final = timedelta(days=30)
"""How far a replay looks back unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Played:
    """Watches played over what is stored."""

    past: Past
    replay: Replay


def _go_on() -> None:
    """Nothing stops a trial that somebody waits for."""


def replay_watches(session: Questions, watches: Sequence[CompiledWatch], since: datetime) -> Replay:
    """What watches would have told, as the only ones there are.

    Reads the items first seen since then that may satisfy one of them, and the other items of the
    stories these belong to.

    Args:
        session: An open program.
        watches: Those to be tried; a broken one matches nothing.
        since: From when on, UTC.

    Raises:
        PatternTooSlow: the pattern of the only one takes too long on an item; of several that one
            matches nothing.
    """
    return play(session, watches, since).replay


def play(
    session: Questions,
    watches: Sequence[CompiledWatch],
    since: datetime,
    breathe: Callable[[], None] = _go_on,
) -> Played:
    """As `replay_watches`, with what was read for it.

    Args:
        session: An open program.
        watches: Those to be tried; a broken one matches nothing.
        since: From when on, UTC.
        breathe: Called for every item and check; what it raises ends the trial.
    """
    tried = replace(session.watches, compiled=tuple(watches))
    past = _recall(session, tried.compiled, since, breathe)
    return Played(past, replay(past, tried, since, breathe))


def try_watch(
    session: Questions, spec: WatchSpec, since: datetime, *, saved: WatchSpec | None = None
) -> Trial:
    """Try a watch on what is stored.

    Args:
        session: An open program.
        spec: The watch as it is to be.
        since: From when on, UTC.
        saved: The watch as it is; None: there is none yet.

    Raises:
        QueryError: its query does not parse, or names a topic no pack knows.
        PatternTooSlow: a pattern in it takes too long on an item.
    """
    tried = replay_watches(session, (compile_strictly(session, spec),), since)
    if saved is None or saved == spec:
        before = Replay() if saved is None else tried
    else:
        before = replay_watches(session, (compile_saved(session, saved),), since)
    return Trial(tried, before, compare(before, tried))


def try_watches(session: Questions, since: datetime) -> Trial:
    """Try all watches together as they are: what they would have told, nothing added or removed."""
    found = replay_watches(session, session.watches.compiled, since)
    return Trial(found, found, Difference((), ()))


def summary_of(trial: Trial) -> str:
    """What a trial comes to, in a line: "14 items, 5 stories, 6 alerts; 2 added, 1 removed"."""
    tried, difference = trial.tried, trial.difference
    counts = [
        counted(tried.items, "item"),
        counted(tried.stories, "story"),
        counted(len(tried.alerts), "alert"),
    ]
    if tried.digested:
        counts.append(f"{len(tried.digested)} for the digest")
    return f"{', '.join(counts)}; {len(difference.added)} added, {len(difference.removed)} removed"


def compile_strictly(session: Questions, spec: WatchSpec) -> CompiledWatch:
    """Compile a watch as it is to be.

    Raises:
        QueryError: its query does not parse, or names a topic no pack knows.
    """
    session.parse_query(spec.query)  # says the place of what is wrong
    compiled = compile_saved(session, spec)
    if compiled.error:
        raise QueryError(compiled.error, 0)
    return compiled


def compile_saved(session: Questions, spec: WatchSpec) -> CompiledWatch:
    """Compile a watch as it stands in config.toml; a broken one matches nothing."""
    from newsroom.watches import compile_watch

    return compile_watch(spec, session.packs, session.directory())


def _recall(
    session: Questions,
    watches: Sequence[CompiledWatch],
    since: datetime,
    breathe: Callable[[], None],
) -> Past:
    """Everything stored that what is due depends on."""
    archive, asking = session.archive, _Asking(session, watches)
    items: dict[str, Item] = {}
    for needs, asked in _rounds(watches):
        for item in archive.looked_for(needs, since=since):
            breathe()
            if item is not None and asking.matches(item, asked):
                items[item.id] = item
    stories = {}
    for story in _stories(archive, {i.story for i in items.values() if i.story}):
        breathe()
        stories[story.id] = story
    for item in _others(archive, stories.values(), items):
        breathe()
        items[item.id] = item
        if item.article.first_seen < since:
            asking.matches(item, asking.watches)
    moves = {m.id: m for m in _moves(archive, stories.values())}
    for item in _bystanders(archive, moves.values(), items):
        breathe()
        items[item.id] = item
        if item.story and item.story not in stories:
            stories |= {s.id: s for s in _stories(archive, {item.story})}
    return Past(tuple(items.values()), stories, moves, asking.matched())


def _rounds(
    watches: Sequence[CompiledWatch],
) -> Iterable[tuple[Needs, Sequence[CompiledWatch]]]:
    """What items must hold to be asked, and of which watches: all of them are asked once."""
    sound = [watch for watch in watches if not watch.error]
    rounds = [(needs_of(watch.root), [watch]) for watch in sound]
    # Where one watch may be satisfied by any item, all are read anyway: once is enough.
    return rounds if all(needs for needs, _ in rounds) else [((), sound)]


class _Asking:
    """Asks items of watches, as if they had just come in.

    Of several a watch whose pattern takes too long is asked no more; one alone says so.
    """

    def __init__(self, session: Questions, watches: Sequence[CompiledWatch]) -> None:
        self._session = session
        self.watches = [watch for watch in watches if not watch.error]
        self._moved = session.stories_with_moves()
        self._alone = len(watches) == 1
        self._too_slow: set[str] = set()
        self._found: dict[str, tuple[str, ...]] = {}

    def matches(self, item: Item, watches: Sequence[CompiledWatch]) -> bool:
        """Whether the item satisfies any of some; it is noted. Ask in the order of all watches."""
        subject = self._session.subject(item, now=item.article.first_seen, moved=self._moved)
        before = self._found.get(item.id, ())
        for known in before:
            subject.add_watch(known)
        found = []
        for watch in watches:
            if watch.spec.id in self._too_slow:
                continue
            try:
                if not watch.root.holds(subject):
                    continue
            except PatternTooSlow:
                if self._alone:
                    raise
                self._too_slow.add(watch.spec.id)
                continue
            found.append(watch.spec.id)
            subject.add_watch(watch.spec.id)
        if found:
            self._found[item.id] = (*before, *found)
        return bool(found)

    def matched(self) -> dict[str, tuple[str, ...]]:
        """By item, ids of the watches it satisfies."""
        if not self._too_slow:
            return self._found
        kept = {
            item: tuple(one for one in watches if one not in self._too_slow)
            for item, watches in self._found.items()
        }
        return {item: watches for item, watches in kept.items() if watches}


def _stories(archive: Repository, ids: Iterable[str]) -> Iterator[Story]:
    for one in ids:
        with contextlib.suppress(NotFound):
            yield archive.story(one)


def _others(
    archive: Repository, stories: Iterable[Story], items: dict[str, Item]
) -> Iterator[Item]:
    """The items of stories that are not among the given ones."""
    for story in stories:
        for one in story.items:
            if one not in items:
                with contextlib.suppress(NotFound):
                    yield archive.item(one)


def _moves(archive: Repository, stories: Iterable[Story]) -> Iterator[Move]:
    for one in dict.fromkeys(move for story in stories for move in story.moves):
        with contextlib.suppress(NotFound):
            yield archive.move(one)


def _bystanders(
    archive: Repository, moves: Iterable[Move], items: dict[str, Item]
) -> Iterator[Item]:
    """Items of other stories that told of the same moves: a move told once is not told again."""
    for one in dict.fromkeys(each.item for move in moves for each in move.evidence):
        if one not in items:
            with contextlib.suppress(NotFound):
                yield archive.item(one)
