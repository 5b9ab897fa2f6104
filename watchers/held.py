"""What the disk refused: it waits in memory, in order, until the archive takes it again.

While anything waits, what comes later waits behind it: it is stored in the order it came, and the
disk is tried only now and then. What is known of a source meanwhile (validators, pauses, the next
check) is answered from here, so that nobody is asked again for what waits.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.errors import StoreError
from watchers.pace import with_matches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime

    from newsroom.records import Article, Check, SourceState
    from store.repository import IdentityKeys, Repository

MOST: Final = 20_000_000
"""Characters that wait at most, some ten thousand articles; beyond that the oldest are dropped."""
FIRST: Final = timedelta(seconds=5)
"""Between the disk's first refusal and the next try; each further wait is twice the last."""
LONGEST: Final = timedelta(minutes=5)
"""Between two tries at most."""
_RECORD = 500
"""Characters an article counts for beside its words."""

_LOG = logging.getLogger(__name__)


class Refused(StoreError):
    """The disk did not take what was to be written; its cause is the archive's own error."""


@contextmanager
def writing() -> Iterator[None]:
    """Tell a refusal to write from a failure to read.

    Raises:
        Refused: What is done inside raised StoreError.
    """
    try:
        yield
    except StoreError as error:
        raise Refused(str(error)) from error


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Something that the archive is still to take."""

    source: str
    """Id of the source it came from."""
    record: Callable[[], Awaitable[object]]
    """Stores it, whole; raises Refused while the disk does not take it."""
    articles: tuple[Article, ...] = ()
    """What it would add or change."""
    more: int = 0
    """Characters it holds beside them."""

    @property
    def size(self) -> int:
        """Characters."""
        words = sum(len(a.title) + len(a.summary) + len(a.text) + _RECORD for a in self.articles)
        return words + self.more


@dataclass(frozen=True, slots=True)
class _Keys:
    """Identity keys of what is stored, then of what waits; see `store.repository.IdentityKeys`."""

    stored: IdentityKeys
    waiting: Mapping[str, str]

    def __contains__(self, key: object) -> bool:
        return key in self.stored or key in self.waiting

    def __getitem__(self, key: str) -> str:
        return self.stored[key] if key in self.stored else self.waiting[key]

    def get(self, key: str, default: str) -> str:
        return self.stored.get(key, "") or self.waiting.get(key, default)


class Held:
    """What waits, and what is known of sources beyond what the archive knows.

    Args:
        archive: What is to take it.
        clock: The time in UTC.
        most: Characters that wait at most.
    """

    def __init__(
        self, archive: Repository, clock: Callable[[], datetime], *, most: int = MOST
    ) -> None:
        self.on_change: Callable[[], None] | None = None
        """Called when `sentence` or `told` is another."""
        self.told = ""
        """What is to be said once: that something waits, that some was lost, that it is over."""
        self._archive = archive
        self._clock = clock
        self._most = most
        self._queue: deque[Waiting] = deque()
        self._states: dict[str, SourceState] = {}
        self._size = 0
        self._lost = 0
        self._stored: set[str] = set()
        self._cause = self._advice = ""
        self._tried = clock()
        self._wait = FIRST
        self._storing = asyncio.Lock()
        self._heard = ("", "")

    @property
    def waiting(self) -> bool:
        """Whether anything waits."""
        return bool(self._queue or self._states)

    @property
    def sentence(self) -> str:
        """That the disk refuses, what waits, and what to do; "" while nothing waits."""
        if not self.waiting:
            return ""
        items = len(self._items())
        waits = f"{_counted(items)} wait{'s' * (items == 1)}" if items else "what comes waits"
        lost = f", the oldest {_counted(self._lost)} had to be dropped" if self._lost else ""
        return f"{self._cause}: {waits} in memory{lost}; {self._advice}."

    def state(self, source_id: str) -> SourceState:
        """What is known of a source, stored or not."""
        return self._states.get(source_id) or self._archive.source_state(source_id)

    def keys(self, source_id: str) -> IdentityKeys:
        """Identity key to item id, for one source: everything it ever sent, stored or not."""
        stored = self._archive.keys(source_id)
        waiting: dict[str, str] = {}
        for article in self._articles(source_id):
            for key in article.keys:
                waiting.setdefault(key, article.id)
        return _Keys(stored, waiting) if waiting else stored

    def articles(self, source_id: str) -> dict[str, Article]:
        """By item id what waits of one source, as it was worded last."""
        return {article.id: article for article in self._articles(source_id)}

    def keep(self, check: Check) -> None:
        """Record a check that brought no article; where the disk refuses, its state waits."""
        if not self.waiting:
            try:
                with writing():
                    self._archive.record(check, ())
            except Refused as refusal:
                self._refused(refusal)
            else:
                return
        self._states[check.source] = check.state
        self._tell()

    def put(
        self,
        waiting: Waiting,
        *,
        state: SourceState | None = None,
        refusal: Refused | None = None,
    ) -> None:
        """Let something wait behind what waits already.

        Args:
            waiting: What.
            state: What is known of its source from now on.
            refusal: Why, unless it was not tried because others wait.
        """
        if refusal is not None:
            self._refused(refusal)
        self._queue.append(waiting)
        self._size += waiting.size
        if state is not None:
            self._states[state.source] = state
        while self._size > self._most and len(self._queue) > 1:
            self._drop(self._queue[0])
        self._tell()

    def learned(self, state: SourceState) -> None:
        """Take the watches that a source's late articles satisfied into what is known of it."""
        later = self._states.get(state.source)
        if later is not None:
            self._states[state.source] = with_matches(later, state.matched)

    async def retry(self) -> None:
        """Have what waits stored, if the next try has come; what fails goes on waiting."""
        if self.waiting:
            async with self._storing:
                if self._is_due():
                    await self._try()

    async def finish(self) -> None:
        """Try a last time; what the disk still refuses is lost, and the log says what."""
        if not self.waiting:
            return
        async with self._storing:
            if await self._try():
                return
        counts = Counter(source for source in self._items().values())
        what = ", ".join(f"{count} of {source}" for source, count in sorted(counts.items()))
        if counts:
            self.told = f"{self._cause}: {_counted(counts.total())} not stored ({what})."
        _LOG.warning("%s", self.told if counts else f"{self._cause}: {len(self._states)} states")
        self._tell()

    def _articles(self, source_id: str) -> Iterator[Article]:
        for waiting in self._queue:
            if waiting.source == source_id:
                yield from waiting.articles

    def _items(self) -> dict[str, str]:
        """By id of the items that wait: their source."""
        return {article.id: one.source for one in self._queue for article in one.articles}

    def _is_due(self) -> bool:
        # After the clock was set back nobody waits for the hour to come round again.
        return not timedelta() <= self._clock() - self._tried < self._wait

    async def _try(self) -> bool:
        """Store what waits; whether all of it is stored."""
        self._tried = self._clock()
        try:
            await self._store_all()
        except Refused as refusal:
            self._wait = min(self._wait * 2, LONGEST)
            self._cause, self._advice = _words(refusal, self._archive)
            self._tell()
            return False
        self.told = self._farewell()
        self._stored.clear()
        self._lost, self._wait = 0, FIRST
        self._tell()
        return True

    def _farewell(self) -> str:
        stored = f": {_counted(len(self._stored))}" if self._stored else ""
        lost = f"; {_counted(self._lost)} had to be dropped" if self._lost else ""
        return f"Stored what waited{stored}{lost}."

    async def _store_all(self) -> None:
        while self.waiting:
            if self._queue:
                await self._store(self._queue[0])
            else:
                source, state = next(iter(self._states.items()))
                with writing():
                    self._archive.set_source_state(state)
                del self._states[source]
            await asyncio.sleep(0)

    async def _store(self, waiting: Waiting) -> None:
        try:
            await waiting.record()
        except Refused:
            raise
        except Exception:  # noqa: BLE001 - the border of a source's check, reached late
            # A fault of our own ends here: the others' must not wait for it for ever.
            _LOG.exception("what waited of %s could not be stored", waiting.source)
            self._drop(waiting)
            return
        self._stored.update(article.id for article in waiting.articles)
        self._take_out(waiting)

    def _take_out(self, waiting: Waiting) -> bool:
        # What was being stored may have been dropped meanwhile.
        if waiting not in self._queue:
            return False
        self._queue.remove(waiting)
        self._size -= waiting.size
        return True

    def _drop(self, waiting: Waiting) -> None:
        if not self._take_out(waiting) or not waiting.articles:
            return
        first = not self._lost
        self._lost += len(waiting.articles)
        _LOG.warning("%d items of %s are dropped", len(waiting.articles), waiting.source)
        # Asked for everything next time: what the feed still holds by then is found again.
        state = self.state(waiting.source)
        self._states[waiting.source] = replace(state, etag="", last_modified="", body_hash="")
        if first:
            self.told = self.sentence

    def _refused(self, refusal: Refused) -> None:
        self._cause, self._advice = _words(refusal, self._archive)
        self._tried = self._clock()
        _LOG.warning("%s", refusal)

    def _tell(self) -> None:
        sentence = self.sentence
        if sentence and not self._heard[0]:
            self.told = sentence
        if self._heard != (sentence, self.told):
            self._heard = (sentence, self.told)
            if self.on_change is not None:
                self.on_change()


def _counted(items: int) -> str:
    return f"{items} item{'s' * (items != 1)}"


def _words(refusal: Refused, archive: Repository) -> tuple[str, str]:
    """What the disk's refusal is called, and what to do."""
    error = refusal.__cause__.__cause__ if refusal.__cause__ is not None else None
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full", f"free some space in {archive.folder}"
    if number == errno.EROFS:
        return "The disk can only be read", f"make {archive.folder} writable"
    reason = error.strerror if isinstance(error, OSError) else str(refusal).rstrip(".")
    return (
        f"The disk takes nothing more ({reason})",
        f"make {archive.folder} readable and writable",
    )
