"""Texts somebody could send to be obeyed: markup, addresses, headers, sequences, formulas."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</bdi></a></ul><h1>pwned</h1>",
    "&lt;b&gt; &amp; <b>",
    "[click](javascript:alert(1))",
    "![pixel](https://tracker.example/p.png)",
    "<https://evil.example/> https://evil.example www.evil.example",
    "1. item\n- item\n# heading\n> quote\n| a | b |\n```code```",
    "+ plus\n= equals\n*bold* _under_ ~gone~ `code`",
    "javascript:alert(1)",
    "https://user:pass@evil.example/",
    "https://ok.example/a)b](c)<d>",
    "line\r\nBcc: victim@example.org",
    "=?utf-8?q?Hi=0ABcc:=20z@z?=",
    "\x1b]52;c;cHduZWQ=\x1b\\\x1b[31mred\x9b31m\x07",
    "\u202egnp.exe\u202c \u2066x\u2069 zero\u200bwidth",
    "a" + "\u0301" * 50,
    "[@click=app.quit]x[/] [/nope]",
    '=HYPERLINK("https://evil.example")',
    "\ud800 half",
    "\x00\x7f\x85\u2028\u2029",
)
