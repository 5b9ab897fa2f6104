"""One check of one source: asked, read, told from what is known, understood, recorded."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from newsroom.errors import NotFound, StoreError
from newsroom.records import Check
from watchers.addresses import host_of
from watchers.asking import Asking, ask
from watchers.gaps import with_gap
from watchers.health import (
    after_failure,
    after_success,
    as_asked,
    as_shown,
    held_back,
    remembered,
)
from watchers.held import Held, Refused, Waiting, writing
from watchers.hosts import Hosts, blamed_host, shared_host
from watchers.identity import identify, moment_of
from watchers.kinds import address_of, kind_named
from watchers.pace import with_arrivals, with_matches
from watchers.pagekeeping import with_full_text, without_page
from watchers.reach import Reach, without_network
from watchers.reading import read_beside
from watchers.reports import lasting_trouble, with_since
from watchers.right_of_way import RightOfWay

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsroom.records import Article, Item, Source, SourceState
    from newsroom.watches import Watches
    from store.repository import Repository
    from watchers.fetch import Fetcher
    from watchers.identity import Identified
    from watchers.parsed import Parsed
    from watchers.parsing import Parser
    from watchers.reports import Report

_APART = 60.0
"""Seconds over which the sources of a host are spread when its rest is over."""

_TITLES_COUNT = frozenset({"news.google.com"})
"""Hosts that make a new guid and link for the same article at every fetch."""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Desk:
    """What every check shares; watches and channels change when the configuration does."""

    archive: Repository
    watches: Watches
    channels: tuple[str, ...]
    fetcher: Fetcher
    parser: Parser
    clock: Callable[[], datetime]
    rng: random.Random
    reading: asyncio.Lock
    """Held while one check is read and recorded: two never open the same story."""
    on_alerts: Callable[[], None] | None = None
    contact: bool = False
    """The user agent says whom to write to."""
    on_items: Callable[[Sequence[Item]], None] | None = None
    """Hears of the items that a check brought or changed, after they are kept."""
    hosts: Hosts = field(default_factory=Hosts)
    reach: Reach = field(default_factory=Reach)
    """Whether the network is to blame where somebody cannot be reached."""
    on_reach: Callable[[], None] | None = None
    """Called when nobody can be reached any more, or somebody again."""
    way: RightOfWay = field(default_factory=RightOfWay)
    """Taken by who waits at the screen: reading rests meanwhile."""
    held: Held = field(init=False)
    """What the disk refused, until it takes it."""

    def __post_init__(self) -> None:
        self.held = Held(self.archive, self.clock)

    def state(self, source: Source) -> SourceState:
        """What is known of a source, at the address it has now."""
        return remembered(source, self.held.state(source.id))

    @property
    def loud(self) -> frozenset[str]:
        """Ids of the watches of high priority."""
        compiled = self.watches.compiled
        return frozenset(watch.spec.id for watch in compiled if watch.spec.priority == "high")


async def check_source(source: Source, desk: Desk, *, suppress: bool = False) -> Check:
    """Check one source once, whatever it does.

    A source that may not be asked now (gone, switched off, a pause that it or its host asked for)
    is skipped.

    Args:
        source: As configured.
        desk: What every check shares.
        suppress: Record what is due as suppressed, never to be sent.

    Returns:
        How it ended; it is recorded already, or waits for the disk. Nothing raises but being
        cancelled.
    """
    now = desk.clock()
    state = desk.state(source)
    reason = held_back(source, state, now, contact=desk.contact)
    if reason:
        shown = as_shown(source, state, contact=desk.contact)
        return Check(source.id, now, "skipped", shown, error=reason)
    rest = desk.hosts.rest(shared_host(address_of(source)), now)
    if rest is not None:
        following = rest.until + timedelta(seconds=desk.rng.uniform(0, _APART))
        return Check(
            source.id,
            now,
            "skipped",
            replace(state, next_poll=following),
            error=f"{source.name} waits: {rest.reason}.",
        )
    try:
        check = await _check(source, state, desk, suppress=suppress)
    except Exception as error:  # noqa: BLE001 - a source's check is one of the three borders
        _LOG.exception("checking %s failed", source.id)
        check = _fault(source, state, desk, error)
    desk.hosts.learn(check.state)
    return check


async def _check(source: Source, state: SourceState, desk: Desk, *, suppress: bool) -> Check:
    asking = Asking(desk.fetcher, desk.parser, desk.clock)
    answer = await ask(source, as_asked(state, desk.clock()), asking)
    fetched, now = answer.fetched, desk.clock()
    await desk.held.retry()
    # What waited of this source may have been stored meanwhile, and told more of it.
    state = desk.state(source)
    if fetched.unreached and (waiting := _unreached(source, state, answer.error, desk, now)):
        return waiting
    if fetched.status and desk.reach.answered(source):
        _tell_reach(desk)
    if answer.error:
        failed = after_failure(
            source,
            state,
            answer.health,
            answer.error,
            now=now,
            draw=desk.rng.uniform,
            fetched=fetched,
            strikes=desk.hosts.strikes(blamed_host(answer.health, fetched)),
        )
        failed = with_since(state, failed, now)
        check = Check(source.id, now, "failed", failed, bytes=fetched.bytes, ms=fetched.ms,
                      error=answer.error)  # fmt: skip
        desk.held.keep(check)
        if not suppress:
            _report(source, failed, desk, now, reached=fetched.status != 0)
        return check
    after = after_success(
        source, state, fetched, answer.parsed, now=now, draw=desk.rng.uniform, loud=desk.loud
    )
    after = with_since(state, after, now)
    if not suppress:
        _report(source, after, desk, now, reached=True)
    check = Check(source.id, now, "unchanged", after, bytes=fetched.bytes, ms=fetched.ms,
                  error=after.error)  # fmt: skip
    if answer.parsed is None:
        desk.held.keep(check)
        return check
    async with desk.reading:
        return await _take_in(source, state, answer.parsed, check, desk, suppress=suppress)


def _unreached(
    source: Source, state: SourceState, error: str, desk: Desk, now: datetime
) -> Check | None:
    """Where nobody can be reached, a check that no source is blamed for; None where others can."""
    known = desk.reach.since is not None
    if not desk.reach.missed(source, state, now):
        return None
    waits = without_network(state, now)
    blamed = [one for one in desk.reach.take_blamed() if one.source != source.id]
    for one in blamed:
        desk.held.keep(Check(one.source, now, "failed", without_network(one, now), error=error))
    if state.health != waits.health:
        # Written once: it is tried again and again while the network is away.
        desk.held.keep(Check(source.id, now, "failed", waits, error=error))
    if not known:
        _tell_reach(desk)
    return Check(source.id, now, "failed", waits, error=error)


def _tell_reach(desk: Desk) -> None:
    if desk.on_reach is not None:
        desk.on_reach()


async def _take_in(
    source: Source,
    state: SourceState,
    parsed: Parsed,
    check: Check,
    desk: Desk,
    *,
    suppress: bool,
) -> Check:
    found = await _identified(source, state, parsed, check.at, desk)
    known = found.known + found.updated
    most = kind_named(source.kind).most
    after = with_arrivals(state, check.state, parsed.entries, found.new, check.at)
    after = with_gap(source, state, after, parsed.entries, known=known, most=most, now=check.at)
    check = replace(
        check,
        state=after,
        outcome="new" if found.new else "unchanged",
        new=found.new,
        updated=found.updated,
    )
    refusal = None
    if not desk.held.waiting:
        try:
            return await _store(check, found.articles, desk, suppress=suppress)
        except Refused as error:
            refusal = error
    if refusal is None and not found.articles:
        desk.held.keep(check)
        return check
    late = partial(_store_late, check, found.articles, desk, suppress=suppress)
    waiting = Waiting(source.id, late, found.articles)
    desk.held.put(waiting, state=after, refusal=refusal)
    return replace(check, outcome="failed", new=0, updated=0, error=desk.held.sentence)


async def _store(check: Check, articles: Sequence[Article], desk: Desk, *, suppress: bool) -> Check:
    """Read what a check brought, and record both; `desk.reading` is held meanwhile.

    Raises:
        Refused: The disk did not take it; nothing of it was kept.
    """
    whole = [with_full_text(one, desk.archive) for one in articles]
    readings = await read_beside(whole, desk.archive, desk.watches, check.at, desk.way)
    readings = [without_page(one, check.at) for one in readings]
    matched = (match.watch for one in readings for match in one.matches)
    check = replace(check, state=with_matches(check.state, matched))
    with writing():
        recorded = desk.archive.record(check, readings, channels=desk.channels, suppress=suppress)
    if recorded.alerts and desk.on_alerts is not None:
        desk.on_alerts()
    if desk.on_items is not None:
        desk.on_items((*recorded.new, *recorded.updated))
    return replace(check, new=len(recorded.new))


async def _store_late(
    check: Check, articles: Sequence[Article], desk: Desk, *, suppress: bool
) -> None:
    """As `_store`, of what waited for the disk."""
    async with desk.reading:
        stored = await _store(check, articles, desk, suppress=suppress)
    desk.held.learned(stored.state)


async def _identified(
    source: Source, state: SourceState, parsed: Parsed, now: datetime, desk: Desk
) -> Identified:
    moment = moment_of(state, now, desk.watches.policy.first_poll_max_age)
    waiting = desk.held.articles(source.id)
    # Beside the event loop: a document of hundreds of entries takes more than a callback may.
    return await asyncio.to_thread(
        identify,
        source.id,
        parsed.entries,
        desk.held.keys(source.id),
        lambda item: waiting.get(item) or _stored(desk.archive, item),
        moment,
        titles=kind_named(source.kind).titles_count or host_of(source.url) in _TITLES_COUNT,
    )


def _report(
    source: Source, state: SourceState, desk: Desk, now: datetime, *, reached: bool
) -> None:
    """Tell once of a source that stays broken, on every channel."""
    since = state.unwell_since
    if since is None:
        return
    answered = desk.hosts.last_answer
    reached = reached or (answered is not None and answered > since)
    report = lasting_trouble(source, state, now, reached=reached)
    if report is None:
        return
    try:
        _tell(report, desk, now)
    except Refused as refusal:
        if state.health == "gone":
            desk.held.put(
                Waiting(source.id, partial(_tell_late, report, desk, now)), refusal=refusal
            )
        # Any other trouble is told of by the next check that meets it.


def _tell(report: Report, desk: Desk, now: datetime) -> None:
    outbox = desk.archive.outbox
    with writing():
        rows = [
            outbox.report(channel, report.subject, report.state, report.title, now)
            for channel in desk.channels
        ]
    if any(rows) and desk.on_alerts is not None:
        desk.on_alerts()


async def _tell_late(report: Report, desk: Desk, now: datetime) -> None:
    _tell(report, desk, now)


def _stored(archive: Repository, item: str) -> Article | None:
    try:
        return archive.item(item).article
    except NotFound:
        return None


def _fault(source: Source, state: SourceState, desk: Desk, error: Exception) -> Check:
    now = desk.clock()
    sentence = (
        f"{source.name} could not be checked because of a fault in llamawatch "
        f"({type(error).__name__}); it is tried again later, and the log says more."
    )
    if isinstance(error, StoreError):
        sentence = str(error)
    after = after_failure(source, state, "error", sentence, now=now, draw=desk.rng.uniform)
    check = Check(source.id, now, "failed", after, error=sentence)
    desk.held.keep(check)
    return check
