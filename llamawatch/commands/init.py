"""`init`: begin to watch a company, and look whether that works."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import click

from llamawatch.commands.options import Command, Options, pass_options
from llamawatch.output import counted, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llamawatch.session import LiveSession
    from llamawatch.subjects import Begun


_FEW: Final = 3
"""As many are named one by one."""


@click.command(cls=Command)
@click.option("--name", help="The company; without it, the subject that comes with the program.")
@click.option(
    "--alias",
    "aliases",
    multiple=True,
    help="Another name of it, in any script; one of a single word counts beside something related.",
)
@click.option(
    "--languages",
    help="Where to search for it, as in en,de or pt-PT; without it, in the languages you read.",
)
@click.option("--no-check", is_flag=True, help="Ask none of the new sources.")
@pass_options
def init(
    options: Options,
    name: str | None,
    aliases: tuple[str, ...],
    languages: str | None,
    no_check: bool,
) -> None:
    """Watch a company: write a pack, search sources in each language and a watch, and try them.

    The configuration is made if there is none. In one that is there, the company is watched beside
    those that are watched already, and nothing else changes. May be run again, with more aliases
    and languages.
    """
    from llamawatch.subjects import begin, begin_shipped, editions
    from newsroom.companies import Company

    if aliases and name is None:
        raise click.UsageError("--alias says how a company is called as well: name it with --name.")
    asked = editions(languages.split(",")) if languages is not None else ()
    places = options.places()
    begun = (
        begin_shipped(places, asked)
        if name is None
        else begin(places, Company(name, aliases), asked)
    )
    for line in _told(begun):
        say(line)
    session = options.session(write=False)
    for line in _checked(session, begun):
        say(line)
    if not no_check:
        _try_sources(session, begun, quiet=options.quiet)
    for line in _what_next(begun):
        say(line)


def _told(begun: Begun) -> Iterator[str]:
    """What was written, and what was there already."""
    config = begun.config
    if not begun.changed:
        yield f"{begun.name} ({begun.org}) is watched already: nothing was changed in {config.path}"
        return
    if begun.made_config:
        yield f"Made {config.path} for {begun.name} ({begun.org})"
    elif begun.named:
        beside = [one for one in config.subject.organisations if one != begun.org]
        also = f", beside {', '.join(beside)}" if beside else ""
        yield f"{begun.name} ({begun.org}) is watched now{also}: {config.path}"
    else:
        yield f"{begun.name} ({begun.org}) was watched already; new in {config.path}:"
    if begun.wrote_pack:
        known = ", over packs that know the company" if begun.is_known else ""
        yield f"  pack: {begun.pack}{known}"
    if begun.weak:
        yield (
            f"  {_listed(begun.weak)} may be something else as well: counts beside something "
            "related, and in the searches for the company"
        )
    for thing, ids in (
        ("searches", begun.new_sources),
        ("watch", begun.new_watches),
        ("turned on", begun.turned_on),
        ("turned off, for they are about another subject", begun.turned_off),
    ):
        if ids:
            yield f"  {thing}: {', '.join(ids)}"
    if begun.wide:
        yield (
            f"  {', '.join(begun.wide)}: tell of all that is relevant to any of them; "
            "`llamawatch watches set ID --query QUERY` makes a watch narrower, as with "
            f"about:{config.subject.organisations[0]}"
        )


def _checked(session: LiveSession, begun: Begun) -> Iterator[str]:
    """Whether the pack and the watch do what they should."""
    from llamawatch.commands.packs import check_packs
    from watchers.kinds import misfit_of

    report = check_packs(session.config.subject.packs, session.places.packs)
    problems = [str(problem) for problem in report.problems]
    problems += [f"{each.file}: {each.problem} {each.advice}" for each in report.failed]
    session.compile()
    errors = session.watch_errors()
    watches = dict.fromkeys((*begun.new_watches, begun.org))
    problems += [f"watch {one}: {errors[one]}" for one in watches if one in errors]
    for source in session.config.sources:
        misfit = misfit_of(source) if source.id in begun.new_sources else None
        problems += [f"source {source.id}: {misfit.problem}"] if misfit else []
    yield from problems
    if not problems:
        held = counted(len(report.examples), "example")
        yield f"Checked: {held} of the packs hold, the watch works"


def _try_sources(session: LiveSession, begun: Begun, *, quiet: bool) -> None:
    """Ask the new sources once, and tell what each would bring; one that fails is only told."""
    from llamawatch.sampling import sample_watches
    from llamawatch.user_agent import compose_user_agent
    from watchers.discovery import discover_sources

    wanted = {*begun.new_sources, *begun.turned_on}
    sources = [one for one in session.config.sources if one.id in wanted]
    told = _nobody if quiet else _on_the_side
    found = asyncio.run(
        discover_sources(
            sources,
            user_agent=compose_user_agent(session.config),
            contact=bool(session.config.poll.contact),
            clock=session.clock,
            told=told,
        )
    )
    for source, looked in zip(sources, found, strict=True):
        if looked.error:
            say(f"{source.id}: {looked.error}")
            continue
        samples = sample_watches(source.id, looked.entries, session.watches, session.clock())
        matched = [f"{one.items} of them for the watch {one.watch}" for one in samples]
        said = (counted(len(looked.entries), "item"), *matched)
        say(f"{source.id}: {', '.join(said)}")
    if any(looked.error for looked in found):
        say("What could not be asked now is asked again by itself once llamawatch runs.")


def _what_next(begun: Begun) -> Iterator[str]:
    if begun.pack is not None and not begun.is_known:
        yield (
            f'Next: `llamawatch people add "NAME" --org {begun.org}` for whoever works there, '
            "then `llamawatch` opens the dashboard"
        )
    else:
        yield "Next: `llamawatch` opens the dashboard"
    if begun.made_config:
        files = [str(each) for each in (begun.config.path, begun.pack) if each is not None]
        yield f"To take it back, remove {' and '.join(files)}"
    elif begun.changed:
        steps = [
            step
            for ids, step in (
                (begun.named, f'take "{begun.org}" out of [subject] organisations there'),
                (begun.new_watches, _removed("watches", begun.new_watches)),
                (begun.new_sources, _removed("sources", begun.new_sources)),
                (begun.turned_on, "`llamawatch sources pause ID` for what was turned on"),
                # Who is added or forgotten from now on stands in the pack as well.
                (
                    begun.wrote_pack and begun.named,
                    "and leave the pack, which tells of nobody then",
                ),
                (begun.wrote_pack and not begun.named, f"edit {begun.pack}"),
            )
            if ids
        ]
        yield f"To take it back: {', '.join(steps)}"


def _removed(what: str, ids: tuple[str, ...]) -> str:
    """What takes new watches or sources away; of many the ids stand above."""
    if len(ids) > _FEW:
        return f"`llamawatch {what} remove ID` for each of the new {what}"
    return ", ".join(f"`llamawatch {what} remove {one}`" for one in ids)


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"“{text}”" for text in texts)


def _on_the_side(line: str) -> None:
    click.echo(line, err=True)


def _nobody(line: str) -> None:
    """Nobody is told."""
