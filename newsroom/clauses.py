"""The clauses of an article, with the people, organisations and verbs in each.

Positions are characters of the article's own field. A feed's title is a sentence of its own; how
sentences are cut further, `newsroom.segments` says. A clause that names nobody is about whoever the
relative pronoun or the personal pronoun in it stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from newsroom.claims import lower
from newsroom.segments import Cutter, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsroom.frames import Frames, Verb
    from newsroom.records import Article, Field, Mention, Scan

Mark = Literal["", "to", "from", "at"]
_LISTED = re.compile(
    r"^(?:[\s,，、،;()（）]|氏|さん|と|や|및|과|와|和|与|及|وال|و|and|und|et|y|e|en|i|и|ve|और|oraz|sowie"
    r"|as well as|씨|博士)*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|und|et|y|e|en|i|и|ve|oraz|sowie)\b|[和与與]", re.IGNORECASE)
_COMMA_ONLY = re.compile(r"\s*[,，、،]\s*")
_TOPIC = re.compile(r"(?:氏|さん|博士|씨)?\s*[,，、،]\s*")
_BRACKETS = re.compile(r"[(（][^()（）]{0,60}[)）]")
_COUNT = re.compile(r"\s*[\d一二三四五六七八九十]")
"""What a possessive particle before a number ends is a list: "A, B, Cの3人"."""
STRANGER = "name:"
"""How the term of a span begins that is a full name no pack knows."""
_BEFORE = 60
_LONGEST = 1000
"""Characters from which a clause is a list or a flood: in it nothing tells who went where."""
_FIELDS: tuple[Field, ...] = ("title", "summary", "text")


@dataclass(frozen=True, slots=True)
class Who:
    """A person named in a clause."""

    id: str
    start: int
    end: int
    owner: bool = False
    """True when the name only owns what follows ("X's startup")."""
    known: bool = True
    """False for a full name that no pack knows: its slug is the id."""
    name: str = ""
    """As it stands, of those no pack knows."""
    genitive: bool = False
    """True for "X's", whether what follows is a thing of X or X's departure."""


@dataclass(frozen=True, slots=True)
class House:
    """An organisation named in a clause."""

    id: str
    start: int
    end: int
    mark: Mark = ""
    former: bool = False
    of: bool = False
    """True when its preposition can tell both where from and whose: "of O", "de O"."""


@dataclass(frozen=True, slots=True)
class VerbHit:
    """A verb of a frame."""

    kind: Verb
    start: int
    end: int


Hits = dict[tuple["Field", int, int], list[VerbHit]]
"""Verbs by field and stretch."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with everything in it in order of position."""

    field: Field
    start: int
    text: str
    sentence: str
    groups: tuple[tuple[Who, ...], ...]
    """People, those of one list together."""
    houses: tuple[House, ...]
    verbs: tuple[VerbHit, ...]
    holes: tuple[tuple[int, int], ...] = ()
    """Stretches that are clauses of their own."""
    subject: tuple[Who, ...] = ()
    """Whom a clause that names nobody is about."""
    things: bool = False
    """True when an organisation is only named with a thing of it: "O's shares"."""
    inset: bool = False
    """True for a relative clause and for what stands between dashes."""

    def gap(self, start: int, end: int) -> int:
        """Characters from `start` to `end`, those in holes not counted; negative backwards."""
        skipped = sum(max(0, min(b, end) - max(a, start)) for a, b in self.holes)
        return end - start - skipped


def body_fields(article: Article) -> tuple[Field, ...]:
    """The fields to read: the text where there is one, else the summary, after the title."""
    if article.text and article.text[:80].strip() == article.summary[:80].strip():
        return ("title", "text")
    return _FIELDS


def cut(article: Article, scan: Scan, frames: Frames, hits: Hits) -> Iterator[Clause]:
    """The clauses of an article that say something of people or organisations, in order.

    Args:
        article: The article.
        scan: What was found in its text.
        frames: The verbs and markers to read it with.
        hits: Where those verbs stand, filled as they are found: an article that is cut again, with
            more names, is not searched again.
    """
    for name in body_fields(article):
        text: str = getattr(article, name)
        mentions = [m for m in scan.mentions if m.span.field == name and m.kind != "model"]
        if mentions:
            sentences = scan.sentences.get(name, ()) or ((0, len(text)),)
            yield from _Field(name, text, mentions, frames, hits).clauses(sentences)


