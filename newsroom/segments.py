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


def segments(
    plain: str, start: int, end: int, people: Sequence[Stretch], frames: Frames
) -> Iterator[Segment]:
    """Cut one sentence.

    Args:
        plain: The field in lower case.
        start: Where the sentence begins.
        end: Where it ends.
        people: Spans of the people named in the field.
        frames: Words that open clauses.

    Yields:
        Stretches in order of their beginnings, insets behind what they are set in.
    """
    dashes = list(_DASH.finditer(plain, start, end))
    insets: list[Stretch] = []
    if len(dashes) == 2 and 0 < dashes[1].start() - dashes[0].end() <= _INSET:
        insets.append((dashes[0].start(), dashes[1].end()))
        dashes = []
    borders = [m.end() for m in (*_BORDER.finditer(plain, start, end), *dashes)]
    if frames.split:
        commas = _COMMA.finditer(plain, start, end)
        borders += [c.end() for c in commas if frames.split.match(plain, c.end(), end)]
    last = start
    for border in (*sorted(b for b in borders if not _within(b, insets)), end):
        if border - last > 1:
            yield from _parts(plain, (last, border), people, insets, frames)
            last = border


def _within(at: int, stretches: Sequence[Stretch]) -> bool:
    return any(a < at < b for a, b in stretches)


def _parts(
    plain: str,
    stretch: Stretch,
    people: Sequence[Stretch],
    insets: Sequence[Stretch],
    frames: Frames,
) -> Iterator[Segment]:
    """One stretch with its insets and relative clauses, which follow it."""
    start, end = stretch
    holes = [(a, b) for a, b in insets if start <= a and b <= end]
    for found in frames.relative.finditer(plain, start, end) if frames.relative else ():
        at = found.start()
        named = any(0 <= at - b <= _NEAR for _, b in people)
        if not named or _within(at, holes):
            continue
        close = _COMMA.search(plain, found.end(), end)
        holes.append((at, close.end() if close else end))
    holes.sort()
    yield Segment(start, end, tuple(holes))
    for a, b in holes:
        yield Segment(a, b, (), a)
