"""The languages that news is read in, by name, and which of them a user's locale speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "zh": "Chinese",
    "nl": "Dutch",
    "en": "English",
    "fr": "French",
    "de": "German",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "es": "Spanish",
    "tr": "Turkish",
}
"""By ISO 639-1 code, in the order of their names."""
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that say which language programs are to speak, the strongest first."""


def usual_languages(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Languages that a user probably reads: that of the locale, and English.

    Args:
        environ: the environment.
    """
    said = next((environ[name] for name in _LOCALE if environ.get(name)), "")
    code = said.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return tuple(dict.fromkeys(one for one in (code, "en") if one in LANGUAGES))
