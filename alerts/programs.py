"""Running a program of the user's: without a shell, under a deadline, with nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from asyncio.subprocess import DEVNULL
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from newsroom.clean import clean
from store.settings import without_secrets

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping, Sequence

_CHUNK = 64 * 1024
_KEPT = 64 * 1024
"""Bytes kept of what a program says."""
_GRACE = 2.0
"""Seconds a killed program is waited for."""
_LINGER = 0.2
"""Seconds for which it is listened on after a program ended: what it said lies in the pipe, and
children that go on may hold the pipe open for hours."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it said."""

    status: int
    """Its exit status; negative: the signal that killed it."""
    said: bytes


async def run_program(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    listen: Literal["stdout", "stderr"],
    deadline: float,
) -> Ended:
    """Run a program to its end.

    It gets the user's environment without llamawatch's own secrets, and a process group of its
    own, which is killed when the deadline passes or the caller is cancelled. What it starts and
    leaves running when it ends is its own affair.

    Args:
        argv: Program and arguments.
        stdin: What it reads on standard input.
        environment: Variables set besides the user's.
        listen: Which of its outputs is kept: the beginning of "stdout", the end of "stderr". The
            other one is thrown away.
        deadline: Seconds from start to end.

    Raises:
        OSError: It cannot be started.
        ValueError: As above: a word no program can be given.
        TimeoutError: It did not end in time.
    """
    reading, writing = os.pipe()
    try:
        pipe, reader = await _open(reading)
        try:
            # A file never blocks, whether the program reads it or not.
            with tempfile.TemporaryFile() as given:
                given.write(stdin)
                given.seek(0)
                process = await _start(
                    argv,
                    stdin=given,
                    stdout=writing if listen == "stdout" else DEVNULL,
                    stderr=writing if listen == "stderr" else DEVNULL,
                    env={**without_secrets(os.environ), **(environment or {})},
                )
        except BaseException:
            pipe.close()
            raise
    finally:
        os.close(writing)
    listening = asyncio.create_task(_hear(reader, first=listen == "stdout"))
    try:
        async with asyncio.timeout(deadline):
            status = await process.wait()
        await asyncio.wait({listening}, timeout=_LINGER)
    finally:
        pipe.close()
        await _end(process)
    # Closing the pipe ended the listening, if nothing did before.
    return Ended(status, await listening)


def program_name(argv: Sequence[str]) -> str:
    """The name of a program as it is shown: without its folder and its arguments."""
    return clean(PurePath(argv[0]).name, limit=60) if argv else ""


def why(error: OSError | ValueError) -> str:
    """Why the system refused, in a few words."""
    cause = (error.strerror or "") if isinstance(error, OSError) else str(error)
    return clean(cause, limit=80) or type(error).__name__


async def _start(argv: Sequence[str], **how: object) -> Process:
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(*argv, start_new_session=True, **how)  # type: ignore[arg-type]  # passed through
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # Cancelled halfway, the library would end the program alone and not its children.
        with contextlib.suppress(OSError, ValueError):
            await _end(await starting)
        raise


async def _open(descriptor: int) -> tuple[asyncio.ReadTransport, asyncio.StreamReader]:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    return transport, reader


async def _hear(reader: asyncio.StreamReader, *, first: bool) -> bytes:
    """What comes through a pipe until it is closed: its first or its last part."""
    said = b""
    while part := await reader.read(_CHUNK):
        said = (said + part)[:_KEPT] if first else (said + part)[-_KEPT:]
    return said


async def _end(process: Process) -> None:
    """Leave nothing behind of a program that has not ended."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()
