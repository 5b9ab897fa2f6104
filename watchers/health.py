"""What one check means for its source: its state, and when it is asked again. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom.clean import clean
from newsroom.durations import format_duration
from newsroom.records import SourceState
from watchers.addresses import origin_of, without_login
from watchers.hosts import BREAKER, blamed_host
from watchers.kinds import address_of, kind_named
from watchers.pace import JITTER, SLOW, delay_of, next_poll, tempo_health, with_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from newsroom.records import Source, SourceHealth
    from watchers.fetched import Fetched
    from watchers.parsed import Parsed

_MINUTE = timedelta(minutes=1)
MAX_BACKOFF = timedelta(days=1)
"""Longest time between two tries of a source that fails."""
_EMPTIES = 2
"""Good answers without entries in a row that make a source "empty"."""
_LASTING = ("broken", "empty")
WHOLE = timedelta(days=7)
"""Time of nothing but "not modified" after which a source is asked for everything once."""


def remembered(source: Source, state: SourceState) -> SourceState:
    """What is remembered of a source, at the address it has now."""
    url = without_login(address_of(source))
    if state.url and state.url != url:
        # Validators, pauses and the word "gone" belonged to the other address.
        return SourceState(
            source.id,
            url=url,
            items=state.items,
            last_ok=state.last_ok,
            matched=state.matched,
            gaps=state.gaps,
        )
    return state if state.url == url else replace(state, url=url)


def held_back(source: Source, state: SourceState, now: datetime, *, contact: bool = False) -> str:
    """Why a source must not be asked now, as one sentence; "" if it may be.

    Args:
        source: As configured.
        state: What is remembered of it.
        now: UTC.
        contact: The user agent says whom to write to.
    """
    if not source.enabled:
        return f"{source.name} is switched off."
    if waits(source, contact=contact):
        return missing_contact(source)
    if state.health == "gone":
        return f"{source.name} is gone: remove it or give it a new address."
    longest = max(MAX_BACKOFF, source.interval) * (1 + JITTER)
    # A pause that is longer than any was measured by a clock that was set back since.
    if state.not_before is not None and timedelta() < state.not_before - now <= longest:
        wait = format_duration(_whole_seconds(state.not_before - now))
        return f"{source.name} is not asked for another {wait}: {state.error or 'it asked so.'}"
    return ""


def waits(source: Source, *, contact: bool) -> bool:
    """Whether a source must not be asked before the user agent says whom to write to."""
    return not contact and bool(kind_named(source.kind).needs_contact)


def asked_ids(sources: Iterable[Source], *, contact: bool) -> frozenset[str]:
    """Ids of the sources that are asked: those switched on that wait for nothing.

    Args:
        sources: As configured.
        contact: The user agent says whom to write to.
    """
    return frozenset(source.id for source in asked_sources(sources, contact=contact))


def asked_sources(sources: Iterable[Source], *, contact: bool) -> list[Source]:
    """The sources of `asked_ids`, in their order."""
    return [s for s in sources if s.enabled and not waits(s, contact=contact)]


def missing_contact(source: Source) -> str:
    """Why a source waits that may only be asked by somebody who says whom to write to."""
    who = kind_named(source.kind).needs_contact
    return (
        f"{source.name} waits: {who} answers only who gives a contact address; "
        "set contact under [poll] in config.toml to your e-mail address."
    )


def as_shown(source: Source, state: SourceState, *, contact: bool) -> SourceState:
    """The state of a source as it is shown: off and waiting are decided by the configuration.

    Args:
        source: As configured.
        state: What is remembered of it.
        contact: The user agent says whom to write to.
    """
    if not source.enabled:
        return replace(state, health="off", next_poll=None, error="")
    if waits(source, contact=contact):
        return replace(
            state, health="waiting", next_poll=None, failures=0, error=missing_contact(source)
        )
    return state


def is_due(state: SourceState, now: datetime) -> bool:
    """Whether a source's next check has come.

    After the clock was set back, what was planned by the other time counts for nothing.
    """
    backwards = state.last_poll is not None and state.last_poll - now > _MINUTE
    return backwards or delay_of(state, now) == 0


def as_asked(state: SourceState, now: datetime) -> SourceState:
    """What is remembered of a source as far as the request may build on it.

    A server that says nothing but "not modified" for a week may be stuck: it is asked for
    everything.
    """
    if state.whole_at is None or now - state.whole_at <= WHOLE:
        return state
    return replace(state, etag="", last_modified="")


def after_success(
    source: Source,
    state: SourceState,
    fetched: Fetched,
    parsed: Parsed | None,
    *,
    now: datetime,
    draw: Callable[[float, float], float],
    loud: AbstractSet[str] = frozenset(),
) -> SourceState:
    """The state after an answer that held a feed, or said that nothing changed.

    Args:
        source: As configured.
        state: Before the check.
        fetched: What the server said.
        parsed: The document; None if it was the same as last time.
        now: UTC.
        draw: A random number between two bounds.
        loud: Ids of the watches of high priority.
    """
    empties = state.empties
    if parsed is not None:
        usual = bool(parsed.entries) or kind_named(source.kind).may_be_empty
        empties = 0 if usual else empties + 1
    whole = not fetched.partial and (parsed is None or parsed.whole)
    health, error = _good_health(source, fetched, empties, whole=whole)
    if parsed is None and health == "ok" and state.health in _LASTING and not state.failures:
        # The same document has the same fault.
        health, error = state.health, state.error
    after = replace(
        _with_answer(state, fetched, parsed, whole=whole, now=now),
        health=health,
        last_poll=now,
        last_ok=now,
        not_before=None,
        failures=0,
        empties=empties,
        error=error,
        latency_ms=fetched.ms,
        moved_to=fetched.moved_to,
        refused_by="",
        watched_since=state.watched_since or now,
        slow=state.slow + 1 if fetched.ms > SLOW.total_seconds() * 1000 else 0,
    )
    if health == "ok":
        health, error = tempo_health(source, after, now)
    following = next_poll(source, after, now, draw, loud)
    return replace(after, health=health, error=error, next_poll=following)


def _with_answer(
    state: SourceState, fetched: Fetched, parsed: Parsed | None, *, whole: bool, now: datetime
) -> SourceState:
    """What a good answer says of itself: validators, wishes, dates."""
    if fetched.verdict == "unchanged":
        wishes = replace(state.wishes, max_age=fetched.max_age or state.wishes.max_age)
        return replace(state, wishes=wishes, whole_at=state.whole_at or now)
    kept = whole or fetched.body_hash == state.body_hash
    wishes = parsed.wishes if parsed is not None else state.wishes
    after = replace(
        state,
        etag=fetched.etag if kept else "",
        last_modified=fetched.last_modified if kept else "",
        body_hash=fetched.body_hash,
        wishes=replace(wishes, max_age=fetched.max_age),
        whole_at=now,
    )
    return with_dates(after, parsed.entries, now) if parsed is not None else after


def after_failure(
    source: Source,
    state: SourceState,
    health: SourceHealth,
    error: str,
    *,
    now: datetime,
    draw: Callable[[float, float], float],
    fetched: Fetched | None = None,
    strikes: int = 0,
) -> SourceState:
    """The state after a check that brought nothing.

    Backs off with full jitter: after n failures the next try comes at random between one interval
    and 2^n of them. A server's own wish goes first. Where nobody was reached (no network, say)
    there is nobody to spare: the next try comes within 2^n minutes and within one interval.

    Args:
        source: As configured.
        state: Before the check; validators are kept.
        health: What kind of failure it was.
        error: One sentence for the user.
        now: UTC.
        draw: A random number between two bounds.
        fetched: What the server said, if it was asked.
        strikes: How often its host had failed in a row before, whichever source was asked.
    """
    failures = state.failures + 1
    unreached = fetched is not None and fetched.status == 0 and health == "error"
    times = max(failures, strikes + 1)
    shortest, longest = source.interval, source.interval * 2 ** min(times, 10)
    longest = max(min(longest, MAX_BACKOFF), source.interval)
    if unreached:
        longest = min(source.interval, _MINUTE * 2 ** min(failures, 10))
        shortest = longest / 2
    wait = timedelta(seconds=draw(shortest.total_seconds(), longest.total_seconds()))
    asked = fetched.retry_after if fetched is not None else None
    not_before = None
    if asked is not None:
        not_before = now + timedelta(seconds=asked)
        wait = max(wait, timedelta(seconds=asked) * draw(1, 1 + JITTER))
    elif failures >= BREAKER and not unreached:
        not_before = now + wait
    return replace(
        state,
        health=health,
        last_poll=now,
        next_poll=None if health == "gone" else now + wait,
        not_before=not_before,
        failures=failures,
        error=error,
        latency_ms=fetched.ms if fetched is not None else None,
        refused_by=blamed_host(health, fetched),
    )


def no_feed(url: str, parsed: Parsed, *, searched: bool = False) -> tuple[SourceHealth, str]:
    """What to say of a document that is no feed: a state and a sentence.

    Args:
        url: Where it came from; of a program, its name.
        parsed: What it turned out to be.
        searched: True if a feed was looked for there, in vain: there is no use in saying so.
    """
    who = origin_of(url) or url
    search = "look for the feed with `llamawatch sources check URL`."
    check = "check the address with `llamawatch sources check URL`."
    if searched:
        search, check = "it names no feed: give the feed's own address.", "give a feed's address."
    if parsed.kind == "empty":
        return "not-a-feed", f"{who} sent an empty document instead of a feed; it is asked again."
    if parsed.wall == "login":
        return "login", f"{who} shows a login instead of a feed: find an address that needs none."
    if parsed.wall == "blocked":
        return "blocked", (
            f"{who} asks whether a person is reading instead of sending its feed; it is asked "
            "again later: set a contact under [poll], or find another address."
        )
    if parsed.kind == "page":
        title = clean(parsed.title, limit=60)
        named = f' ("{title}")' if title else ""
        todo = (
            f"it names a feed at {parsed.feeds[0]}: use that address." if parsed.feeds else search
        )
        return "not-a-feed", f"{who} answers with a web page{named} instead of a feed; {todo}"
    return "not-a-feed", (f"{who} sent something that is neither RSS, Atom nor JSON Feed: {check}")


def _good_health(
    source: Source, fetched: Fetched, empties: int, *, whole: bool
) -> tuple[SourceHealth, str]:
    if not whole:
        return "broken", (
            f"{source.name} sent a document without its end; the entries before that were read: "
            "if this goes on, look for another address of the feed."
        )
    if empties >= _EMPTIES:
        return "empty", (
            f"{source.name} answers, but its feed was empty {empties} times in a row: "
            "check the address with `llamawatch sources check URL`."
        )
    if fetched.moved_to:
        return "moved", (
            f"{source.name} has moved for good to {fetched.moved_to}: "
            f"`llamawatch sources follow {source.id}` puts that address into config.toml."
        )
    return "ok", ""


def _whole_seconds(wait: timedelta) -> timedelta:
    return timedelta(seconds=max(round(wait.total_seconds()), 1))
