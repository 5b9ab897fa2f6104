"""Another subject: what has to be written so that a company is watched, and writing it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from newsroom.errors import LlamawatchError, NotFound
from newsroom.fold import fold
from store.places import SHIPPED_CONFIG
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from newsroom.companies import Company, Described
    from newsroom.records import Source
    from store.places import Places
    from store.settings import Config
    from store.subject_config import SubjectChange

_REACH: Final = "when:3d"
"""How far a search reaches back."""
_INTERVAL: Final = "1h"
_CHANNELS: Final = ("desktop", "terminal")
_SEARCH: Final = "google-news"
_SEARCHES: Final = frozenset((_SEARCH, "hacker-news", "wikipedia", "edgar"))
"""Kinds of sources that ask for somebody: as shipped, for the subject of the program."""
_WORD: Final = re.compile(r"[^\W_]+")
_NARROWS: Final = re.compile(r"\b(?:about|org|person|group|model|source):")
"""What keeps a watch that asks for all that is relevant to one subject."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A language news is searched in, and where."""

    code: str
    """As it was asked for, as in "en", "pt-pt"."""
    language: str
    """ISO 639-1."""
    name: str
    """As in "en-US"."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written, and what was there already."""

    org: str
    """Id of the organisation."""
    name: str
    config: Config
    """As it is now."""
    made_config: bool = False
    pack: Path | None = None
    """The user's file that says who the company is; None where only the program's packs do."""
    wrote_pack: bool = False
    is_known: bool = True
    """The packs knew the company before."""
    weak: tuple[str, ...] = ()
    """New names that count only beside something related."""
    named: bool = False
    """It was named under [subject] just now."""
    new_sources: tuple[str, ...] = ()
    new_watches: tuple[str, ...] = ()
    turned_on: tuple[str, ...] = ()
    """Ids of sources that are asked from now on."""
    turned_off: tuple[str, ...] = ()
    """Ids of sources that are asked no more: they are about the subject of the program."""
    wide: tuple[str, ...] = ()
    """Ids of watches that tell of all that is relevant, where several subjects are on now."""

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        new = (*self.new_sources, *self.new_watches, *self.turned_on, *self.turned_off)
        return self.made_config or self.wrote_pack or self.named or bool(new)


def editions(languages: Iterable[str]) -> tuple[Edition, ...]:
    """The editions of languages, each once.

    Args:
        languages: as in "en", "pt-PT".

    Raises:
        NotFound: there is none of one of them.
    """
    from newsroom.clean import clean
    from watchers.kinds.google_news import edition_for
    from watchers.kinds.google_news import languages as known

    found: dict[str, Edition] = {}
    for given in languages:
        code = given.strip().replace("_", "-").lower()
        name = edition_for(code)
        if not name:
            raise NotFound(
                f'news cannot be searched in "{clean(given, limit=40)}": write codes of '
                f'{", ".join(sorted(known()))}, or language and country as in "pt-PT"'
            )
        found.setdefault(name, Edition(code, code.partition("-")[0], name))
    return tuple(found.values())


def begin(places: Places, company: Company, asked: Sequence[Edition]) -> Begun:
    """Watch a company: a pack, searches and a watch; what is there already stays as it is.

    Args:
        places: where configuration and data lie; a configuration is made where there is none.
        company: as the user writes it down.
        asked: where to search for it; empty: in the languages the reader reads.

    Raises:
        LlamawatchError: the company cannot be understood, or something cannot be written; nothing
            was changed then.
    """
    from newsroom.companies import describe
    from store.own_pack import put_subject
    from store.pack_files import is_pack, load_packs

    shipped, fresh = load_config(SHIPPED_CONFIG), not places.config.exists()
    before = shipped if fresh else load_config(places.config)
    named = tuple(n for n in before.subject.packs if not fresh or is_pack(n, places.packs))
    packs, _ = load_packs(named, places.packs)
    described = describe(company, packs)
    if described.known and described.id in shipped.subject.organisations:
        return _begin_shipped(places, asked, described)
    # A file that has the name of a pack of the program would lie over that one.
    stem = f"{described.id}-own" if is_pack(described.id, None) else described.id
    path = places.packs / f"{stem}.toml"
    change = _change(before, described, asked or _read_by(before), fresh=fresh)
    change = replace(change, packs=tuple(dict.fromkeys((*named, stem))))
    with _taken_back(path):
        wrote = put_subject(path, described.id, described.keys, described.prior)
        begun = _write(places, before, change, fresh=fresh)
    return replace(
        begun,
        org=described.id,
        name=described.name,
        pack=path,
        wrote_pack=wrote,
        is_known=described.known is not None,
        weak=described.weak,
    )


