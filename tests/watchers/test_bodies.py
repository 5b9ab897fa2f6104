from __future__ import annotations

import gzip
import hashlib
import random
import tracemalloc
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.bodies import STEP, Body, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable


def read(chunks: list[bytes], *, packed: bool, limit: int = 10_000_000) -> Body:
    body = Body(limit, packed=packed)
    for chunk in chunks:
        for _ in body.feed(chunk):
            pass
    for _ in body.close():
        pass
    return body


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "raw": raw_deflate,
    "twice": lambda data: gzip.compress(gzip.compress(data)),
    "members": lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:]),
    "padded": lambda data: gzip.compress(data) + b"\0\0\0",
    "not at all": lambda data: data,
}


@given(st.binary(max_size=2000), st.sampled_from(sorted(PACKERS)), st.integers(1, 300))
def test_however_it_was_packed_and_cut_the_body_is_the_same(
    data: bytes, how: str, size: int
) -> None:
    data = b"<" + (data.hex().encode() if how == "not at all" else data)
    packed = PACKERS[how](data)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    body = read(chunks, packed=True)
    assert body.data == data
    assert body.complete
    assert body.digest == hashlib.sha256(data).hexdigest()


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_at_all_end_in_a_body(data: bytes, packed: bool) -> None:
    read([data], packed=packed)
    read([b"\x1f\x8b" + data], packed=packed)


def test_a_cut_body_is_known_to_be_cut() -> None:
    packed = gzip.compress(bytes(range(256)) * 50)
    body = read([packed[:-8]], packed=True)
    assert not body.complete
    assert body.data


def test_packed_without_saying_so_is_unpacked() -> None:
    assert read([gzip.compress(b"<rss/>")], packed=False).data == b"<rss/>"


def test_the_limit_holds_packed_and_plain() -> None:
    bomb = gzip.compress(b"a" * 5_000_000)
    with pytest.raises(TooLarge):
        read([bomb], packed=True, limit=1_000_000)
    with pytest.raises(TooLarge):
        read([b"a" * 1_000_001], packed=False, limit=1_000_000)


def test_unpacking_goes_in_small_steps() -> None:
    body = Body(10_000_000, packed=True)
    sizes = [body.size for _ in body.feed(gzip.compress(b"a" * 5_000_000))]
    assert max(b - a for a, b in pairwise([0, *sizes])) <= STEP


@pytest.mark.parametrize("cut", [-1, 0, 1, 2])
def test_members_are_joined_wherever_they_are_cut(cut: int) -> None:
    first, second = gzip.compress(b"<rss>" * 30, mtime=0), gzip.compress(b"</rss>" * 30, mtime=0)
    both, at = first + second, len(first) + cut
    body = read([both[:at], both[at:]], packed=True)
    assert (body.data, body.complete) == (b"<rss>" * 30 + b"</rss>" * 30, True)


def test_what_follows_the_end_is_neither_kept_nor_endless() -> None:
    body = Body(1_000_000, packed=True)
    for _ in body.feed(gzip.compress(b"<rss/>" * 20)):
        pass
    tracemalloc.start()
    try:
        for _ in range(14):
            for _ in body.feed(bytes(64 * 1024)):
                pass
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    with pytest.raises(TooLarge):
        read([gzip.compress(b"<rss/>"), *[b"x" * 64 * 1024] * 16], packed=True, limit=1_000_000)
    with pytest.raises(TooLarge):
        read([gzip.compress(b"")] * 60_000, packed=True, limit=1_000_000)


@pytest.mark.parametrize(
    "first",
    [
        gzip.compress(b"<rss/>" * 20),
        gzip.compress(random.Random(1).randbytes(999))[:99] + b"~" * 99,
    ],
    ids=["end", "fault"],
)
def test_every_piece_behind_the_end_or_a_fault_lets_others_have_their_turn(first: bytes) -> None:
    body = Body(1_000_000, packed=True)
    for _ in body.feed(first):
        pass
    assert all(list(body.feed(b"x")) for _ in range(10))
