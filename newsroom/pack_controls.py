"""What no text of a pack may hold: a terminal that is shown it would obey."""

from __future__ import annotations

import re

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
    left: list[tuple[object, int]] = [(data, 0)]
    while left:
        value, depth = left.pop()
        if isinstance(value, str) and _CONTROL.search(value):
            raise PackError(f"{name} has a control character in it: take it out of {value!r}.")
        if depth > _DEEPEST:
            raise PackError(f"{name} has tables in tables without end; correct it there.")
        if isinstance(value, dict):
            left += [(one, depth + 1) for pair in value.items() for one in pair]
        elif isinstance(value, list):
            left += [(one, depth + 1) for one in value]
