"""Who went where, as an article tells it.

What the frames of its clauses claim (`newsroom.movement`) is brought into one form: `left` a
watched house, `joined` or `returned` to one, `stayed`, or `left` another house for another. What an
article says in both directions about one person counts in the heavier direction only. A denied or
hedged claim keeps its status; nothing is dropped silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.affiliations import affiliations
from newsroom.claims import lower
from newsroom.clauses import STRANGER, body_fields, cut
from newsroom.lineups import carried, enumerate_places, enumerate_recruits, headline_of
from newsroom.movement import Claim, Ground, combine_claims, nearest_first
from newsroom.polarity import doubted, negated
from newsroom.postings import become, come, found, lead, led, offer, stay, talks
from newsroom.records import Mention, Span
from newsroom.strangers import Lexicon, full_names, slug
from newsroom.surnames import with_cast
from newsroom.transfers import come_back, hire, hired, join, leave, lose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from newsroom.clauses import Clause, VerbHit, Who
    from newsroom.frames import Verb
    from newsroom.lineups import Headline
    from newsroom.pack_schema import Entity
    from newsroom.packs import Packs
    from newsroom.records import Article, MoveKind, Scan, Status


@dataclass(frozen=True, slots=True)
class Found:
    """One move as one article tells it."""

    person: str
    name: str
    kind: MoveKind
    origin: str = ""
    destination: str = ""
    role: str = ""
    status: Status = "reported"
    quote: str = ""
    date: str = ""
    known: bool = True
    weight: float = 1.0
    """2: both organisations are said; 1: one; 0.5: as background (who leads, comes from, is now
    where); 0.3: only the frame is."""


_FRAMES: Mapping[Verb, Callable[[Ground, Clause, VerbHit], Iterator[Claim]]] = {
    "leave": leave,
    "join": join,
    "return": come_back,
    "hire": hire,
    "hired": hired,
    "found": found,
    "stay": stay,
    "lose": lose,
    "offer": offer,
    "talks": talks,
    "become": become,
    "lead": lead,
    "led": led,
    "come": come,
}
_DENIED = 60
"""Characters between a denial and the verb it denies, at most."""
_HEDGED = 28
"""Characters between a hedge and the verb it makes a rumour, at most."""
_EXPLICIT = frozenset(("leave", "join", "return", "hire", "hired", "lose"))
"""Frames in which a name no pack knows can move."""
_BACKGROUND = frozenset(("lead", "led", "become", "come", "now", "found"))
"""Frames that tell where somebody is rather than that they move: often said in passing."""
_CLOSE = 26
"""Characters between such a name and its verb, at most."""
_BELOW = 3
"""Clauses below a headline in which those it counts can be named."""


class _Settler(Ground):
    """Reads an article and brings its claims into the ledger's form."""

    spoken: frozenset[tuple[str, int]] = frozenset()
    """Field and place of the verbs that have moved somebody."""

    def read(self) -> Iterator[Found]:
        """The moves of the article, a clause at a time."""
        clauses = [self.tidy(c) for c in cut(self.article, self.scan, self.frames, self.hits)]
        for clause in clauses:
            for person, house in affiliations(self, clause):
                self.past.setdefault(person, house)
        head: Headline | None = None
        left = 0
        for clause in clauses:
            claims = list(combine_claims(self.claims(clause)))
            if head is not None and left > 0 and clause.groups:
                left -= 1
                if not claims:
                    claims = list(carried(self, head, clause))
            new = headline_of(self, clause)
            if new is not None:
                head, left = new, _BELOW
            self.spoken |= {(clause.field, c.verb.start) for c in claims}
            for claim in claims:
                settled = self.settle(claim, clause)
                if settled is not None:
                    yield settled

    def read_strangers(self, spoken: frozenset[tuple[str, int]]) -> Iterator[Found]:
        """Moves of people no pack knows: only what an explicit frame says beside their name.

        Args:
            spoken: Verbs that move people the packs know; a stranger shares one only in their list.
        """
        for clause in (self.tidy(c) for c in cut(self.article, self.scan, self.frames, self.hits)):
            names = {w.id: w for g in clause.groups for w in g if not w.known}
            if not names:
                continue
            claims = list(self.claims(clause))
            shared = {c.verb.start for c in claims if c.person not in names}
            for claim in claims:
                at = claim.verb.start
                if claim.person not in names or claim.assumed or claim.verb.kind not in _EXPLICIT:
                    continue
                if (clause.field, at) in spoken and at not in shared:
                    continue
                settled = self.settle(claim, clause)
                if settled and at in shared | set(self._close(clause, names[claim.person])):
                    yield replace(settled, name=names[claim.person].name, known=False)

    def _close(self, clause: Clause, who: Who) -> Iterator[int]:
        """Verbs that stand close to somebody, on the side their subject or object stands on."""
        for verb in clause.verbs:
            behind = verb.kind in ("hire", "lose") and not self.frames.verb_last
            gap = clause.gap(verb.end, who.start) if behind else clause.gap(who.end, verb.start)
            object_of = any(
                v.kind in ("leave", "join") and 0 <= who.start - v.end <= 2 for v in clause.verbs
            )
            if 0 <= gap <= _CLOSE and not object_of:
                yield verb.start

    def claims(self, clause: Clause) -> Iterator[Claim]:
        """Everything the frames of a clause say."""
        for verb in clause.verbs:
            if verb.kind in _FRAMES:
                yield from _FRAMES[verb.kind](self, clause, verb)
        yield from enumerate_places(self, clause)
        yield from enumerate_recruits(self, clause)

    def settle(self, claim: Claim, clause: Clause) -> Found | None:
        """A claim in the ledger's one form; None when it says nothing that is kept."""
        kind, origin, destination = self._direction(self._completed(claim))
        if kind is None:
            return None
        person = self.packs.people.get(claim.person)
        if person is not None:
            if kind in ("joined", "returned"):
                origin = origin or self._origin_of(person)
        elif not {origin, destination} & self.parts:
            return None
        weight = 2.0 if origin and destination and not claim.assumed else 1.0
        if claim.assumed and not destination:
            weight = 0.3
        if claim.verb.kind in _BACKGROUND:
            weight = min(weight, 0.5)
        return Found(
            person=claim.person,
            name=person.name if person else "",
            kind=kind,
            origin=origin,
            destination=destination,
            role=self._role(claim, clause),
            status=self._status(claim, clause),
            quote=clause.sentence[:400],
            date=self._date(person, origin, destination),
            weight=weight,
        )

    def _completed(self, claim: Claim) -> Claim:
        """A claim that says only where somebody goes, with whose they were beside their name."""
        theirs = self.past.get(claim.person, "")
        if not theirs or claim.origin or not claim.destination or claim.stays or claim.offered:
            return claim
        if self.packs.is_part_of(theirs, claim.destination) or self.packs.is_part_of(
            claim.destination, theirs
        ):
            return claim
        both = theirs in self.parts and claim.destination in self.parts
        within = both and not self.apart(theirs, claim.destination)
        return claim if within else replace(claim, origin=theirs)

    def _origin_of(self, person: Entity) -> str:
        """Where somebody came to a watched house from, if packs knew one such way by then.

        An article without a date says nothing of when: it may be older than what packs know.
        """
        at = self.article.event_time or self.article.published
        if at is None:
            return ""
        day = at.date().isoformat()
        ends = {
            move.origin
            for move in person.moves
            if move.destination in self.parts and move.origin not in self.parts
            if move.date and not move.unverified and move.date[:7] <= day[: len(move.date[:7])]
        }
        return ends.pop() if len(ends) == 1 else ""

    def _direction(self, claim: Claim) -> tuple[MoveKind | None, str, str]:
        origin, destination = claim.origin, claim.destination
        inward, outward = destination in self.parts, origin in self.parts
        if claim.stays or claim.offered:
            return ("stayed" if claim.stays else "offered"), origin, destination
        moving = self.leaving or claim.verb.kind in ("join", "hire", "hired")
        assumed = self.ours and moving and self.rooted(claim.person)
        home = self.home_of(claim.person) if assumed else ""
        if not origin and self.apart(home, destination) and not claim.returns:
            origin = home
        if self.apart(origin, destination):
            # From one watched house to another: it is one event, and told as the one's loss.
            return ("returned" if claim.returns else "left"), origin, destination
        if inward and not outward:
            return ("returned" if claim.returns else "joined"), origin, destination
        if not inward and (outward or (origin and destination)):
            return "left", origin, destination
        if destination and not inward and assumed:
            return "left", home, destination
        return None, "", ""

    def _status(self, claim: Claim, clause: Clause) -> Status:
        """How a claim is founded: a cue counts for the verb it stands beside."""
        verb, text = claim.verb, self.plain_of(clause)
        end = clause.start + len(clause.text)
        low, high = max(clause.start, verb.start - _DENIED), min(end, verb.end + _DENIED)
        if self.cues.deny and self.cues.deny.search(text, low, high):
            return "denied"
        if negated(self.cues, clause, verb, text):
            return "denied"
        if claim.unsure or doubted(self.cues, clause, verb, text):
            return "rumoured"
        before = text[max(clause.start, verb.start - _HEDGED) : verb.start]
        near = text[verb.start : min(end, verb.end + 20)] if self.frames.verb_last else ""
        if self.cues.unsure and self.cues.unsure.search(f"{before} {near}"):
            return "rumoured"
        intent = self.cues.intent and self.cues.intent.search(before)
        if intent and self.cues.sourced and self.cues.sourced.search(text, clause.start, end):
            return "rumoured"
        return "confirmed" if self.cues.official(clause.sentence) else "reported"

    def _role(self, claim: Claim, clause: Clause) -> str:
        """A role in brackets right behind the name, or behind "as" at the end of the clause."""
        text = self.text_of(clause)
        for who in (w for g in clause.groups for w in g if w.id == claim.person):
            bracket = re.match(r"\s*[(（]([^()（）]{2,50})[)）]", text[who.end : who.end + 60])
            if bracket and self.roles and (role := self.roles.search(lower(bracket.group(1)))):
                return bracket.group(1)[role.start() : role.end()]
        tail = re.search(r"\b(?:as|als|como|comme)\b(.{3,60})", clause.text)
        found = self.roles.search(lower(tail.group(1))) if tail and self.roles else None
        return tail.group(1)[found.start() : found.end()] if tail and found else ""

    def _date(self, person: Entity | None, origin: str, destination: str) -> str:
        for move in person.moves if person else ():
            same_end = not destination or move.destination in ("", destination)
            same_start = not origin or move.origin in ("", origin, self.main)
            if same_end and same_start and not move.unverified:
                return move.date
        return ""


