"""The configuration as the program uses it: frozen, checked, with defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import tomli

from newsroom.durations import parse_duration
from newsroom.errors import ConfigError
from newsroom.hours import parse_hours, parse_time
from newsroom.records import Source, WatchSpec
from newsroom.sizes import parse_size
from store.config_check import Section, check_document
from store.config_schema import CHANNELS, SOURCE
from store.config_text import locate, slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time, timedelta
    from pathlib import Path

    from newsroom.hours import Hours

SECRET_VARIABLES: Final = frozenset({"LLAMAWATCH_SMTP_PASSWORD", "LLAMAWATCH_WEBHOOK_SECRET"})
"""Variables of the environment that are for llamawatch alone: no program it runs is given them."""


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that is not llamawatch."""
    return {name: value for name, value in environment.items() if name not in SECRET_VARIABLES}


_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom to watch."""

    packs: tuple[str, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads."""

    languages: tuple[str, ...]
    timezone: str
    """IANA name; empty for the system's."""
    semantic: bool
    """Use the encoder of the extra `semantic` where it is installed."""


@dataclass(frozen=True, slots=True)
class Poll:
    """How to ask sources."""

    interval: timedelta
    slowest: timedelta
    user_agent: str
    contact: str
    full_text: bool
    """Fetch the pages of articles that match a watch."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """The desktop channel."""

    enabled: bool
    digest: bool


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal channel."""

    mode: str
    """"auto", "osc99", "osc777", "osc9", "bell", "off"."""
    digest: bool

    @property
    def enabled(self) -> bool:
        """Whether the terminal is told at all."""
        return self.mode != "off"


@dataclass(frozen=True, slots=True)
class Email:
    """The mail channel."""

    enabled: bool
    host: str
    port: int
    security: str
    username: str
    password_command: tuple[str, ...]
    password_file: str
    sender: str
    recipients: tuple[str, ...]
    digest: bool


@dataclass(frozen=True, slots=True)
class Command:
    """The channel to a program of the user's."""

    enabled: bool
    argv: tuple[str, ...]
    digest: bool


@dataclass(frozen=True, slots=True)
class Webhook:
    """The channel to an address."""

    enabled: bool
    url: str
    secret_command: tuple[str, ...]
    secret_file: str
    digest: bool


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """What is told, when, and where."""

    first_poll_max_age: timedelta
    sources_to_confirm: int
    quiet_hours: Hours | None
    quiet_hours_bypass: bool
    max_per_hour: int
    digest: tuple[time, ...]
    """By the reader's clock, ascending."""
    desktop: Desktop
    terminal: Terminal
    email: Email
    command: Command
    webhook: Webhook

    @property
    def channels(self) -> tuple[str, ...]:
        """The enabled channels."""
        return tuple(name for name in CHANNELS if getattr(self, name).enabled)

    @property
    def digest_channels(self) -> tuple[str, ...]:
        """Those of the enabled channels that a digest goes to."""
        return tuple(name for name in self.channels if getattr(self, name).digest)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What is kept."""

    keep: timedelta | None
    """Older items leave; None: none do."""
    keep_size: int | None
    """Bytes beyond which the oldest items leave; None: none do."""


@dataclass(frozen=True, slots=True)
class DashboardSettings:
    """How the dashboard is drawn."""

    theme: str
    """Empty: the one chosen last."""
    characters: str
    """"auto", "unicode", "ascii"."""
    motion: str
    """"full", "reduced"."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter on a number key."""

    id: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Config:
    """Everything config.toml says, defaults filled in."""

    path: Path
    subject: Subject
    reader: Reader
    poll: Poll
    alerts: AlertSettings
    store: StoreSettings
    sources: tuple[Source, ...]
    watches: tuple[WatchSpec, ...]
    dashboard: DashboardSettings
    filters: tuple[SavedFilter, ...]
    """In the order of their number keys; the first nine have one."""


BYTE_ORDER_MARK = "\ufeff"
"""What some editors put before the first letter of UTF-8; TOML knows no such thing."""


