from __future__ import annotations

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from store.lines import decode, encode, salvage

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=8), json_values, max_size=4)


@given(objects)
def test_a_line_reads_back_as_it_was_written(value: dict[str, object]) -> None:
    line = encode(value)
    assert decode(line) == value
    assert line.count(b"\n") == 1


def test_the_format_is_a_checksum_a_space_and_json() -> None:
    assert encode({"n": 1}) == b'd44b3b7e {"n":1}\n'


def test_stock_tools_read_a_line() -> None:
    line = encode({"n": 1, "text": "Llama 退職"})
    cut = subprocess.run(["cut", "-c10-"], input=line, capture_output=True, check=True)
    assert cut.stdout.decode() == '{"n":1,"text":"Llama 退職"}\n'


@given(objects, st.data())
def test_no_flipped_bit_goes_unnoticed(value: dict[str, object], data: st.DataObject) -> None:
    line = bytearray(encode(value))
    bit = data.draw(st.integers(0, len(line) * 8 - 1))
    line[bit // 8] ^= 1 << (bit % 8)
    assert decode(bytes(line)) is None


@given(objects, objects, st.binary(max_size=30))
def test_whole_lines_are_found_between_garbage(
    first: dict[str, object], second: dict[str, object], garbage: bytes
) -> None:
    glued = encode(first)[:-1] + b"\x0b" + garbage + encode(second)
    found = [piece.value for piece in salvage(glued, 0) if piece.value is not None]
    assert found[0] == first
    assert second in found


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_salvaging_accounts_for_every_byte(raw: bytes, offset: int) -> None:
    end = offset
    for piece in salvage(raw, offset):
        assert piece.offset == end
        assert piece.value is None
        end += len(piece.raw)
    assert end == offset + len(raw)


def test_text_that_looks_like_a_line_is_never_taken_for_one() -> None:
    forged = encode({"n": 99, "put": {}}).decode()
    line = encode({"n": 1, "text": {"a": f"x {forged} y"}})
    damaged = line.replace(b'"n":1', b'"n":7')
    assert all(piece.value is None for piece in salvage(damaged, 0))


def test_a_file_of_brackets_is_only_damage() -> None:
    raw = b"00000000 {" + b'{"a":[' * 50_000
    assert [piece.value for piece in salvage(raw, 0)] == [None]