def _heavier(found: Sequence[Found]) -> tuple[Found, ...]:
    """Without what contradicts what the article says more clearly about the same person."""
    inward = {"joined", "returned"}
    totals: dict[tuple[str, bool], float] = {}
    for one in found:
        if one.kind not in ("stayed", "offered") and one.status != "denied":
            key = (one.person, one.kind in inward)
            totals[key] = totals.get(key, 0.0) + one.weight
    kept = []
    for one in found:
        mine = totals.get((one.person, one.kind in inward), 0.0)
        other = totals.get((one.person, one.kind not in inward), 0.0)
        if one.kind == "stayed" and mine + other > 0:
            continue
        if one.kind in ("stayed", "offered") or one.status == "denied" or mine >= 0.34 * other:
            kept.append(one)
    return tuple(kept)


def find_moves(
    article: Article,
    scan: Scan,
    packs: Packs,
    organisations: Sequence[str],
    *,
    cast: Collection[str] = (),
    houses: Collection[str] = (),
) -> tuple[Found, ...]:
    """The moves an article tells of: of people the packs know, and of full names they do not.

    Args:
        article: The article.
        scan: What was found in its text.
        packs: People, organisations, frames.
        organisations: Ids of the watched houses; their parts are included. Where an article names
            none, that of whoever moves is meant, else that of its story, else the first.
        cast: Ids of the people its story has named: their short names count here, too.
        houses: Ids of the organisations its story has named.

    Returns:
        One entry a person and pair of organisations, the clearest sentence as its quote.
    """
    houses_named = {m.entity for m in scan.mentions if m.kind == "org"}
    watched = any(packs.is_part_of(h, o) for h in houses_named for o in organisations)
    if cast or any(m.kind == "person" for m in scan.mentions):
        scan = with_cast(article, scan, packs, cast)
    elif not watched:
        return ()
    told = any(packs.is_part_of(h, o) for h in houses for o in organisations)
    in_order = [m.entity for m in scan.mentions if m.kind == "org"]
    organisations = nearest_first(organisations, packs, in_order, houses)
    reader = _Settler(article, scan, packs, organisations, told=told)
    rows = tuple(reader.read()) if any(m.kind == "person" for m in scan.mentions) else ()
    best: dict[tuple[str, str, str, str], Found] = {}
    for one in (*_heavier(rows), *(_strangers(reader, organisations) if watched else ())):
        key = (one.person, one.kind, one.origin, one.destination)
        if key not in best or one.weight > best[key].weight:
            best[key] = one
    return tuple(best.values())


def _strangers(reader: _Settler, organisations: Sequence[str]) -> tuple[Found, ...]:
    """The moves of people no pack knows, in an article that tells of movement."""
    article, scan, packs = reader.article, reader.scan, reader.packs
    if not reader.leaving:
        return ()
    more = []
    lexicon = Lexicon.of(packs, reader.frames)
    for name in body_fields(article):
        text: str = getattr(article, name)
        taken = [(m.span.start, m.span.end) for m in scan.mentions if m.span.field == name]
        for start, end in scan.sentences.get(name, ()):
            if not any(start <= a < end for a, _ in taken):
                continue
            for first, last in full_names(text, (start, end), taken, scan, lexicon):
                key = slug(text[first:last])
                span = Span(name, first, last, text[first:last], f"{STRANGER}{key}")
                more.append(Mention(key, "person", span, "guess"))
    if not more:
        return ()
    mentions = sorted((*scan.mentions, *more), key=lambda m: (m.span.field, m.span.start))
    second = _Settler(article, replace(scan, mentions=tuple(mentions)), packs, organisations)
    second.hits = reader.hits
    return _heavier(tuple(second.read_strangers(reader.spoken)))
