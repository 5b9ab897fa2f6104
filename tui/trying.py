"""Trying a source before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.source_form import as_changed, changed_keys, misfit_text

if TYPE_CHECKING:
    from newsroom.records import Source
    from tui.session import Session


def tried(session: Session, source: Source, values: dict[str, str]) -> str:
    """What a source answers as a form has it, in a sentence; in a thread, for it asks the network.

    Args:
        session: The running program.
        source: As configured, or one of its kind with nothing in it.
        values: What stands in the form.
    """
    try:
        changed = as_changed(source, changed_keys(source, values))
    except ValueError as error:
        return str(error)
    return misfit_text(changed) or session.try_source(changed)
