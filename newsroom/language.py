"""Which language a text is in: the script decides first, a detector only among Latin ones.

Nothing depends on the answer being right; it is a hint for function words and number words and what
the reader filters by.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from newsroom.boundaries import script_of
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsroom.speech import Speech

_CODES = re.compile(r"[a-z]*\d[a-z\d]*", re.ASCII | re.IGNORECASE)
"""Numbers, and letters mixed with digits: keys and hashes are words of no language."""
_ASCII = re.compile(r"[\x00-\x7f]+")
_NO_ASCII_LETTER = re.compile(r"[^A-Za-z]+")
_LOOK_AT = 500
"""Characters that are read."""
_LATIN_SHARE = 0.7
"""A text with more Latin letters than this is Latin with foreign words in it."""
_BY_SCRIPT = {
    "greek": "el",
    "armenian": "hy",
    "hebrew": "he",
    "georgian": "ka",
    "thai": "th",
    "bengali": "bn",
    "hangul": "ko",
}
_LETTERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "cyrillic": (("uk", "іїєґ"), ("be", "ў"), ("sr", "ђјљњћџ"), ("ru", "ыэё")),
    "arabic": (("ur", "ٹڈڑےں"), ("fa", "پچژگ")),
    "devanagari": (("mr", "ळ"),),
}
_DEFAULTS = {"cyrillic": "ru", "arabic": "ar", "devanagari": "hi"}
_LATIN = "en,de,fr,es,pt,it,nl,pl,tr,ro,cs,sv,hr,vi,hu,da,fi,no,ms"
_SAME = {"ms": "id"}
"""Malay and Indonesian cannot be told apart in a headline; Indonesian news is far commoner."""
_ALTERNATIVES = {
    "cyrillic": frozenset({"ru", "bg", "sr", "mk", "uk", "be", "kk"}),
    "arabic": frozenset({"ar", "fa", "ur", "ps"}),
    "devanagari": frozenset({"hi", "mr", "ne"}),
}
_SCRIPTS = {language: script for script, language in _BY_SCRIPT.items()} | {"zh": "han"}
_SCRIPTS |= {language: script for script, some in _ALTERNATIVES.items() for language in some}
"""The script a language is written in, where that is not Latin."""
_WORDS = 4
"""Letters of the script of the source's language from which on a text is written in it."""
_SHORT = 24
"""Letters below which the source's own declaration is believed rather than the detector."""


class Detector(Protocol):
    """Whatever tells Latin languages apart."""

    def detect(self, text: str) -> str:
        """Return an ISO 639-1 code, or the empty string."""


class TrigramDetector:
    """The eldc library: byte n-grams of sixty languages, compiled, read from its own data."""

    def __init__(self) -> None:
        import eldc

        eldc.init()
        self._instance: Any = eldc.instance()
        self._instance.set_languages(_LATIN)

    def detect(self, text: str) -> str:
        """Return an ISO 639-1 code, or the empty string."""
        # Lone surrogates, which JSON can bring, are no text.
        found = str(self._instance.detect(text.encode("utf-8", "ignore").decode()))
        return "" if found == "und" else _SAME.get(found, found)


class WordDetector:
    """Function words and special letters: for machines the library has no build for."""

    def __init__(self, languages: Mapping[str, Speech]) -> None:
        self._languages = [each for each in languages.values() if each.script == "latin"]

    def detect(self, text: str) -> str:
        """Return an ISO 639-1 code, or the empty string if nothing speaks for any."""
        words = fold(text).replace("'", " ").split()
        lowered = text.lower()
        scores: Counter[str] = Counter()
        for speech in self._languages:
            scores[speech.id] = 2 * sum(word in speech.function_words for word in words)
            scores[speech.id] += sum(lowered.count(letter) for letter in speech.letters)
        best = scores.most_common(1)
        return best[0][0] if best and best[0][1] else ""


def make_detector(
    languages: Mapping[str, Speech], library: Callable[[], Detector] = TrigramDetector
) -> Detector:
    """Return the best detector this machine has.

    Args:
        languages: What the packs say of each language, for machines without the library.
        library: Makes the better detector; raises ImportError where it cannot be had.
    """
    try:
        return library()
    except ImportError:
        return WordDetector(languages)


def detect(text: str, hint: str = "", detector: Detector | None = None) -> str:
    """Return the language of a text.

    Args:
        text: Title and summary, say; the first 500 characters are read.
        hint: The source's own declaration: decides where the text cannot.
        detector: Tells Latin languages apart; without one they take the hint.

    Returns:
        ISO 639-1, or the empty string if it cannot be told.
    """
    text = _CODES.sub("", text[:_LOOK_AT])
    hint = hint[:2].lower()
    if text.isascii():
        return _latin(text, _ascii_letters(text), hint, detector)
    # Most of a Latin text need not be looked up letter by letter.
    scripts = Counter(map(script_of, _ASCII.sub("", text)))
    scripts["latin"] += _ascii_letters(text)
    for nothing in ("", "digit"):
        scripts.pop(nothing, None)
    letters = scripts.total()
    if not letters:
        return hint
    kana = scripts["hiragana"] + scripts["katakana"]
    # One letter among Latin ones may be part of a face drawn with letters.
    written = kana + scripts["han"] > 1 if kana else scripts["hangul"] > 1
    # Foreign names can outweigh the words between them.
    written = written or scripts[_SCRIPTS.get(hint, "")] >= _WORDS
    if scripts["latin"] > letters * _LATIN_SHARE and not written:
        return _latin(text, scripts["latin"], hint, detector)
    if kana + scripts["han"] > scripts["hangul"]:
        return "ja" if kana else _han(text, hint)
    scripts.pop("latin", None)
    return _by_letters(text.casefold(), scripts.most_common(1)[0][0], hint)


def _ascii_letters(text: str) -> int:
    return len(_NO_ASCII_LETTER.sub("", text))


def _latin(text: str, letters: int, hint: str, detector: Detector | None) -> str:
    if detector is None or not letters:
        return hint
    if letters < _SHORT and hint:
        return hint
    return detector.detect(text) or hint


def _han(text: str, hint: str) -> str:
    """Han without kana is Chinese unless its punctuation or its source says otherwise."""
    if hint in {"ja", "zh"}:
        return hint
    return "ja" if "、" in text and "，" not in text else "zh"


def _by_letters(text: str, script: str, hint: str) -> str:
    if script not in _LETTERS:
        return _BY_SCRIPT.get(script, hint)
    counts = {language: sum(map(text.count, letters)) for language, letters in _LETTERS[script]}
    best = max(counts, key=lambda language: counts[language])
    if counts[best]:
        return best
    default = _DEFAULTS[script]
    return hint if hint in _ALTERNATIVES[script] else default
