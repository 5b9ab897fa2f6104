"""`export`: hands the items on to other programs."""

from __future__ import annotations

import re
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from llamawatch.commands.reading import found_items
from llamawatch.output import counted, say, say_document
from newsroom.errors import NotFound
from newsroom.exports import FORMATS, Heading, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import timedelta

    from click.shell_completion import CompletionItem

    from newsroom.records import Item

_FORMAT: Final = "--format"
_HERE: Final = "\0"
"""Stands behind --format among the words: no word of a command line can be this."""
_OF_A_QUERY: Final = re.compile(r"-?[a-z]+:|[\"(]")
"""How a word of a query begins that would be an odd name for a file."""


class _Export(Command):
    """Tells the query, which stands before --format, from the file, which stands after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark where --format stood; click tells words only in their order."""
        return super().parse_args(ctx, _marked(args))


def _marked(words: Sequence[str]) -> list[str]:
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == _FORMAT or word.startswith(f"{_FORMAT}="):
            end = index + (2 if word == _FORMAT else 1)
            return [*words[:end], _HERE, *words[end:]]
    return list(words)


def _offered(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell offers: files behind --format, nothing in a query."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")] if _HERE in context.params["query"] else []


@click.command(cls=_Export, context_settings=QUERY_SETTINGS)
@query_argument("[QUERY] --format FORMAT [FILE]", _offered)
@click.option(_FORMAT, "form", required=True, type=click.Choice(FORMATS), help="As what.")
@click.option("--since", type=SPAN, help="First seen within this, as in 7d.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@pass_options
def export(
    options: Options,
    query: tuple[str, ...],
    form: str,
    since: timedelta | None,
    limit: int | None,
) -> None:
    """Hand the items on, newest first: to FILE, which is replaced, or to standard output.

    What stands before --format is the query; what stands after it is the file. A new file is yours
    alone to read; one that is there keeps its permissions.
    """
    words, file = _told_apart(query)
    asked = joined(words)
    session = options.reader()
    found = _begun(islice(found_items(session, asked, since), limit))
    counting = _Counting(found)
    title = f"llamawatch: {asked}" if asked.strip() else "llamawatch"
    document = pieces(form, counting, Heading(title, session.name_of, session.timezone))
    if file is None:
        say_document(document)
        return
    _write(file, document)
    if not options.quiet:
        say(f"Wrote {file}: {counted(counting.count, 'item')}")


def _told_apart(words: Sequence[str]) -> tuple[Sequence[str], Path | None]:
    """The words of the query, and the file; None: standard output."""
    here = words.index(_HERE) if _HERE in words else len(words)
    before, after = words[:here], words[here + 1 :]
    if len(after) > 1 or any(map(_OF_A_QUERY.match, after)):
        raise click.UsageError(
            f'"{" ".join(after)}" cannot be the file: one file stands after --format, and the '
            "query before it; a file of an odd name is written as in ./name."
        )
    return before, None if not after or after[0] == "-" else Path(after[0])


def _begun(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the first found already, so that a query of no use prints nothing."""
    return chain(list(islice(items, 1)), items)


class _Counting:
    """Passes items on and counts them."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[Item]:
        for self.count, item in enumerate(self._items, start=1):  # noqa: B020 -- counted where it is seen
            yield item


def _write(file: Path, document: Iterable[str]) -> None:
    from store.atomic import replacing

    encoded = (piece.encode() for piece in document)
    try:
        if file.exists() and not file.is_file():
            # A pipe or a device is written to, never replaced.
            with file.open("wb") as open_file:
                open_file.writelines(encoded)
            return
        with replacing(file) as new:
            new.writelines(encoded)
    except OSError as error:
        raise NotFound(
            f"{file}: cannot be written ({error.strerror}): name a file in a folder that is there "
            "and that you may write"
        ) from error
