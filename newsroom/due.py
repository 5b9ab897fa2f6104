"""What is to be told, once.

A fact is told once: a story when a watch first matches one of its articles, then each new fact of
it (a person who moved, a new employer, a rumour confirmed or denied, an official statement, the
n-th independent voice). A person is new to a story by a move: who is merely named in it, says
something of it, say, is not. Facts a story already holds are told; several new ones in one check
are one revision. What an article that is too old to alert says counts as told without being told.

A rumour that a single source tells which is not trusted is told as that, and once more when a
second voice or a trusted source says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsroom.ledger import is_background, phrase_of
from newsroom.records import Due, Priority

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.known import Overlay
    from newsroom.records import Article, Move, Reading, Story, WatchSpec
    from newsroom.watches import Watches

TOLD = "story"
"""The fact that the story itself was told."""
DIGESTED = "digest"
"""The fact that the story was offered to the digest."""
OFFICIAL = "official"
"""The fact that those concerned say so themselves, in a headline."""
WEAK = "weak"
"""The fact that the story was told as the rumour of one source."""
FIRM = "firm"
"""The fact that a rumour of one source was told again as no longer that."""
VOICES = "voices"
"""How many voices a story had when an article came, if more than one, as an item keeps it."""
UNCONFIRMED = "one unconfirmed source"
"""What is said of such a rumour."""
_MOST_MOVES = 5
"""Moves that a revision names; of an exodus the story says the rest."""
_SETTLED = {"rumoured": "rumour confirmed", "denied": "confirmed after a denial"}
"""What a confirmation is, by the status of the story before it."""
_LOUDNESS: Mapping[Priority, int] = {"low": 0, "normal": 1, "high": 2}
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(slots=True)
class _Case:
    """One story in one check."""

    baseline: frozenset[str]
    status_before: str
    matched: dict[str, None] = field(default_factory=dict)
    """Watches that articles which may alert have matched in this check."""
    articles: list[Article] = field(default_factory=list)
    """Articles of this check that may alert."""
    matching: list[Article] = field(default_factory=list)
    fresh: dict[str, None] = field(default_factory=dict)
    """Facts these articles brought."""
    silent: dict[str, None] = field(default_factory=dict)
    """Watches that only articles too old to alert have matched."""
    joined: dict[str, None] = field(default_factory=dict)
    """Of the matched watches those that an article matched which the story did not have, or that
    no article of it matched before: another version of an article is no other article."""


def fact_of(move: Move) -> str:
    """The fact a move is, told once in whatever story; who says so makes no other fact of it."""
    status = "reported" if move.status == "confirmed" else move.status
    return f"move:{move.person}:{move.origin}:{move.destination}:{status}"


def facts_of(
    story: Story, moves: Iterable[Move], sources_to_confirm: int, *, official: bool = False
) -> tuple[str, ...]:
    """The facts of a story that can be news.

    Args:
        story: as it stands.
        moves: those it just gained or changed.
        sources_to_confirm: the voices that are news.
        official: those concerned say so themselves, in the headline of the article just read.
    """
    found = [fact_of(m) for m in moves if m.kind != "stayed"]
    if official:
        found.append(OFFICIAL)
    if len(story.outlets) >= sources_to_confirm > 1:
        found.append(f"sources:{sources_to_confirm}")
    if story.status in ("confirmed", "denied"):
        found.append(f"status:{story.status}")
    return tuple(found)


class Docket:
    """Collects what the articles of one check say about each story, and settles what is due.

    Args:
        memory: What is known, with this check's changes over it.
        watches: The watches and their policies.
    """

    def __init__(self, memory: Overlay, watches: Watches) -> None:
        self._memory = memory
        self._watches = watches
        self._specs: dict[str, WatchSpec] = {c.spec.id: c.spec for c in watches.compiled}
        self._cases: dict[str, _Case] = {}
        self._telling: set[str] = set()

    def note(self, reading: Reading, before: Story | None) -> None:
        """Take in one reading; `before` is its story as it stood before the article."""
        if reading.link is None:
            return
        story = self._memory.story(reading.link.story)
        if story is None:
            return
        for gone, _ in reading.united:
            self._join(gone, story.id)
        case = self._cases.get(story.id)
        if case is not None and reading.united and before is not None:
            # What either of the united stories told before this check was told.
            case.baseline |= frozenset(before.facts)
        if case is None:
            case = _Case(
                frozenset(before.facts if before else ()), before.status if before else story.status
            )
            self._cases[story.id] = case
        watches = [m.watch for m in reading.matches if m.watch in self._specs]
        if not reading.article.alertable:
            case.silent.update(dict.fromkeys(watches))
            return
        case.articles.append(reading.article)
        case.matched.update(dict.fromkeys(watches))
        known = before if before and reading.article.id in before.items else None
        case.joined.update(
            dict.fromkeys(w for w in watches if known is None or w not in known.watches)
        )
        if watches:
            case.matching.append(reading.article)
        facts = facts_of(
            story,
            reading.moves,
            self._watches.policy.sources_to_confirm,
            official=OFFICIAL in reading.facts,
        )
        case.fresh.update(dict.fromkeys(f for f in facts if f not in case.baseline))

    def _join(self, gone: str, kept: str) -> None:
        """Put what this check said of a story that is gone to the story it is now."""
        case = self._cases.pop(gone, None)
        known = self._cases.get(kept)
        if case is None or known is None:
            if case is not None:
                self._cases[kept] = case
            return
        known.baseline |= case.baseline
        known.matched.update(case.matched)
        known.joined.update(case.joined)
        known.articles.extend(case.articles)
        known.matching.extend(case.matching)
        known.fresh.update(case.fresh)
        known.silent.update(case.silent)

    def settle(self) -> tuple[tuple[Due, ...], tuple[Story, ...]]:
        """What is due after the last article, and the stories that this changes."""
        dues: list[tuple[Due, _Case]] = []
        for story_id, case in self._cases.items():
            story = self._memory.story(story_id)
            if story is None:
                continue
            due = self._judge(story, case)
            told = [TOLD] if due and not due.digest else []
            told += [TOLD] if self._any(case.silent, "story", "item", "move") else []
            told += [DIGESTED] if due and due.digest else []
            if due and not due.digest:
                told += self._standing(story, case)
            revision = due.revision if due and not due.digest else story.revision
            facts = tuple(dict.fromkeys((*story.facts, *told)))
            if facts != story.facts or revision != story.revision:
                self._memory.put(replace(story, facts=facts, revision=revision))
            if due:
                dues.append((due, case))
        changed = tuple(s for i in self._cases if (s := self._memory.story(i)))
        return self._ordered(dues), changed

    def _any(self, watches: Iterable[str], *policies: str) -> tuple[WatchSpec, ...]:
        return tuple(self._specs[w] for w in watches if self._specs[w].alert in policies)

    def _judge(self, story: Story, case: _Case) -> Due | None:
        if not case.articles:
            return None
        moved = self._moved(story, case)
        movers = self._any(case.matched, "move") if moved else ()
        if TOLD not in case.baseline:
            tellers = self._any(case.matched, "story", "item")
            reason = self._told_moves(moved) if moved else ""
            reason = reason or "new story"
            reason += f" ({UNCONFIRMED})" if self._is_weak(story) else ""
        else:
            tellers, reason = self._revision(story, case, moved)
        specs = (*tellers, *movers)
        if specs:
            return self._make(story, case, specs, reason, moved)
        digest = self._any(case.matched, "digest")
        if digest and not case.baseline & {TOLD, DIGESTED}:
            due = self._make(story, case, digest, "for the digest", ())
            return replace(due, revision=0, digest=True)
        return None

    def _revision(
        self, story: Story, case: _Case, moved: Sequence[Move]
    ) -> tuple[tuple[WatchSpec, ...], str]:
        """Who is to hear of a story that was told before, and why."""
        news = self._news(story, case, moved)
        if not news:
            return self._any(case.joined, "item"), "new article"
        watching = (w for w in story.watches if w in self._specs)
        return self._any(dict.fromkeys((*watching, *case.matched)), "story", "item"), news

    def _news(self, story: Story, case: _Case, moved: Sequence[Move]) -> str:
        """What of this check is a new fact of the story, in words; "" if nothing is."""
        number = self._watches.policy.sources_to_confirm
        ordinal = _ORDINALS[number] if number < len(_ORDINALS) else f"{number}th"
        confirmed = "status:confirmed" in case.fresh and case.status_before in _SETTLED
        upgraded = WEAK in case.baseline and FIRM not in case.baseline
        news = (
            (bool(moved), self._told_moves(moved)),
            ("status:denied" in case.fresh, "denied"),
            (confirmed, _SETTLED.get(case.status_before, "")),
            (OFFICIAL in case.fresh, "official statement"),
            (f"sources:{number}" in case.fresh, f"{ordinal} independent source"),
            (upgraded, self._firmed(story, case)),
        )
        return next((words for holds, words in news if holds), "")

    def _is_weak(self, story: Story) -> bool:
        """Whether a story is the rumour of one source that is not trusted."""
        if story.status != "rumoured" or len(story.outlets) > 1:
            return False
        sources = self._watches.sources
        return not any(one in sources and sources[one].trusted for one in story.sources)

    def _firmed(self, story: Story, case: _Case) -> str:
        """What makes a story more than the rumour of one source, in words; "" if nothing does."""
        sources = self._watches.sources
        told_by = {article.source for article in case.articles}
        if any(sources[one].trusted for one in told_by if one in sources):
            return "a trusted source says so too"
        return "second independent source" if len(story.outlets) > 1 else ""

    def _standing(self, story: Story, case: _Case) -> list[str]:
        """What telling a story now makes of it: one source's rumour, or no longer that."""
        if TOLD not in case.baseline:
            return [WEAK] if self._is_weak(story) else []
        return [FIRM] if WEAK in case.baseline and self._firmed(story, case) else []

    def _told_moves(self, moved: Sequence[Move]) -> str:
        """The moves of one revision in words: each is told here and nowhere else."""
        phrases = [phrase_of(move, self._watches.packs) for move in moved[:_MOST_MOVES]]
        more = f" and {len(moved) - _MOST_MOVES} more" if len(moved) > _MOST_MOVES else ""
        return f"new move{'s' * (len(moved) > 1)}: {', '.join(phrases)}{more}"

    def _moved(self, story: Story, case: _Case) -> tuple[Move, ...]:
        """Moves of this check that are news: of people and houses that are watched, untold."""
        found = []
        for move in (m for i in story.moves if (m := self._memory.move(i))):
            fact = fact_of(move)
            if fact in case.fresh and move.known_person and self._is_news(move, story):
                found.append(move)
        self._telling.update(map(fact_of, found))
        return tuple(found)

    def _is_news(self, move: Move, story: Story) -> bool:
        """Whether a move may be told: it touches a watched house and is no old story."""
        fact = fact_of(move)
        if fact in self._telling or self._memory.told_before(fact) or not self._watched(move):
            return False
        if move.status == "denied" and not self._memory.rumoured_before(move):
            return False
        return not is_background(move, self._watches.packs, story.first_event)

    def _watched(self, move: Move) -> bool:
        packs, houses = self._watches.packs, self._watches.policy.organisations
        return any(
            org and packs.is_part_of(org, house)
            for org in (move.origin, move.destination)
            for house in houses
        )

    def _make(
        self,
        story: Story,
        case: _Case,
        specs: Sequence[WatchSpec],
        reason: str,
        moved: Sequence[Move],
    ) -> Due:
        loudest = max((s.priority for s in specs), key=lambda p: _LOUDNESS[p])
        channels = tuple(dict.fromkeys(c for s in specs for c in s.channels))
        articles = case.matching or case.articles
        listed = tuple(w for w in case.matched if self._specs[w].alert != "none")
        return Due(
            story=story.id,
            revision=story.revision + 1,
            reason=reason,
            title=story.headline,
            item=articles[0].id,
            move=moved[0].id if moved else "",
            watches=listed or tuple(s.id for s in specs),
            channels=channels,
            priority=loudest,
        )

    def _ordered(self, dues: Sequence[tuple[Due, _Case]]) -> tuple[Due, ...]:
        """What is due, then what first polls found: the loudest first, then the newest."""
        backlog = []
        for due, case in dues:
            if not due.digest and all(article.backlog for article in case.articles):
                source = self._watches.sources.get(case.articles[0].source)
                name = source.name if source else case.articles[0].source
                newest = max(a.event_time or a.first_seen for a in case.articles)
                backlog.append((newest, replace(due, backlog=name)))
        backlog.sort(key=lambda b: (-_LOUDNESS[b[1].priority], -b[0].timestamp(), b[1].story))
        found = {due.story for _, due in backlog}
        return (*(d for d, _ in dues if d.story not in found), *(due for _, due in backlog))