def begin_shipped(places: Places, asked: Sequence[Edition]) -> Begun:
    """Watch the subject that comes with the program; what is there already stays as it is.

    Args:
        places: where configuration and data lie; a configuration is made where there is none.
        asked: where to search for it; empty: as shipped.

    Raises:
        NotFound: this installation came without it.
        LlamawatchError: something cannot be written; nothing was changed then.
    """
    from newsroom.companies import Company, describe
    from store.pack_files import is_pack, load_packs

    shipped = load_config(SHIPPED_CONFIG)
    gone = [name for name in shipped.subject.packs if not is_pack(name, None)]
    if gone:
        raise NotFound(
            f"the pack {gone[0]} did not come with this installation: name a company with --name"
        )
    packs, _ = load_packs(shipped.subject.packs, places.packs)
    name = packs.name_of(shipped.subject.organisations[0], "org")
    return _begin_shipped(places, asked, describe(Company(name), packs))


def _begin_shipped(places: Places, asked: Sequence[Edition], described: Described) -> Begun:
    from store.own_pack import put_subject
    from store.subject_config import SubjectChange, raw_tables

    shipped, fresh = load_config(SHIPPED_CONFIG), not places.config.exists()
    before = shipped if fresh else load_config(places.config)
    subject, ours = before.subject, shipped.subject
    is_on = {*ours.packs} <= {*subject.packs} and {*ours.organisations} <= {*subject.organisations}
    about = [one for one in shipped.sources if _is_about(one, ours.organisations)]
    wanted = {one.id for one in about if one.enabled and not is_on}
    fresh_searches = []
    for edition in asked:
        searches = [one.id for one in about if _searches_in(one, edition)]
        wanted.update(searches)
        if not searches and _search_id(described, edition) not in _ids(before):
            fresh_searches.append(_search(described, edition))
    there = {one.id: one.enabled for one in before.sources}
    tables = raw_tables(SHIPPED_CONFIG)
    watches = {one.id for one in before.watches}
    change = SubjectChange(
        packs=tuple(dict.fromkeys((*ours.packs, *subject.packs))),
        organisations=tuple(dict.fromkeys((*subject.organisations, *ours.organisations))),
        languages=_languages(asked) if fresh else (),
        sources=[
            *({**tables["source", one.id], "enabled": True} for one in about
              if one.id in wanted and one.id not in there),
            *fresh_searches,
        ],
        watches=[
            tables["watch", one.id] for one in shipped.watches
            if not is_on and one.id not in watches
        ],
        switched=[(one, True) for one, enabled in there.items() if one in wanted and not enabled],
    )  # fmt: skip
    path = places.packs / f"{ours.packs[-1]}.toml"
    with _taken_back(path):
        wrote = bool(described.keys) and put_subject(path, described.id, described.keys, {})
        begun = _write(places, before, change, fresh=fresh)
    return replace(
        begun,
        org=described.id,
        name=described.name,
        pack=path if wrote else None,
        wrote_pack=wrote,
        weak=described.weak,
    )


