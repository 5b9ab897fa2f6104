"""The lines that are searched of a month's items, and finding some in them.

Format of a file, UTF-8: a line a row, in the order of the list: its number, eight hexadecimal
digits, a space, and the line as `newsroom.needs` makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.needs import line_of

if TYPE_CHECKING:
    import mmap
    from collections.abc import Iterator

    from newsroom.needs import Needs
    from store.tables import Row

_BLOCK = 4 << 20
"""Bytes searched at a time: so much is held in memory."""
_HEAD = 9
_ENTITIES = (("people", "person"), ("orgs", "org"), ("models", "model"), ("concepts", "act"))


def searched(number: int, row: Row, text: str) -> bytes:
    """The line of a row, with its end.

    Args:
        number: Of the row in its file.
        row: The document of an item; of anything else the line is empty.
        text: The body.
    """
    fields = (row.get("title", ""), row.get("summary", ""), text)
    tokens = [f"{kind}:{one}" for name, kind in _ENTITIES for one in row.get(name, ())]
    if row.get("relevant") is True:
        tokens.append("relevant")
    if row.get("story"):
        tokens.append("story")
    line = line_of(fields, tokens) if "title" in row or "url" in row or text else ""
    return b"%08x %b\n" % (number, line.encode("utf-8", "replace"))


def lines_holding(data: mmap.mmap | bytes, needs: Needs) -> Iterator[int | None]:
    """Numbers of the lines that hold what is needed, the last line first; None after each block.

    Args:
        data: A file of lines.
        needs: Of each set one must stand in the line.
    """
    clauses = [tuple(one.encode("utf-8", "replace") for one in clause) for clause in needs]
    if not clauses:
        return
    # The set with the longest words is looked for; the others are looked up in what that finds.
    clauses.sort(key=lambda clause: -min(map(len, clause)))
    end = len(data)
    while end > 0:
        start = max(end - _BLOCK, 0)
        if start:
            # A line is not cut in two; one that is longer than a block is a block of its own.
            start = data.rfind(b"\n", 0, start) + 1
        block = data[start:end]
        yield from _found(block, clauses)
        yield None
        end = start


def _found(block: bytes, clauses: list[tuple[bytes, ...]]) -> Iterator[int]:
    found = {place for word in clauses[0] for place in _starts(block, word)}
    for place in sorted(found, reverse=True):
        end = block.find(b"\n", place)
        line = block[place + _HEAD : end]
        if all(any(word in line for word in clause) for clause in clauses[1:]):
            yield int(block[place : place + _HEAD - 1], 16)


def _starts(block: bytes, word: bytes) -> Iterator[int]:
    """Where the lines begin that hold a word behind their number."""
    place = block.find(word)
    while place >= 0:
        start = block.rfind(b"\n", 0, place) + 1
        if place >= start + _HEAD:
            yield start
            place = block.find(b"\n", place)
        place = block.find(word, place + 1) if place >= 0 else -1
