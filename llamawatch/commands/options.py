"""What every command shares: the global options, before or after the command."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from newsroom.durations import parse_duration
from newsroom.errors import StoreLocked
from store.places import Places, find_places, make_user_config
from store.settings import Config, load_config

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem

    from llamawatch.session import LiveSession


@dataclass
class Options:
    """The global options as given."""

    config: str | None = None
    data: str | None = None
    quiet: bool = False
    verbose: bool = False

    def places(self) -> Places:
        """Where configuration and data lie."""
        return find_places(config=self.config, data=self.data, environ=os.environ, cwd=Path.cwd())

    def load(self) -> tuple[Places, Config]:
        """Find and read the configuration; the user's own is made on a first start."""
        places = self.places()
        made = make_user_config(places)
        if made and not self.quiet:
            click.echo(f"Made {places.config} from the shipped configuration", err=True)
        if self.verbose:
            click.echo(f"Configuration {places.config} ({places.config_from})", err=True)
            click.echo(f"Data {places.data}", err=True)
        return places, load_config(places.config)

    def session(self, *, write: bool, program: str = "llamawatch") -> LiveSession:
        """A session that is not open yet."""
        from llamawatch.session import LiveSession

        places, config = self.load()
        return LiveSession(places, config, write=write, program=program)

    def changer(self, program: str) -> LiveSession:
        """A session that writes, open; beside a writer one that asks it for what is changed."""
        session = self.session(write=True, program=program)
        try:
            session.read()
        except StoreLocked:
            return self.reader()
        return session

    def reader(self) -> LiveSession:
        """A session that only looks, open."""
        session = self.session(write=False)
        session.read()
        return session


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:  # noqa: ANN401 -- click's values
    if value == "":
        raise click.BadParameter("it is empty: name a path, or leave the option out")
    if value and parameter.name:
        options = context.find_root().ensure_object(Options)
        setattr(options, parameter.name, value)
    return value


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"llamawatch {version('llamawatch')}")
        context.exit()


def _global(
    *names: str,
    flag: bool = False,
    type: click.ParamType[Any] | None = None,  # noqa: A002 -- click's name for it
    help: str,  # noqa: A002 -- as above
) -> click.Option:
    # With is_flag=False click takes the value for optional, and the user's own files for those that
    # were meant to be named.
    return click.Option(
        names, type=type, is_flag=flag or None, expose_value=False, callback=_keep, help=help
    )


def global_options() -> list[click.Parameter]:
    """The global options, anew for each command."""
    return [
        _global("--config", type=click.Path(), help="The configuration file."),
        _global("--data", type=click.Path(), help="The data directory."),
        _global("--quiet", flag=True, help="No progress, only what fails."),
        _global("--verbose", flag=True, help="More on standard error."),
        click.Option(
            ("--version",),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="The version.",
        ),
    ]


class Command(click.Command):
    """A command that takes the global options as well."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- click's own
        super().__init__(*args, **more)
        self.params.extend(global_options())


class Group(click.Group):
    """A group whose commands take the global options as well."""

    command_class = Command

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- click's own
        super().__init__(*args, **more)
        self.params.extend(global_options())


Group.group_class = Group


class Span(click.ParamType[timedelta]):
    """A duration as in 90s, 15m, 2h, 7d, 4w."""

    name = "duration"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read it."""
        if isinstance(value, timedelta):
            return value
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


SPAN = Span()
QUERY_SETTINGS = {"ignore_unknown_options": True}
"""Lets `-word` reach a query."""


CommandT = TypeVar("CommandT", bound="Callable[..., Any]")
Completer: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def query_argument(
    shown: str | None = None, complete: Completer | None = None
) -> Callable[[CommandT], CommandT]:
    """The rest of the line as a query.

    Args:
        shown: How it is written, in the help.
        complete: What a shell offers for a word of it.
    """
    return click.argument(
        "query", nargs=-1, type=click.UNPROCESSED, metavar=shown, shell_complete=complete
    )


def joined(words: Sequence[str]) -> str:
    """The words of the line as one query; quotes meant for the query need quoting in the shell."""
    return " ".join(words)


pass_options = click.make_pass_decorator(Options, ensure=True)
