"""`replay`: what a query or a watch would have told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.options import (
    QUERY_SETTINGS,
    SPAN,
    Command,
    Options,
    joined,
    pass_options,
    query_argument,
)
from llamawatch.output import columns, say, say_json
from newsroom.records import WatchSpec
from newsroom.shapes import when
from store.finding import pick

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from llamawatch.session import LiveSession
    from newsroom.replay import WouldTell
    from newsroom.trials import Trial


@click.command(cls=Command, context_settings=QUERY_SETTINGS)
@query_argument()
@click.option("--watch", metavar="ID", help="This watch; with a query, as it would be with it.")
@click.option("--since", type=SPAN, default="30d", help="How far back, as in 30d (the default).")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def replay(
    options: Options,
    query: tuple[str, ...],
    watch: str | None,
    since: timedelta,
    as_json: bool,
) -> None:
    """What a query or watch would have told of what is stored, and what a change would change.

    A query alone is tried as a new watch; with --watch it takes the place of everything that watch
    asks for, and added and removed count the alerts that come in and go. Without either, the
    watches are tried as they are, all together.
    """
    from llamawatch.replaying import summary_of

    session = options.reader()
    trial = _try(session, joined(query), watch, session.clock() - since)
    added = {one.key for one in trial.difference.added}
    if as_json:
        for one in trial.tried.told:
            say_json({**_shape(one), "added": one.key in added})
        say_json({"summary": True, **_counts(trial)})
        return
    for line in columns(_row(session, one, added=one.key in added) for one in trial.tried.told):
        say(line)
    say(summary_of(trial))


def _try(session: LiveSession, query: str, watch: str | None, since: datetime) -> Trial:
    from llamawatch.replaying import try_watch, try_watches

    if watch is None and not query.strip():
        return try_watches(session, since)
    specs = {spec.id: spec for spec in session.config.watches}
    if watch is None:
        return try_watch(session, WatchSpec("query", name=query, query=query), since)
    saved = specs[pick(watch, specs, "watch")]
    if not query.strip():
        return try_watch(session, saved, since, saved=saved)
    asked = WatchSpec(
        saved.id,
        name=saved.name,
        query=query,
        alert=saved.alert,
        channels=saved.channels,
        priority=saved.priority,
    )
    return try_watch(session, asked, since, saved=saved)


def _shape(one: WouldTell) -> dict[str, Any]:
    due = one.due
    return {
        "at": when(one.at),
        "watches": list(due.watches),
        "story": due.story or None,
        "revision": due.revision,
        "item": due.item or None,
        "move": due.move or None,
        "reason": due.reason,
        "title": due.title,
        "priority": due.priority,
        "digest": due.digest,
    }


def _row(session: LiveSession, one: WouldTell, *, added: bool) -> tuple[str, ...]:
    at = one.at.astimezone(session.timezone)
    mark = "+" if added else "~" if one.due.digest else " "
    return (mark, f"{at:%Y-%m-%d %H:%M}", f"{one.due.title} ({one.due.reason})")


def _counts(trial: Trial) -> dict[str, int]:
    return {
        "items": trial.tried.items,
        "stories": trial.tried.stories,
        "alerts": len(trial.tried.alerts),
        "digested": len(trial.tried.digested),
        "added": len(trial.difference.added),
        "removed": len(trial.difference.removed),
    }
