"""How a language says that somebody moves, compiled from the packs.

A frame is a set of verbs and nouns (leave, join, hire, lead, ...); case markers say which
organisation is left and which is joined. All of it is data: the `frames` tables of `[moves]`.
English frames are asked beside the article's own language, because machine-translated news mixes
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from newsroom.claims import WORD, alternation, lower, one_of, opening

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newsroom.packs import Packs

Verb = Literal[
    "idle",
    "hired",
    "return",
    "stay",
    "leave",
    "join",
    "hire",
    "found",
    "lose",
    "talks",
    "offer",
    "become",
    "led",
    "lead",
    "come",
    "now",
]
_VERBS: tuple[Verb, ...] = get_args(Verb)
"""In order of rank: where two verbs overlap, the longer wins, then the earlier here. `idle` is what
looks like a verb of movement and is none: "leaves room", "takes to court"."""


@dataclass(frozen=True, slots=True)
class VerbIndex:
    """Finds the verbs of all frames in one walk over the words of a text.

    A pattern is asked only where a word stands with which one of its phrases begins; searching a
    text once a frame costs several times as much.
    """

    verbs: Mapping[Verb, re.Pattern[str]]
    words: Mapping[str, tuple[Verb, ...]]
    """First words of phrases."""
    stems: Mapping[str, tuple[Verb, ...]]
    any_stem: tuple[str, ...]
    anywhere: Mapping[Verb, re.Pattern[str]]
    """Phrases of scripts without spaces, or with clitics."""

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Verb, int, int]]:
        """Verbs in a stretch of lower-case text: frame, first character, end; none twice."""
        done: dict[Verb, int] = {}
        for found in WORD.finditer(text, start, end):
            word, at = found.group(), found.start()
            kinds = self.words.get(word, ())
            if word.startswith(self.any_stem):
                kinds += tuple(k for s, ks in self.stems.items() if word.startswith(s) for k in ks)
            for kind in kinds:
                verb = self.verbs[kind].match(text, at, end) if done.get(kind, 0) <= at else None
                if verb is not None:
                    done[kind] = verb.end()
                    yield kind, at, verb.end()
        for kind, pattern in self.anywhere.items():
            yield from ((kind, m.start(), m.end()) for m in pattern.finditer(text, start, end))


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one language and English."""

    verbs: Mapping[Verb, re.Pattern[str]]
    index: VerbIndex
    verb_last: bool
    """True where the verb ends the clause and particles follow the noun."""
    to: re.Pattern[str] | None
    """Matches the end of the text before an organisation that is joined."""
    origin: re.Pattern[str] | None
    at: re.Pattern[str] | None
    to_after: re.Pattern[str] | None
    """Matches the beginning of the text behind an organisation that is joined."""
    origin_after: re.Pattern[str] | None
    possessive: re.Pattern[str] | None
    owning: re.Pattern[str] | None
    """Case endings, grown to a name, that do what `possessive` does: "Muratis Firma"."""
    departure: re.Pattern[str] | None
    former: re.Pattern[str] | None
    house: re.Pattern[str] | None
    split: re.Pattern[str] | None
    relative: re.Pattern[str] | None
    """Matches a comma with the word that opens a relative clause."""
    pronoun: re.Pattern[str] | None
    """One person named before."""
    pronouns: re.Pattern[str] | None
    """Several people named before."""
    unit: re.Pattern[str] | None
    """A part of a house: lab, team, division."""
    own: re.Pattern[str] | None
    """Possessives that stand for a house named before: "its lab"."""
    intake: re.Pattern[str] | None
    """What calls people newcomers: recruits, hires, new team."""
    staff: re.Pattern[str] | None
    """What people are called by trade: researchers, engineers."""
    genitive: re.Pattern[str] | None
    """Matches what stands between "departure" and whose it is."""
    kin: re.Pattern[str] | None
    """Matches what makes a person behind it somebody else's relation: "wife of", "lawyer for"."""
    thing: re.Pattern[str] | None
    """Matches what follows a house that is only named with a thing of it: "O's shares"."""
    hinge: re.Pattern[str] | None
    """What opens another event without a comma where a name and a verb follow: "as O hires B"."""
    blame: re.Pattern[str] | None
    """Matches what stands before a verb whose agent is the nearest house: "accuses O of hiring"."""
    who: re.Pattern[str] | None
    """A relative pronoun that is nothing else: whom it brings up is no subject."""
    aside: re.Pattern[str] | None
    """Matches the beginning of a sentence that only points to another article: "See also: ..."."""
    each: re.Pattern[str] | None
    """What gives each of a list its own: "respectively"."""
    stranger: bool
    """Whether capitals alone make a name: not where every noun has one."""


_KANA = re.compile(r"[\u3040-\u30ff]")
_SIMPLIFIED = re.compile("[们这说从员开对为发时让动业务离]")
"""Common characters that Chinese writes and Japanese does not."""
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]{2}")),
    ("hi", re.compile(r"[\u0900-\u097f]{2}")),
    ("bn", re.compile(r"[\u0980-\u09ff]{2}")),
    ("fa", re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc]")),
    ("ar", re.compile(r"[\u0600-\u06ff]{2}")),
    ("ru", re.compile(r"[\u0400-\u04ff]{3}")),
)
"""What a script gives away where names in Latin letters drown the language they stand in."""


