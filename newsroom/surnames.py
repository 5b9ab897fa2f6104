"""Short names of people whom an article's story names in full.

A short or weak name ("Grave", "Wang") counts in an article only beside a fuller one. What
another article of the same story has named in full needs no second naming; and in a list with
somebody named in full a short name is that of one of the same group: the co-authors of a paper, the
members of a team.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsroom.records import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from newsroom.packs import Packs
    from newsroom.records import Article, Field, Scan

_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’-]+")
_FIELDS: tuple[Field, ...] = ("title", "summary", "text")
_READ = 20_000
LIST = re.compile(
    r"(?:[\s,，、،;()（）&]|氏|さん|と|や|及び|および|및|과|와|和|与|以及|و|and|und|et|y|e|en|i|и|ve|oraz|sowie|씨)+",
    re.IGNORECASE,
)
"""What stands between the people of one list."""


def with_cast(article: Article, scan: Scan, packs: Packs, cast: Collection[str]) -> Scan:
    """The scan with the short names of the people of a story as mentions.

    Args:
        article: The article.
        scan: What was found in it.
        packs: For names.
        cast: Ids of the people its story names. A short name two of them share is nobody's.
    """
    named = {m.entity for m in scan.mentions if m.kind == "person"}
    names = _short_names(packs, cast, named)
    if names:
        scan = _with(scan, [m for f in _FIELDS for m in _mentions(article, f, scan, names)])
    named = {m.entity for m in scan.mentions if m.kind == "person"}
    groups = {g for p in named if p in packs.people for g in packs.people[p].groups}
    members: Mapping[str, tuple[str, ...]] = packs.derive("group-members", _compile_members)
    fellows = {p for g in groups for p in members[g]}
    names = _short_names(packs, fellows, named) if named else {}
    if names:
        found = [m for f in _FIELDS for m in _mentions(article, f, scan, names)]
        scan = _with(scan, _listed(article, scan, found))
    return scan


def _with(scan: Scan, more: Sequence[Mention]) -> Scan:
    if not more:
        return scan
    mentions = sorted(
        (*scan.mentions, *more), key=lambda m: (_FIELDS.index(m.span.field), m.span.start)
    )
    return replace(scan, mentions=tuple(mentions))


def _listed(article: Article, scan: Scan, found: Sequence[Mention]) -> list[Mention]:
    """Those that stand in one list with somebody named in full."""
    people = [m for m in scan.mentions if m.kind == "person"]
    waiting = list(found)
    kept: list[Mention] = []
    while True:
        now = [m for m in waiting if any(_side_by_side(article, m, p) for p in people)]
        if not now:
            return kept
        kept += now
        people += now
        waiting = [m for m in waiting if m not in now]


def _side_by_side(article: Article, one: Mention, other: Mention) -> bool:
    if one.span.field != other.span.field:
        return False
    first, last = sorted((one.span, other.span), key=lambda s: s.start)
    text: str = getattr(article, one.span.field)
    return LIST.fullmatch(text[first.end : last.start]) is not None


def _short_names(packs: Packs, cast: Collection[str], named: Collection[str]) -> dict[str, str]:
    """Short name to person, of those the article does not name by a fuller one."""
    owners: dict[str, set[str]] = {}
    short: Mapping[str, tuple[str, ...]] = packs.derive("short-names", _compile_short)
    for person in (*cast, *named):
        for name in short.get(person, ()):
            owners.setdefault(name, set()).add(person)
    return {
        name: next(iter(ids))
        for name, ids in owners.items()
        if len(ids) == 1 and next(iter(ids)) not in named
    }


def _compile_members(packs: Packs) -> Mapping[str, tuple[str, ...]]:
    members: dict[str, tuple[str, ...]] = {}
    for person in packs.people.values():
        for group in person.groups:
            members[group] = (*members.get(group, ()), person.id)
    return members


def _compile_short(packs: Packs) -> Mapping[str, tuple[str, ...]]:
    return {
        person.id: tuple(a.text for a in person.aliases if a.short or a.certainty == "weak")
        for person in packs.people.values()
    }


def _mentions(
    article: Article, name: Field, scan: Scan, names: dict[str, str]
) -> Iterator[Mention]:
    text: str = getattr(article, name)[:_READ]
    if not text or (name == "text" and text == article.summary):
        return
    taken = [(m.span.start, m.span.end) for m in scan.mentions if m.span.field == name]
    for short, person in names.items():
        if short not in text:
            continue
        for found in re.finditer(re.escape(short), text):
            start, end = found.span()
            if _inside_a_word(text, start, end) or any(a < end and start < b for a, b in taken):
                continue
            if _has_first_name(text, start, short):
                continue
            span = Span(name, start, end, text[start:end], f"person:{person}")
            yield Mention(person, "person", span, "weak")


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin name is only a part of a longer word."""
    if not _LATIN.fullmatch(text[start:end]):
        return False
    before, behind = text[start - 1 : start], text[end : end + 1]
    return bool(_LATIN.match(before) and before not in "'’") or bool(
        re.match(r"[A-Za-zÀ-ɏ-]", behind)
    )


def _has_first_name(text: str, start: int, short: str) -> bool:
    """Whether another first name stands before a surname: "Lisa Wang" is not our Wang."""
    if not _LATIN.fullmatch(short):
        return False
    found = re.search(r"([A-ZÀ-Þ][\w'’.-]*)\s\Z", text[max(0, start - 24) : start])
    if found is None:
        return False
    opens = re.search(r"(?:^|[.!?:;]\s|\n)\Z", text[: max(0, start - len(found.group()))])
    return opens is None or len(found.group(1)) > 2
