"""What hostile feeds put into headlines, by what it is meant to do: each has done harm somewhere.

Channels are handed cleaned text; each is tested with these as they are, as if nothing had been
cleaned before.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from typing import Final

import pytest

HOSTILE: Final = {
    # Sequences a terminal obeys or answers.
    "clipboard": "A\x1b]52;c;cHduZWQtYnktZmVlZA==\x1b\\B",
    "window title": "A\x1b]0;PWNED\x07B",
    "cursor query": "A\x1b[6nB\x1b[cC",
    "status query": "A\x1bP$q q\x1b\\B",
    "passthrough": "A\x1bPtmux;\x1b\x1b]0;PWNED\x07\x1b\\ B",
    "reset": "A\x1bcB",
    "C1 sequences": "A\x9b31mB\x9d52;c;eA==\x9cC",
    "progress": "4;1;40",
    "a command's number alone": "12",
    "semicolons": "A;B;;C",
    "only controls": "\x1b\x07\x00",
    "controls": "A\x00B\x7fC\x0eD\x07E\x08F",
    # Line ends, of every kind.
    "carriage return": "A\rB",
    "line feed": "A\nB",
    "Unicode line ends": "A\x0bB\x0cC\x85D\u2028E\u2029F",
    # Headers, and the end of a mail.
    "header": "A\r\nBcc: z@example.net\r\n\r\n<b>body</b>",
    "encoded header": "=?utf-8?q?Hi=0ABcc:=20z=40example.net?=",
    "encoded body": "=?utf-8?b?SGkNCg0KPGI+Ym9keTwvYj4=?=",
    "end of data": "A\r\n.\r\nMAIL FROM:<z@example.net>\r\n",
    "mailbox line": "From z@example.net Thu Nov 26 00:00:00 2026",
    "dot line": ".",
    # Markup: HTML, Textual's, Pango's, Slack's, JSON.
    "script": "<script src=https://evil.example/x.js></script>",
    "image": "<img src='https://evil.example/pixel.png' onerror=alert(1)>",
    "broken attribute": '"\'><a href="file:///etc/passwd">x</a>',
    "entities": "&#27;]52;c;eA==&#7; &lt;b&gt; &amp;amp;",
    "style": "</style><style>@import url(https://evil.example/x.css)</style>",
    "click": "[@click=app.quit]x[/]",
    "unclosed markup": "[/nope] [bold] [link=file:///etc/passwd]x",
    "huge span": "<span size='99999'>x</span>",
    "mention": "@everyone <!channel> <https://evil.example|x>",
    "JSON": '","title":"x"}\n{"a":"\\u0000',
    # Arguments, shells, templates.
    "option": "--help",
    "short option": "-h string:x-y:z",
    "shell": "$(touch pwned) `touch pwned`; touch pwned | touch pwned & touch pwned > pwned",
    "quotes": "'; touch pwned; '\"; touch pwned; \"",
    "template": "{0.__class__} {key} %s %n ${HOME} {{7*7}}",
    "file argument": "@/etc/passwd",
    "variable": "A=1\x00LD_PRELOAD=/tmp/x.so",
    # Formulas of spreadsheets.
    "formula": "=cmd|'/C calc'!A0",
    "plus formula": "+1+cmd|'/C calc'!A0",
    "minus formula": "-2+3",
    "at formula": "@SUM(1+1)",
    "tab formula": "\t=1+1",
    # What cannot be seen, or is not what it seems.
    "direction": "A\u202egnp.exe\u2066B\u2069\u200fC",
    "invisible": "A\u200bB\ufeffC\u3164D\U000e0041\U000e0042E",
    "half surrogates": "A\ud800B\udfffC",
    "tower of marks": "A" + "\u0300" * 500 + "B",
    "joiners": "A" + "\u200d" * 500 + "B",
    "one long word": "x" * 1_000_000,
    # Nothing hostile: it must arrive.
    "empty": "",
    "spaces": " \t\u00a0 ",
    "scripts": "杨立昆 leaves: ميتا تفقد باحثين 👩‍🔬 “Büro” l'été",
}
"""Texts by name."""


def hostile() -> pytest.MarkDecorator:
    """Runs a test once for each of them, as its argument `payload`."""
    return pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())


def controls(text: str) -> list[str]:
    """Characters that do something instead of being shown; the joiners of emoji are none."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in "\u200c\u200d"
    ]


def told(written: str) -> list[str]:
    """The texts in one notification as a terminal reads it.

    Raises:
        AssertionError: there are other control characters than those of one notification.
    """
    if written == "\a":
        return []
    if found := re.fullmatch(r"\x1b\]777;notify;([^;]*);([^;]*)\x1b\\", written):
        return list(found.groups())
    if found := re.fullmatch(r"\x1b\]9;(?![0-9]+(?:;|$))(.*)\x1b\\", written):
        return [found[1]]
    pieces = re.findall(r"\x1b\]99;([a-zA-Z0-9:=_+.-]*);([A-Za-z0-9+/=]*)\x1b\\", written)
    assert "".join(f"\x1b]99;{about};{payload}\x1b\\" for about, payload in pieces) == written
    assert pieces
    return [base64.b64decode(payload).decode() for _, payload in pieces]
