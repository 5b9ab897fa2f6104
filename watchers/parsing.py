"""The parent's side of the parsing process: kept warm, given a deadline, replaced when it fails."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from newsroom.errors import WorkerFailed
from newsroom.records import Entry, Wishes
from watchers.parsed import Page, Parsed

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable, Mapping

    _Frame = dict[str, Any]
    _Take = Callable[[_Frame], None]

DEADLINE = 10.0
"""Seconds for one document."""
START = 60.0
"""Seconds for the process to start: on a busy machine that takes longer than any document."""

_STREAM_LIMIT = 1 << 20
_ROOT = str(Path(__file__).resolve().parents[1])
_BOOTSTRAP = "import sys; sys.path.insert(0, sys.argv[1]); from watchers.worker import main; main()"


class Parser:
    """Reads documents in a process of their own, one at a time.

    The process is started with the first document and stays; one that dies, hangs or grows too
    large is replaced, and only the document at hand is lost.

    Args:
        deadline: Seconds for one document.
    """

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def parse(
        self,
        body: bytes,
        content_type: str = "",
        url: str = "",
        *,
        kind: str = "feed",
        options: Mapping[str, str | tuple[str, ...]] | None = None,
        cut: bool = False,
    ) -> Parsed:
        """Read one document.

        Args:
            body: As it came from the wire, unpacked.
            content_type: The header of that name.
            url: Where it came from: what relative links stand on.
            kind: Which kind of source it is an answer of (see `watchers.kinds`).
            options: The source's own, as configured.
            cut: The body broke off on its way.

        Raises:
            WorkerFailed: The process died or ran out of time over it.
        """
        header = {
            "content_type": content_type,
            "url": url,
            "kind": kind,
            "options": dict(options or {}),
            "cut": cut,
            "deadline": self._deadline,
        }
        entries: list[Entry] = []
        done = await self._answered(
            body, header, lambda frame: entries.extend(map(_entry, frame.get("entries", ())))
        )
        done |= {"feeds": tuple(done["feeds"]), "wishes": _wishes(done["wishes"])}
        return Parsed(**done, entries=tuple(entries))

    async def extract(self, body: bytes, content_type: str = "", url: str = "") -> Page:
        """Read the page of an article.

        Args:
            body: As it came from the wire, unpacked.
            content_type: The header of that name.
            url: Where it came from.

        Raises:
            WorkerFailed: The process died or ran out of time over it.
        """
        header = {
            "article": True,
            "content_type": content_type,
            "url": url,
            "deadline": self._deadline,
        }
        return Page(**await self._answered(body, header, lambda _: None))

    async def aclose(self) -> None:
        """End the process."""
        async with self._turn:
            await self._stop()

    async def _answered(self, body: bytes, said: Mapping[str, object], take: _Take) -> _Frame:
        """What the last frame of an answer says; every frame is handed on as it comes."""
        async with self._turn:
            try:
                process = await self._ready()
                async with asyncio.timeout(self._deadline):
                    return await self._exchange(process, body, said, take)
            except TimeoutError:
                await self._stop()
                raise WorkerFailed(
                    f"its document took longer than {self._deadline:g} seconds to read and was "
                    "given up"
                ) from None
            except (OSError, asyncio.IncompleteReadError, orjson.JSONDecodeError):
                await self._stop()
                raise WorkerFailed(
                    "its document ended the parsing process and was given up"
                ) from None
            except asyncio.CancelledError:
                # Half an answer is under way; the next document must not get the other half.
                await self._stop()
                raise

    async def _ready(self) -> Process:
        """The process, started if there is none."""
        process = self._process
        if process is not None and process.returncode is None:
            return process
        process = self._process = await _start()
        try:
            async with asyncio.timeout(START):
                await _read_frame(process)
        except TimeoutError:
            # As if it had died: it is replaced with the next document.
            raise BrokenPipeError from None
        return process

    async def _exchange(
        self, process: Process, body: bytes, said: Mapping[str, object], take: _Take
    ) -> _Frame:
        if process.stdin is None:
            raise BrokenPipeError
        header = orjson.dumps(said)
        lengths = len(header).to_bytes(4, "big") + len(body).to_bytes(4, "big")
        process.stdin.write(lengths + header)
        process.stdin.write(body)
        await process.stdin.drain()
        while True:
            frame = await _read_frame(process)
            take(frame)
            if "done" in frame:
                break
            await asyncio.sleep(0)
        if frame["tired"]:
            await self._stop()
        done: _Frame = frame["done"]
        return done

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _read_frame(process: Process) -> _Frame:
    if process.stdout is None:
        raise BrokenPipeError
    length = int.from_bytes(await process.stdout.readexactly(4), "big")
    frame: _Frame = orjson.loads(await process.stdout.readexactly(length))
    return frame


async def _start() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _BOOTSTRAP,
        _ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_STREAM_LIMIT,
    )


def _wishes(document: dict[str, Any]) -> Wishes:
    named = {name: tuple(document[name]) for name in ("skip_hours", "skip_days")}
    return Wishes(**{**document, **named})


def _entry(document: dict[str, Any]) -> Entry:
    published = document["published"]
    return Entry(
        **{
            **document,
            "published": datetime.fromisoformat(published) if published else None,
        }
    )
