"""`run` and `poll`: watching without a screen."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import SPAN, Command, Options, pass_options
from llamawatch.diagnostics import STRICT, warn
from llamawatch.narration import Narration
from llamawatch.output import columns, counted, say, say_json
from llamawatch.service import tell_manager
from llamawatch.shapes import check_shape
from store.finding import pick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from llamawatch.session import LiveSession
    from newsroom.records import Check


@click.command(cls=Command)
@click.option("--for", "span", type=SPAN, help="Stop by itself after this long, as in 10m.")
@pass_options
def run(options: Options, span: timedelta | None) -> None:
    """Watch without a screen until SIGTERM or SIGINT."""
    session = options.session(write=True, program="llamawatch run")
    asyncio.run(_watch(session, span, options))


async def _watch(session: LiveSession, span: timedelta | None, options: Options) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        await session.open()
        from watchers.health import asked_ids

        contact = bool(session.config.poll.contact)
        on = len(asked_ids(session.config.sources, contact=contact))
        said = f"Watching {counted(on, 'source')}; data in {session.data}"
        tell_manager("READY=1", f"STATUS={said}")
        if not options.quiet:
            warn(said)
        Narration(session, verbose=options.verbose).begin()
        try:
            async with asyncio.timeout(span.total_seconds() if span else None):
                await stop.wait()
        except TimeoutError:
            pass
    finally:
        tell_manager("STOPPING=1")
        await session.close()


@click.command(cls=Command)
@click.option("--all", "everything", is_flag=True, help="Every enabled source, due or not.")
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--no-alerts", is_flag=True, help="Record what is due as suppressed.")
@click.option("--strict", is_flag=True, help="Exit with 4 if a source or an alert failed.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def poll(
    options: Options,
    *,
    everything: bool,
    sources: tuple[str, ...],
    no_alerts: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """Ask the sources once, store what is new, deliver the alerts that are due.

    With --quiet, only what failed is said, on standard error; --json prints as ever.
    """
    session = options.session(write=True, program="llamawatch poll")
    known = [source.id for source in session.config.sources]
    named = tuple(pick(name, known, "source") for name in sources)
    asked = _Round(named or None, everything or bool(named), no_alerts, as_json)
    failed = asyncio.run(_poll(session, asked, options))
    return STRICT if strict and failed else 0


@dataclass(frozen=True, slots=True)
class _Round:
    """What was asked for."""

    sources: Sequence[str] | None
    everything: bool
    suppress: bool
    as_json: bool


async def _poll(session: LiveSession, asked: _Round, options: Options) -> bool:
    """Poll once; tells whether anything failed."""
    checks: list[Check] = []
    try:
        await session.open(schedule=False)
        narration = Narration(session, sources=False, verbose=options.verbose)
        narration.begin()
        before = session.archive.counts()
        round_ = session.poll(asked.sources, everything=asked.everything, suppress=asked.suppress)
        async for check in round_:
            checks.append(check)
            if asked.as_json:
                say_json(check_shape(check))
            elif not options.quiet:
                say(_line(check))
            elif check.outcome == "failed":
                warn(f"{check.source}: {check.error}")
        await session.deliver()
        after = session.archive.counts()
    finally:
        await session.close()
    failed = sum(check.outcome == "failed" for check in checks)
    total = {
        "sources": len(checks),
        "new": sum(check.new for check in checks),
        "failed": failed,
        # Stories that turned out to be one make it fewer.
        "stories": max(0, after.stories - before.stories),
        "alerts": after.alerts - before.alerts,
    }
    if asked.as_json:
        say_json({"summary": True, **total})
    elif not options.quiet:
        say(
            f"{counted(total['sources'], 'source')}, {counted(total['new'], 'new item')}, "
            f"{failed} failed, {counted(total['stories'], 'new story')}, "
            f"{counted(total['alerts'], 'alert')}"
        )
    return bool(failed or narration.undelivered)


def _line(check: Check) -> str:
    counts = ((check.new, "new"), (check.updated, "updated"))
    came = ", ".join(f"{number} {what}" for number, what in counts if number)
    told = ": ".join(part for part in (came, check.error) if part)
    return next(iter(columns([(f"{check.source:<28}", f"{check.outcome:<9}", told)])))