def _change(
    before: Config, described: Described, wanted: Sequence[Edition], *, fresh: bool
) -> SubjectChange:
    """What a configuration must say for a company to be watched, but for the packs."""
    from store.subject_config import SubjectChange

    org, shipped = described.id, before.subject.organisations
    searches = [_search(described, one) for one in wanted]
    watch = {
        "id": org,
        "name": described.name,
        "query": f"is:relevant AND about:{org}",
        "alert": "story",
        "channels": _CHANNELS,
    }
    switched = []
    for one in before.sources if fresh and org not in shipped else ():
        if _is_about(one, shipped):
            switched += [(one.id, False)] if one.enabled else []
        elif not one.enabled and _is_named_after(one, org):
            switched.append((one.id, True))
    return SubjectChange(
        packs=(),
        organisations=(org,) if fresh else tuple(dict.fromkeys((*shipped, org))),
        languages=_languages(wanted) if fresh else (),
        sources=[one for one in searches if one["id"] not in _ids(before)],
        watches=[watch] if fresh or org not in {one.id for one in before.watches} else [],
        only_watches=fresh,
        switched=switched,
    )


def _write(places: Places, before: Config, change: SubjectChange, *, fresh: bool) -> Begun:
    from store.subject_config import write_subject

    subject = before.subject
    says_so = (tuple(change.packs), tuple(change.organisations)) == (
        subject.packs,
        subject.organisations,
    )
    needed = fresh or not says_so or change.sources or change.watches or change.switched
    config = write_subject(places.config, change) if needed else before
    several = not says_so and len(config.subject.organisations) > 1
    return Begun(
        org="",
        name="",
        config=config,
        made_config=fresh,
        named=not says_so,
        new_sources=tuple(str(one["id"]) for one in change.sources),
        new_watches=tuple(str(one["id"]) for one in change.watches),
        turned_on=tuple(one for one, on in change.switched if on),
        turned_off=tuple(one for one, on in change.switched if not on),
        wide=tuple(
            one.id
            for one in config.watches
            if several and "is:relevant" in one.query and not _NARROWS.search(one.query)
        ),
    )


def _search(described: Described, edition: Edition) -> dict[str, Any]:
    """Keys of a source that searches for a company in an edition."""
    from newsroom.companies import phrases

    quoted = [f'"{phrase}"' for phrase in phrases(described, edition.language)]
    words = quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"
    return {
        "id": _search_id(described, edition),
        "name": f"Google News: {described.name} ({edition.code})",
        "kind": _SEARCH,
        "query": f"{words} {_REACH}",
        "edition": edition.name,
        "language": edition.language,
        "interval": _INTERVAL,
        # What a search for a company brings speaks of it: its ambiguous names count there.
        "context": (described.id,),
    }


def _search_id(described: Described, edition: Edition) -> str:
    return f"google-news-{described.id}-{edition.code}".replace(".", "-")


def _searches_in(source: Source, edition: Edition) -> bool:
    return source.kind == _SEARCH and source.text("edition") == edition.name


def _read_by(config: Config) -> tuple[Edition, ...]:
    """Editions of the languages a reader reads, as far as there are any."""
    found: list[Edition] = []
    for language in config.reader.languages:
        try:
            found.extend(editions((language,)))
        except NotFound:
            continue
    return tuple(found) or editions(("en",))


def _languages(asked: Sequence[Edition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.language for one in asked))


def _ids(config: Config) -> frozenset[str]:
    return frozenset(one.id for one in config.sources)


def _is_about(source: Source, organisations: Iterable[str]) -> bool:
    """Whether a shipped source is about the subject: a search for it, or one that names its id."""
    if source.kind in _SEARCHES:
        return True
    options = (
        value if isinstance(value, str) else " ".join(value) for value in source.options.values()
    )
    said = _words(" ".join((source.id, source.name, source.url, *options)))
    return any(_words(org) in said for org in organisations)


def _is_named_after(source: Source, org: str) -> bool:
    return _words(org) in _words(f"{source.id} {source.name}")


def _words(text: str) -> str:
    words = " ".join(_WORD.findall(fold(text)))
    return f" {words} "


@contextmanager
def _taken_back(path: Path) -> Iterator[None]:
    """Put the pack back as it was where the configuration could not be written."""
    from store.own_pack import read_own_pack, restore_own_pack

    before = read_own_pack(path)
    try:
        yield
    except LlamawatchError:
        if read_own_pack(path) != before:
            restore_own_pack(path, before)
        raise
