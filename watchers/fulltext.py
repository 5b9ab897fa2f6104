"""The pages of articles that match a watch: fetched once, beside everything else.

Nothing waits for this: alerts and checks are recorded before an item comes here. What is still open
is known from the archive, so that a restart loses nothing. A page is read in the parsing process;
its article is then read again by the desk as the same article with more text, and recorded in one
step with the verdict.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from newsroom.errors import WorkerFailed
from newsroom.records import FullText
from watchers.addresses import host_of, may_lead, origin_of, reach_of, without_login
from watchers.held import Refused, Waiting, writing
from watchers.hosts import Rest, said, shared_host
from watchers.kinds import address_of
from watchers.pagekeeping import REACH, TRIES, is_opaque, is_open, is_whole
from watchers.reading import read_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsroom.records import Article, Item
    from watchers.addresses import Reach
    from watchers.check import Desk
    from watchers.fetched import Fetched

AT_ONCE = 3
"""Pages under way at once, each of another host."""
QUEUE = 200
"""Items that wait; older ones are found again when these are done."""
WAITS = (timedelta(minutes=5), timedelta(minutes=30))
"""Before the second and the third try of a page that nobody answered for."""
_BREATH = 50
"""Items looked at between two breaths of the event loop."""
_FAULTS = 500
_ADVICE = re.compile(r"(?:; it is asked again later|: (?:check|set|find|if|look|raise) ).*")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of one try."""

    full: FullText
    text: str = ""


