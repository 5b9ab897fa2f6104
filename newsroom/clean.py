"""The one border every text from outside passes: after it, nothing needs to be afraid of text.

A feed can carry terminal sequences, direction overrides, invisible tag characters, towers of
combining marks and half surrogates. All of that ends here. What people write with (any script,
emoji with their joiners, Persian with its non-joiner) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from newsroom.marks import likely_mark_class, mark_class

MAX_MARKS = 4
"""Combining marks (and joiners) kept on one base character."""

# Never kept: C0 and C1 controls, soft hyphen, direction marks and overrides, zero-width space,
# word joiner and its kin, byte order mark, annotation anchors, fillers that look like nothing,
# interlinear and shorthand controls, tag characters, noncharacters.
_GONE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb"
    r"\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SURROGATES = r"\ud800-\udfff"
# White space that is not the plain space; line ends stand apart.
_SPACES = r"\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ENDS = r"\n\x0b\x0c\r\x85\u2028\u2029"
_JOINERS = r"\u200c\u200d"

_LINE_END = re.compile(rf"\r\n|[{_ENDS}]")
_MANY_LINES = re.compile(r"\n{3,}")
_GONE_RUN = re.compile(f"[{_GONE}]+")
_SURROGATE = re.compile(f"[{_SURROGATES}]")


@cache
def _flood() -> re.Pattern[str]:
    marks = mark_class() + _JOINERS
    return re.compile(f"([{marks}]{{{MAX_MARKS}}})[{marks}]+")


@cache
def _flooded() -> re.Pattern[str]:
    """Finds what `_flood` may change, at the speed of a table look-up."""
    return re.compile(f"[{likely_mark_class()}{_JOINERS}]{{{MAX_MARKS + 1}}}")


@cache
def _dirty(lines: bool) -> re.Pattern[str]:
    # One character class first, so that the search runs at the speed of a table look-up; what may
    # stand alone but not in a row (a space, a mark, a line end) is decided by what follows it.
    marks = likely_mark_class() + _JOINERS
    ends = _ENDS.replace(r"\n", "") if lines else _ENDS
    bad = f"{_GONE}{_SURROGATES}{_SPACES}{ends}"
    alone = r"(?<=\n)(?: |\n\n)|(?<= )[ \n]" if lines else "(?<= ) "
    first = rf"{bad} {marks}" + (r"\n" if lines else "")
    return re.compile(f"[{first}](?:(?<=[{bad}])|{alone}|(?<=[{marks}])[{marks}]{{{MAX_MARKS}}})")


def clean(text: str, *, limit: int = 300, lines: bool = False) -> str:
    r"""Make a text from outside harmless; a harmless one comes back untouched.

    Removes control, direction and invisible characters, caps the marks on one character, makes
    every white space one plain space, turns half surrogates into "?", and cuts at `limit`.
    Cleaning twice changes nothing more. The cost is linear, whatever the text holds.

    Args:
        text: What somebody else wrote.
        limit: The longest result, in characters; a longer one ends in "…".
        lines: Keep line ends (as "\n", at most one empty line in a row).

    Returns:
        The text, encodable as UTF-8, without leading and trailing space.
    """
    if (
        len(text) <= limit
        and text[:1] not in (" ", "\n")
        and text[-1:] not in (" ", "\n")
        and _dirty(lines).search(text) is None
    ):
        return text
    cut = text[: 4 * limit]
    cut = _SURROGATE.sub("?", _GONE_RUN.sub("", cut))
    cut = _spaced(cut, lines)
    if not cut.isascii() and _flooded().search(cut) is not None:
        cut = _flood().sub(r"\1", cut)
    return _shortened(cut, limit)


def _spaced(text: str, lines: bool) -> str:
    # What Python splits at is what is called white space here; a test holds them side by side.
    if not lines:
        return " ".join(text.split())
    kept = "\n".join(" ".join(row.split()) for row in _LINE_END.sub("\n", text).split("\n"))
    return _MANY_LINES.sub("\n\n", kept).strip("\n")


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    # A cut between a character and its marks would leave half of what was written.
    floor = max(end - MAX_MARKS - 1, 0)
    while end > floor and _is_mark(text[end]):
        end -= 1
    return text[:end].rstrip(" \n") + "…"


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(f"[{mark_class()}{_JOINERS}]")


def _is_mark(character: str) -> bool:
    return _mark().match(character) is not None