def frames_for(packs: Packs, language: str, text: str) -> Frames:
    """The frames to read `text` with.

    Args:
        packs: For the tables.
        language: What the article is believed to be in, ISO 639-1. A title full of Latin names is
            easily taken for a Latin language: the script of its other letters decides then.
        text: Some of the article.
    """
    tables = packs.raw_moves["moves"]["frames"]
    script = tables.get(language, {}).get("script", "")
    if script == "kana" and _SIMPLIFIED.search(text) and not _KANA.search(text):
        return compile_frames(packs, "zh")
    if script in ("", "arabic"):
        seen = (code for code, letters in _SCRIPTS if code in tables and letters.search(text))
        language = next(seen, language)
    return compile_frames(packs, language)


def compile_frames(packs: Packs, language: str) -> Frames:
    """The frames of `language` and English, compiled once."""
    return packs.derive(f"frames:{language}", lambda p: _compile(p, language))


def _compile(packs: Packs, language: str) -> Frames:
    tables = packs.raw_moves["moves"]["frames"]
    own = tables.get(language, {})
    both: Sequence[Mapping[str, Sequence[str]]] = (own, tables["en"]) if own else (tables["en"],)

    def words(key: str) -> list[str]:
        return list(dict.fromkeys(w for table in both for w in table.get(key, ())))

    def own_first(key: str) -> list[str]:
        return list(own.get(key, ())) or words(key)

    verbs = {v: pattern for v in _VERBS if (pattern := one_of(words(v), ahead=True))}
    return Frames(
        verbs=verbs,
        index=_index(verbs, {v: words(v) for v in verbs}),
        verb_last=own.get("order") == "sov",
        to=_before(words("to")),
        origin=_before(words("from")),
        at=_before(words("at")),
        to_after=_behind(own.get("to_after", ())),
        origin_after=_behind(own.get("from_after", ())),
        possessive=_behind(own_first("possessive")),
        owning=_owning(own.get("owning", ())),
        departure=one_of(words("departure")),
        former=_before(words("former")),
        house=one_of(words("house")),
        split=one_of(words("split")),
        relative=_around(own_first("relative"), _RELATIVE),
        pronoun=one_of(own_first("pronoun")),
        pronouns=one_of(own_first("pronouns")),
        unit=one_of(words("unit")),
        own=one_of(own_first("own")),
        intake=one_of(words("intake")),
        staff=one_of(words("staff")),
        genitive=_genitive((own or tables["en"]).get("genitive", ())),
        kin=_around(words("kin"), behind=_KIN),
        thing=_around(words("thing"), _THING),
        hinge=one_of(words("hinge")),
        blame=_around(words("blame"), behind=_ENDING),
        who=one_of(own_first("who")),
        aside=_around(words("aside"), *_ASIDE),
        each=one_of(words("each")),
        stranger=own.get("capitals") != "nouns",
    )


def _index(
    verbs: Mapping[Verb, re.Pattern[str]], phrases: Mapping[Verb, Sequence[str]]
) -> VerbIndex:
    tables: tuple[dict[str, tuple[Verb, ...]], ...] = ({}, {})
    rest: dict[Verb, re.Pattern[str]] = {}
    for kind, some in phrases.items():
        openings = [opening(p) for p in some]
        for word, stem in dict.fromkeys(o for o in openings if o):
            tables[stem][word] = (*tables[stem].get(word, ()), kind)
        loose = [p for p, o in zip(some, openings, strict=True) if o is None]
        if (pattern := one_of(loose, ahead=True)) is not None:
            rest[kind] = pattern
    words, stems = tables
    return VerbIndex(verbs, words, stems, tuple(stems), rest)


def _owning(endings: Iterable[str]) -> re.Pattern[str] | None:
    found = "|".join(re.escape(e) for e in endings)
    return re.compile(rf"(?:{found})(?![^\W_])") if found else None


def _genitive(words: Iterable[str]) -> re.Pattern[str]:
    """What may stand between a noun of movement and a name: its particle and a few words more."""
    found = alternation(words)
    if not found:
        return re.compile(r"\s*(?:[\w'’.&-]+\s+)?\Z")
    return re.compile(rf"\s*(?:{found})(?:\s*[\w'’.&-]+){{0,3}}\s*\Z")


def _around(words: Iterable[str], before: str = "", behind: str = "") -> re.Pattern[str] | None:
    """Any of `words` with what must stand before and behind them, as regular expressions."""
    found = alternation(words)
    return re.compile(f"{before}(?:{found}){behind}") if found else None


_KIN = r"(?:\s*[\w'’.&-]+){0,3}?\s*\Z"
"""Up to three words between somebody's relation and the name, at the end of what stands before."""
_ENDING = r"\s*\Z"
_ASIDE = (r"[\s\W]{0,6}", r"\s*[:：\])】」|-]")
"""An opening that leads elsewhere: "see also:", "[related]"."""
_THING = r"(?:['’]s?)?\s*(?:[^\W\d_]+\s)?"
"""Between a house and a thing of it: "'s Chinese "."""
_RELATIVE = r"[,，、،]\s*"


def _before(words: Iterable[str]) -> re.Pattern[str] | None:
    """What must stand right before a name; up to two small words may come between."""
    found = alternation(words)
    if not found:
        return None
    small = (
        r"(?:[\s(«„“\"'’]*(?:the|der|die|das|dem|den|la|le|les|el|los|o|a|os|as|il|lo|het|de)\s)?"
    )
    adjective = r"(?:[^\W\d_]{3,14}[\s-]){0,2}?"
    return re.compile(rf"(?:{found})(?:{small}\s*{adjective})[«„“\"'’(]?\s*\Z")


def _behind(words: Iterable[str]) -> re.Pattern[str] | None:
    """What must stand right behind a name."""
    parts = [re.escape(lower(w)) for w in sorted(set(words), key=len, reverse=True)]
    if not parts:
        return None
    return re.compile(rf"[\s»”\")]{{0,2}}(?:{'|'.join(parts)})")
