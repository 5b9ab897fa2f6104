"""A digest as a message: the brief of `brief` and of the dashboard, over the channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.messages import Message
from newsroom.brief_page import page_of, title_of
from newsroom.brief_shapes import brief_shapes
from newsroom.brief_text import as_html, as_text, short_lines
from newsroom.shapes import alert_shape

if TYPE_CHECKING:
    from datetime import tzinfo

    from newsroom.brief import Brief
    from newsroom.glossary import Glossary
    from newsroom.records import Alert


def compose_digest(
    brief: Brief, alert: Alert, *, glossary: Glossary, zone: tzinfo | None
) -> Message:
    """Say what happened since the last digest.

    Args:
        brief: What happened.
        alert: The digest's row of the outbox.
        glossary: What things are called.
        zone: In which times are said; None: the system's.

    Returns:
        The message: in its lines the beginning of each section, in its text and page all of it, in
        its data the alert of the contract with "kind", "since", "until" and "brief", the objects
        that `brief --format json` prints.
    """
    page = page_of(brief, glossary, zone)
    title = f"llamawatch: {title_of(brief, zone)}"
    return Message(
        key=alert.key,
        story="",
        revision=alert.revision,
        title=title,
        lines=short_lines(page),
        url="",
        priority=alert.priority,
        created=alert.created,
        kind="digest",
        text=as_text(page),
        page=as_html(page),
        data={
            "kind": "digest",
            **alert_shape(alert),
            "title": title,
            "since": brief.since.isoformat(),
            "until": brief.until.isoformat(),
            "brief": list(brief_shapes(brief, glossary)),
        },
    )