def load_config(path: Path) -> Config:
    """Read and check a configuration file.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or has an unknown key or a wrong value.
            The message names the file, the line, the key, what is wrong and the nearest valid name.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}): check the path or use --config"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: is not UTF-8 text (byte {error.start}): save it as UTF-8"
        ) from error
    return read_config(text, path)


def read_config(text: str, path: Path) -> Config:
    """Check the text of a configuration file; see `load_config`."""
    try:
        raw = tomli.loads(text.removeprefix(BYTE_ORDER_MARK))
        # What is wrong is quoted, however deep it is.
        document = check_document(raw, text, path)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise _no_toml(path, error) from error
    return Config(
        path=path,
        subject=Subject(**document.table("subject")),
        reader=Reader(**document.table("reader")),
        poll=_poll(document.table("poll")),
        alerts=_alerts(document),
        store=_store(document.table("store")),
        sources=_sources(document, text, path),
        watches=_watches(document, text, path),
        dashboard=DashboardSettings(**document.table("dashboard")),
        filters=_filters(document, text, path),
    )


def _no_toml(path: Path, error: tomli.TOMLDecodeError | RecursionError) -> ConfigError:
    cause = "tables in tables without end" if isinstance(error, RecursionError) else str(error)
    place = column = ""
    found = _PLACE.search(cause)
    if found:
        cause, place, column = cause[: found.start()], f", line {found[1]}", f", column {found[2]}"
    return ConfigError(
        f"{path}{place}: is not valid TOML ({cause}{column}): "
        "correct it; `llamawatch config check` says whether it is right"
    )


def _poll(values: dict[str, Any]) -> Poll:
    spans = {name: parse_duration(values[name]) for name in ("interval", "slowest")}
    return Poll(**{**values, **spans})


def _store(values: dict[str, Any]) -> StoreSettings:
    keep, size = values["keep"], values["keep_size"]
    return StoreSettings(parse_duration(keep) if keep else None, parse_size(size) if size else None)


def _alerts(document: Section) -> AlertSettings:
    common = document.table("alerts")
    return AlertSettings(
        first_poll_max_age=parse_duration(common["first_poll_max_age"]),
        sources_to_confirm=common["sources_to_confirm"],
        quiet_hours=parse_hours(common["quiet_hours"]) if common["quiet_hours"] else None,
        quiet_hours_bypass=common["quiet_hours_bypass"],
        max_per_hour=common["max_per_hour"],
        digest=tuple(sorted(set(map(parse_time, common["digest"])))),
        desktop=Desktop(**document.table("alerts.desktop")),
        terminal=Terminal(**document.table("alerts.terminal")),
        email=Email(**document.table("alerts.email")),
        command=Command(**document.table("alerts.command")),
        webhook=Webhook(**document.table("alerts.webhook")),
    )


def _sources(document: Section, text: str, path: Path) -> tuple[Source, ...]:
    poll = document.table("poll")
    sources = []
    for values in document.array("source"):
        values["id"] = values["id"] or slug(values["name"])
        values["name"] = values["name"] or values["id"]
        for key in ("interval", "slowest"):
            values[key] = parse_duration(values[key] or poll[key])
        common = {key: value for key, value in values.items() if key in SOURCE}
        options = {key: value for key, value in values.items() if key not in SOURCE and value}
        sources.append(Source(**common, options=options))
    _require_unique([s.id for s in sources], "source", text, path)
    return tuple(sources)


def _watches(document: Section, text: str, path: Path) -> tuple[WatchSpec, ...]:
    watches = []
    for values in document.array("watch"):
        values["id"] = values["id"] or slug(values["name"])
        watch = WatchSpec(**values)
        watches.append(replace(watch, name=watch.name or watch.id))
    _require_unique([w.id for w in watches], "watch", text, path)
    return tuple(watches)


def _filters(document: Section, text: str, path: Path) -> tuple[SavedFilter, ...]:
    filters = []
    for values in document.array("filter"):
        values["id"] = values["id"] or slug(values["name"])
        values["name"] = values["name"] or values["id"]
        filters.append(SavedFilter(**values))
    _require_unique([one.id for one in filters], "filter", text, path)
    return tuple(filters)


def _require_unique(ids: list[str], table: str, text: str, path: Path) -> None:
    for index, one in enumerate(ids):
        if one in ids[:index]:
            line = locate(text, (table, index, "id"))
            raise ConfigError(
                f'{path}, line {line}: [[{table}]] id "{one}" stands twice: give one another id'
            )
