"""A sentence cut into stretches that each tell one event.

A stretch ends at a semicolon, a spaced dash or a conjunction that sets two events against each
other. A relative clause and what stands between two dashes are stretches of their own; in the one
around them they are holes: what lies there neither counts nor makes a distance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.frames import Frames

Stretch = tuple[int, int]

_BORDER = re.compile(r"[;；]")
_DASH = re.compile(r"\s[–—-]{1,2}\s|—|――?")
_COMMA = re.compile(r"[,，、،]\s*")
_INSET = 170
"""Characters between two dashes that belong together, at most."""
_NEAR = 4
"""Characters between a name and the comma of its relative clause, at most."""
_ARTICLE = 4
"""Characters of an article between a conjunction and a name, at most."""
_NEXT = re.compile(r"\s+(\w+)(?:\s+(\w+))?")
_ACTS = frozenset(("leave", "join", "hire", "hired", "lose", "return", "talks", "offer", "lead"))
"""Verbs that make an event of their own behind a name."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a field."""

    start: int
    end: int
    holes: tuple[Stretch, ...] = ()
    about: int = -1
    """Where the words end that the stretch says something about; -1: it stands for itself."""

    def holds(self, at: int) -> bool:
        """Whether a character belongs to the stretch and to none of its holes."""
        return self.start <= at < self.end and not any(a <= at < b for a, b in self.holes)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts the sentences of one field."""

    plain: str
    """The field in lower case."""
    people: Sequence[Stretch]
    """Spans of the people named in the field."""
    named: Sequence[Stretch]
    """Spans of the people and organisations named in the field."""
    frames: Frames
    """Words that open clauses."""

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """The stretches of one sentence in order, insets behind what they are set in.

        Args:
            start: Where the sentence begins.
            end: Where it ends.
        """
        plain, frames = self.plain, self.frames
        dashes = list(_DASH.finditer(plain, start, end))
        insets: list[Stretch] = []
        if len(dashes) == 2 and 0 < dashes[1].start() - dashes[0].end() <= _INSET:
            insets.append((dashes[0].start(), dashes[1].end()))
            dashes = []
        borders = [m.end() for m in (*_BORDER.finditer(plain, start, end), *dashes)]
        if frames.split:
            commas = _COMMA.finditer(plain, start, end)
            borders += [c.end() for c in commas if frames.split.match(plain, c.end(), end)]
        borders += self._hinges(start, end)
        last = start
        for border in (*sorted(b for b in borders if not _within(b, insets)), end):
            if border - last > 1:
                yield from self._parts((last, border), insets)
                last = border

    def _hinges(self, start: int, end: int) -> Iterator[int]:
        """Where another event begins without a comma: "A leaves O as P hires B"."""
        hinge = self.frames.hinge
        for found in hinge.finditer(self.plain, start, end) if hinge else ():
            at = found.end() + 1
            names = (b for a, b in self.named if at <= a <= at + _ARTICLE)
            if any(self._acts_behind(name, end) for name in names):
                yield found.start()

    def _acts_behind(self, name: int, end: int) -> bool:
        """Whether one of the first two words behind a name opens a verb of movement."""
        found = _NEXT.match(self.plain, name, end)
        starts = [found.start(n) for n in (1, 2) if found.group(n)] if found else []
        acts = [p for kind, p in self.frames.verbs.items() if kind in _ACTS]
        return any(verb.match(self.plain, at) for at in starts for verb in acts)

    def _parts(self, stretch: Stretch, insets: Sequence[Stretch]) -> Iterator[Segment]:
        """One stretch with its insets and relative clauses, which follow it."""
        plain, relative = self.plain, self.frames.relative
        start, end = stretch
        holes = [(a, b) for a, b in insets if start <= a and b <= end]
        for found in relative.finditer(plain, start, end) if relative else ():
            at = found.start()
            named = any(0 <= at - b <= _NEAR for _, b in self.people)
            if not named or _within(at, holes):
                continue
            close = _COMMA.search(plain, found.end(), end)
            holes.append((at, close.end() if close else end))
        holes.sort()
        yield Segment(start, end, tuple(holes))
        for a, b in holes:
            yield Segment(a, b, (), a)


def _within(at: int, stretches: Sequence[Stretch]) -> bool:
    return any(a < at < b for a, b in stretches)