@dataclass(slots=True)
class _Field:
    """One field on its way to clauses, with whom its last sentence was about."""

    name: Field
    text: str
    mentions: Sequence[Mention]
    frames: Frames
    hits: Hits
    plain: str = ""
    last: tuple[Who, ...] = ()
    people: list[tuple[int, int]] = field(default_factory=list)
    named: list[tuple[int, int]] = field(default_factory=list)

    def clauses(self, sentences: Sequence[tuple[int, int]]) -> Iterator[Clause]:
        """The clauses of every sentence that names something or goes on with a pronoun."""
        self.plain = lower(self.text)
        spans = [m.span for m in self.mentions if m.kind == "person"]
        self.people = [(s.start, s.end) for s in spans]
        self.named = [(m.span.start, m.span.end) for m in self.mentions]
        for start, end in sentences:
            inside = [m for m in self.mentions if start <= m.span.start < end]
            if self._points(start, end):
                self.last = ()
            elif self._tells(start, end, inside):
                yield from self._sentence(start, end, inside)
            elif inside:
                self.last = ()

    def _points(self, start: int, end: int) -> bool:
        """Whether a sentence only names another article."""
        aside = self.frames.aside if self.name != "title" else None
        return aside is not None and aside.match(self.plain, start, end) is not None

    def _tells(self, start: int, end: int, inside: Sequence[Mention]) -> bool:
        """Whether a sentence can say that somebody moves: it names or counts people."""
        if any(m.kind == "person" for m in inside):
            return True
        staff = self.frames.staff
        if inside and staff and staff.search(self.plain, start, end):
            return True
        return self._meant_in(start, end)

    def _sentence(self, start: int, end: int, inside: Sequence[Mention]) -> Iterator[Clause]:
        sentence = self.text[start:end].strip()
        groups: list[tuple[Who, ...]] = []
        cutter = Cutter(self.plain, self.people, self.named, self.frames)
        for segment in cutter.segments(start, end):
            if segment.end - segment.start > _LONGEST:
                continue
            own = [m for m in inside if segment.holds(m.span.start)]
            cut = _Cut(self.name, self.text, self.plain, segment, self.frames, self.hits)
            clause = cut.clause(own, sentence)
            if segment.about >= 0:
                named = [g for g in groups if g[-1].end <= segment.about]
                clause = replace(clause, subject=named[-1] if named else (), inset=True)
            elif not clause.groups:
                clause = replace(clause, subject=self._meant(segment, groups))
            groups.extend(clause.groups)
            if clause.groups or clause.houses or clause.subject:
                yield clause
        owners = [g for g in groups if not g[0].owner]
        if len(owners) == 1:
            self.last = owners[0]
        elif groups or inside:
            self.last = self.last if not groups and self._meant_in(start, end) else ()

    def _meant_in(self, start: int, end: int) -> bool:
        return bool(self._meant(Segment(start, end), []))

    def _meant(self, segment: Segment, groups: Sequence[tuple[Who, ...]]) -> tuple[Who, ...]:
        """Whom the pronoun of a clause stands for: the only people of the sentence before it."""
        last = groups[-1] if groups else self.last
        pattern = self.frames.pronoun if len(last) == 1 else self.frames.pronouns
        if last and pattern and pattern.search(self.plain, segment.start, segment.end):
            return last
        return ()


