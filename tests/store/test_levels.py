from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.levels import Level, Misfit, hashed, look_up, merged, to_merge, write_level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

numbers = st.integers(0, 2**64 - 1)
entries = st.dictionaries(numbers, numbers, max_size=50)
once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def level(folder: Path, name: str, held: Mapping[int, int]) -> Level:
    path = folder / name
    path.write_bytes(write_level(held))
    return Level(path)


@once
@given(entries, numbers)
def test_what_is_written_is_found_and_nothing_else(
    tmp_path: Path, held: dict[int, int], other: int
) -> None:
    one = level(tmp_path, "one", held)
    assert all(one.get(key) == value for key, value in held.items())
    assert one.get(other) == held.get(other)
    assert list(one.items()) == sorted(held.items())
    assert one.verify()


@once
@given(entries, entries)
def test_merged_files_say_what_the_newer_one_says(
    tmp_path: Path, new: dict[int, int], old: dict[int, int]
) -> None:
    newer, older = level(tmp_path, "new", new), level(tmp_path, "old", old)
    (tmp_path / "both").write_bytes(merged(newer, older))
    assert dict(Level(tmp_path / "both").items()) == {**old, **new}
    for key in {*old, *new}:
        assert look_up((newer, older), key) == {**old, **new}[key]


def test_files_stay_few_and_entries_are_rewritten_seldom() -> None:
    sizes: list[int] = []
    rewritten = 0
    for _ in range(1000):
        sizes.insert(0, 100)
        count = to_merge(sizes)
        if count > 1:
            rewritten += sum(sizes[:count])
            sizes[:count] = [sum(sizes[:count])]
        assert len(sizes) <= 6
    assert rewritten < 1000 * 100 * 12


@pytest.mark.parametrize("cut", [0, 5, 16, 30, -1])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "one"
    path.write_bytes(write_level({1: 2, 3: 4})[:cut])
    with pytest.raises(Misfit):
        Level(path)


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    whole = bytearray(write_level({1: 2, 3: 4}))
    for byte in range(16, len(whole)):
        whole[byte] ^= 1
        (tmp_path / "one").write_bytes(whole)
        assert not Level(tmp_path / "one").verify()
        whole[byte] ^= 1


def test_the_borders_between_parts_count() -> None:
    assert hashed("a", "bc") != hashed("ab", "c")
    assert 0 <= hashed("a\ud800") < 2**64
