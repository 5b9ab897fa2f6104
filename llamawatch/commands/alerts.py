"""`alerts`: the outbox, and a test of every channel."""

from __future__ import annotations

import asyncio
import sys
from typing import get_args

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import STRICT
from llamawatch.output import columns, say, say_lines
from llamawatch.shapes import alert_shape
from newsroom.errors import NotFound
from newsroom.records import AlertState


@click.group(cls=Group, invoke_without_command=True)
@click.option("--state", type=click.Choice(get_args(AlertState)), help="Only in this state.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
@pass_options
def alerts(
    options: Options, context: click.Context, state: AlertState | None, as_json: bool
) -> None:
    """What was told, where, and whether it arrived."""
    if context.invoked_subcommand is not None:
        return
    session = options.reader()
    found = session.archive.outbox.alerts(state)
    if as_json:
        say_lines(map(alert_shape, found))
        return
    for line in columns(
        (
            one.id,
            one.state,
            one.channel,
            one.reason,
            one.title + (f" ({one.error})" if one.error else ""),
        )
        for one in found
    ):
        say(line)


@alerts.command()
@click.argument("channel", required=False)
@click.option("--strict", is_flag=True, help="Exit with 4 if a channel failed.")
@pass_options
def test(options: Options, channel: str | None, strict: bool) -> int:
    """Send a test over one channel, or over every enabled one."""
    session = options.session(write=False)
    enabled = session.config.alerts.channels
    if channel is not None and channel not in enabled:
        raise NotFound(
            f'channel "{channel}" is not enabled: enabled in {session.places.config} are '
            f"{', '.join(enabled) or 'none'}"
        )
    failed = False
    for name in [channel] if channel else enabled:
        problem = asyncio.run(session.test_alert(name, ring=_bell))
        failed = failed or bool(problem)
        say(f"{name}: {problem or 'handed over'}")
    return STRICT if strict and failed else 0


def _bell() -> None:
    sys.stderr.write("\a")
    sys.stderr.flush()