class FullTexts:
    """Fetches the pages of matched items in the background, and of any item on demand.

    Args:
        desk: What it shares with the checks.
        on: False fetches only on demand.
        waits: Before each further try.
    """

    def __init__(self, desk: Desk, *, on: bool = True, waits: Sequence[timedelta] = WAITS) -> None:
        self._desk = desk
        self._on = on
        self._waits = waits
        self._queue: deque[tuple[str, str]] = deque()
        self._under_way: dict[str, tuple[str, asyncio.Task[FullText]]] = {}
        self._later: dict[str, asyncio.TimerHandle] = {}
        self._search: asyncio.Task[None] | None = None
        self._settled: set[str] = set()
        """Items that need nothing, although nothing is recorded of them."""
        self._closed: dict[str, datetime] = {}
        """Hosts that are left alone, and until when."""
        self._left = False
        """Items were left out of the queue."""
        self._running = False
        self._resting = False

    def start(self) -> None:
        """Begin: what is still open in the archive first, the newest of it before the rest."""
        self._running = True
        self._look()

    async def stop(self) -> None:
        """End whatever is under way; what is still open is found by the next start."""
        self._running = False
        self._queue.clear()
        for timer in self._later.values():
            timer.cancel()
        self._later.clear()
        tasks: list[asyncio.Task[FullText] | asyncio.Task[None]]
        tasks = [task for _, task in self._under_way.values()]
        tasks += [self._search] if self._search is not None else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def switch(self, *, on: bool) -> None:
        """Fetch by itself, or only on demand."""
        before, self._on = self._on, on
        if on and not before and self._running:
            self._look()

    def rest(self, *, on: bool) -> None:
        """Begin with nothing more while polling rests."""
        self._resting = on
        self._pump()

    def offer(self, items: Sequence[Item]) -> None:
        """Take in what a check brought; what matches no watch is left alone.

        Args:
            items: As stored, the newest last.
        """
        if not (self._running and self._on):
            return
        now = self._desk.clock()
        for item in items:
            if is_open(item, now):
                self._put(item, first=True)
        self._pump()

    async def fetch(self, item_id: str) -> FullText:
        """Fetch the page of one item now, whatever was found before.

        A text that was kept stays where this brings none. A host that asked for a pause gets it.

        Returns:
            What came of it; it is recorded already, unless nobody was asked or the disk refuses.

        Raises:
            NotFound: There is no such item.
            StoreError: The disk cannot be read.
        """
        under_way = self._under_way.get(item_id)
        if under_way is not None:
            return await asyncio.shield(under_way[1])
        item = self._desk.archive.item(item_id)
        rest = self._rest(host_of(item.article.url))
        if rest is not None:
            note = f"{rest.reason}; it was not asked."
            return FullText("failed", self._desk.clock(), item.article.url, note=note)
        self._forget(item_id)
        return await self._keep_or_hold(item, await self._ask(item))

    def _forget(self, item_id: str) -> None:
        """Take an item out of what is to be fetched by itself."""
        self._queue = deque(entry for entry in self._queue if entry[0] != item_id)
        timer = self._later.pop(item_id, None)
        if timer is not None:
            timer.cancel()

    def _look(self) -> None:
        if self._on and (self._search is None or self._search.done()):
            self._search = asyncio.create_task(self._find_open(), name="open full texts")

    async def _find_open(self) -> None:
        """Put into the queue what the archive knows to be open."""
        self._left = False
        now = self._desk.clock()
        for n, item in enumerate(self._desk.archive.items(since=now - REACH)):
            if n % _BREATH == 0:
                await asyncio.sleep(0)
            if not is_open(item, now):
                continue
            if len(self._queue) >= QUEUE:
                self._left = True
                break
            self._put(item, first=False)
        self._pump()

    def _put(self, item: Item, *, first: bool) -> None:
        entry = (item.id, host_of(item.article.url))
        known = (self._under_way, self._later, self._settled)
        if any(item.id in ids for ids in known) or entry in self._queue:
            return
        full = item.full_text
        if full is not None:
            due = full.at + self._waits[min(full.tries, len(self._waits)) - 1]
            self._plan(item.id, due - self._desk.clock())
        elif first:
            self._queue.appendleft(entry)
        else:
            self._queue.append(entry)
        while len(self._queue) > QUEUE:
            self._queue.pop()
            self._left = True

    def _plan(self, item_id: str, wait: timedelta) -> None:
        loop = asyncio.get_running_loop()
        seconds = max(wait.total_seconds(), 0.0)
        self._later[item_id] = loop.call_later(seconds, self._again, item_id)

    def _again(self, item_id: str) -> None:
        self._later.pop(item_id, None)
        item = self._desk.archive.item(item_id)
        if is_open(item, self._desk.clock()):
            self._queue.append((item_id, host_of(item.article.url)))
            self._pump()

    def _pump(self) -> None:
        """Begin with as many as may be under way at once."""
        if not (self._running and self._on) or self._resting:
            return
        while len(self._under_way) < AT_ONCE:
            entry = self._next()
            if entry is None:
                break
            item_id, host = entry
            task = asyncio.create_task(self._one(item_id), name=f"full text of {item_id}")
            self._under_way[item_id] = (host, task)
            task.add_done_callback(partial(self._ended, item_id))
        if self._left and not self._queue:
            self._look()

    def _next(self) -> tuple[str, str] | None:
        """The newest item of a host that nothing is asked of and that may be asked."""
        busy = {host for host, _ in self._under_way.values()}
        for entry in self._queue:
            if entry[1] not in busy and self._rest(entry[1]) is None:
                self._queue.remove(entry)
                return entry
        return None

    def _rest(self, host: str) -> Rest | None:
        """Until when a host is left alone, because of its pages or its feeds."""
        now = self._desk.clock()
        end = self._closed.get(host)
        if end is not None and end > now:
            return Rest(end, f"{host} asks for a pause until {said(end)}")
        rest = self._desk.hosts.rest(host, now)
        if rest is not None:
            self._close(host, rest.until)
        return rest

    def _ended(self, item_id: str, task: asyncio.Task[FullText]) -> None:
        self._under_way.pop(item_id, None)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._settled.add(item_id)
            _LOG.error("the full text of %s could not be kept", item_id, exc_info=error)
        elif item_id in self._settled:
            pass
        elif (full := task.result()).verdict == "failed" and full.tries < TRIES and self._running:
            self._plan(item_id, self._waits[min(full.tries, len(self._waits)) - 1])
        self._pump()

    async def _one(self, item_id: str) -> FullText:
        item = self._desk.archive.item(item_id)
        if is_whole(self._desk.archive.text(item_id)):
            self._settled.add(item_id)
            return FullText("article", self._desk.clock())
        return await self._keep_or_hold(item, await self._ask(item))

    async def _ask(self, item: Item) -> _Found:
        """Ask for an item's page and read it; nothing the network does raises."""
        url, now = item.article.url, self._desk.clock()
        if is_opaque(url):
            return _Found(FullText("opaque", now))
        if not url:
            return _Found(FullText("missing", now))
        if not may_lead(self._reach(item.article.source), reach_of(host_of(url))):
            note = f"{origin_of(url)} is an address inside this network; it was not asked."
            return _Found(FullText("blocked", now, url, note=note))
        fetched = await self._desk.fetcher.fetch(url, now=now, page=True)
        now, where = self._desk.clock(), without_login(fetched.final_url)
        if fetched.retry_after is not None:
            until = now + timedelta(seconds=fetched.retry_after)
            # Who leads on to a host that wants to be left alone leads there again.
            self._close(host_of(url), until)
            self._close(host_of(where), until)
            self._desk.hosts.pause(shared_host(where), until)
        if fetched.verdict != "ok":
            tries = 1 if item.full_text is None else item.full_text.tries + 1
            return _Found(_refusal(fetched, where, now, min(tries, TRIES)))
        try:
            page = await self._desk.parser.extract(fetched.body, fetched.content_type, where)
        except WorkerFailed as error:
            note = f"The page of {origin_of(where)} cannot be read: {error}."
            return _Found(FullText("other", now, where, note=note))
        return _Found(FullText(page.verdict, now, where, len(page.text)), page.text)

    def _close(self, host: str, until: datetime) -> None:
        self._closed[host] = until
        if self._running:
            wait = (until - self._desk.clock()).total_seconds()
            asyncio.get_running_loop().call_later(wait, self._pump)

    def _reach(self, source_id: str) -> Reach:
        source = self._desk.watches.sources.get(source_id)
        host = host_of(address_of(source)) if source is not None else ""
        return reach_of(host) if host else "public"

    async def _keep_or_hold(self, item: Item, found: _Found) -> FullText:
        """As `_keep`; what the disk refuses waits, and nobody is asked for it again meanwhile."""
        held, refusal = self._desk.held, None
        await held.retry()
        if not held.waiting:
            try:
                return await self._keep(item, found)
            except Refused as error:
                refusal = error
        self._settled.add(item.id)
        late = partial(self._keep_late, item, found)
        held.put(Waiting(item.article.source, late, more=len(found.text)), refusal=refusal)
        return found.full

    async def _keep_late(self, item: Item, found: _Found) -> None:
        await self._keep(item, found)
        self._settled.discard(item.id)
        self.offer((self._desk.archive.item(item.id),))

    async def _keep(self, item: Item, found: _Found) -> FullText:
        """Record what came of a try; with a text, the article is read again.

        Raises:
            Refused: The disk did not take it; nothing of it was kept.
        """
        archive, full = self._desk.archive, found.full
        async with self._desk.reading:
            item = archive.item(item.id)
            before = archive.text(item.id)
            if len(found.text) > len(before):
                await self._read_again(item, replace(item.article, text=found.text, full_text=full))
                return full
            if item.full_text is not None and item.full_text.characters:
                return replace(full, characters=0)
            # What the feed says is longer than what the page shows: it stays.
            full = replace(full, characters=0)
            with writing():
                archive.set_full_text(item.id, full)
        return full

    async def _read_again(self, item: Item, article: Article) -> None:
        desk = self._desk
        now = desk.clock()
        # Of what a first poll finds a few stories are told one by one; its pages must not make
        # up for the rest.
        asked = replace(article, alertable=article.alertable and not article.backlog)
        readings = await read_beside((asked,), desk.archive, desk.watches, now, desk.way)
        # Who repeats whom is settled when articles come: two of them, each read again, would each
        # be the other's copy.
        readings = [replace(one, article=article, copy_of=item.copy_of) for one in readings]
        with writing():
            recorded = desk.archive.record_again(readings, now=now, channels=desk.channels)
        if recorded.alerts and desk.on_alerts is not None:
            desk.on_alerts()


def _refusal(fetched: Fetched, url: str, now: datetime, tries: int) -> FullText:
    """What a fetch that brought no body means for the article."""
    if fetched.verdict in ("login", "blocked"):
        return FullText(fetched.verdict, now, url, tries=tries)
    gone = fetched.verdict == "gone" or (
        fetched.verdict == "error" and 0 < fetched.status < _FAULTS
    )
    if gone:
        return FullText("missing", now, url, tries=tries)
    note = f"{_ADVICE.sub('', fetched.error).rstrip('.')}."
    if fetched.verdict == "broken" and fetched.status:
        return FullText("other", now, url, tries=tries, note=note)
    return FullText("failed", now, url, tries=tries, note=note)
