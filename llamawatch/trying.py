"""Watches tried while they are written: replayed again at every change, stopped by the next."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from llamawatch.questions import Questions
from newsroom.errors import PatternTooSlow, Superseded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from llamawatch.replaying import Played
    from newsroom.records import Item, WatchSpec
    from newsroom.spellings import Spelling
    from newsroom.trials import Found, SpellingCount, Trial
    from newsroom.watches import CompiledWatch

_NEWEST: Final = 12
"""Articles that a trial names."""

State = tuple["datetime", int]
"""What is stored, as far as a trial depends on it: from when on, and how many items."""


class Trying(Questions):
    """Tries watches and counts spellings; `tui.session.trials.Trials` says what is promised.

    What the saved watch tells, and how often a name is written how, is kept while nothing comes in:
    it is asked for again with every key.
    """

    _saved: tuple[tuple[State, WatchSpec], Played | None] | None = None
    _counted: tuple[State, dict[str, tuple[SpellingCount, ...]]] | None = None

    def try_watch(
        self, spec: WatchSpec, saved: WatchSpec | None, *, wanted: Callable[[], bool]
    ) -> Trial:
        """Say what a watch would have found and told in the last 30 days."""
        from llamawatch.replaying import compile_strictly, play
        from newsroom.replay import Replay, compare
        from newsroom.trials import Trial, found_items, found_stories

        breathe = _while(wanted)
        compiled = compile_strictly(self, spec)
        state = self._state()
        since = state[0]
        # Of what stands nowhere no item is found, and nobody would be asked whether to go on.
        breathe()
        tried = play(self, (compiled,), since, breathe)
        if saved == spec:
            self._saved = ((state, spec), tried)
        before = self._play_saved(saved, state, breathe) if saved else None
        told_before = before.replay if before else Replay()
        stories = found_stories(tried.past, since)
        stories_before = found_stories(before.past, since) if before else {}
        newest = islice(found_items(tried.past, since), _NEWEST)
        return Trial(
            tried.replay,
            told_before,
            compare(told_before, tried.replay),
            newest=self._named(compiled, newest, breathe),
            stories_added=tuple(stories[one] for one in stories if one not in stories_before),
            stories_removed=tuple(
                stories_before[one] for one in stories_before if one not in stories
            ),
        )

    def _state(self) -> State:
        from llamawatch.replaying import MONTH

        # By the hour: what falls out of the month meanwhile is no change of the watch.
        hour = self.clock().replace(minute=0, second=0, microsecond=0)
        return hour - MONTH, self.archive.counts().items

    def _play_saved(
        self, saved: WatchSpec, state: State, breathe: Callable[[], None]
    ) -> Played | None:
        """What the saved watch told; None if its pattern takes too long: it matches nothing."""
        from llamawatch.replaying import compile_saved, play

        key = (state, saved)
        known = self._saved
        if known is None or known[0] != key:
            try:
                played = play(self, (compile_saved(self, saved),), state[0], breathe)
            except PatternTooSlow:
                played = None
            self._saved = known = (key, played)
        return known[1]

    def _named(
        self, watch: CompiledWatch, items: Iterable[Item], breathe: Callable[[], None]
    ) -> tuple[Found, ...]:
        """Articles with the words they are found by."""
        from newsroom.trials import Found

        found = []
        for item in items:
            breathe()
            match = watch.match(self.subject(item, now=item.article.first_seen))
            found.append(Found(item, match.spans if match else ()))
        return tuple(found)

    def spellings_of(self, keyword: str) -> tuple[Spelling, ...]:
        """Every spelling the packs know of a keyword, itself first."""
        from newsroom.spellings import spellings_of

        return spellings_of(keyword, self.packs)

    def count_spellings(
        self, keyword: str, *, wanted: Callable[[], bool]
    ) -> tuple[SpellingCount, ...]:
        """How many articles of the last 30 days are written with each of these spellings."""
        from newsroom.spellings import folded_spelling

        state, name = self._state(), folded_spelling(keyword)
        known = self._counted
        if known is None or known[0] != state:
            self._counted = known = (state, {})
        if name not in known[1]:
            known[1][name] = self._count(keyword, state[0], _while(wanted))
        return known[1][name]

    def _count(
        self, keyword: str, since: datetime, breathe: Callable[[], None]
    ) -> tuple[SpellingCount, ...]:
        from collections import Counter

        from newsroom.needs import needs_of
        from newsroom.records import WatchSpec
        from newsroom.spellings import spellings_of, standing
        from newsroom.trials import SpellingCount
        from newsroom.watches import compile_watch

        spellings = spellings_of(keyword, self.packs)
        folded = [spelling.folded for spelling in spellings]
        asked = compile_watch(WatchSpec("keyword", keywords=(keyword,)), self.packs).root
        moved = self.stories_with_moves()
        counts: Counter[str] = Counter()
        for item in self.archive.looked_for(needs_of(asked), since=since):
            breathe()
            if item is None:
                continue
            subject = self.subject(item, now=item.article.first_seen, moved=moved)
            if asked.holds(subject):
                counts.update(standing(subject, folded, self.packs.boundaries))
        return tuple(SpellingCount(each, counts[each.folded]) for each in spellings)


def _while(wanted: Callable[[], bool]) -> Callable[[], None]:
    """Go on only while somebody waits."""

    def breathe() -> None:
        if not wanted():
            raise Superseded("Stopped: another trial takes its place.")

    return breathe
