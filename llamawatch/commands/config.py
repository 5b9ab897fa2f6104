"""`config`: what is in force, where it came from, and what is shipped since."""

from __future__ import annotations

import difflib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import click

from llamawatch.commands.options import Group, Options, pass_options
from llamawatch.diagnostics import USAGE, warn
from llamawatch.output import columns, counted, say, say_lines
from newsroom.errors import ConfigChanged, ConfigError
from store.config_schema import TABLES
from store.config_text import locate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llamawatch.drafting import Draft
    from llamawatch.session import LiveSession
    from newsroom.packs import Packs
    from store.places import Places
    from store.settings import Config
    from store.shipped import Difference


@click.group(cls=Group)
def config() -> None:
    """The configuration: check, show, path, edit, diff, update."""


@config.command()
@pass_options
def path(options: Options) -> None:
    """Which file is the configuration."""
    say(str(options.places().config))


@config.command()
@pass_options
def check(options: Options) -> int:
    """Check the configuration, its packs, every watch's query and every source."""
    session = options.session(write=False)
    problems = _problems(session, session.places.config.read_text(encoding="utf-8"))
    for problem in problems:
        say(problem)
    if not problems:
        say(f"{session.places.config}: good, {_size(session.config)}")
    return USAGE if problems else 0


def _problems(session: LiveSession, text: str) -> tuple[str, ...]:
    """What keeps a part of a configuration from working, a sentence each; the rest works."""
    session.compile()
    return (
        *session.problems,
        *_strange_organisations(session.config, session.packs, text),
        *_misfit_sources(session.config, text),
    )


@config.command()
@pass_options
def show(options: Options) -> None:
    """The values in force, and where each came from."""
    from store.shipped import read_document

    places, loaded = options.load()
    text = places.config.read_text(encoding="utf-8")
    say(f"# {places.config} ({places.config_from}); data in {places.data}")
    for line in columns(_effective(read_document(text), text)):
        say(line)
    on = sum(source.enabled for source in loaded.sources)
    sources, watches = counted(len(loaded.sources), "source"), _watches(loaded)
    say(f"{sources}, {on} of them on; {watches}")


@config.command()
@pass_options
def edit(options: Options) -> int:
    """Open a copy in your editor; it takes the file's place once it is right.

    The editor is that of the variable VISUAL or EDITOR. A copy that is wrong is kept, with what is
    wrong where, and the next `config edit` goes on with it. A file that somebody else changed
    meanwhile is not overwritten.
    """
    from llamawatch.drafting import begin, find_editor, run_editor
    from store.places import make_user_config

    places = options.places()
    if make_user_config(places) and not options.quiet:
        warn(f"Made {places.config} from the shipped configuration")
    editor = find_editor()
    draft, left = begin(places)
    for one in left:
        warn(f"{one} holds an edit of an earlier {places.config.name}: take from it what you miss")
    if draft.resumed:
        warn(f"Going on with {draft.path}, which was left; remove it to begin anew")
    while True:
        run_editor(editor, draft)
        if not draft.is_changed:
            draft.discard()
            say(f"{places.config}: nothing was changed")
            return 0
        ended = _take_over(draft, places)
        if ended == "done":
            return 0
        if ended == "late" or (ended == "wrong" and not _asks("Edit it again?")):
            warn(f"Your edit is kept in {draft.path}; {places.config} is as it was")
            return USAGE


def _take_over(draft: Draft, places: Places) -> Literal["done", "again", "wrong", "late"]:
    """Put a draft in the file's place, or say why not; "again": it is to be edited again."""
    from llamawatch.session import LiveSession
    from store.settings import read_config

    try:
        text = draft.text()
        loaded = read_config(text, draft.path)
        problems = _problems(LiveSession(places, loaded, write=False), text)
        for problem in problems:
            warn(problem.replace(str(draft.path), str(places.config)))
        if problems and _asks("The rest would work. Edit it again before it is taken over?"):
            return "again"
        draft.save()
    except ConfigChanged as error:
        warn(f"{error}; compare the two, then `llamawatch config edit` begins with the new one")
        return "late"
    except ConfigError as error:
        warn(str(error))
        return "wrong"
    say(f"{places.config}: changed, {_size(loaded)}")
    return "done"


def _size(config: Config) -> str:
    return f"{counted(len(config.sources), 'source')}, {_watches(config)}"


def _watches(config: Config) -> str:
    count = len(config.watches)
    return f"{count} watch{'es' * (count != 1)}"


def _asks(question: str) -> bool:
    """Whether somebody is there and says yes."""
    return sys.stdin.isatty() and click.confirm(question, default=True, err=True)


_KINDS = {
    "new": "new",
    "newer": "new value",
    "removed": "taken out",
    "absent": "not there",
    "changed": "changed",
    "yours": "yours",
}


