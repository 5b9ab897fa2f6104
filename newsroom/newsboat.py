"""newsboat's filter language, answered with how the same thing is written here."""

from __future__ import annotations

import re

from newsroom.errors import QueryError

_OURS = {
    "title": "title",
    "content": "text",
    "description": "summary",
    "link": "text",
    "author": "text",
    "feedtitle": "source",
    "feedlink": "source",
    "rssurl": "source",
    "tags": "watch",
    "unread": "is",
    "flags": "is",
    "age": "since",
}
"""newsboat's attributes, and the field that comes nearest."""
_CONDITION = re.compile(
    r"\b([A-Za-z_]+)(?:"
    r'(\s*(?:=~|!~|==|!=|!#|#|=)\s*)"([^"]*)"'
    r'|\s+between\s+"?(\d+):(\d+)"?'
    r'|\s*(<=|>=|==|!=|<|>|=)\s*"?(\d+)"?(?=[\s)]|$))',
    re.IGNORECASE,
)
_REGEX_SIGNS = re.compile(r"[\\^$.|?*+()\[\]{}]")
_FLAGS = {"s": "is:starred", "r": "is:read"}


def refuse_newsboat(text: str) -> None:
    """Do nothing about a query of ours.

    Raises:
        QueryError: It is written as in newsboat; the message says how it is written here.
    """
    found = next((each for each in _CONDITION.finditer(text) if _is_foreign(each)), None)
    if found is None:
        return
    here = _CONDITION.sub(lambda each: _ours(each) if _is_foreign(each) else each[0], text)
    here = re.sub(r"\b(and|or|not)\b", lambda word: word[0].upper(), here)
    raise QueryError(
        f"{found[0]} is newsboat's way to write it; here it is: {' '.join(here.split())}",
        found.start(),
    )


def _is_foreign(found: re.Match[str]) -> bool:
    """Say whether a condition is newsboat's, and not a word before an exact one (`title ="x"`)."""
    name, operator = found[1].lower(), found[2]
    if operator is None:
        return name == "age"
    if operator.strip() != "=":
        return True
    exact = operator[:1].isspace() and not operator[-1:].isspace()
    return name in _OURS and not exact


def _ours(found: re.Match[str]) -> str:
    if found[4] is not None:
        youngest, oldest = sorted((int(found[4]), int(found[5])))
        return f"since:{max(1, oldest)}d" + (f" before:{youngest}d" if youngest else "")
    if found[6] is not None:
        return _age(found[6], int(found[7]))
    name, operator, value = found[1].lower(), found[2].strip(), found[3]
    minus = "-" if operator.startswith("!") else ""
    if name in {"unread", "flags"}:
        return _mark(name, value.lower(), minus)
    if name == "age":
        return _age(operator, int(value) if value.isdecimal() and value.isascii() else 7)
    field = _OURS.get(name, "")
    prefix = f"{minus}{field}:" if field else minus
    in_text = field in {"", "title", "summary", "text"}
    if "~" in operator and in_text and _REGEX_SIGNS.search(value) and not value[:1].isspace():
        escaped = re.sub(r"(?<!\\)/", r"\\/", value)
        return f"{prefix}/{escaped}/"
    return prefix + (value if re.fullmatch(r"\w[\w.-]*", value) else f'"{value.strip() or "..."}"')


def _mark(name: str, value: str, minus: str) -> str:
    if name == "unread":
        return "is:unread" if (value == "yes") != bool(minus) else "-is:unread"
    return minus + _FLAGS.get(value, "is:starred")


def _age(operator: str, days: int) -> str:
    return f"before:{days}d" if operator.startswith(">") else f"since:{max(1, days)}d"
