"""Every key of config.toml: its type, default, and what it means.

The one table from which values are checked and defaults filled in; a key that is not here is
unknown to the program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

OptionType = Literal[
    "text", "texts", "switch", "count", "duration", "size", "hours", "times", "choice"
]


@dataclass(frozen=True, slots=True)
class Option:
    """One key."""

    type: OptionType
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()
    """For type "choice": the values there are."""
    required: bool = False


def _text(default: str, meaning: str) -> Option:
    return Option("text", default, meaning)


def _texts(default: tuple[str, ...], meaning: str) -> Option:
    return Option("texts", default, meaning)


def _switch(default: bool, meaning: str) -> Option:
    return Option("switch", default, meaning)


def _count(default: int, meaning: str) -> Option:
    return Option("count", default, meaning)


def _duration(default: str, meaning: str) -> Option:
    return Option("duration", default, meaning)


def _size(default: str, meaning: str) -> Option:
    return Option("size", default, meaning)


def _choice(choices: str, meaning: str) -> Option:
    names = tuple(choices.split())
    return Option("choice", names[0], meaning, names)


_DIGEST = _switch(True, "the digest comes here as well")

TOP: Mapping[str, Option] = {
    "edition": _count(1, "which edition of the shipped configuration the file was made of"),
}
"""Keys that stand before every table."""

TABLES: Mapping[str, Mapping[str, Option]] = {
    "subject": {
        "packs": _texts(("meta-ai",), "packs to read with; later ones overlay earlier ones by id"),
        "organisations": _texts(("meta",), "whom to watch: moves count as in or out of these"),
    },
    "reader": {
        "languages": _texts(("en",), "languages you read"),
        "timezone": _text("", "IANA name; empty: the system's"),
        "semantic": _switch(True, "use the encoder of the extra `semantic` where it is installed"),
    },
    "poll": {
        "interval": _duration("30m", "default for a source"),
        "slowest": _duration("6h", "a source that does well is asked at least this often"),
        "user_agent": _text("", "empty: llamawatch/VERSION"),
        "contact": _text("", "an e-mail address, appended to the user agent"),
        "full_text": _switch(True, "fetch the pages of articles that match a watch, once each"),
    },
    "alerts": {
        "first_poll_max_age": _duration("24h", "a first poll alerts only what is younger"),
        "sources_to_confirm": _count(3, "the n-th independent source is news once"),
        "quiet_hours": Option("hours", "", "as in 22:00-07:00: held and told after; empty: none"),
        "quiet_hours_bypass": _switch(True, "priority high passes"),
        "max_per_hour": _count(10, "on each channel; the rest goes into the next digest"),
        "digest": Option("times", ("07:30",), "times of the day a digest is told; empty: never"),
    },
    "alerts.desktop": {
        "enabled": _switch(True, "notifications on the desktop"),
        "digest": _DIGEST,
    },
    "alerts.terminal": {
        "mode": _choice("auto osc99 osc777 osc9 bell off", "how the terminal is told"),
        "digest": _DIGEST,
    },
    "alerts.email": {
        "enabled": _switch(False, "alerts by e-mail"),
        "host": _text("", "the mail server"),
        "port": _count(587, "its port"),
        "security": _choice("starttls tls none", "none only for loopback"),
        "username": _text("", "empty: no login"),
        "password_command": _texts((), "prints the password; or $LLAMAWATCH_SMTP_PASSWORD"),
        "password_file": _text("", "holds the password; only you may read it (mode 0600)"),
        "sender": _text("", "address alerts come from"),
        "recipients": _texts((), "addresses alerts go to"),
        "digest": _DIGEST,
    },
    "alerts.command": {
        "enabled": _switch(False, "alerts to a program of yours"),
        "argv": _texts((), "the program and its arguments; the alert is JSON on standard input"),
        "digest": _DIGEST,
    },
    "alerts.webhook": {
        "enabled": _switch(False, "alerts to an address"),
        "url": _text("", "where the alert is posted as JSON"),
        "secret_command": _texts((), "prints the secret; or $LLAMAWATCH_WEBHOOK_SECRET"),
        "secret_file": _text("", "holds the secret; only you may read it (mode 0600)"),
        "digest": _DIGEST,
    },
    "dashboard": {
        "theme": _text("", "name of a theme; empty: the one chosen last"),
        "characters": _choice("auto unicode ascii", "what its own signs and lines are made of"),
        "motion": _choice("full reduced", "reduced: nothing slides or blinks"),
    },
    "store": {
        "keep": _duration("", "older items leave, as in 2y; empty: none do"),
        "keep_size": _size("", "the oldest items leave beyond it, as in 2GB; empty: none do"),
    },
}
"""Tables that stand once."""


def _required(option: Option) -> Option:
    return replace(option, required=True)


_ADDRESS = Option("text", "", "the address", required=True)
_QUERY = Option("text", "", "what to search for", required=True)

KINDS: Mapping[str, Mapping[str, Option]] = {
    "feed": {"url": _ADDRESS},
    "google-news": {"query": _QUERY, "edition": _text("en-US", "language and country")},
    "hacker-news": {"query": _QUERY},
    "wikipedia": {"pages": _required(_texts((), "pages to watch, as in en:Yann LeCun"))},
    "edgar": {
        "company": _required(_text("", "the company's number at the SEC (CIK)")),
        "items": _texts(("5.02",), "items of form 8-K that count"),
    },
    "page": {"url": _ADDRESS, "selector": _required(_text("", "CSS: links under it are items"))},
    "command": {"argv": _required(_texts((), "a program that prints a feed, and its arguments"))},
}
"""Kinds of a [[source]], and the keys that each has beside the common ones. How one is asked and
read is said by the module of its name in watchers/kinds/."""

SOURCE: Mapping[str, Option] = {
    "id": _text("", "permanent; default: a slug of the name"),
    "name": _text("", "shown in the dashboard"),
    "kind": _choice(" ".join(KINDS), "how it is asked and read"),
    "url": _text("", "the address"),
    "language": _text("", "a hint"),
    "interval": _duration("", "how often to ask at most; empty: [poll] interval"),
    "slowest": _duration(
        "", "how often to ask at least, while it does well; empty: [poll] slowest"
    ),
    "context": _texts((), "what may be taken for granted here"),
    "trusted": _switch(False, "one report here is enough to confirm"),
    "enabled": _switch(True, "asked or not"),
}
"""Keys of every [[source]]."""

WATCH: Mapping[str, Option] = {
    "id": _text("", "permanent; default: a slug of the name"),
    "name": _text("", "shown in alerts"),
    "keywords": _texts((), "any of these, in every language the packs know"),
    "exclude": _texts((), "none of these"),
    "without": _texts((), "spellings that do not count for this watch"),
    "query": _text("", "must hold as well"),
    "topics": _texts((), "any of these"),
    "languages": _texts((), "any of these"),
    "alert": _choice("story move item digest none", "when to tell"),
    "channels": _texts(("desktop",), "where to tell: desktop, terminal, email, command, webhook"),
    "priority": _choice("normal low high", "how loud"),
}
"""Keys of a [[watch]]."""

FILTER: Mapping[str, Option] = {
    "id": _text("", "permanent; default: a slug of the name"),
    "name": _text("", "shown beside its number key"),
    "query": Option("text", "", "what the filter bar is given", required=True),
}
"""Keys of a [[filter]]."""

CHANNELS = ("desktop", "terminal", "email", "command", "webhook")
"""Names a watch may send to."""
