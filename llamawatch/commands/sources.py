"""`sources`: where news comes from, and how each source does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llamawatch.commands.discovery import add, check
from llamawatch.commands.options import SPAN, Group, Options, pass_options
from llamawatch.output import columns, counted, say, say_lines
from llamawatch.shapes import source_shape
from newsroom.durations import format_duration
from newsroom.errors import NotFound
from store.finding import pick

if TYPE_CHECKING:
    from datetime import timedelta

    from newsroom.records import Source
    from store.settings import Config

_MOST_NAMED = 5
"""Things named one by one before only their number is said."""


@click.group(cls=Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@click.pass_context
@pass_options
def sources(options: Options, context: click.Context, as_json: bool) -> None:
    """The sources and their health."""
    if context.invoked_subcommand is not None:
        return
    session = options.reader()
    contact = bool(session.config.poll.contact)
    shapes = [
        source_shape(source, session.archive.source_state(source.id), contact=contact)
        for source in session.config.sources
    ]
    if as_json:
        say_lines(shapes)
        return
    for line in columns(
        (one["id"], one["state"], str(one["items"]), one["error"] or one["url"]) for one in shapes
    ):
        say(line)


sources.add_command(check)
sources.add_command(add)


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def pause(options: Options, source: str) -> None:
    """Ask a source no longer; its items stay."""
    _set_enabled(options, source, enabled=False)


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def resume(options: Options, source: str) -> None:
    """Ask a source again."""
    _set_enabled(options, source, enabled=True)


@sources.command(name="set")
@click.argument("source", metavar="ID")
@click.option("--name", help="Shown in the dashboard.")
@click.option("--url", help="The address.")
@click.option("--language", help="A hint, ISO 639-1.")
@click.option("--interval", type=SPAN, help="How often to ask, as in 15m.")
@click.option("--trusted/--not-trusted", default=None, help="One report here is enough.")
@pass_options
def change(options: Options, /, source: str, interval: timedelta | None, **given: Any) -> None:  # noqa: ANN401 -- one value per option
    """Change keys of a source; what is not named stays."""
    from store.config_file import set_keys

    if interval is not None:
        given["interval"] = format_duration(interval)
    values = {key: value for key, value in given.items() if value is not None}
    if not values:
        raise click.UsageError("Name at least one key to change.")
    places, config = options.load()
    source = _configured(config, source).id
    set_keys(places.config, "source", source, values)
    say(f"Changed {source}")


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def follow(options: Options, source: str) -> None:
    """Take up the address a source has moved to for good; it goes into config.toml."""
    from store.config_file import set_keys
    from watchers.kinds import followed

    session = options.reader()
    configured = _configured(session.config, source)
    source = configured.id
    state = session.archive.source_state(source)
    if not state.moved_to:
        raise NotFound(f"{source} has not moved: its address stays as it is")
    url = followed(configured, state.moved_to)
    set_keys(session.places.config, "source", source, {"url": url})
    say(f"Changed {source}: it is asked at {url}")


@sources.command()
@click.argument("source", metavar="ID")
@pass_options
def remove(options: Options, source: str) -> None:
    """Take a source out of config.toml; its items stay."""
    from store.config_file import remove_table

    places, config = options.load()
    source = _configured(config, source).id
    remove_table(places.config, "source", source)
    say(f"Removed {source}; its items stay in the archive")


@sources.command(name="import")
@click.argument("file", metavar="FILE.opml", type=click.Path(path_type=Path))
@pass_options
def bring_in(options: Options, file: Path) -> None:
    """Add the feeds that an OPML file lists; those that are sources already stay as they are."""
    from llamawatch.discovering import outline_values, read_outlines, with_ids
    from store.config_file import add_tables

    places, config = options.load()
    found = read_outlines(file, config)
    rows = with_ids(map(outline_values, found.fresh), (source.id for source in config.sources))
    if rows:
        add_tables(places.config, "source", rows)
    for row in rows:
        say(f"Added {row['id']}: {row['url']}")
    said = [f"{counted(len(rows), 'source')} added"]
    said += [f"{len(found.known)} there already"] if found.known else []
    say(", ".join(said))
    if found.refused:
        named = ", ".join(found.refused[:_MOST_NAMED])
        more = len(found.refused) - _MOST_NAMED
        click.echo(
            f"Left out, because only http and https addresses can be asked: {named}"
            f"{f' and {more} more' if more > 0 else ''}",
            err=True,
        )


@sources.command(name="export")
@click.argument("file", metavar="[FILE.opml]", required=False, type=click.Path(path_type=Path))
@pass_options
def hand_on(options: Options, file: Path | None) -> None:
    """Write the sources as OPML, to a file or to standard output."""
    from llamawatch.session import utc_now
    from store.atomic import write_atomically
    from watchers.opml import is_feed, write_opml

    _, config = options.load()
    written = write_opml(config.sources, utc_now())
    if file is None:
        click.echo(written, nl=False)
    else:
        try:
            write_atomically(file, written)
        except OSError as error:
            raise NotFound(f"{file}: cannot be written ({error.strerror})") from error
    others = [source.id for source in config.sources if not is_feed(source)]
    if others and not options.quiet:
        click.echo(
            f"Left out, because no other program can ask them: {', '.join(others)}", err=True
        )


def _configured(config: Config, given: str) -> Source:
    """The source with an id, given whole or by its beginning."""
    by_id = {source.id: source for source in config.sources}
    return by_id[pick(given, by_id, "source")]


def _set_enabled(options: Options, source: str, *, enabled: bool) -> None:
    from store.config_file import set_keys

    places, config = options.load()
    source = _configured(config, source).id
    set_keys(places.config, "source", source, {"enabled": enabled})
    say(f"{'Resumed' if enabled else 'Paused'} {source}")
