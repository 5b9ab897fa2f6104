from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Never

from watchers.network import UnknownHost, resolve

if TYPE_CHECKING:
    import pytest


async def test_names_that_nobody_answers_for_hold_up_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_up = threading.Event()

    def wait(*_: object, **__: object) -> Never:
        given_up.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    lookups = [asyncio.create_task(resolve(f"silent{n}.example", 80)) for n in range(3)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "read") == "read"
    finally:
        given_up.set()
    found = await asyncio.gather(*lookups, return_exceptions=True)
    assert all(isinstance(one, UnknownHost) for one in found)


async def test_the_system_knows_this_machine() -> None:
    assert set(await resolve("localhost", 80)) <= {"127.0.0.1", "::1"}
