"""Floors on the measured material, where it lies beside the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom.language import detect, make_detector
from newsroom.moves import find_moves
from newsroom.records import Article
from newsroom.scan import scan
from tests.newsroom.articles import NOON

if TYPE_CHECKING:
    from newsroom.packs import Packs
    from tests.newsroom.conftest import Read

ABOVE = [folder / "shared" / "eval" / "handmade" for folder in Path(__file__).parents[3:]]
HANDMADE = next((folder for folder in ABOVE if folder.is_dir()), ABOVE[0])
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not HANDMADE.is_dir(), reason="../shared/eval/handmade is not here"),
]
MATCHES = 58
"""Of 62 rows."""
LANGUAGES = 146
"""Of 150 rows."""
SUMMARIES = 15
"""Of 15 rows."""
MOVES = 0.9
"""Precision and recall."""
SAME = {"google-deepmind": "deepmind", "microsoft-ai": "microsoft"}
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


@pytest.mark.parametrize(
    ("name", "least"), [("langset.tsv", LANGUAGES), ("langsum.tsv", SUMMARIES)]
)
def test_languages_of_titles_and_summaries(packs: Packs, name: str, least: int) -> None:
    detector = make_detector(packs.languages)
    right = sum(detect(text, "", detector) == language for language, text, *_ in _rows(name))
    assert right >= least


def test_moves_and_denials(packs: Packs) -> None:
    hits = told = wanted = 0
    for language, title, *facts in _rows("mv2.tsv"):
        article = Article("i", "handmade", title=title, language_hint=language, first_seen=NOON)
        found = find_moves(article, scan(article, packs, ("ai",)), packs, ("meta",))
        said = set()
        for move in found:
            if move.status == "denied" or move.kind in ("stayed", "offered"):
                continue
            ends = (("left", move.origin), ("joined", move.destination))
            said |= {
                f"person:{move.person} {verb} org:{SAME.get(org, org)}" for verb, org in ends if org
            }
        true = set(filter(None, ";".join(facts).split(";")))
        hits, told, wanted = hits + len(said & true), told + len(said), wanted + len(true)
    assert hits / told >= MOVES
    assert hits / wanted >= MOVES
