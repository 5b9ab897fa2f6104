"""Numbers as facts: 14.3 billion, 143 億, eleven of fourteen and 78 % in one canonical spelling.

Only numbers of two digits and more say by themselves that two articles tell the same; years, days
and times are none. Where two headlines count the same thing differently, those of one digit count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from newsroom.boundaries import UNSPACED, script_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsroom.packs import Packs
    from newsroom.speech import Speech

_DIGITS = re.compile(r"\d+(?:[.,'\u00a0 ]\d{3}(?!\d))*(?:[.,]\d+)?")
_CODE = re.compile(r"[a-z]+\d")
"""What follows digits that are part of a code: 13b43."""
_SMALLEST = 10
_SMALLEST_FIGURE = 2
_YEARS = range(1900, 2101)
_LARGEST_OF_GROUP = 2000
_RATIO_GAP = 40
_GROUPED = re.compile(r"\d{1,3}(?:[.,' \u00a0]\d{3})+\Z")
_DATE_BEFORE = re.compile(r"(\w+)\.? \Z")
_DATE_AFTER = re.compile(r"\.?,? ?(?:de )?(\w+)")


@dataclass(frozen=True, slots=True)
class Found:
    """One number in folded text."""

    start: int
    end: int
    value: Decimal
    percent: bool = False

    @property
    def canonical(self) -> str:
        """Digits only, with `%` for shares."""
        number = self.value.normalize()
        text = f"{number:f}"
        return f"{text}%" if self.percent else text


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of all languages that make numbers, compiled."""

    units: Mapping[str, int]
    unit: re.Pattern[str]
    words: Mapping[str, int]
    word: re.Pattern[str]
    percent: re.Pattern[str]
    percent_before: re.Pattern[str]
    ratio: re.Pattern[str]
    months: frozenset[str]
    dates: re.Pattern[str]


def number_words(packs: Packs, language: str) -> NumberWords:
    """Compile what the packs say about numbers; made once a language.

    Words in Latin letters hold in their own language only ("on" is ten in Turkish).
    """
    return packs.derive(
        f"number-words:{language}",
        lambda packs: _compile(
            [
                speech
                for speech in packs.languages.values()
                if speech.script != "latin" or speech.id in {language, _fallback(packs, language)}
            ]
        ),
    )


def _fallback(packs: Packs, language: str) -> str:
    """English words stand in texts of other scripts, and where no language is known."""
    own = packs.languages.get(language)
    return "en" if own is None or own.script != "latin" else language


def find_numbers(folded: str, packs: Packs, language: str = "") -> tuple[str, ...]:
    """Return the canonical numbers of folded text, each once, in order.

    "11 of 14" also yields the share it is, rounded down and up ("78%", "79%").
    """
    return _canonical(folded, number_words(packs, language), _SMALLEST)


def find_figures(folded: str, packs: Packs, language: str = "") -> tuple[str, ...]:
    """As `find_numbers`, with those of one digit from two on: "5 of 14", "seven teams"."""
    return _canonical(folded, number_words(packs, language), _SMALLEST_FIGURE)


def _canonical(folded: str, words: NumberWords, least: int) -> tuple[str, ...]:
    found: list[Found] = []
    for each in sorted(
        [*_in_digits(folded, words), *_in_words(folded, words)], key=lambda each: each.start
    ):
        # The hundred in "70 pour cent" is a part of the percent sign.
        if not found or each.start >= found[-1].end:
            found.append(each)
    canonical: dict[str, None] = {}
    for each in found:
        if each.percent or each.value >= least:
            canonical[each.canonical] = None
    for first, second in pairwise(found):
        for share in _shares(folded, first, second, words):
            canonical[share] = None
    return tuple(canonical)


def _compile(languages: Iterable[Speech]) -> NumberWords:
    units: dict[str, int] = {}
    words: dict[str, int] = {}
    percent: set[str] = {"%", "٪", "％"}
    ratio: set[str] = set()
    dates: set[str] = set()
    months: set[str] = set()
    for speech in languages:
        units |= speech.units
        words |= speech.numbers
        percent.update(speech.percent)
        ratio.update(speech.ratio)
        dates.update(speech.dates)
        months |= speech.months
    return NumberWords(
        units=units,
        unit=re.compile(rf" ?({_any_of(units)})"),
        words=words,
        word=re.compile(rf"(?:{_any_of(words)})"),
        percent=re.compile(rf"[ \u00a0]?(?:{_any_of(percent)})"),
        percent_before=re.compile(r"(?:%|yuzde|百分之)[ \u00a0]?\Z"),
        ratio=re.compile(rf"(?:{_any_of(ratio)})"),
        months=frozenset(months),
        dates=re.compile(rf"(?:{_any_of(dates)})"),
    )


