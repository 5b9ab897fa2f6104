"""`watches`: what is told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import STRICT
from llamawatch.output import columns, say, say_lines
from llamawatch.shapes import watch_shape
from newsroom.needs import IN_A_STORY
from newsroom.records import AlertPolicy, Priority
from store.config_schema import CHANNELS
from store.finding import pick

if TYPE_CHECKING:
    from collections.abc import Callable

    from llamawatch.session import LiveSession

_MONTH = timedelta(days=30)
_LATEST = 200
"""On so many items it is tried whether a watch's pattern takes too long."""


@click.group(cls=Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
@pass_options
def watches(options: Options, context: click.Context, as_json: bool) -> None:
    """The watches, with what they brought in 30 days."""
    if context.invoked_subcommand is not None:
        return
    session = options.reader()
    shapes = _shapes(session)
    if as_json:
        say_lines(shapes)
        return
    for line in columns(
        (
            one["id"],
            "broken" if one["error"] else one["alert"],
            str(one["items_30d"]),
            str(one["alerts_30d"]),
            one["error"] or one["name"],
        )
        for one in shapes
    ):
        say(line)


def _shapes(session: LiveSession) -> list[dict[str, Any]]:
    since = session.clock() - _MONTH
    items: Counter[str] = Counter()
    latest = islice(session.archive.items(since=since), _LATEST)
    session.watches.rehearse(session.subject(item) for item in latest)
    # What matches a watch belongs to a story.
    for item in session.archive.holding(IN_A_STORY, since=since):
        items.update(item.watches)
    alerts: Counter[str] = Counter()
    for alert in session.archive.outbox.alerts():
        if alert.created >= since:
            alerts.update(alert.watches)
    errors = session.watch_errors()
    return [
        watch_shape(spec, errors.get(spec.id, ""), items[spec.id], alerts[spec.id])
        for spec in session.config.watches
    ]


def _keys(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options a watch is made of; lists are given by repeating."""
    for option in reversed(
        (
            click.option("--name", help="Shown in alerts."),
            click.option("--keyword", "keywords", multiple=True, help="Any of these."),
            click.option("--exclude", "exclude", multiple=True, help="None of these."),
            click.option(
                "--without", multiple=True, help="Spellings that do not count for this watch."
            ),
            click.option("--query", help="Must hold as well."),
            click.option("--topic", "topics", multiple=True, help="Any of these."),
            click.option("--language", "languages", multiple=True, help="Any of these."),
            click.option("--alert", type=click.Choice(get_args(AlertPolicy)), help="When to tell."),
            click.option("--channel", "channels", multiple=True, type=click.Choice(CHANNELS)),
            click.option("--priority", type=click.Choice(get_args(Priority)), help="How loud."),
        )
    ):
        command = option(command)
    return command


@watches.command()
@click.argument("watch", metavar="ID")
@_keys
@pass_options
def add(options: Options, /, watch: str, **keys: Any) -> None:  # noqa: ANN401 -- one value per option
    """Add a watch to config.toml."""
    from store.config_file import add_table

    session = options.session(write=False)
    given = _given(keys)
    _check_query(session, given)
    if not any(given.get(key) for key in ("keywords", "query", "topics", "languages")):
        raise click.UsageError("Give it --keyword, --query, --topic or --language.")
    add_table(session.places.config, "watch", {"id": watch, **given})
    say(f"Added {watch}")


@watches.command(name="set")
@click.argument("watch", metavar="ID")
@_keys
@pass_options
def change(options: Options, /, watch: str, **keys: Any) -> None:  # noqa: ANN401 -- one value per option
    """Change keys of a watch; what is not named stays, and --without "" takes all of a list out."""
    from store.config_file import set_keys

    session = options.session(write=False)
    given = _given(keys)
    if not given:
        raise click.UsageError("Name at least one key to change.")
    _check_query(session, given)
    watch = pick(watch, (one.id for one in session.config.watches), "watch")
    set_keys(session.places.config, "watch", watch, given)
    say(f"Changed {watch}")


@watches.command()
@click.argument("watch", metavar="ID")
@pass_options
def remove(options: Options, watch: str) -> None:
    """Take a watch out of config.toml."""
    from store.config_file import remove_table

    places, config = options.load()
    watch = pick(watch, (one.id for one in config.watches), "watch")
    remove_table(places.config, "watch", watch)
    say(f"Removed {watch}")


@watches.command()
@click.option("--strict", is_flag=True, help="Exit with 4 if a watch is broken.")
@pass_options
def check(options: Options, strict: bool) -> int:
    """Tell which watches cannot work, and why."""
    session = options.session(write=False)
    session.compile()
    errors = session.watch_errors()
    for watch, error in errors.items():
        say(f"{watch}: {error}")
    count = len(session.config.watches)
    say(f"{count} watch{'es' * (count != 1)}, {len(errors)} broken")
    return STRICT if strict and errors else 0


def _given(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys that were named; an empty text given for a list empties it."""
    given = {key: value for key, value in keys.items() if value not in (None, ())}
    return {
        key: tuple(one for one in value if one) if isinstance(value, tuple) else value
        for key, value in given.items()
    }


def _check_query(session: LiveSession, given: dict[str, Any]) -> None:
    """Refuse a query that does not parse before it is written down."""
    if given.get("query"):
        session.compile()
        session.parse_query(given["query"])
