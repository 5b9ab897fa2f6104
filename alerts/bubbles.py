"""What a notification says: few words, and no character that does anything.

A notification is read by programs of other people, some of them written carelessly: what goes there
has no control characters, and is never longer than what is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.clean import clean

if TYPE_CHECKING:
    from alerts.messages import Message
    from alerts.surroundings import Action

LONGEST_TITLE = 200
"""Characters."""
_LONGEST_LINE = 500
_LONGEST_BODY = 2000


def title_of(message: Message) -> str:
    """The title: one line, never empty."""
    return clean(message.title, limit=LONGEST_TITLE) or "llamawatch"


def body_of(message: Message) -> str:
    """The facts, one a line, and the link on the last one."""
    lines = [clean(line, limit=_LONGEST_LINE) for line in message.lines]
    facts = clean("\n".join(filter(None, lines)), limit=_LONGEST_BODY, lines=True)
    return "\n".join(filter(None, (facts, clean(message.url, limit=_LONGEST_BODY))))


def line_of(message: Message, limit: int) -> str:
    """The same on one line.

    Args:
        message: what to say.
        limit: characters; a link that does not fit whole is left out.
    """
    facts = " · ".join(filter(None, (clean(line) for line in message.lines)))
    link = clean(message.url, limit=2000)
    room = limit - len(link) - 3
    if link and room >= limit // 2:
        return " · ".join(filter(None, (clean(facts, limit=room), link)))
    return clean(facts, limit=limit)


def actions_for(message: Message) -> tuple[Action, ...]:
    """What can be done about a message: only what it has a link, an article or a story for."""
    has: tuple[tuple[Action, str], ...] = (
        ("open", message.url),
        ("read", message.item),
        ("mute", message.story),
    )
    return tuple(action for action, thing in has if thing)


def is_calm(message: Message) -> bool:
    """Whether it may wait until somebody looks: no sound, nothing that pops up."""
    return message.kind == "digest" or message.priority == "low"
