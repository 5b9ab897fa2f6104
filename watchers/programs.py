"""Running a program whose output is a feed: without a shell, under a deadline and a limit.

What comes of it is told in the record a fetch is told in.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from newsroom.clean import clean
from store.settings import without_secrets
from watchers.fetch import DEADLINE, MAX_BYTES
from watchers.fetched import Fetched

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process
    from collections.abc import Sequence

_CHUNK = 64 * 1024
_TAIL = 4096
"""Bytes of standard error kept: its last line is shown."""
_GRACE = 2.0
"""Seconds a killed program is waited for."""


async def run_program(
    argv: Sequence[str], *, deadline: float = DEADLINE, max_bytes: int = MAX_BYTES
) -> Fetched:
    """Run a program and take its standard output.

    It gets no standard input, the user's environment without llamawatch's own secrets, and a
    process group of its own, which is killed when the deadline passes, the output grows too large
    or the check is cancelled.

    Args:
        argv: Program and arguments.
        deadline: Seconds from start to end.
        max_bytes: Most output kept.

    Returns:
        The output as a body, or why there is none; nothing the program does raises.
    """
    loop = asyncio.get_running_loop()
    name, started = program_name(argv), loop.time()
    try:
        process = await _start(argv)
    except (OSError, ValueError) as error:
        return _unstartable(name, error)
    try:
        async with asyncio.timeout(deadline):
            result = await _finished(process, name, max_bytes)
    except TimeoutError:
        result = Fetched(
            "slow",
            f"{name} did not end within {deadline:g} seconds and was stopped; it is run again.",
        )
    finally:
        await _end(process)
    return replace(result, ms=round((loop.time() - started) * 1000))


def program_name(argv: Sequence[str]) -> str:
    """The name of a program as it is shown: without its folder and its arguments."""
    return clean(PurePath(argv[0]).name, limit=60) if argv else ""


async def _start(argv: Sequence[str]) -> Process:
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *argv,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=without_secrets(os.environ),
            start_new_session=True,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # Cancelled halfway, the library would end the program alone and then wait for its
        # children, however long they go on.
        with contextlib.suppress(OSError, ValueError):
            await _end(await starting)
        raise


async def _finished(process: Process, name: str, max_bytes: int) -> Fetched:
    if process.stdout is None or process.stderr is None:
        raise BrokenPipeError
    complaint = asyncio.create_task(_last_line(process.stderr))
    try:
        body = await _output(process.stdout, max_bytes)
        if body is None:
            return Fetched(
                "broken",
                f"{name} writes more than {max_bytes / (1024 * 1024):g} MB, which no feed needs, "
                "and was stopped; it is run again.",
            )
        said, status = await complaint, await process.wait()
    finally:
        complaint.cancel()
    if status:
        return Fetched("broken", _failure(name, status, said), bytes=len(body))
    digest = hashlib.sha256(body).hexdigest()
    return Fetched("ok", body=body, body_hash=digest, bytes=len(body))


async def _output(stream: StreamReader, max_bytes: int) -> bytes | None:
    """Everything up to the end; None if that is more than allowed."""
    parts, size = [], 0
    while part := await stream.read(_CHUNK):
        size += len(part)
        if size > max_bytes:
            return None
        parts.append(part)
    return b"".join(parts)


async def _last_line(stream: StreamReader) -> str:
    tail = b""
    while part := await stream.read(_CHUNK):
        tail = (tail + part)[-_TAIL:]
    lines = tail.decode("utf-8", "replace").strip().splitlines()
    return clean(lines[-1], limit=160) if lines else ""


async def _end(process: Process) -> None:
    """Leave nothing of it behind; its group is there as long as one of its children is."""
    pipes = (process.stdout, process.stderr)
    unread = any(pipe is not None and not pipe.at_eof() for pipe in pipes)
    if process.returncode is None or unread:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        # A child that left the group keeps the pipes open, and the library waits for them.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()


def _failure(name: str, status: int, said: str) -> str:
    cause = f"status {status}" if status > 0 else f"signal {-status}"
    because = f", saying: {said.rstrip('.')}" if said else ""
    return f"{name} ended with {cause}{because}; it is run again."


def _unstartable(name: str, error: OSError | ValueError) -> Fetched:
    cause = (error.strerror or "") if isinstance(error, OSError) else str(error)
    return Fetched(
        "broken",
        f"{name} cannot be started ({clean(cause, limit=80) or 'for no known reason'}): "
        'correct "argv" of the source in config.toml.',
    )
