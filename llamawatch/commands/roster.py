"""`people` and `moves`: who is where, who went where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import SPAN, Command, Options, pass_options
from llamawatch.output import columns, say, say_csv, say_lines
from llamawatch.shapes import move_shape, person_shape

if TYPE_CHECKING:
    from datetime import timedelta

    from llamawatch.session import LiveSession
    from newsroom.records import Person


def roster_of(session: LiveSession) -> tuple[Person, ...]:
    """The roster: what the packs know and what the archive holds."""
    from newsroom.roster import roster

    counts: Counter[str] = Counter()
    for item in session.archive.items():
        counts.update(item.people)
    return roster(session.packs, tuple(session.archive.moves()), counts)


@click.command(cls=Command)
@click.option("--group", help="Only members of this group.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def people(options: Options, group: str | None, as_csv: bool, as_json: bool) -> None:
    """The roster: who is where, last seen, by what evidence."""
    session = options.reader()
    found = [one for one in roster_of(session) if group is None or group in one.groups]
    if as_json:
        say_lines(map(person_shape, found))
    elif as_csv:
        keys = ("id", "name", "groups", "org", "status", "last_seen", "items")
        rows = [person_shape(one) for one in found]
        say_csv(keys, ([_flat(row[key]) for key in keys] for row in rows))
    else:
        for line in columns(
            (one.id, one.name, one.status, session.name_of(one.org) or "-", one.last_seen or "-")
            for one in found
        ):
            say(line)


@click.command(cls=Command)
@click.option("--since", type=SPAN, help="First reported within this, as in 30d.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def moves(options: Options, since: timedelta | None, as_csv: bool, as_json: bool) -> None:
    """The ledger of who went where, with status and evidence."""
    session = options.reader()
    start = session.clock() - since if since else None
    found = [
        move for move in session.archive.moves() if start is None or move.first_reported >= start
    ]
    found.sort(key=lambda move: move.first_reported, reverse=True)
    if as_json:
        say_lines(map(move_shape, found))
    elif as_csv:
        keys = ("id", "name", "kind", "from", "to", "role", "status", "date", "first_reported")
        rows = [move_shape(move) for move in found]
        say_csv(keys, ([row[key] for key in keys] for row in rows))
    else:
        for line in columns(
            (
                move.first_reported.date().isoformat(),
                move.name,
                move.kind,
                session.name_of(move.origin) or "-",
                session.name_of(move.destination) or "-",
                move.status,
            )
            for move in found
        ):
            say(line)


def _flat(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value
