"""What no text of a pack may hold: a terminal that is shown it would obey."""

from __future__ import annotations

import re
from typing import Any

from newsroom.errors import PackError

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls of terminals and of directions; notes may have several lines."""
_DEEPEST = 20
"""Tables in tables: no key that is known lies half as deep."""


def refuse_controls(name: str, data: object) -> None:
    """Refuse a file with a control character in a key or a text, or with no bottom.

    Args:
        name: The file's name, for messages.
        data: What stands in it.

    Raises:
        PackError: there is one.
    """
    texts: list[str] = []
    left: list[tuple[Any, int]] = [([data], 0)]
    while left:
        held, depth = left.pop()
        if depth > _DEEPEST:
            raise PackError(f"{name} has tables in tables without end; correct it there.")
        if isinstance(held, dict):
            texts += held
        for one in held.values() if isinstance(held, dict) else held:
            if isinstance(one, str):
                texts.append(one)
            elif isinstance(one, dict | list):
                left.append((one, depth + 1))
    # All at once: packs hold tens of thousands, and are read at every start.
    if _CONTROL.search("\n".join(texts)):
        found = next(text for text in texts if _CONTROL.search(text))
        raise PackError(f"{name} has a control character in it: take it out of {found!r}.")
