"""What articles are compared by is worked out once, and kept once, however often they are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsroom.features import compile_weights
from newsroom.records import Telling
from newsroom.resemblance import vector
from store.pack_files import load_packs

if TYPE_CHECKING:
    from newsroom.features import Weights

FEATURES = {"person:joelle-pineau": 1.0, "org:meta": 1.0, "act:leave": 0.7}


@pytest.fixture
def weights() -> Weights:
    packs, _ = load_packs(["meta-ai"])
    return replace(compile_weights(packs), vectors={})


def test_an_article_read_from_the_disk_again_and_again_is_kept_once(weights: Weights) -> None:
    first = vector(Telling("a", features=dict(FEATURES)), weights)
    for _ in range(50):
        assert vector(Telling("a", features=dict(FEATURES)), weights) is first
    assert len(weights.vectors) == 1


def test_an_article_that_says_something_else_now_is_compared_by_that(weights: Weights) -> None:
    vector(Telling("a", features=dict(FEATURES)), weights)
    changed = vector(Telling("a", features={"org:mistral": 1.0}), weights)
    assert changed.roots.keys() == {"org:mistral"}
    assert vector(Telling("a", features=dict(FEATURES)), weights).roots.keys() == FEATURES.keys()
    assert len(weights.vectors) == 1
