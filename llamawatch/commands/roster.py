"""`people` and `moves`: who is where, who went where, and who is on the roster."""

from __future__ import annotations

from datetime import timedelta
from shlex import quote
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import SPAN, Command, Group, Options, pass_options
from llamawatch.diagnostics import warn
from llamawatch.output import columns, counted, say, say_csv, say_lines
from llamawatch.rosters import roster_of, suggested
from llamawatch.shapes import move_shape, person_shape, suggestion_shape

if TYPE_CHECKING:
    from llamawatch.session import LiveSession
    from newsroom.packs import Packs
    from newsroom.records import Person
    from store.places import Places

_LATELY = timedelta(days=30)


@click.group(cls=Group, invoke_without_command=True)
@click.option("--group", help="Only members of this group.")
@click.option("--suggestions", is_flag=True, help="Names that keep company with the roster.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
@pass_options
def people(
    options: Options,
    context: click.Context,
    *,
    group: str | None,
    suggestions: bool,
    as_csv: bool,
    as_json: bool,
) -> None:
    """The roster: who is where, last seen, by what evidence."""
    if context.invoked_subcommand is not None:
        return
    session = options.reader()
    if suggestions:
        _say_suggestions(session, as_json=as_json)
        return
    found = [one for one in roster_of(session) if group is None or group in one.groups]
    if as_json:
        say_lines(map(person_shape, found))
    elif as_csv:
        keys = ("id", "name", "groups", "org", "status", "last_seen", "items")
        rows = [person_shape(one) for one in found]
        say_csv(keys, ([row[key] for key in keys] for row in rows))
    else:
        for line in columns(
            (one.id, one.name, one.status, session.name_of(one.org) or "-", _last_known(one))
            for one in found
        ):
            say(line)


def _last_known(person: Person) -> str:
    if not person.last_seen:
        return "-"
    return f"last known {person.last_seen}" if person.stale else person.last_seen


def _say_suggestions(session: LiveSession, *, as_json: bool) -> None:
    """Who may deserve watching, with the sentence that says so; nothing here is a fact."""
    found = suggested(session, _LATELY)
    if as_json:
        say_lines(map(suggestion_shape, found))
        return
    if not found:
        say("Nobody new stood beside people of the roster in the last 30 days.")
    for one in found:
        beside = ", ".join(session.packs.name_of(person, "person") for person in one.beside)
        say(f"{one.name}  beside {beside}, {counted(one.articles, 'article')}")
        for evidence in one.evidence[:1]:
            say(f"  “{evidence.quote}”")


@people.command()
@click.argument("name")
@click.option("--org", default="", help="Where they are: an organisation's id or name.")
@click.option("--group", "groups", multiple=True, help="A group they belong to; may be repeated.")
@click.option(
    "--alias",
    "aliases",
    multiple=True,
    help="Another spelling, in any script; a lone surname counts beside something related.",
)
@pass_options
def add(
    options: Options, name: str, org: str, groups: tuple[str, ...], aliases: tuple[str, ...]
) -> None:
    """Put somebody on the roster, or bring back whom you forgot.

    NAME is the full name. They are written into your own pack, beside the configuration; a running
    llamawatch takes it up by itself.
    """
    from llamawatch.enrolling import enrol_in, own_path
    from llamawatch.session import utc_now
    from newsroom.enrolment import Entry, group_id

    places, packs, names = _packs(options)
    path = own_path(places, names)
    person = enrol_in(path, Entry(name, aliases, org, groups), packs, utc_now())
    back = person in packs.forgotten
    said = f"{'Brought back' if back else 'Added'} {person} ({path})"
    known = {group for one in packs.people.values() for group in one.groups}
    fresh = [group for each in groups if (group := group_id(each, packs)) not in known]
    say(f"{said}; new group: {', '.join(fresh)}" if fresh else said)


@people.command()
@click.argument("person", metavar="ID")
@pass_options
def forget(options: Options, person: str) -> None:
    """Take somebody off the roster, whatever pack they come from; `people add` brings them back.

    Nobody's name is looked for any more, no watch is asked about them and no move of theirs is
    told. What is stored stays.
    """
    from llamawatch.enrolling import forget_in, own_path

    places, packs, names = _packs(options)
    path = own_path(places, names)
    found = forget_in(path, person, packs)
    name = packs.name_of(found, "person")
    say(f"Forgot {found} ({path}); `llamawatch people add {quote(name)}` brings them back")


def _packs(options: Options) -> tuple[Places, Packs, tuple[str, ...]]:
    """Where packs lie, what they know, and which they are."""
    from store.pack_files import load_packs

    places, config = options.load()
    packs, problems = load_packs(config.subject.packs, places.packs)
    for problem in problems:
        warn(problem)
    return places, packs, config.subject.packs


@click.command(cls=Command)
@click.option("--since", type=SPAN, help="First reported within this, as in 30d.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def moves(options: Options, since: timedelta | None, as_csv: bool, as_json: bool) -> None:
    """The ledger of who went where, with status and evidence."""
    session = options.reader()
    found = session.ledger(session.clock() - since if since else None)
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
