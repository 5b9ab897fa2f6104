"""What a terminal is told, byte by byte, in each way terminals understand.

OSC 99 is kitty's protocol (https://sw.kovidgoyal.net/kitty/desktop-notifications/), OSC 777 came
with rxvt-unicode, OSC 9 with iTerm2.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.bubbles import is_calm, line_of, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alerts.messages import Message
    from alerts.terminal_detection import Mode

BELL: Final = "\a"
_ESCAPE: Final = "\x1b"
_END: Final = f"{_ESCAPE}\\"
_LONGEST_BODY: Final = 400
"""Characters; as UTF-8 less than the 2048 bytes that one piece of OSC 99 may have."""
_LONGEST_ID: Final = 40
_URGENCY: Final = {"low": 0, "normal": 1, "high": 2}
_NOT_IN_AN_ID: Final = re.compile(r"[^a-zA-Z0-9_+.-]")
_A_COMMAND: Final = re.compile(r"[0-9]+(;|$)")
"""What OSC 9 reads as a command of ConEmu's: 9;4;1;40 is a progress bar of 40 %."""


def sequence_for(message: Message, mode: Mode) -> str:
    """The control sequence that tells a message; "" where ringing would be all, and none is due."""
    return "" if mode == "bell" and message.kind == "digest" else _WAYS[mode](message)


def through_tmux(sequence: str) -> str:
    """The sequence as tmux hands it on to the terminal outside (its `allow-passthrough`)."""
    return f"{_ESCAPE}Ptmux;{sequence.replace(_ESCAPE, _ESCAPE * 2)}{_END}"


def _osc99(message: Message) -> str:
    """Two pieces of one notification, encoded; what has the same id is replaced in place."""
    urgency = 0 if is_calm(message) else _URGENCY[message.priority]
    name = _NOT_IN_AN_ID.sub("", message.story or message.key)[:_LONGEST_ID] or "llamawatch"
    title, body = _encoded(title_of(message)), _encoded(line_of(message, _LONGEST_BODY))
    about = f"i={name}:e=1:u={urgency}"
    if not body:
        return f"{_ESCAPE}]99;{about};{title}{_END}"
    return f"{_ESCAPE}]99;{about}:d=0;{title}{_END}{_ESCAPE}]99;{about}:d=1:p=body;{body}{_END}"


def _osc777(message: Message) -> str:
    """A semicolon ends the title, and in some terminals the body."""
    told = replace(message, url=message.url.replace(";", "%3B"))
    title, body = title_of(told), line_of(told, _LONGEST_BODY)
    return f"{_ESCAPE}]777;notify;{title.replace(';', ',')};{body.replace(';', ',')}{_END}"


def _osc9(message: Message) -> str:
    """One text, which must not look like a command."""
    text = " · ".join(filter(None, (title_of(message), line_of(message, _LONGEST_BODY))))
    if _A_COMMAND.match(text):
        text = f"llamawatch: {text}"
    return f"{_ESCAPE}]9;{text}{_END}"


def _bell(message: Message) -> str:  # noqa: ARG001 -- a bell has no words
    return BELL


_WAYS: Final[Mapping[Mode, Callable[[Message], str]]] = {
    "osc99": _osc99,
    "osc777": _osc777,
    "osc9": _osc9,
    "bell": _bell,
}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
