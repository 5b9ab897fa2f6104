"""What was changed in a text, word by word: pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["same", "gone", "new"]
_MOST: Final = 400
"""Words that are compared: the time goes with their product."""
_WORD: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\s぀-ヿ㐀-鿿가-힯]+\s*|\s+")
"""A word with the blanks behind it; where no blanks are written, a character."""


def changes(before: str, after: str) -> Iterator[tuple[str, Kind]]:
    """The stretches of two wordings of one text: what stayed, what went, what came.

    Of long texts the beginning is compared.

    Yields:
        Texts in order; those that are "same" and "gone" together are `before`, "same" and "new"
        `after`.
    """
    old, new = _WORD.findall(before)[:_MOST], _WORD.findall(after)[:_MOST]
    for sign, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sign == "equal":
            yield "".join(old[a:b]), "same"
            continue
        if b > a:
            yield "".join(old[a:b]), "gone"
        if d > c:
            yield "".join(new[c:d]), "new"
