"""What the program lends the channels: the terminal it runs in, and the user in front of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.messages import Message

Action = Literal["open", "read", "mute"]
"""What can be done about a message where it is shown: open its link, mark its article read, mute
its story."""


@dataclass(frozen=True, slots=True)
class Attention:
    """What the user looks at, as far as it is known."""

    story: str = ""
    """Id of the story that is open; "" if none is."""
    focused: bool | None = None
    """Whether the terminal has the focus; None: it does not report."""
    last_key: datetime | None = None
    """When a key was last pressed, UTC."""


def _unseen() -> Attention:
    return Attention()


def _nowhere(sequence: str) -> bool:  # noqa: ARG001 -- there is no terminal to write it to
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What channels may use of the running program; by default there is nothing around them."""

    emit: Callable[[str], bool] = _nowhere
    """Writes a control sequence to the terminal, whole and never within another; False: there is no
    terminal. "" only asks for that."""
    attention: Callable[[], Attention] = _unseen
    """Answers what the user looks at now."""
    act: Callable[[Action, Message], None] | None = None
    """Does what the user chose on a message, without waiting for it; None: nobody stays to do it,
    and no choice is offered."""
