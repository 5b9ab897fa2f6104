"""The one door into understanding: articles in, readings out.

Pure: the same call serves polling, replay, `why` and the tests. Articles are read in the order
given; each sees what the ones before it changed, through an overlay over what is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from newsroom.acting import acting_of
from newsroom.claims import founded, is_official
from newsroom.copies import find_copy
from newsroom.credits import speaker_of, voices_of
from newsroom.due import OFFICIAL, VOICES, Docket, facts_of
from newsroom.examples import nearest
from newsroom.features import compile_weights, features_of, telling_of
from newsroom.filing import Piece, added, carry, extended, open_cabinet
from newsroom.fold import fold
from newsroom.ids import short_id
from newsroom.known import Overlay
from newsroom.ledger import enter
from newsroom.moves import find_moves
from newsroom.records import Reading, SharedFeature, Story, StoryLink
from newsroom.relevance import part_of_subject, weigh
from newsroom.scan import scan as scan_article
from newsroom.stories import are_apart, fit, link_article
from newsroom.subject import Subject
from newsroom.topics import score_topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from newsroom.copies import Trace
    from newsroom.known import Known
    from newsroom.likeness import Nearness
    from newsroom.moves import Found
    from newsroom.records import (
        Article,
        EntityKind,
        Move,
        Scan,
        Status,
        Telling,
        TopicScore,
        WatchMatch,
    )
    from newsroom.watches import Watches


def read(
    articles: Sequence[Article], known: Known, watches: Watches, now: datetime
) -> Iterator[Reading]:
    """Understand the articles of one check.

    What is due is settled when the last article is read, so that several new facts of a story in
    one check are one revision: every due of the call rides on the last reading, with the stories
    it changes.

    Args:
        articles: One check's articles, in the order they are to be read.
        known: What is known so far; never changed.
        watches: The watches, with packs, sources and policy.
        now: The time of the check; a story is seen then.

    Yields:
        One reading an article, in order, each made when it is asked for.
    """
    memory = Overlay(known)
    docket = Docket(memory, watches)
    desk = _Desk(memory, watches, now)
    for n, article in enumerate(articles):
        reading, before = desk.read(article)
        memory.learn(reading)
        docket.note(reading, before)
        if n == len(articles) - 1:
            due, changed = docket.settle()
            latest = {s.id: s for s in (*reading.stories, *changed)}
            reading = replace(reading, due=due, stories=tuple(latest.values()))
        yield reading


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article belongs."""

    link: StoryLink | None
    story: Story | None
    """As it stood before; united already with what the article shows to be the same story."""
    before: tuple[Story, ...] = ()
    """The story and those it was united with, as they stood."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One article on the desk, with what was understood of it."""

    article: Article
    scan: Scan
    place: _Place
    telling: Telling
    """With the article's own topics."""
    found: tuple[Found, ...]
    relevant: bool
    watched: bool
    """Whether it names something of the subject."""
    trusted: bool
    """Whether one report of its source is enough to confirm."""
    copy_of: str


