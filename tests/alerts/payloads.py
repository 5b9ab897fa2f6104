"""What a headline may carry: each of these has done harm somewhere."""

from __future__ import annotations

import base64
import re
import unicodedata

HOSTILE = {
    "clipboard": "A\x1b]52;c;cHduZWQ=\x1b\\ B",
    "window title": "A\x1b]0;PWNED\x07 B",
    "query": "A\x1b[6n\x1b[c\x1bP$qm\x1b\\ B",
    "passthrough": "A\x1bPtmux;\x1b\x1b]0;PWNED\x07\x1b\\ B",
    "C1": "A\x9b6n\x9d52;c;cHduZWQ=\x9c B",
    "reset": "A\x1bc B",
    "NUL": "A\x00B",
    "DEL, SO, BEL": "A\x7f\x0e\x07B",
    "line ends": "A\r\nBcc: x@example.org\u2028B\u2029\x85\x0b\x0cB",
    "direction": "A\u202egnp.exe\u2066B\u200f\u061c",
    "invisible": "A\u200b\ufeff\u3164\U000e0041\U000e0042B",
    "half a surrogate": "A\ud800B",
    "marks": "A" + "\u0301" * 4000,
    "a very long word": "A" * 1_000_000,
    "terminal markup": "A [@click=app.quit]here[/nope] [link=file:///etc/passwd]B",
    "markup": 'A <b>B</b><span foreground="red" size="100000">C</span> &amp;&lt;',
    "hidden link": '<a href="file:///etc/passwd">A</a><img src="http://example.org/x">',
    "long option": "--help",
    "short option": "-h string:x-canonical-private-synchronous:x",
    "encoded word": "=?utf-8?q?Hi=0ABcc:=20z@example.org?=",
    "formula": '=HYPERLINK("http://example.org")|cmd /c calc!A0',
    "progress": "4;1;40",
    "a command's number alone": "12",
    "semicolons": "A;B;;C",
    "shell": "$(touch /tmp/x)`id`; rm -rf ~ | %s %n {0.__class__}",
    "nothing": "",
    "spaces": " \t\u00a0 ",
    "only controls": "\x1b\x07\x00",
    "Arabic and Japanese": "ميتا تعيد تنظيم メタの研究者",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467 A",
}


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
