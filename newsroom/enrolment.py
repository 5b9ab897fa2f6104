"""What the user says of a person, held against the packs: who is meant, and how a pack says it."""

from __future__ import annotations

import difflib
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newsroom.errors import Ambiguous, DecisionError, NotFound
from newsroom.fold import fold
from newsroom.pack_rules import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from newsroom.packs import Packs

BY_HAND: Final = "added by hand"
"""Where the whereabouts of somebody the user added come from."""
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the user writes them down."""

    name: str
    spellings: tuple[str, ...] = ()
    """Other names, in any script."""
    org: str = ""
    """Where they are: an organisation by id, the beginning of one, or name."""
    groups: tuple[str, ...] = ()


def enrol(entry: Entry, packs: Packs, today: date) -> tuple[str, dict[str, Any]]:
    """Write an entry as a pack does.

    Args:
        entry: somebody no pack knows, or who was taken out.
        packs: who is known.
        today: when the user says so.

    Returns:
        The person's id, and the keys of the `[[person]]` table.

    Raises:
        DecisionError: the name says nothing, or somebody is called so already.
        NotFound: no organisation is meant.
        Ambiguous: several are.
    """
    name = checked_name(entry.name)
    person = _gone(name, packs) or made_id(name, entry.spellings)
    known = [each.id for each in packs.names.get(fold(name), ()) if each.kind == "person"]
    if person in packs.people or known:
        already = known[0] if known else person
        raise DecisionError(
            f"{packs.name_of(already, 'person')} is on the roster already, as {already}"
        )
    keys = described(entry, packs, today)
    if person in packs.forgotten:
        # What the packs say of them is in force again; what is not said anew stays as it was.
        keys = {key: value for key, value in keys.items() if value} | {"forgotten": False}
        if packs.forgotten[person]:
            del keys["name"]
    return person, keys


def described(entry: Entry, packs: Packs, today: date) -> dict[str, Any]:
    """The keys of a `[[person]]` table that say what an entry says.

    Raises:
        DecisionError: a name or a group says nothing.
        NotFound: no organisation is meant.
        Ambiguous: several are.
    """
    name = checked_name(entry.name)
    spellings = [text for text in map(checked_name, entry.spellings) if text != name]
    org = find_org(entry.org, packs) if entry.org.strip() else ""
    return {
        "name": name,
        "groups": [group_id(group, packs) for group in entry.groups],
        "status": "at" if org else "",
        "org": org,
        "last_seen": today.isoformat() if org else "",
        "source": BY_HAND if org else "",
        "spellings": [text for text in spellings if not _is_lone_word(text)],
        "weak": [text for text in spellings if _is_lone_word(text)],
    }


def entry_of(table: Mapping[str, Any]) -> Entry:
    """What a `[[person]]` table that `enrol` made says."""
    return Entry(
        name=str(table.get("name", "")),
        spellings=(*table.get("spellings", ()), *table.get("weak", ())),
        org=str(table.get("org", "")),
        groups=tuple(table.get("groups", ())),
    )


def find_org(given: str, packs: Packs) -> str:
    """The id of the organisation that is meant.

    Raises:
        NotFound: none is; the nearest is named.
        Ambiguous: several are.
    """
    given = given.strip()
    found = packs.resolve("org", given)
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(several(given, found))
    known = {fold(org.name): org.id for org in packs.orgs.values()}
    known |= {org: org for org in packs.orgs}
    near = difflib.get_close_matches(fold(given), known, n=1)
    advice = f'did you mean "{known[near[0]]}"?' if near else "add it to a pack as [[org]] first"
    raise NotFound(f'no pack knows the organisation "{given}": {advice}')


def find_person(given: str, packs: Packs) -> str:
    """The id of the person on the roster that an id, its beginning or a name means.

    Raises:
        NotFound: nobody is; the nearest is named.
        Ambiguous: several are.
    """
    found = packs.resolve("person", given.strip()) if given.strip() else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(several(given, found))
    if given in packs.forgotten:
        raise NotFound(f"{given} was forgotten already")
    near = difflib.get_close_matches(fold(given), packs.people, n=1)
    advice = f'did you mean "{near[0]}"?' if near else "`llamawatch people` lists everybody"
    raise NotFound(f'nobody on the roster has the id "{given}": {advice}')


def group_id(given: str, packs: Packs) -> str:
    """The id of a group: of one there is, by its id or as it is read; else of a new one.

    Raises:
        DecisionError: nothing is left of it.
    """
    made = _slug(given)
    if not made:
        raise DecisionError(f'"{given}" is no name of a group: give it Latin letters or digits')
    known = {group for person in packs.people.values() for group in person.groups}
    return given if given in known else made


def several(given: str, found: Iterable[str]) -> str:
    """Which things what was given may mean, and what to do, a sentence."""
    listed = list(found)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return f'"{given}" could be {", ".join(listed[:_SHOWN])}{more}; give more of the id.'


def checked_name(given: str) -> str:
    """A name without needless spaces.

    Raises:
        DecisionError: it says nothing, or has characters that are not printed.
    """
    name = " ".join(given.split())
    if not name.isprintable() or says_nothing(name):
        raise DecisionError(f"{name!r} is no name: it needs a letter, and no control characters")
    return name


def _is_lone_word(text: str) -> bool:
    """Whether a spelling is one word of a script with capitals: a surname is many people's."""
    return " " not in text and text.lower() != text.upper()


def _gone(name: str, packs: Packs) -> str:
    """Who was taken out and is called so."""
    folded = fold(name)
    if (made := _slug(name)) in packs.forgotten:
        return made
    return next((each for each, names in packs.forgotten.items() if folded in names), "")


def made_id(name: str, spellings: Iterable[str], kind: str = "person") -> str:
    """An id of the first name in Latin letters; of kind and bytes where there is none."""
    made = next((made for text in (name, *spellings) if (made := _slug(text))), "")
    return made or f"{kind}-{zlib.crc32(name.encode()):08x}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", fold(name)).encode("ascii", "ignore").decode()
    letters = (char if char.isalnum() else " " for char in plain.lower())
    return "-".join("".join(letters).split())
