"""`alerts` and `mute`: the outbox, a test of every channel, another try, silence."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import click

from llamawatch.commands.options import SPAN, Command, Group, Options, pass_options
from llamawatch.diagnostics import STRICT
from llamawatch.output import columns, say, say_lines
from llamawatch.shapes import alert_shape
from newsroom.errors import NotFound, Undelivered
from newsroom.records import AlertState
from store.mutes import EVERYTHING

if TYPE_CHECKING:
    from llamawatch.session import LiveSession


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
    """Send a test over one channel, or over every enabled one; say what the other side answered."""
    session = options.session(write=False)
    enabled = session.config.alerts.channels
    if channel is not None and channel not in enabled:
        raise NotFound(
            f'channel "{channel}" is not enabled: enabled in {session.places.config} are '
            f"{', '.join(enabled) or 'none'}"
        )
    failed = False
    for name in [channel] if channel else enabled:
        try:
            said = asyncio.run(session.test_alert(name)) or "handed over"
        except Undelivered as error:
            failed, said = True, str(error)
        say(f"{name}: {said}")
    return STRICT if strict and failed else 0


@alerts.command()
@click.argument("alert", metavar="ID")
@pass_options
def retry(options: Options, alert: str) -> None:
    """Try an alert again now that failed, was given up or was muted."""
    session = options.changer("llamawatch alerts retry")
    try:
        _, one = session.archive.find(alert, "alert")
        session.retry(one)
        _say_who(session, options)
    finally:
        session.archive.close()


@alerts.command()
@click.argument("alert", metavar="ID")
@click.option("--for", "span", type=SPAN, default="1h", show_default=True, help="How long.")
@click.option("--off", is_flag=True, help="End it.")
@pass_options
def snooze(options: Options, alert: str, span: timedelta, off: bool) -> None:
    """Tell an alert later, or once more: also one that was told already."""
    session = options.changer("llamawatch alerts snooze")
    try:
        _, one = session.archive.find(alert, "alert")
        session.snooze(one, None if off else session.clock() + span)
        _say_who(session, options)
    finally:
        session.archive.close()


@click.command(cls=Command)
@click.argument("what", required=False)
@click.option("--for", "span", type=SPAN, help="How long, as in 1h.")
@click.option("--off", is_flag=True, help="End it.")
@pass_options
def mute(options: Options, what: str | None, span: timedelta | None, off: bool) -> None:
    """Silence for WHAT: a story, a watch, a source (its id), or all; without it, what is silent.

    What would have been told meanwhile is kept as suppressed. Without --for, all is silent for an
    hour, anything else until --off.
    """
    from llamawatch.muting import describe, find_thing

    if what is None:
        if off or span is not None:
            raise click.UsageError("Name what is meant: a story, a watch, a source, or all.")
        reader = options.reader()
        for one in reader.archive.mutes.lasting(reader.clock()):
            say(describe(reader, one))
        return
    session = options.changer("llamawatch mute")
    try:
        thing = find_thing(session, what)
        if span is None and thing == EVERYTHING:
            span = timedelta(hours=1)
        session.mute(thing, until=None if span is None else session.clock() + span, lift=off)
        _say_who(session, options)
    finally:
        session.archive.close()


def _say_who(session: LiveSession, options: Options) -> None:
    if not session.writes and not options.quiet:
        click.echo(f"Asked of {session.writer or 'the next to watch'}", err=True)
