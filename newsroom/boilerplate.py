"""Where an article's own text ends and what every page carries begins.

Related articles, job boards, comment policies and price tickers name people and houses that have
nothing to do with the news above them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsroom.packs import Packs

_OWN_TEXT = 200
"""A tail cannot begin before this many characters: short notes are all news."""
_NEVER = re.compile(r"(?!)")


def tail_start(folded: str, packs: Packs) -> int:
    """Return where boilerplate begins in a folded text; its length if there is none."""
    if len(folded) <= _OWN_TEXT:
        return len(folded)
    found = packs.derive("tails", _compile).search(folded, _OWN_TEXT)
    return found.start() if found else len(folded)


def _compile(packs: Packs) -> re.Pattern[str]:
    tails = [tail for speech in packs.languages.values() for tail in speech.tails]
    return re.compile("|".join(f"(?:{tail})" for tail in tails)) if tails else _NEVER
