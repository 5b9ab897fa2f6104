"""`people` and `moves`: who is where, who went where."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from llamawatch.commands.options import SPAN, Command, Options, pass_options
from llamawatch.output import columns, counted, say, say_csv, say_lines
from llamawatch.shapes import move_shape, person_shape, suggestion_shape

if TYPE_CHECKING:
    from llamawatch.session import LiveSession
    from newsroom.records import Person
    from newsroom.suggestions import Suggestion

_LATELY = timedelta(days=30)


def roster_of(session: LiveSession) -> tuple[Person, ...]:
    """The roster: what the packs know and what the archive holds."""
    from newsroom.needs import NAMES_SOMEBODY
    from newsroom.roster import roster

    counts: Counter[str] = Counter()
    for item in session.archive.holding(NAMES_SOMEBODY):
        counts.update(item.people)
    return roster(session.packs, tuple(session.archive.moves()), counts, now=session.clock())


def suggested(session: LiveSession, since: timedelta) -> tuple[Suggestion, ...]:
    """Names no pack knows that stood in a list with watched people lately."""
    from newsroom.needs import IN_A_STORY, NAMES_SOMEBODY
    from newsroom.scan import scan
    from newsroom.suggestions import suggest

    archive, packs = session.archive, session.packs
    start = session.clock() - since
    found = []
    for item in archive.holding((*IN_A_STORY, *NAMES_SOMEBODY), since=start):
        if item.story and item.people:
            source = session.watches.sources.get(item.article.source)
            article = archive.whole(item.id).article
            found.append((article, scan(article, packs, source.context if source else ())))
    return suggest(found, packs)


@click.command(cls=Command)
@click.option("--group", help="Only members of this group.")
@click.option("--suggestions", is_flag=True, help="Names that keep company with the roster.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def people(
    options: Options, *, group: str | None, suggestions: bool, as_csv: bool, as_json: bool
) -> None:
    """The roster: who is where, last seen, by what evidence."""
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
        say_csv(keys, ([_flat(row[key]) for key in keys] for row in rows))
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