class _Desk:
    """Reads one check's articles."""

    def __init__(self, memory: Overlay, watches: Watches, now: datetime) -> None:
        self.memory = memory
        self.watches = watches
        self.packs = watches.packs
        self.now = now
        self.voices = voices_of(watches)
        self.weights = compile_weights(watches.packs)
        self.cabinet = open_cabinet(watches, now)

    def read(self, article: Article) -> tuple[Reading, Story | None]:
        """Understand one article; changes nothing.

        Returns:
            The reading, and its story as it stood before.
        """
        sheet = self._understand(article)
        reading = self._judge(sheet)
        if reading.matches and not sheet.scan.mentions:
            # Only the user's own words found it: its names must tell it from others they find.
            sheet = self._understand(article, reading.matches)
            reading = self._judge(sheet)
        if not (reading.matches or sheet.watched):
            return reading, None
        link = sheet.place.link
        if link is None or not link.story:
            link = replace(link or StoryLink(""), story=short_id("story", article.id))
        found = sheet.found
        if sheet.trusted:
            found = tuple(
                replace(f, status="confirmed") if f.status == "reported" else f for f in found
            )
        speaker = speaker_of(article, self.packs, self.voices)
        reading = replace(reading, link=link)
        piece = Piece(reading, sheet.telling, sheet.scan.numbers, self._status(sheet), speaker)
        return self._file(piece, sheet.place, found), sheet.place.story

    def _understand(self, article: Article, matches: Sequence[WatchMatch] = ()) -> _Sheet:
        """What the text says by itself, where it belongs, and what its story makes of it.

        Args:
            article: The article.
            matches: Watches known to match although no pack names anything in it.
        """
        source = self.watches.sources.get(article.source)
        context = source.context if source else ()
        scan = scan_article(
            article,
            self.packs,
            context,
            whole=bool(matches),
            voice=source.name if source else "",
        )
        if matches:
            scan = replace(scan, names=_telling_names(scan.names, matches))
        telling = telling_of(article, features_of(article, scan, self.weights), self.weights)
        copied = find_copy(article, self.memory)
        place = self._place(article, telling, copied)
        story = place.story
        found = find_moves(
            article,
            scan,
            self.packs,
            self.watches.policy.organisations,
            cast=story.people if story else (),
            houses=story.orgs if story else (),
        )
        told_of = (f.person for f in found if f.kind != "stayed" and f.weight >= 1)
        near = self.watches.near(article, scan)
        topics = self._topics(article, scan, tuple(dict.fromkeys(told_of)), near)
        told = story.relevant / len(story.items) if story and story.items else 0.0
        margin = None if near is None else near.margin
        return _Sheet(
            article=article,
            scan=scan,
            place=place,
            telling=replace(telling, topics=topics),
            found=found,
            relevant=weigh(article, scan, self.packs, told=told, likeness=margin).holds,
            watched=any(part_of_subject(m, self.packs) for m in scan.mentions),
            trusted=bool(source and source.trusted),
            copy_of=copied.item if copied is not None else "",
        )

    def _judge(self, sheet: _Sheet) -> Reading:
        """Topics in the light of the story, and the watches that match."""
        article, scan, story = sheet.article, sheet.scan, sheet.place.story
        sums = story.topic_sums if story else {}
        if story is None or article.id not in story.items:
            sums = added(sums, sheet.telling.topics)
        fixed = story.fixed_topics if story else self._set_by_hand(article)
        topics = self.cabinet.pool(sheet.telling.topics, sums, fixed)
        subject = Subject.of_article(
            article,
            scan,
            topics=topics,
            story=story,
            status=lambda: self._status(sheet),
            has_move=any(f.kind != "stayed" for f in sheet.found),
            relevant=sheet.relevant,
            now=self.now,
        )
        return Reading(
            article=article,
            language=scan.language,
            people=_named(scan, "person"),
            orgs=_named(scan, "org"),
            models=_named(scan, "model"),
            concepts=tuple(dict.fromkeys(h.concept for h in scan.concepts)),
            acting=acting_of(scan),
            topics=topics,
            unclassified=sheet.watched and not topics and fixed is None,
            relevant=sheet.relevant,
            matches=self.watches.match(subject),
            copy_of=sheet.copy_of,
        )

    def _status(self, sheet: _Sheet) -> Status:
        """How well the article by itself is founded."""
        return founded(sheet.article, sheet.scan.language, self.packs, trusted=sheet.trusted)

    def _topics(
        self, article: Article, scan: Scan, moved: Sequence[str], near: Nearness | None
    ) -> tuple[TopicScore, ...]:
        """An article's own topics, in the light of what the user corrected."""
        compare = None
        if near is not None and self.watches.likeness is not None:
            compare = partial(self.watches.likeness.to_titles, near)
        example = nearest(article.title, self.memory.corrections(), compare)
        return score_topics(article, scan, self.packs, moved, example=example, near=near)

    def _place(self, article: Article, telling: Telling, copied: Trace | None) -> _Place:
        """The story of an article: its own, the one it is a copy in, or the best-fitting one."""
        own = self.memory.story(self.memory.story_of(article.id))
        if own is not None:
            rest = tuple(t for t in own.tellings if t.item != article.id)
            found = fit(telling, replace(own, tellings=rest), self.weights)
            return _Place(StoryLink(own.id, found.value, found.shared[:12]), own, (own,))
        if copied is not None:
            story = self.memory.story(self.memory.story_of(copied.item))
            if story is not None:
                same = SharedFeature(f"copy:{copied.item}", 1.0)
                return _Place(StoryLink(story.id, 1.0, (same,)), story, (story,))
        link, others = link_article(telling, self.memory, self.weights)
        if link is None or not link.story:
            return _Place(link, None)
        return self._united(link, others)

    def _united(self, link: StoryLink, others: Sequence[str]) -> _Place:
        """The linked story with those the article shows to be the same; the oldest keeps its id."""
        stories = [s for i in (link.story, *others) if (s := self.memory.story(i)) is not None]
        kept, *gone = sorted(stories, key=lambda s: (s.first_seen, s.id))
        story = kept
        for other in gone:
            if not are_apart(story, other):
                story = self.cabinet.unite(story, other)
        before = tuple(s for s in stories if s.id == story.id or s.items[0] in story.items)
        if link.story not in {s.id for s in before}:
            own = self.memory.story(link.story)
            return _Place(link, own, (own,) if own else ())
        return _Place(replace(link, story=story.id), story, before)

    def _file(self, piece: Piece, place: _Place, found: Sequence[Found]) -> Reading:
        """Put an article into its story and its moves into the ledger."""
        reading = piece.reading
        story_id = reading.link.story if reading.link else ""
        entered = enter(found, reading, story_id, self.memory, self.packs)
        united = tuple((s.id, story_id) for s in place.before if s.id != story_id)
        gone = [m for s in place.before if s.id != story_id for m in self._moves_of(s)]
        carried = carry((*entered, *gone), dict(united))
        reading = replace(reading, moves=carried, united=united)
        story = self.cabinet.extend(
            place.story, replace(piece, reading=replace(reading, moves=entered))
        )
        facts = facts_of(
            story,
            entered,
            self.watches.policy.sources_to_confirm,
            official=is_official(reading.article, reading.language, self.packs),
        )
        story = replace(story, facts=extended(story.facts, *facts))
        reviews = self.cabinet.reviews(place.before, story, reading.article.id)
        again = place.story is not None and reading.article.id in place.story.items
        told = _kept(story, facts, again=again)
        return replace(reading, stories=(story,), reviews=reviews, facts=told)

    def _set_by_hand(self, article: Article) -> tuple[str, ...] | None:
        """The topics the user set for this very article; None: none were."""
        made = (c.topics for c in self.memory.corrections() if c.id == article.id)
        return next(made, None)

    def _moves_of(self, story: Story) -> Iterator[Move]:
        return (m for i in story.moves if (m := self.memory.move(i)) is not None)


def _kept(story: Story, facts: Sequence[str], *, again: bool) -> tuple[str, ...]:
    """The facts that are kept with an article, for a replay: see `Reading.facts`.

    Args:
        story: Its story as it stands after it.
        facts: What can be news of it.
        again: Whether the story had the article before: then only what the article itself says is
            new of it, for how the story stood when it first came is known.
    """
    if again:
        return tuple(fact for fact in facts if fact.startswith("move:") or fact == OFFICIAL)
    standing = ["status:rumoured"] if story.status == "rumoured" else []
    standing += [f"{VOICES}:{len(story.outlets)}"] if len(story.outlets) > 1 else []
    return (*facts, *standing)


def _telling_names(names: Sequence[str], matches: Sequence[WatchMatch]) -> tuple[str, ...]:
    """Names but those a watch looks for: they stand in everything it finds."""
    looked_for = {
        word for match in matches for span in match.spans for word in fold(span.text).split()
    }
    return tuple(name for name in names if name not in looked_for)


def _named(scan: Scan, kind: EntityKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.entity for m in scan.mentions if m.kind == kind))
