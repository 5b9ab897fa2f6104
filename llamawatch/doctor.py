"""What works on this machine, and what does not and why."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from llamawatch.output import counted
from newsroom.errors import LlamawatchError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from llamawatch.commands.options import Options
    from llamawatch.session import LiveSession

_LIBRARIES = ("textual", "feedparser", "httpx", "apscheduler", "tinydb")
_NOT_INSTALLED = "the extra llamawatch[semantic] is not installed"
_SWITCHED_OFF = "semantic = false in config.toml"
_PRIVATE = 0o077
"""Permission bits nobody else may have on the data."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    check: str
    ok: bool
    detail: str


async def examine(options: Options) -> list[Finding]:
    """Look at everything; nothing here raises for what it finds."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    findings = [
        Finding("llamawatch", True, f"{version('llamawatch')}, Python {platform.python_version()}"),
        Finding("libraries", True, libraries),
    ]
    try:
        session = options.session(write=False)
    except LlamawatchError as error:
        return [*findings, Finding("configuration", False, str(error))]
    findings.append(Finding("configuration", True, str(session.places.config)))
    findings.append(_log(session))
    findings.extend(_archive(session))
    findings.append(_encoder(session))
    findings.extend([finding async for finding in _channels(session)])
    findings.append(_clock(session))
    return findings


def _archive(session: LiveSession) -> Iterator[Finding]:
    folder = session.places.data
    try:
        session.read()
    except LlamawatchError as error:
        yield Finding("archive", False, str(error))
        return
    counts = session.archive.counts()
    yield Finding("archive", True, f"{folder}: {counts.items} items, {counts.stories} stories")
    integrity = list(_integrity(folder))
    yield from integrity
    known = {finding.detail for finding in integrity}
    for problem in session.problems:
        if problem not in known:
            yield Finding("problem", False, problem)
    open_to_others = [path.name for path in _files(folder) if path.stat().st_mode & _PRIVATE]
    named = ", ".join(open_to_others)
    detail = (
        f"others can read {named}: chmod 600 them" if named else "nobody else can read the data"
    )
    yield Finding("permissions", not open_to_others, detail)


def _log(session: LiveSession) -> Finding:
    """Where the log lies, and when it was last told something."""
    path = session.places.log
    try:
        about = path.stat()
    except FileNotFoundError:
        return Finding("log", True, f"{path}: nothing was said yet")
    except OSError as error:
        return Finding("log", False, f"{path} cannot be read: {error.strerror or error}")
    at = datetime.fromtimestamp(about.st_mtime, UTC)
    return Finding("log", True, f"{path}: {about.st_size} bytes, last at {at:%Y-%m-%d %H:%M} UTC")


def _integrity(folder: Path) -> Iterator[Finding]:
    """Read every byte of the archive, and name what is damaged."""
    from store.verifying import verify

    try:
        verdict = verify(folder)
    except LlamawatchError as error:
        yield Finding("integrity", False, str(error))
        return
    read = f"{verdict.records} records in {counted(verdict.files, 'file')}"
    size = f"{verdict.size / 1_000_000:.1f} MB"
    if not verdict.damages:
        yield Finding("integrity", True, f"{read}, {size}: all as they were written")
        return
    damaged = counted(len(verdict.damages), "damaged place")
    yield Finding("integrity", False, f"{read}, {size}: {damaged}; the rest is sound")
    for damage in verdict.damages:
        yield Finding("damage", False, str(damage))


def _encoder(session: LiveSession) -> Finding:
    likeness = session.watches.likeness if session.ready else None
    if likeness is None:
        wanted = session.config.reader.semantic
        return Finding("encoder", True, f"not used: {_NOT_INSTALLED if wanted else _SWITCHED_OFF}")
    likeness.warm()
    return Finding("encoder", not likeness.problem, likeness.problem or likeness.encoder.name)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*") if path.is_file())


async def _channels(session: LiveSession) -> AsyncIterator[Finding]:
    from alerts.channels import make_channels
    from alerts.surroundings import Surroundings

    for name, channel in make_channels(
        session.config.alerts, Surroundings(), clock=session.clock
    ).items():
        if name == "terminal":
            async for finding in _terminal(session.config.alerts.terminal.mode):
                yield finding
            continue
        problem = await channel.probe()
        yield Finding(name, not problem, problem or "reachable")


async def _terminal(mode: str) -> AsyncIterator[Finding]:
    """What alerts do in the terminal this runs in, and what tmux has to be told for more."""
    from alerts.terminal_detection import ask_tmux, find_way

    way = await find_way(mode, os.environ)
    if way.mode != "bell":
        by = " through tmux" if way.wrapped else ""
        yield Finding("terminal", True, f"shows notifications{by} ({way.mode})")
    elif way.held_by:
        yield Finding("terminal", True, f"rings the bell: {way.held_by} hands nothing else on")
    elif mode == "bell":
        yield Finding("terminal", True, 'rings the bell, as mode = "bell" says')
    else:
        unknown = "this terminal is not known to show notifications"
        told = "if it does, set mode in [alerts.terminal] to osc99, osc777 or osc9"
        yield Finding("terminal", True, f"rings the bell: {unknown}; {told}")
    tmux = way.tmux or (await ask_tmux(os.environ) if os.environ.get("TMUX") else None)
    if tmux is None:
        return
    # Without the second, nobody can tell whether a story that is open is looked at.
    wanted = [
        *(["set -g allow-passthrough on"] if not tmux.passes and mode != "bell" else []),
        *(["set -g focus-events on"] if not tmux.reports_focus else []),
    ]
    add = f"add to ~/.tmux.conf, then run tmux source-file ~/.tmux.conf: {'; '.join(wanted)}"
    held = way.held_by == "tmux"
    yield Finding("tmux", not held, add if wanted else f"tmux {tmux.version} hands on what it must")


def _clock(session: LiveSession) -> Finding:
    now = session.clock()
    newest = (
        max(
            (state.last_poll for state in session.archive.source_states() if state.last_poll),
            default=None,
        )
        if session.ready
        else None
    )
    if newest is not None and newest > now:
        return Finding("clock", False, f"stands at {now:%Y-%m-%d %H:%M} UTC, before the last poll")
    return Finding("clock", True, f"{now:%Y-%m-%d %H:%M} UTC")
