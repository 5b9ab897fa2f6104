"""The form in which a person is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsroom.enrolment import Entry
from tui.screens.form import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = (
    Line("name", "Name", "the full name"),
    Line("spellings", "Spelled", "in any script, separated by commas"),
    Line("org", "Where", "Mistral AI, or mistral; empty: not known"),
    Line("groups", "Groups", "fair, llama-authors, or a new one"),
)


def entry_of(values: Mapping[str, str]) -> Entry:
    """What the form says."""
    spellings, groups = (
        tuple(part.strip() for part in values[key].split(",") if part.strip())
        for key in ("spellings", "groups")
    )
    return Entry(values["name"].strip(), spellings, values["org"].strip(), groups)


def form_values(entry: Entry) -> dict[str, str]:
    """An entry as the form shows it."""
    return {
        "name": entry.name,
        "spellings": ", ".join(entry.spellings),
        "org": entry.org,
        "groups": ", ".join(entry.groups),
    }
