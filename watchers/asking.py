"""What one source answers: asked as its kind says, read in the parsing process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.errors import WorkerFailed
from watchers.addresses import origin_of, without_login
from watchers.fetched import Fetched
from watchers.health import no_feed
from watchers.kinds import kind_named, misfit_of
from watchers.outcomes import broken_off
from watchers.parsed import Parsed
from watchers.programs import program_name, run_program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsroom.records import Source, SourceHealth, SourceState
    from watchers.fetch import Fetcher
    from watchers.kinds import Request
    from watchers.parsing import Parser


@dataclass(frozen=True, slots=True)
class Asking:
    """What asking needs."""

    fetcher: Fetcher
    parser: Parser
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source gave: entries, or nothing new, or a reason."""

    fetched: Fetched
    parsed: Parsed | None = None
    health: SourceHealth = "ok"
    error: str = ""


async def ask(source: Source, state: SourceState, asking: Asking) -> Answer:
    """Ask one source all that its kind has to ask.

    The first request that brings nothing decides for all: what the others would have brought is
    found by the next check.

    Args:
        source: As configured.
        state: What is remembered of it: validators, when it last answered.
        asking: Who asks and who reads.
    """
    misfit = misfit_of(source)
    if misfit is not None:
        sentence = f"{source.name} cannot be asked: {misfit.problem}."
        return Answer(Fetched("broken", sentence), health="broken", error=sentence)
    requests = kind_named(source.kind).requests(source, state.last_ok, asking.clock())
    answers: list[Answer] = []
    for request in requests:
        # Validators belong to the address they came from, and only one is remembered.
        familiar = len(requests) == 1 and without_login(request.address) == state.url
        answer = await _ask_one(source, request, state if familiar else None, asking)
        if answer.error:
            return answer
        answers.append(answer if familiar else replace(answer, fetched=_nameless(answer.fetched)))
    return answers[0] if len(answers) == 1 else _joined(answers)


async def _ask_one(
    source: Source, request: Request, state: SourceState | None, asking: Asking
) -> Answer:
    fetched = await _fetch(request, state, asking)
    if fetched.verdict == "unchanged":
        return Answer(fetched)
    if fetched.verdict != "ok":
        return Answer(fetched, health=fetched.verdict, error=fetched.error)
    if state is not None and fetched.body_hash == state.body_hash:
        return Answer(fetched)
    return await _read(source, request, fetched, asking)


async def _read(source: Source, request: Request, fetched: Fetched, asking: Asking) -> Answer:
    """What stands in a body."""
    where = fetched.final_url or program_name(request.argv)
    try:
        parsed = await asking.parser.parse(
            fetched.body,
            fetched.content_type,
            without_login(fetched.final_url),
            kind=source.kind,
            options={**source.options, **request.context},
            cut=fetched.partial,
        )
    except WorkerFailed as error:
        sentence = f"{origin_of(where) or where} cannot be read: {error}; it is asked again."
        return Answer(fetched, health="broken", error=sentence)
    health, sentence = _worth(source, request, fetched, parsed)
    return Answer(fetched, parsed, health, sentence)


def _worth(
    source: Source, request: Request, fetched: Fetched, parsed: Parsed
) -> tuple[SourceHealth, str]:
    """Whether entries can be taken from an answer: "ok", or what to say of it."""
    if fetched.partial and (not parsed.entries or kind_named(source.kind).wants_whole):
        return "broken", broken_off(fetched.final_url, "too early to be of use").error
    if parsed.kind != "feed":
        return _no_entries(source, fetched.final_url or program_name(request.argv), parsed)
    return "ok", ""


def _no_entries(source: Source, where: str, parsed: Parsed) -> tuple[SourceHealth, str]:
    """What to say of an answer from which no entries were read."""
    who, expects = origin_of(where) or where, kind_named(source.kind).expects
    if parsed.refusal:
        return parsed.health, f"{who} {parsed.refusal}; it is asked again."
    if expects and parsed.kind != "empty" and not parsed.wall:
        return "broken", (
            f"{who} sent something that is not {expects}; it is asked again: "
            f"if this goes on, check the source {source.id} in config.toml."
        )
    return no_feed(where, parsed)


async def _fetch(request: Request, state: SourceState | None, asking: Asking) -> Fetched:
    if request.argv:
        return await run_program(request.argv)
    etag, modified = (state.etag, state.last_modified) if state is not None else ("", "")
    return await asking.fetcher.fetch(request.url, etag, modified, now=asking.clock())


def _nameless(fetched: Fetched) -> Fetched:
    """An answer without what is remembered of the source's own address."""
    return replace(fetched, etag="", last_modified="", body_hash="", moved_to="")


def _joined(answers: Sequence[Answer]) -> Answer:
    """Several answers as one: their entries in order, their costs summed."""
    fetched = replace(
        answers[-1].fetched,
        bytes=sum(answer.fetched.bytes for answer in answers),
        ms=sum(answer.fetched.ms for answer in answers),
        partial=any(answer.fetched.partial for answer in answers),
    )
    documents = [answer.parsed for answer in answers if answer.parsed is not None]
    entries = tuple(entry for document in documents for entry in document.entries)
    whole = all(document.whole for document in documents)
    return Answer(fetched, Parsed("feed", entries, whole=whole))
