from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.watchers.newsstand import Answer, Newsstand
from watchers.network import ForbiddenAddress, Guard
from watchers.wire import EXPIRY, KEPT, Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


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
        self.writers: list[asyncio.StreamWriter] = []

    async def __call__(
        self, address: str, port: int, context: ssl.SSLContext | None, host: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.dialled.append(address)
        if address in self.dead:
            raise ConnectionRefusedError(111, "refused")
        if address in self.silent:
            await asyncio.Event().wait()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer


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
def transport(plug: Plug, hands: Hands) -> Transport:
    return Transport(Guard(every, plug), ssl.create_default_context(), clock=hands)


@pytest.fixture
async def client(transport: Transport) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=transport, timeout=20.0) as made:
        yield made


def at(name: str, path: str = "/feed") -> str:
    return f"http://{name}.example{path}"


async def asked(client: httpx.AsyncClient, name: str, path: str = "/feed") -> bytes:
    return (await client.get(at(name, path))).content


async def test_a_server_is_asked_again_over_the_same_connection_and_no_other_server_is(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    assert [await asked(client, name) for name in ("a", "a", "b", "a")] == [b"news"] * 4
    assert stand.connections == 2


async def test_so_many_connections_are_kept_and_no_more(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    for number in range(KEPT + 1):
        await asked(client, f"s{number}")
    assert stand.connections == KEPT + 1
    await asked(client, f"s{KEPT}")
    assert stand.connections == KEPT + 1
    await asked(client, "s0")
    assert stand.connections == KEPT + 2


async def test_a_connection_is_not_kept_for_longer_than_it_is_worth(
    client: httpx.AsyncClient, stand: Newsstand, hands: Hands
) -> None:
    await asked(client, "a")
    hands.now = EXPIRY
    await asked(client, "a")
    assert stand.connections == 2


async def test_a_connection_whose_answer_was_not_read_is_used_no_more(
    client: httpx.AsyncClient, stand: Newsstand, plug: Plug
) -> None:
    stand.serve("/long", Answer(200, b"x" * 200_000))
    async with client.stream("GET", at("a", "/long")) as response:
        assert response.status_code == 200
    assert plug.writers[0].transport.is_closing()
    assert await asked(client, "a") == b"news"
    assert stand.connections == 2


async def test_a_body_is_read_as_it_comes_and_packed_as_it_was_sent(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    sent = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nno"
    stand.serve("/slow", Answer(raw=sent, hang=True))
    async with client.stream("GET", at("a", "/slow")) as response:
        first = await anext(aiter(response.aiter_raw()))
    assert first == b"no"


async def test_a_request_that_is_given_up_takes_its_connection_along(
    client: httpx.AsyncClient, stand: Newsstand, plug: Plug
) -> None:
    stand.serve("/never", Answer(raw=b"", hang=True))
    asking = asyncio.create_task(asked(client, "a", "/never"))
    for _ in range(1000):
        if stand.asked:
            break
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert plug.writers[0].transport.is_closing()
    assert await asked(client, "a") == b"news"


async def test_what_came_unasked_is_no_answer_to_the_next_question(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    once = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
    stand.serve("/twice", Answer(raw=once + once))
    assert await asked(client, "a", "/twice") == b"1"
    assert await asked(client, "a") == b"news"
    assert stand.connections == 2


async def test_what_came_later_and_unasked_is_no_answer_either(hands: Hands) -> None:
    once = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
    talking: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talking.append(writer)
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(once + str(len(talking)).encode())

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        plug = Plug(server.sockets[0].getsockname()[1])
        transport = Transport(Guard(every, plug), ssl.create_default_context(), clock=hands)
        async with httpx.AsyncClient(transport=transport) as client:
            assert await asked(client, "a") == b"1"
            talking[0].write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
            await talking[0].drain()
            for _ in range(20):
                await asyncio.sleep(0)
            assert await asked(client, "a") == b"2"
        for writer in talking:
            writer.transport.abort()


async def test_an_answer_without_a_body_leaves_the_connection_usable(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    stand.serve("/same", Answer(raw=b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'))
    for _ in range(3):
        async with client.stream("GET", at("a", "/same")) as response:
            assert response.status_code == 304
    assert stand.connections == 1


async def test_what_a_server_says_before_its_answer_is_passed_over(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    stand.serve("/early", Answer(raw=early))
    assert await asked(client, "a", "/early") == b"ok"


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "without sending a response"), (b"SSH-2.0-OpenSSH_9\r\n\r\n", "illegal status line"),
     (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000, "too long")],
)  # fmt: skip
async def test_what_is_no_answer_is_said_to_be_none(
    client: httpx.AsyncClient, stand: Newsstand, plug: Plug, raw: bytes, words: str
) -> None:
    stand.serve("/odd", Answer(raw=raw, close=True))
    with pytest.raises(httpx.RemoteProtocolError, match=words):
        await asked(client, "a", "/odd")
    assert plug.writers[0].transport.is_closing()


async def test_what_cannot_be_written_as_a_request_is_not_sent(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    with pytest.raises(httpx.LocalProtocolError):
        await client.get(at("a"), headers={"X-Odd": "a\r\nb"})
    with pytest.raises(httpx.LocalProtocolError):
        await client.post(at("a"), content=b"a body")
    assert stand.asked == []


async def test_an_answer_that_does_not_come_is_waited_for_as_long_as_is_asked(
    client: httpx.AsyncClient, stand: Newsstand
) -> None:
    stand.serve("/never", Answer(raw=b"", hang=True))
    with pytest.raises(httpx.ReadTimeout):
        await client.get(at("a", "/never"), timeout=httpx.Timeout(20.0, read=0.01))


async def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(
    client: httpx.AsyncClient, plug: Plug
) -> None:
    plug.dead = {"93.184.216.1"}
    assert await asked(client, "two") == b"news"
    assert plug.dialled == ["93.184.216.1", "93.184.216.2"]


async def test_nobody_accepting_is_said_to_be_so(client: httpx.AsyncClient, plug: Plug) -> None:
    plug.dead = {"93.184.216.34"}
    with pytest.raises(httpx.ConnectError, match="refused"):
        await asked(client, "a")


async def test_nobody_is_waited_for_longer_than_patience_lasts(
    client: httpx.AsyncClient, plug: Plug
) -> None:
    plug.silent = {"93.184.216.1", "93.184.216.2"}
    with pytest.raises(httpx.ConnectTimeout):
        await client.get(at("two"), timeout=httpx.Timeout(20.0, connect=0.01))
    assert plug.dialled == ["93.184.216.1", "93.184.216.2"]


async def test_an_address_inside_is_not_dialled_for_a_public_name(
    client: httpx.AsyncClient, plug: Plug
) -> None:
    with pytest.raises(httpx.ConnectError) as raised:
        await asked(client, "inside")
    assert isinstance(raised.value.__cause__, ForbiddenAddress)
    assert plug.dialled == []
