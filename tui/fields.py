"""The fields of a form, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A field of free text."""

    key: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with a few values; the first is the default."""

    key: str
    label: str
    values: tuple[str, ...]
