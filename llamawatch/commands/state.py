"""`status` and `doctor`: is it running, what fails, what to do."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import Command, Options, pass_options
from llamawatch.output import columns, counted, say, say_json, say_lines
from llamawatch.shapes import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llamawatch.session import LiveSession
    from newsroom.records import Alert, SourceState

_GAPS_SHOWN = timedelta(days=30)
"""How long a gap is shown after it ended."""


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_options
def status(options: Options, as_json: bool) -> None:
    """Is it running, since when, what fails."""
    session = options.reader()
    shape = _status(session)
    if as_json:
        say_json(shape)
        return
    holder = shape["running"]
    said = "not running"
    if holder:
        since = f" since {_local(holder['since'], session)}" if holder["since"] else ""
        said = f"running: {holder['program']} (process {holder['pid']}){since}"
    say(said)
    rows = [
        ("items", f"{shape['items']} ({shape['unread']} unread, {shape['starred']} starred)"),
        ("stories", str(shape["stories"])),
        ("alerts", f"{shape['alerts']} ({shape['alerts_pending']} waiting)"),
        ("last poll", _local(shape["last_poll"], session) if shape["last_poll"] else "never"),
        ("encoder", shape["encoder"] or "none"),
        ("data", shape["data"]),
        ("log", shape["log"]),
    ]
    if shape["offline_since"]:
        since = _local(shape["offline_since"], session)
        rows.append(("network", f"none since {since}; nobody can be reached"))
    if left := shape["forgotten"]:
        what = f"{counted(left['items'], 'item')} and {counted(left['stories'], 'story')}"
        rows.append(("left", f"{what} on {left['at'][:10]}, by [store] in config.toml"))
    for line in columns(rows):
        say(line)
    for one in shape["failing"]:
        say(f"failing: {one['source']} ({one['state']}): {one['error']}")
    for one in shape["gaps"]:
        say(f"gap: {one['said']}")
    for one in shape["undelivered"]:
        told = f"{counted(one['alerts'], 'alert')} by {one['channel']}"
        say(f"not delivered: {told}: {one['error']}")
    for problem in shape["problems"]:
        say(f"problem: {problem}")


def _local(time: str, session: LiveSession) -> str:
    """A time of RFC 3339 as the reader's clock shows it, to the minute."""
    return f"{datetime.fromisoformat(time).astimezone(session.timezone):%Y-%m-%d %H:%M}"


def _status(session: LiveSession) -> dict[str, Any]:
    from store.lock import holder
    from store.retaining import last_forgotten
    from watchers.health import asked_ids

    archive, counts = session.archive, session.archive.counts()
    config = session.config
    asked = asked_ids(config.sources, contact=bool(config.poll.contact))
    states = [state for state in archive.source_states() if state.source in asked]
    held = holder(session.places.data)
    likeness = session.watches.likeness
    left = last_forgotten(archive)
    polled = [state.last_poll for state in states if state.last_poll]
    return {
        "running": None
        if held is None
        else {"pid": held.pid, "program": held.program, "since": held.since},
        "data": session.data,
        "config": str(session.places.config),
        "log": str(session.places.log),
        "items": counts.items,
        "unread": counts.unread,
        "starred": counts.starred,
        "stories": counts.stories,
        "alerts": counts.alerts,
        "alerts_pending": counts.alerts_pending,
        "last_poll": when(max(polled)) if polled else None,
        # Whoever does not run tries nobody: what it found last says nothing of now.
        "offline_since": None if held is None else when(session.offline),
        "forgotten": None
        if left is None
        else {"at": left.at, "items": left.items, "stories": left.stories},
        "encoder": likeness.encoder.name if likeness else None,
        "failing": [
            {"source": state.source, "state": state.health, "error": state.error}
            for state in states
            if state.error and state.health != "waiting"
        ],
        "gaps": list(_gaps(session, states)),
        "undelivered": list(_undelivered(session)),
        "problems": list(session.problems),
    }


def _gaps(session: LiveSession, states: Sequence[SourceState]) -> Iterator[dict[str, Any]]:
    """When nobody watched, and which sources told nothing of it afterwards."""
    from watchers.gaps import absences, said

    for absence in absences(states, session.clock() - _GAPS_SHOWN):
        yield {
            "start": when(absence.start),
            "end": when(absence.end),
            "sources": list(absence.sources),
            "said": said(absence, session.timezone),
        }


def _undelivered(session: LiveSession) -> Iterator[dict[str, Any]]:
    """What every channel did not take, or is not asked to take, for the reason it gave last."""
    from alerts.breaker import read_circuit

    archive = session.archive
    rows: dict[str, list[Alert]] = {}
    for alert in archive.outbox.alerts():
        if alert.state in {"failed", "dead", "pending"}:
            rows.setdefault(alert.channel, []).append(alert)
    for channel, waiting in rows.items():
        circuit = read_circuit(archive, channel)
        refused = [one for one in waiting if one.state != "pending" or circuit.broken]
        if refused:
            error = next((one.error for one in refused if one.error), circuit.error)
            yield {"channel": channel, "alerts": len(refused), "error": error}


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def doctor(options: Options, as_json: bool) -> None:
    """Versions, paths, permissions, archive, desktop, mail, clock: what works here."""
    from llamawatch.doctor import examine

    findings = asyncio.run(examine(options))
    if as_json:
        say_lines({"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings)
        return
    for line in columns(("ok" if f.ok else "BAD", f.check, f.detail) for f in findings):
        say(line)