@dataclass(frozen=True, slots=True)
class _Cut:
    """One clause's place in its field."""

    field: Field
    text: str
    plain: str
    """The text in lower case, in which frames are searched."""
    segment: Segment
    frames: Frames
    hits: Hits

    @property
    def low(self) -> int:
        """Where the clause begins."""
        return self.segment.start

    @property
    def high(self) -> int:
        """Where it ends."""
        return self.segment.end

    def clause(self, mentions: Sequence[Mention], sentence: str) -> Clause:
        """The clause with everything in it."""
        verbs = self.verbs(mentions)
        orgs = [m for m in mentions if m.kind == "org"]
        people = [self.who(m, orgs) for m in mentions if m.kind == "person"]
        houses = [self.house(m) for m in orgs if not self.thing(m)]
        groups = tuple(_groups(self.text, people, houses, verbs))
        text = self.text[self.low : self.high]
        holes = self.segment.holes
        return Clause(
            self.field,
            self.low,
            text,
            sentence,
            groups,
            tuple(houses),
            verbs,
            holes,
            things=len(houses) < len(orgs),
        )

    def verbs(self, mentions: Sequence[Mention]) -> tuple[VerbHit, ...]:
        """The verbs that move, none inside a name, of overlapping ones the longest."""
        place = (self.field, self.low, self.high)
        hits = self.hits.get(place)
        if hits is None:
            index = self.frames.index
            hits = [VerbHit(*hit) for hit in index.find(self.plain, self.low, self.high)]
            self.hits[place] = hits
        found = [
            v
            for v in hits
            if self.segment.holds(v.start)
            and not any(x.span.start <= v.start < x.span.end for x in mentions)
        ]
        rank = {kind: n for n, kind in enumerate(self.frames.verbs)}
        found.sort(key=lambda v: (v.start - v.end, rank[v.kind]))
        kept: list[VerbHit] = []
        for verb in found:
            if all(verb.end <= k.start or verb.start >= k.end for k in kept):
                kept.append(verb)
        kept.sort(key=lambda v: v.start)
        return tuple(kept)

    def who(self, mention: Mention, orgs: Sequence[Mention]) -> Who:
        """A person, and whether the name only owns what follows."""
        span = mention.span
        behind = self.plain[span.end : min(self.high, span.end + 30)]
        found = self.frames.possessive.match(behind) if self.frames.possessive else None
        if found is None and self.frames.owning:
            found = self.frames.owning.match(behind)
        owner = genitive = found is not None and not _COUNT.match(behind, found.end())
        if owner and self.frames.departure:
            owner = not self.frames.departure.search(behind)
        if self.frames.kin:
            # "The boss of O praises A": the relation is O's. "Wife of O's A": it is A's.
            ends = [m.span.end for m in orgs if m.span.end <= span.start]
            low = max([self.low, span.start - _BEFORE, *(e for e in ends if self._apart(e))])
            owner = owner or self.frames.kin.search(self.plain[low : span.start]) is not None
        known = not span.term.startswith(STRANGER)
        name = "" if known else span.text
        return Who(mention.entity, span.start, span.end, owner, known, name, genitive)

    def _apart(self, end: int) -> bool:
        """Whether an organisation that ends here is not tied to the word behind it."""
        return self.plain[end : end + 1].isspace()

    def thing(self, mention: Mention) -> bool:
        """Whether an organisation is only named with a thing of it that nobody leaves or joins."""
        pattern, end = self.frames.thing, mention.span.end
        return pattern is not None and pattern.match(self.plain, end, self.high) is not None

    def house(self, mention: Mention) -> House:
        """An organisation with the mark its preposition or particle gives it."""
        span, frames = mention.span, self.frames
        before = self.plain[max(self.low, span.start - _BEFORE) : span.start]
        former = bool(frames.former and frames.former.search(before))
        house = House(mention.entity, span.start, span.end, former=former)
        if frames.verb_last:
            tail = lower(_suffix(span.text)) + self.plain[span.end : min(self.high, span.end + 14)]
            joined = frames.to_after.match(tail) if frames.to_after else None
            left = frames.origin_after.match(tail) if frames.origin_after else None
            # Of particles of which one begins the other the longer is meant: 에서, not 에.
            if joined and (not left or joined.end() >= left.end()):
                return replace(house, mark="to")
            if left:
                return replace(house, mark="from")
        marks: tuple[tuple[Mark, re.Pattern[str] | None], ...] = (
            ("to", frames.to),
            ("from", frames.origin),
            ("at", frames.at),
        )
        found = [(m.start(), k) for k, p in marks if p and (m := p.search(before))]
        if not found:
            return house
        nearest = max(start for start, _ in found)
        kinds = {k for start, k in found if start == nearest}
        # "bij" stands before the house that is left and before the one that is joined.
        if kinds >= {"to", "from"}:
            return replace(house, mark="at")
        mark: Mark = "from" if "from" in kinds else "to" if "to" in kinds else "at"
        return replace(house, mark=mark, of=kinds >= {"from", "at"})


def _suffix(text: str) -> str:
    """The case suffix that a mention carries behind an apostrophe, if any."""
    found = re.search(r"['’].{1,4}$", text)
    return found.group() if found else ""


def _groups(
    text: str, people: Sequence[Who], houses: Sequence[House], verbs: Sequence[VerbHit]
) -> Iterator[tuple[Who, ...]]:
    """People of one list together: only commas, "and", brackets and short roles between them.

    A comma behind the "and" of a list opens another: "A, B and C, D went to O".
    """
    group: list[Who] = []
    closed = False
    for who in people:
        joint = text[group[-1].end : who.start] if group else ""
        # "A, B's departure" is what A says of it; a list would say "A and B's".
        alone = len(group) == 1 and who.genitive and _TOPIC.fullmatch(joint) is not None
        if group and (
            alone
            or (closed and _COMMA_ONLY.fullmatch(joint))
            or not _same_list(text, group[-1], who, houses, verbs)
        ):
            yield tuple(group)
            group, closed = [], False
        closed = closed or _AND.search(joint) is not None
        group.append(who)
    if group:
        yield tuple(group)


def _same_list(
    text: str, left: Who, right: Who, houses: Sequence[House], verbs: Sequence[VerbHit]
) -> bool:
    between = _BRACKETS.sub(" ", text[left.end : right.start])
    if _LISTED.match(between):
        return True
    if any(left.end <= v.start < right.start for v in verbs if v.kind != "now"):
        return False
    if any(left.end <= h.start < right.start for h in houses):
        return False
    return len(between) <= 45 and bool(re.search(r"[,，、،]|\band\b|\bund\b|\bet\b", between))
