"""Floors on the measured material, where it lies beside the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom.language import detect, make_detector

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.conftest import Read

HANDMADE = Path(__file__).parents[3] / "shared" / "eval" / "handmade"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not HANDMADE.is_dir(), reason="../shared/eval/handmade is not here"),
]
MATCHES = 58
"""Of 62 rows."""
LANGUAGES = 146
"""Of 150 rows."""
SAME = {"google-deepmind": "deepmind"}
"""Ids the set writes differently."""


def _rows(name: str) -> list[list[str]]:
    lines = (HANDMADE / name).read_text(encoding="utf-8").replace("\\u0308", "\u0308").splitlines()
    return [line.split("\t") for line in lines if line]


def test_matching_traps(packs: Packs, read: Read) -> None:
    def id_of(kind: str, entity: str) -> str:
        if kind == "model" and entity in packs.parts_of("llama", "model") - {"behemoth"}:
            return "model:llama"
        return f"{kind}:{SAME.get(entity, entity)}"

    right = 0
    for title, *wanted in _rows("matchset.tsv"):
        found = {id_of(mention.kind, mention.entity) for mention in read(title).mentions}
        right += found == set(" ".join(wanted).split())
    assert right >= MATCHES


def test_languages_of_titles(packs: Packs) -> None:
    detector = make_detector(packs.languages)
    right = sum(
        detect(title, "", detector) == language for language, title, *_ in _rows("langset.tsv")
    )
    assert right >= LANGUAGES
