"""Places in the text of a configuration file."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*(?:\.[^=]+)?=""")


def locate(text: str, path: Sequence[str | int]) -> int:
    """Find the line on which a key stands.

    Args:
        text: the whole file.
        path: table names, an index for an array of tables, and the key: ("source", 2, "url").

    Returns:
        The line, counted from 1: that of the key, else of its table, else 1.
    """
    names = [str(part) for part in path if isinstance(part, str)]
    index = next((part for part in path if isinstance(part, int)), None)
    table, key = ".".join(names[:-1]), names[-1]
    current, seen, found = "", -1, 1
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            current = header[2]
            seen += current == table and header[1] == "[["
            if current == ".".join(names):
                return number
        inside = current == table and (index is None or seen == index)
        if inside and header:
            found = number
        assigned = _KEY.match(line)
        if inside and assigned and assigned[1] == key:
            return number
    return found


def slug(name: str) -> str:
    """Make an id of a name: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