@config.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
@pass_options
def diff(options: Options, *, as_json: bool) -> None:
    """What the shipped configuration has that yours has not, and what you changed and added.

    "new" came after your file was made, which says at its top from which edition it is; "new value"
    is shipped with another value since.
    """
    from store.shipped import compare, read_document, read_shipped

    places, _ = options.load()
    shipped = read_shipped()
    yours = read_document(places.config.read_text(encoding="utf-8"))
    found = [_shown(one) for one in compare(yours, shipped)]
    if as_json:
        say_lines(map(_difference_shape, found))
        return
    for line in columns(
        (_KINDS[one.kind], one.what, f"{one.id} {one.key}".strip(), _told(one)) for one in found
    ):
        say(line)
    if not found:
        say(f"{places.config}: as shipped")
    if "edition" not in yours and not options.quiet:
        warn(_no_edition(places, shipped.editions.newest))
    elif any(one.kind == "new" and one.what in {"source", "watch"} for one in found):
        warn("`llamawatch config update` adds the new sources and watches")


def _shown(one: Difference) -> Difference:
    """A difference without what is nobody else's: logins in addresses, arguments of programs."""
    from watchers.addresses import without_login

    if one.key == "url":
        yours, theirs = (without_login(each or "") for each in (one.yours, one.shipped))
        return replace(one, yours=yours, shipped=theirs)
    if one.key == "argv":
        return replace(one, yours=(one.yours or [])[:1], shipped=(one.shipped or [])[:1])
    return one


def _difference_shape(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "what": one.what,
        "id": one.id,
        "key": one.key or None,
        "yours": one.yours,
        "shipped": one.shipped,
    }


def _told(one: Difference) -> str:
    if one.what == "key" or one.key:
        if one.yours == one.shipped:
            return f"{_written(one.shipped)} unless you set it"
        return f"{_written(one.yours)}, shipped {_written(one.shipped)}"
    return str(one.yours or one.shipped or "")


def _no_edition(places: Places, newest: int) -> str:
    return (
        f"{places.config} does not say which edition of the shipped configuration it was made of: "
        f"write edition = {newest} at its top to be told of what comes later"
    )


@config.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@pass_options
def update(options: Options, *, dry_run: bool) -> None:
    """Add the sources and watches that are shipped since the file was made.

    What you changed stays as it is, and what you took out stays out.
    """
    from store.config_file import add_shipped
    from store.shipped import fresh, read_document, read_shipped

    places, _ = options.load()
    shipped = read_shipped()
    yours = read_document(places.config.read_text(encoding="utf-8"))
    newest = shipped.editions.newest
    if "edition" not in yours:
        raise ConfigError(
            f"{_no_edition(places, newest)}; `llamawatch config diff` says what is not there"
        )
    found = fresh(yours, shipped)
    if not dry_run and newest > yours["edition"]:
        rows = {array: [*tables.values()] for array, tables in found.items()}
        add_shipped(places.config, rows, newest)
    added = [(array, name, one) for array, rows in found.items() for name, one in rows.items()]
    for array, name, one in added:
        off = "" if one.get("enabled", True) else " (off)"
        said = f"{array} {name}: {one.get('name', name)}{off}"
        say(f"{'Would add' if dry_run else 'Added'} {said}")
    if not added:
        say(f"{places.config}: has every source and watch that was shipped since it was made")


def _strange_organisations(config: Config, packs: Packs, text: str) -> Iterator[str]:
    """Organisations that the file names and no pack knows, a sentence each."""
    from store.shipped import read_document

    known = packs.orgs
    given = read_document(text).get("subject", {})
    line = locate(text, ("subject", "organisations"))
    for name in given.get("organisations", ()):
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"?' if near else "write the id of one in a pack"
        yield (
            f'{config.path}, line {line}: "organisations" names "{name}", '
            f"which no pack knows: {advice}"
        )


def _misfit_sources(config: Config, text: str) -> Iterator[str]:
    """Sources that cannot be asked as they are configured, a sentence each."""
    from watchers.kinds import misfit_of

    for index, source in enumerate(config.sources):
        misfit = misfit_of(source)
        if misfit is not None:
            line = locate(text, ("source", index, misfit.key))
            yield f"{config.path}, line {line}: [[source]] {source.id}: {misfit.problem}"


def _effective(raw: Mapping[str, Any], text: str) -> Iterator[tuple[str, str, str]]:
    for name, options in TABLES.items():
        table: Mapping[str, Any] = raw
        for part in name.split("."):
            table = table.get(part, {})
        for key, option in options.items():
            given = key in table
            value = table[key] if given else option.default
            origin = f"line {locate(text, (*name.split('.'), key))}" if given else "default"
            yield f"{name}.{key}", _written(value), origin


def _written(value: Any) -> str:  # noqa: ANN401 -- any value of TOML
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
