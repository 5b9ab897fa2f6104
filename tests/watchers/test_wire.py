from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.watchers.newsstand import Answer, Newsstand
from watchers.network import ForbiddenAddress, Guard
from watchers.wire import (
    EXPIRY,
    KEPT,
    BrokenOff,
    Connection,
    Connections,
    ConnectTimeout,
    NoAnswer,
    Server,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HEADERS = ((b"Host", b"test"),)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Plug:
    """Connects to the newsstand whatever address it is given, but for those that are dead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dead: set[str] = set()
        self.silent: set[str] = set()
        self.dialled: list[str] = []

    async def __call__(
        self, address: str, port: int, context: ssl.SSLContext | None, host: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.dialled.append(address)
        if address in self.dead:
            raise ConnectionRefusedError(111, "refused")
        if address in self.silent:
            await asyncio.Event().wait()
        return await asyncio.open_connection("127.0.0.1", self.port)


async def every(host: str, port: int) -> tuple[str, ...]:
    return {"inside.example": ("10.0.0.1",), "two.example": ("93.184.216.1", "93.184.216.2")}.get(
        host, ("93.184.216.34",)
    )


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def plug(stand: Newsstand) -> Plug:
    stand.serve("/feed", Answer(200, b"news"))
    return Plug(stand.port)


@pytest.fixture
async def connections(plug: Plug, hands: Hands) -> AsyncIterator[Connections]:
    context = ssl.create_default_context()
    made = Connections(Guard(every, plug), context, patience=20.0, clock=hands)
    yield made
    await made.aclose()


def server(name: str) -> Server:
    return Server("http", f"{name}.example", 80)


async def asked(connections: Connections, name: str, path: str = "/feed") -> bytes:
    connection = await connections.take(server(name))
    await connection.ask(path.encode(), HEADERS)
    body = b"".join([part async for part in connection.body()])
    connections.give_back(connection)
    return body


async def test_a_server_is_asked_again_over_the_same_connection_and_no_other_server_is(
    connections: Connections, stand: Newsstand
) -> None:
    assert [await asked(connections, name) for name in ("a", "a", "b", "a")] == [b"news"] * 4
    assert stand.connections == 2


async def test_so_many_connections_are_kept_and_no_more(
    connections: Connections, stand: Newsstand
) -> None:
    for number in range(KEPT + 1):
        await asked(connections, f"s{number}")
    assert stand.connections == KEPT + 1
    await asked(connections, f"s{KEPT}")
    assert stand.connections == KEPT + 1
    await asked(connections, "s0")
    assert stand.connections == KEPT + 2


async def test_a_connection_is_not_kept_for_longer_than_it_is_worth(
    connections: Connections, stand: Newsstand, hands: Hands
) -> None:
    await asked(connections, "a")
    hands.now = EXPIRY
    await asked(connections, "a")
    assert stand.connections == 2


async def test_a_connection_whose_answer_was_not_read_is_used_no_more(
    connections: Connections, stand: Newsstand
) -> None:
    stand.serve("/long", Answer(200, b"x" * 200_000))
    connection = await connections.take(server("a"))
    await connection.ask(b"/long", HEADERS)
    connections.give_back(connection)
    assert await asked(connections, "a") == b"news"
    assert stand.connections == 2


async def test_what_came_unasked_is_no_answer_to_the_next_question(
    connections: Connections, stand: Newsstand
) -> None:
    once = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
    stand.serve("/twice", Answer(raw=once + once))
    assert await asked(connections, "a", "/twice") == b"1"
    assert await asked(connections, "a") == b"news"
    assert stand.connections == 2


async def test_an_answer_without_a_body_leaves_the_connection_usable(
    connections: Connections, stand: Newsstand
) -> None:
    stand.serve("/same", Answer(raw=b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'))
    for _ in range(3):
        connection = await connections.take(server("a"))
        assert (await connection.ask(b"/same", HEADERS)).status_code == 304
        connections.give_back(connection)
    assert stand.connections == 1


async def test_what_a_server_says_before_its_answer_is_passed_over(
    connections: Connections, stand: Newsstand
) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    stand.serve("/early", Answer(raw=early))
    assert await asked(connections, "a", "/early") == b"ok"


@pytest.mark.parametrize(
    ("raw", "error"),
    [(b"", NoAnswer), (b"SSH-2.0-OpenSSH_9\r\n\r\n", BrokenOff),
     (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000, BrokenOff)],
)  # fmt: skip
async def test_what_is_no_answer_is_said_to_be_none(
    connections: Connections, stand: Newsstand, raw: bytes, error: type[BrokenOff]
) -> None:
    stand.serve("/odd", Answer(raw=raw, close=True))
    connection: Connection = await connections.take(server("a"))
    with pytest.raises(error):
        await connection.ask(b"/odd", HEADERS)
    connection.close()


async def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(
    connections: Connections, plug: Plug
) -> None:
    plug.dead = {"93.184.216.1"}
    assert await asked(connections, "two") == b"news"
    assert plug.dialled == ["93.184.216.1", "93.184.216.2"]


async def test_nobody_is_waited_for_longer_than_patience_lasts(
    plug: Plug,
) -> None:
    plug.silent = {"93.184.216.1", "93.184.216.2"}
    hasty = Connections(Guard(every, plug), ssl.create_default_context(), patience=0.01)
    with pytest.raises(ConnectTimeout):
        await hasty.take(server("two"))
    assert plug.dialled == ["93.184.216.1", "93.184.216.2"]


async def test_an_address_inside_is_not_dialled_for_a_public_name(
    connections: Connections, plug: Plug
) -> None:
    with pytest.raises(ForbiddenAddress):
        await connections.take(server("inside"))
    assert plug.dialled == []
