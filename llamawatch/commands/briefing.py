"""`brief`: what happened since the last look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from llamawatch.commands.options import Command, Options, Span, pass_options
from llamawatch.output import say_lines, say_text
from newsroom.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from llamawatch.session import LiveSession

FORMATS: Final = ("text", "markdown", "html", "json")
_LAST: Final = "last"


class _SinceOption(Span):
    """A duration, or "last"."""

    name = "duration|last"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read it; "last" is no span."""
        return None if value == _LAST else super().convert(value, param, ctx)  # type: ignore[return-value] # None says "last"


@click.command(cls=Command)
@click.option(
    "--since",
    type=_SinceOption(),
    help='Since how long, as in 7d; "last" (the default): since the last brief.',
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="As what.")
@pass_options
def brief(options: Options, since: timedelta | None, form: str) -> None:
    """What happened: moves, stories by topic, who gained and lost, which sources fail.

    "last" is noted by the program that watches, or here if none does: what is shown once is not in
    the next brief. With a duration nothing is noted. The first brief is about the last 7 days.
    """
    session = options.reader() if since is not None else _opened(options)
    try:
        until = session.clock()
        if since is not None:
            _show(session, until - since, until, form)
            return
        from llamawatch.briefing import FIRST
        from store.briefing import last_briefed

        _show(session, last_briefed(session.archive) or until - FIRST, until, form)
        session.note_briefed(until)
        if form != "json" and not options.quiet:
            click.echo("Noted as seen; `llamawatch brief --since 7d` shows the week.", err=True)
    finally:
        session.archive.close()


def _opened(options: Options) -> LiveSession:
    """A session that can note what was shown; one that only looks where the disk refuses."""
    try:
        return options.changer("llamawatch brief")
    except StoreError:
        return options.reader()


def _show(session: LiveSession, since: datetime, until: datetime, form: str) -> None:
    from llamawatch.briefing import brief_of
    from newsroom.brief_page import page_of
    from newsroom.brief_shapes import brief_shapes
    from newsroom.brief_text import as_html, as_markdown, as_text

    found, glossary = brief_of(session, since, until), session.glossary
    if form == "json":
        say_lines(brief_shapes(found, glossary))
        return
    page = page_of(found, glossary, session.timezone)
    written = {"text": as_text, "markdown": as_markdown, "html": as_html}[form]
    say_text(written(page))
