"""Regular expressions that strangers may write: bounded in size and in time.

The only module that opens `regex`, whose matcher watches the time it takes. Patterns ignore case,
as words do; `(?-i:Meta)` makes it count. They see the text as it was written, not folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

SECONDS = 0.02
"""What one pattern may take on one item, of processor time."""
_LONGEST = 300
"""Characters of a pattern: the library's preparation of a literal grows with its cube."""
_MOST_COPIES = 100_000
"""What the repeats of a pattern may multiply to: the library writes them out."""
_MOST_PLACES = 50
_CALL = re.compile(r"(?<!\\)\(\?(?:R|[+-]?\d|&|P>)")
"""A group that is called again: its recursion outruns the clock."""
_COUNTS = re.compile(r"(?<!\\)\{(\d*)(?:,\d*)?\}")


class PatternError(ValueError):
    """A pattern that cannot be used; the message is a clause for the user."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.offset = offset
        """Where, in characters from the start of the pattern."""


class PatternTimeout(Exception):
    """A pattern took longer than it was given."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    source: str
    """As written, without the slashes."""
    _compiled: Any

    def places(self, text: str, seconds: float = SECONDS) -> tuple[tuple[int, int], ...]:
        """Return where it matches, as start and end, the first fifty places at most.

        Args:
            text: Where to look.
            seconds: How long it may take.

        Raises:
            PatternTimeout: It took longer.
        """
        found: list[tuple[int, int]] = []
        try:
            for match in self._compiled.finditer(text, timeout=seconds):
                found.append(match.span())
                if len(found) == _MOST_PLACES:
                    break
        except (TimeoutError, MemoryError):
            raise PatternTimeout from None
        return tuple(found)


def compile_pattern(source: str) -> Pattern:
    """Compile a pattern.

    Raises:
        PatternError: It is none, or is too large; `offset` says where.
    """
    if len(source) > _LONGEST:
        raise PatternError(f"is longer than {_LONGEST} characters", _LONGEST)
    if call := _CALL.search(source):
        raise PatternError("calls a group again, which is not done here", call.start())
    copies = 1
    for count in _COUNTS.finditer(source):
        copies *= max(1, int(count[1] or 0))
        if copies > _MOST_COPIES:
            raise PatternError("repeats too often", count.start())
    import regex

    try:
        compiled = regex.compile(source, regex.VERSION1 | regex.IGNORECASE)
    except regex.error as error:
        reason = str(error.msg)
        raise PatternError(f"does not read: {reason}", min(error.pos or 0, len(source))) from None
    except (ValueError, OverflowError, RecursionError) as error:
        raise PatternError(f"does not read: {error}") from None
    return Pattern(source, compiled)
