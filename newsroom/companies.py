"""What the user says of a company, held against the packs: which one is meant, how a pack says it.

A name of one word is spelled like many other things: as in the packs that come with the program it
counts beside something related only, or where a source takes the company for granted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from newsroom.enrolment import checked_name, made_id, several
from newsroom.errors import Ambiguous, DecisionError
from newsroom.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs

_LONGEST: Final = 80
"""Characters of a name."""
_SURE_WITHOUT_CAPITALS: Final = 4
"""Characters from which a word of a script without capitals is taken for a name."""
_MOST_PHRASES: Final = 4
_USUAL_PRIOR: Final = 0.1
"""Weight of a name that stands in all the news of a subject."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the user writes it down."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names, in any script."""


@dataclass(frozen=True, slots=True)
class Described:
    """A company as packs say it."""

    id: str
    name: str
    """As the user says it."""
    known: Entity | None
    """What the packs say of it already; None: nothing."""
    keys: Mapping[str, Any] = field(hash=False)
    """Keys of its `[[org]]` table that the packs do not have yet; empty: they know it all."""
    sure: tuple[str, ...] = ()
    """Of the names the user gave, those that stand for nothing else."""

    @property
    def weak(self) -> tuple[str, ...]:
        """New spellings that count only beside something related."""
        return tuple(self.keys.get("weak", ()))

    @property
    def prior(self) -> Mapping[str, float]:
        """What sharing its name says of two articles about it: nearly nothing."""
        return {} if self.known else {f"org:{self.id}": _USUAL_PRIOR}


def describe(company: Company, packs: Packs) -> Described:
    """Find the company that is meant, and say what the packs do not say of it.

    Args:
        company: As the user writes it down.
        packs: Who is known.

    Raises:
        DecisionError: A name says nothing, is a common word, or another company's.
        Ambiguous: The name is several companies'.
    """
    name = _proper(company.name, packs)
    aliases = tuple(_proper(alias, packs) for alias in company.aliases)
    known = _known(name, aliases, packs)
    for alias in aliases:
        _require_own(alias, known, packs)
    org = known.id if known else _free_id(name, aliases, packs)
    said = {fold(alias.text) for alias in known.aliases} if known else set()
    fresh = []
    if known and made_id(name, (), "org") == known.id:
        # It is the same name, with other signs.
        said.add(fold(name))
    for text in (name, *aliases):
        if fold(text) not in said:
            said.add(fold(text))
            fresh.append(text)
    keys: dict[str, Any] = {} if known else {"name": name, "sort": "company"}
    spellings = [text for text in fresh if _is_sure(text) and text != keys.get("name")]
    weak = [text for text in fresh if not _is_sure(text)]
    keys |= {key: each for key, each in (("spellings", spellings), ("weak", weak)) if each}
    if not known:
        keys["match"] = {"en": [f"{name} hires a chief scientist"]}
    sure = tuple(text for text in (name, *aliases) if _counts_alone(text, known))
    return Described(org, name, known, keys, tuple(dict.fromkeys(sure)))


def phrases(described: Described, language: str) -> tuple[str, ...]:
    """What to search news in a language for: names that are the company's, the usual one first.

    Args:
        described: The company.
        language: ISO 639-1.

    Returns:
        One at least: where no name is sure to be the company's, the one the user gave.
    """
    known = described.known.aliases if described.known else ()
    found = [
        *described.sure,
        *(
            alias.text
            for wanted in (language, "en", "")
            for alias in known
            if alias.language == wanted
            and alias.certainty == "strong"
            and alias.source in ("name", "seen", "added")
        ),
    ]
    unique: dict[str, str] = {}
    for text in found or [described.name]:
        unique.setdefault(fold(text), " ".join(text.replace('"', " ").split()))
    return tuple(unique.values())[:_MOST_PHRASES]


def _proper(given: str, packs: Packs) -> str:
    name = checked_name(given)
    if len(name) > _LONGEST:
        raise DecisionError(
            f'"{name[:_LONGEST]}…" is too long for a name: at most {_LONGEST} characters'
        )
    if len(fold(name)) == 1:
        raise DecisionError(f'"{name}" is one letter: it would be found in any text')
    if language := _common_word(name, packs):
        raise DecisionError(
            f'"{name}" is an ordinary word ({language}): it would be found in any text; '
            "give the company's full name"
        )
    return name


def _common_word(name: str, packs: Packs) -> str:
    """The language in which a name is an ordinary word, or says what happens; "" if it is none."""
    folded = fold(name)
    if " " in folded:
        return ""
    for speech in packs.languages.values():
        if folded in speech.function_words or folded in speech.months:
            return speech.name or speech.id
        found = packs.matcher.search(folded, speech.id)
        for hit in (*found.find_acts(), *found.find_contexts()):
            if (hit.start, hit.end) == (0, len(folded)):
                return speech.name or speech.id
    return ""


def _known(name: str, aliases: Iterable[str], packs: Packs) -> Entity | None:
    """The company a pack knows by the name, or by the id that would be made of it."""
    found = [each.id for each in _called(name, packs)]
    made = made_id(name, aliases, "org")
    if not found and made in packs.orgs:
        found = [made]
    if len(found) > 1:
        raise Ambiguous(several(name, found))
    return packs.orgs[found[0]] if found else None


def _called(name: str, packs: Packs) -> Iterator[Entity]:
    return (each for each in packs.names.get(fold(name), ()) if each.kind == "org")


def _require_own(alias: str, known: Entity | None, packs: Packs) -> None:
    for other in packs.names.get(fold(alias), ()):
        if other.kind == "model" or (known is not None and other.id == known.id):
            # Companies call their models as they are called themselves.
            continue
        other_way = f', or watch that company with --name "{alias}"' if other.kind == "org" else ""
        raise DecisionError(
            f'"{alias}" is a name of {other.name} ({other.id}) already: leave the alias out'
            f"{other_way}"
        )


def _free_id(name: str, aliases: Iterable[str], packs: Packs) -> str:
    made = made_id(name, aliases, "org")
    return f"{made}-org" if made in packs.people or made in packs.models else made


def _counts_alone(text: str, known: Entity | None) -> bool:
    folded = fold(text)
    for alias in known.aliases if known else ():
        if fold(alias.text) == folded:
            return alias.certainty == "strong"
    return _is_sure(text)


def _is_sure(text: str) -> bool:
    """Whether a spelling stands for nothing else: several words, or one like no ordinary word."""
    if " " in text:
        return True
    if text.lower() == text.upper():
        return len(text) >= _SURE_WITHOUT_CAPITALS
    return any(char.isupper() for char in text[1:]) and not text.isupper()
