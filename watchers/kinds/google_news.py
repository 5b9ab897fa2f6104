"""google-news: a search of Google News in one edition.

Links lead through Google and are new at every answer, guids too: an item is known by its headline
without the outlet, the outlet and the day. The search is limited in time (`when:2d`); after a gap
longer than that, it asks for the gap.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newsroom.clean import clean
from watchers.kinds import Kind, Misfit, Request, with_parameters
from watchers.kinds.feed import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsroom.records import Source

ENDPOINT: Final = "https://news.google.com/rss/search"
_WHEN = re.compile(r"(?<!\S)when:(\d{1,3})([hdmy])(?!\S)")
_UNITS: Final[Mapping[str, timedelta]] = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_USUAL: Final = 2
"""Days a search reaches back where the query does not say."""
_REACHES: Final = (7, 14, 30)
"""Days a search may reach back after a gap."""
_COUNTRIES: Final[Mapping[str, str]] = {
    "ar": "AE", "de": "DE", "en": "US", "es": "ES", "fr": "FR", "he": "IL", "hi": "IN", "it": "IT",
    "ja": "JP", "ko": "KR", "nl": "NL", "pl": "PL", "pt": "BR", "ru": "RU", "tr": "TR", "zh": "CN",
}  # fmt: skip
"""The edition of a language where none is named."""
_ODD: Final[Mapping[str, tuple[str, str]]] = {
    "es-MX": ("es-419", "es-419"),
    "pt-BR": ("pt-BR", "pt-419"),
    "pt-PT": ("pt-PT", "pt-150"),
    "zh-CN": ("zh-CN", "zh-Hans"),
    "zh-HK": ("zh-HK", "zh-Hant"),
    "zh-TW": ("zh-TW", "zh-Hant"),
}
"""Editions whose parameters "hl" and the language in "ceid" are not the language's code."""
_ENGLISH: Final = "en"
_NAME = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2})?")


def edition_for(language: str) -> str:
    """The edition to search for news in a language.

    Args:
        language: ISO 639-1, or language and country, as in "de", "pt-PT"; in any case.

    Returns:
        An edition, as in "de-DE"; "" where none of the language is known.
    """
    if not _NAME.fullmatch(language):
        return ""
    code, _, country = language.partition("-")
    country = country.upper() or _COUNTRIES.get(code.lower(), "")
    return f"{code.lower()}-{country}" if country else ""


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages with an edition that is known."""
    return tuple(_COUNTRIES)


def requests(source: Source, last_ok: datetime | None, now: datetime) -> tuple[Request, ...]:
    """The search, reaching back as far as the last answer lies."""
    query = _with_reach(source.text("query"), last_ok, now)
    parameters = {"q": query, **_edition(source.text("edition") or "en-US")}
    return (Request(with_parameters(source.url or ENDPOINT, parameters)),)


def _with_reach(query: str, last_ok: datetime | None, now: datetime) -> str:
    said = _WHEN.search(query)
    days = timedelta(days=_USUAL)
    if said is not None:
        days = int(said[1]) * _UNITS[said[2]]
    bare = " ".join(_WHEN.sub("", query).split())
    missed = now - last_ok if last_ok is not None else timedelta()
    if missed <= days:
        return f"{bare} {said[0] if said is not None else f'when:{_USUAL}d'}"
    reach = next((one for one in _REACHES if timedelta(days=one) >= missed), _REACHES[-1])
    return f"{bare} when:{reach}d"


def _edition(name: str) -> dict[str, str]:
    """Parameters of an edition; where they disagree, the answer is empty.

    Args:
        name: Language, or language and country, as in "de", "en-GB", "pt-BR".
    """
    language, _, country = name.partition("-")
    language = language.lower()
    country = country.upper() or _COUNTRIES.get(language, language.upper())
    full = f"{language}-{country}"
    usual = (full if language == _ENGLISH else language, language)
    shown, spoken = _ODD.get(full, usual)
    return {"hl": shown, "gl": country, "ceid": f"{country}:{spoken}"}


def _check(source: Source) -> Misfit | None:
    if not _WHEN.sub("", source.text("query")).strip():
        return Misfit("query", '"query" is empty: write what to search for, as in "Meta AI"')
    edition = source.text("edition")
    if edition and not _NAME.fullmatch(edition):
        shown = clean(edition, limit=40)
        return Misfit(
            "edition",
            f'"edition" cannot be "{shown}": write language and country, as in "de-DE"',
        )
    return None


KIND = Kind(requests, read, titles_count=True, most=90, check=_check)