def _any_of(words: Mapping[str, int] | set[str]) -> str:
    alternatives = sorted(words, key=len, reverse=True)
    return "|".join(_whole(word) for word in alternatives) or r"(?!)"


def _whole(word: str) -> str:
    """A word that must end where it ends, unless its script has no spaces."""
    script = script_of(word[-1])
    if script in UNSPACED or script in {"", "katakana", "hangul"}:
        return re.escape(word)
    return re.escape(word) + r"(?!\w)"


def _in_digits(folded: str, words: NumberWords) -> list[Found]:
    found = []
    for each in _DIGITS.finditer(folded):
        start, end = each.span()
        if start and (folded[start - 1].isascii() and folded[start - 1].isalpha()):
            continue  # gpt4, h100: part of a name
        if start and folded[start - 1] in "-./:" and folded[start - 2 : start - 1].isalnum():
            continue  # gpt-4, 10:30, 1/2: part of a name, a time, a date
        value = _value(each[0])
        if value is None:
            continue
        unit = words.unit.match(folded, end)
        if unit:
            found.append(Found(start, unit.end(), value * words.units[unit[1]]))
            continue
        if _CODE.match(folded, end):
            continue
        share = words.percent.match(folded, end)
        if share or words.percent_before.search(folded, max(0, start - 8), start):
            found.append(Found(start, share.end() if share else end, value, percent=True))
        elif not _is_date(folded, each, words):
            found.append(Found(start, end, value))
    return found


def _value(digits: str) -> Decimal | None:
    """Read digits with whatever separates thousands and decimals."""
    text = digits.replace("'", "").replace("\u00a0", "").replace(" ", "")
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"\D", "", digits))
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        whole, part = re.sub(r"\D", "", text[:last]), text[last + 1 :]
        text = f"{whole}.{part}"
    return Decimal(text) if len(text) < 20 else None


def _is_date(folded: str, each: re.Match[str], words: NumberWords) -> bool:
    start, end = each.span()
    digits = each[0]
    if digits.isdecimal() and len(digits) == 4 and int(digits) in _YEARS:
        return True
    if words.dates.match(folded, end):
        return True
    if end < len(folded) and folded[end] in ":/" and folded[end + 1 : end + 2].isdecimal():
        return True
    if len(digits) > 2:
        return False
    after = _DATE_AFTER.match(folded, end)
    before = _DATE_BEFORE.search(folded, max(0, start - 14), start)
    return bool((after and after[1] in words.months) or (before and before[1] in words.months))


def _in_words(folded: str, words: NumberWords) -> list[Found]:
    found = []
    for each in words.word.finditer(folded):
        start, end = each.span()
        script = script_of(folded[start])
        if start and script not in UNSPACED and script_of(folded[start - 1]) == script:
            continue
        if start and folded[start - 1] in "0123456789 " and folded[:start].rstrip()[-1:].isdigit():
            continue  # 3 hundred: the digits already speak
        value = Decimal(words.words[each[0]])
        unit = words.unit.match(folded, end)
        if unit:
            end, value = unit.end(), value * words.units[unit[1]]
        if value < 1000 or unit:
            share = words.percent.match(folded, end)
            found.append(Found(start, share.end() if share else end, value, percent=bool(share)))
    return found


def _shares(folded: str, first: Found, second: Found, words: NumberWords) -> tuple[str, ...]:
    """The share that one number is of the other, if the words between say that it is."""
    part, whole = sorted((first.value, second.value))
    if first.percent or second.percent or part == whole or whole > _LARGEST_OF_GROUP:
        return ()
    if part != part.to_integral() or whole < _SMALLEST or part < 1:
        return ()
    between = folded[first.end : second.start]
    if len(between) > _RATIO_GAP or not words.ratio.search(between):
        return ()
    share = part * 100 / whole
    floor = int(share)
    return (f"{floor}%",) if share == floor else (f"{floor}%", f"{floor + 1}%")
