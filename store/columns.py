"""Numbers of 64 bits one after the other, little endian, whatever the machine."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Code = Literal["q", "Q"]
"""Signed, or not; as in `array`."""


def packed(numbers: array[int]) -> bytes:
    """The bytes of a column."""
    if sys.byteorder == "little":
        return numbers.tobytes()
    swapped = numbers[:]
    swapped.byteswap()
    return swapped.tobytes()


def unpacked(data: memoryview, code: Code) -> Sequence[int]:
    """The numbers of a column; where the machine writes them so too, they are not copied."""
    if sys.byteorder == "little":
        return data.cast(code)
    numbers = array(code, data.tobytes())
    numbers.byteswap()
    return numbers
