from __future__ import annotations

import sys
from array import array

import pytest

from store.columns import packed, unpacked

NUMBERS = [0, 1, 255, 256, 2**32, 2**63 - 1]


def test_the_smallest_byte_comes_first() -> None:
    assert packed(array("Q", [1, 258])).hex() == "01000000000000000201000000000000"
    assert list(unpacked(memoryview(bytes.fromhex("0201000000000000")), "Q")) == [258]


@pytest.mark.parametrize("order", ["little", "big"])
def test_what_is_written_is_read_on_any_machine(
    monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(sys, "byteorder", order)
    signed = [*NUMBERS, *(-number for number in NUMBERS)]
    assert list(unpacked(memoryview(packed(array("q", signed))), "q")) == signed
    kept = array("Q", NUMBERS)
    assert list(unpacked(memoryview(packed(kept)), "Q")) == NUMBERS
    assert list(kept) == NUMBERS


def test_on_a_machine_of_the_other_order_the_bytes_are_turned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = array("Q", NUMBERS)
    turned = array("Q", NUMBERS)
    turned.byteswap()
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert packed(here) == turned.tobytes()
