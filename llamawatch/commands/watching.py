"""`run` and `poll`: watching without a screen."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import SPAN, Command, Options, pass_options
from llamawatch.diagnostics import STRICT, warn
from llamawatch.output import columns, say, say_json
from llamawatch.shapes import check_shape
from newsroom.errors import NotFound

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
    asyncio.run(_watch(session, span, quiet=options.quiet))


async def _watch(session: LiveSession, span: timedelta | None, *, quiet: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        await session.open()
        if not quiet:
            on = sum(source.enabled for source in session.config.sources)
            warn(f"Watching {on} sources; data in {session.data}")
        for problem in session.problems:
            warn(problem)
        try:
            async with asyncio.timeout(span.total_seconds() if span else None):
                await stop.wait()
        except TimeoutError:
            pass
    finally:
        await session.close()


@click.command(cls=Command)
@click.option("--all", "everything", is_flag=True, help="Every enabled source, due or not.")
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--no-alerts", is_flag=True, help="Record what is due as suppressed.")
@click.option("--strict", is_flag=True, help="Exit with 4 if a source failed.")
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
    """Ask the sources once, store what is new, deliver the alerts that are due."""
    session = options.session(write=True, program="llamawatch poll")
    known = {source.id for source in session.config.sources}
    for name in sources:
        if name not in known:
            raise NotFound(f'no source has the id "{name}": `llamawatch sources` lists them')
    failed = asyncio.run(
        _poll(
            session,
            sources or None,
            everything=everything or bool(sources),
            suppress=no_alerts,
            as_json=as_json,
            quiet=options.quiet,
        )
    )
    return STRICT if strict and failed else 0


async def _poll(
    session: LiveSession,
    sources: Sequence[str] | None,
    *,
    everything: bool,
    suppress: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    checks: list[Check] = []
    try:
        await session.open(schedule=False)
        before = session.archive.counts()
        async for check in session.poll(sources, everything=everything, suppress=suppress):
            checks.append(check)
            if as_json:
                say_json(check_shape(check))
            elif check.outcome != "skipped" or not quiet:
                say(_line(check))
        await session.deliver()
        after = session.archive.counts()
        stories, alerts = after.stories - before.stories, after.alerts - before.alerts
        problems = session.problems
    finally:
        await session.close()
    for problem in problems:
        warn(problem)
    failed = sum(check.outcome == "failed" for check in checks)
    new = sum(check.new for check in checks)
    if as_json:
        say_json(
            {
                "summary": True,
                "sources": len(checks),
                "new": new,
                "failed": failed,
                "stories": stories,
                "alerts": alerts,
            }
        )
    else:
        say(
            f"{len(checks)} sources, {new} new items, {failed} failed, "
            f"{stories} new stories, {alerts} alerts"
        )
    return failed


def _line(check: Check) -> str:
    told = check.error or (f"{check.new} new" if check.new else "")
    if check.updated and not check.error:
        told = f"{told}, {check.updated} updated".lstrip(", ")
    return next(iter(columns([(f"{check.source:<28}", f"{check.outcome:<9}", told)])))
