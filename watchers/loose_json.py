"""JSON of strangers: any part may be missing, or of another type than was agreed."""

from __future__ import annotations

import json
from typing import Any


def read_object(text: str) -> dict[str, Any] | None:
    """A document whose outermost value is an object.

    Args:
        text: The document. Control characters stand unescaped in real ones, and are let pass.

    Returns:
        The object; None if it is JSON of another shape, nested without end, or not JSON.
    """
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def text_of(value: object) -> str:
    """A value as text: numbers as they are written, "" for everything that is not one thing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def object_of(value: object) -> dict[str, Any]:
    """A value that should be an object; an empty one if it is not."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """A value that should be a list; an empty one if it is not."""
    return value if isinstance(value, list) else []
