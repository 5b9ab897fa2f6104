"""The trial of packs: what cannot be worked with is told as a problem of packs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.errors import PackError
from newsroom.pack_trial import try_packs

if TYPE_CHECKING:
    from newsroom.packs import Packs


def _with(packs: Packs, **raw: Any) -> Packs:  # noqa: ANN401 - tables of any shape
    return replace(packs, _derived={}, **raw)


def test_the_shipped_packs_pass_in_every_language(packs: Packs) -> None:
    try_packs(_with(packs), packs.languages)


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("stories", "the weights of [stories]"),
        ("relevance", "the points of [relevance]"),
        ("topic", "the topics"),
    ],
)
def test_the_part_that_fails_is_told(packs: Packs, table: str, part: str) -> None:
    raw = {**packs.raw_topics, table: 3}
    with pytest.raises(PackError) as error:
        try_packs(_with(packs, raw_topics=raw))
    assert str(error.value).startswith(f"{part} cannot be worked with (TypeError")


def test_the_language_whose_words_fail_is_told(packs: Packs) -> None:
    moves = packs.raw_moves["moves"]
    raw = {"moves": {**moves, "cues": {**moves["cues"], "de": {"hedge": [3]}}}}
    with pytest.raises(PackError, match="the words of \\[moves\\] for 'de'"):
        try_packs(_with(packs, raw_moves=raw), ["de"])
