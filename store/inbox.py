"""What readers want changed: one file a wish, taken up by whoever writes.

One program writes an archive. A reader that wants something changed drops a file into `inbox/` of
the data directory, whole or not at all; the writer applies it, then removes it. A crash between the
two applies it again, so every wish says how things shall be, never how they shall change. What
cannot be done is kept in `inbox/refused/` with the reason, and shown.

Format of a file: one JSON object, ``{"wish": 1, "verb", "ids": [..], "values": {..}, "at",
"crc"}``; ``crc`` is the CRC-32 of the object without it, by which a damaged wish is told from
another one. Its name begins with the time in nanoseconds, so that wishes are granted in the order
they were made.
"""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import orjson

from newsroom.clean import clean
from newsroom.errors import StoreError
from store.atomic import sync_folder, write_atomically
from store.moments import must_read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

NAME = "inbox"
Verb = Literal[
    "mark", "topics", "split", "merge", "retry", "snooze", "mute", "poll", "fetch", "briefed"
]
"""What can be asked for."""
_REFUSED = "refused"
_SCHEMA = 1
_MAX_BYTES = 1 << 20
"""A wish is small: a larger file is none."""
_FILE = re.compile(r"\d{20}-[0-9a-f]{1,16}\.json")


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a reader wants changed."""

    verb: Verb
    ids: tuple[str, ...] = ()
    """What it is about: items, alerts or sources; for "poll", empty means all."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """How it shall be: {"read": true}, {"topics": ["talent"]}, {"story": id}; of "mute"
    {"until": time or null} or {"lift": true}; of "snooze" {"until": time}, null ends it; of
    "briefed" {"until": time}."""
    at: datetime | None = None
    """When it was made, UTC."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wish that could not be granted."""

    name: str
    reason: str
    """One sentence."""
    at: datetime | None = None


class Inbox:
    """The folder of wishes of one data directory."""

    def __init__(self, data: Path) -> None:
        self._folder = data / NAME

    def drop(self, wish: Wish, now: datetime, nonce: int) -> str:
        """Leave a wish; when this returns, it survives a power cut.

        Args:
            wish: what is wanted.
            now: UTC; decides the order.
            nonce: a random number below 2**64, which keeps two wishes of one instant apart.

        Returns:
            Its name: it is granted, or refused, when `waiting` no longer lists that.

        Raises:
            StoreError: the disk refused.
        """
        instant = int(now.timestamp() * 1_000_000_000)
        name = f"{instant:020d}-{nonce:x}.json"
        document = {
            "wish": _SCHEMA,
            "verb": wish.verb,
            "ids": list(wish.ids),
            "values": dict(wish.values),
            "at": write_time(now),
        }
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            signed = {**document, "crc": _checksum(document)}
            write_atomically(self._folder / name, orjson.dumps(signed))
        except OSError as error:
            raise self._trouble("written", error) from error
        return name

    @property
    def changed(self) -> int:
        """When a wish last came or went, in nanoseconds, as exactly as the disk counts; 0: never.

        Cheaper than `waiting`, for who looks all day.
        """
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def waiting(self) -> tuple[str, ...]:
        """Names of the wishes nobody has taken up yet, the oldest first."""
        try:
            found = (entry.name for entry in os.scandir(self._folder))
            return tuple(sorted(name for name in found if _FILE.fullmatch(name)))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._trouble("read", error) from error

    def wishes(self) -> Iterator[tuple[str, Wish]]:
        """The wishes with their names, the oldest first; what is none is refused on the way.

        Raises:
            StoreError: the disk refused.
        """
        for name in self.waiting():
            try:
                raw = (self._folder / name).read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._trouble("read", error) from error
            wish = _read(raw)
            if wish is None:
                self.refuse(name, "it is no wish this program can read")
            else:
                yield name, wish

    def done(self, name: str) -> None:
        """A wish was granted, and what it changed is kept.

        Raises:
            StoreError: the disk refused.
        """
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._trouble("changed", error) from error

    def refuse(self, name: str, reason: str) -> None:
        """A wish cannot be granted: keep it beside, with the reason.

        Raises:
            StoreError: the disk refused.
        """
        refused = self._folder / _REFUSED
        path = self._folder / name
        try:
            refused.mkdir(mode=0o700, exist_ok=True)
            raw = path.read_bytes()[:_MAX_BYTES].decode("utf-8", "replace")
            document = {"reason": clean(reason, limit=500), "wish": raw}
            write_atomically(refused / name, orjson.dumps(document))
            path.unlink(missing_ok=True)
            sync_folder(self._folder)
        except OSError as error:
            raise self._trouble("changed", error) from error

    def refusals(self) -> tuple[Refusal, ...]:
        """What could not be granted, the oldest first."""
        try:
            names = sorted(entry.name for entry in os.scandir(self._folder / _REFUSED))
        except OSError:
            return ()
        return tuple(self._refusal(name) for name in names if _FILE.fullmatch(name))

    def _refusal(self, name: str) -> Refusal:
        try:
            document = orjson.loads((self._folder / _REFUSED / name).read_bytes())
            wish = _read(str(document["wish"]).encode())
            return Refusal(name, clean(str(document["reason"])), wish.at if wish else None)
        except (OSError, ValueError, KeyError, TypeError):
            return Refusal(name, "it cannot be read any more")

    def _trouble(self, done: str, error: OSError) -> StoreError:
        return StoreError(
            f"{self._folder} cannot be {done}: {error.strerror or error}; make the data directory "
            f"writable, or free some space there."
        )


def _checksum(document: Mapping[str, Any]) -> int:
    return zlib.crc32(orjson.dumps(document))


def _read(raw: bytes) -> Wish | None:
    if len(raw) > _MAX_BYTES:
        return None
    try:
        document = orjson.loads(raw)
        said = document.pop("crc", None)
        if said is not None and said != _checksum(document):
            return None
        verb, ids, values = document["verb"], document["ids"], document["values"]
        if document["wish"] != _SCHEMA or verb not in get_args(Verb):
            return None
        if not isinstance(values, dict) or not all(isinstance(one, str) for one in ids):
            return None
        return Wish(cast("Verb", verb), tuple(ids), values, must_read_time(document["at"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
