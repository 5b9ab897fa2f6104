"""Which articles tell the same story.

An article becomes a vector of language-neutral features (people, organisations, models, concepts,
numbers, unknown names), weighted by where they stand and how rare they are. A story is compared by
the vectors of its articles; the one that fits best speaks for it. The score of two articles is half
containment, half weighted Jaccard, with a floor under both so that sharing one common name means
little, less something for every day between them, for being about people the other never names,
and for sharing nothing rare. An article that fits two stories whose articles fit each other shows
them to be one. Candidates come from an inverted index of rare features and days, so the cost does
not depend on the archive.

Weights and the prior are data: the `[stories]` table of the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsroom.features import looked_up, lookups
from newsroom.records import SharedFeature, StoryLink
from newsroom.resemblance import resemble, same_saga, share, vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.features import Weights
    from newsroom.known import Memory
    from newsroom.records import Story, Telling
    from newsroom.resemblance import Vector

_SHOWN = 12
"""How many shared features a link keeps."""
_BOTH = 2
"""Telling features an article must share with each of two stories about different people."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an article fits one story, and by what."""

    value: float
    """0 to 1; from the rule's `threshold` on it belongs there."""
    story: Story
    shared: tuple[SharedFeature, ...]


def profile(story: Story, weights: Weights) -> dict[str, float]:
    """What a story is about: features with their mean position weights, few articles' left out."""
    total: dict[str, float] = {}
    for telling in story.tellings:
        for feature, place in telling.features.items():
            total[feature] = total.get(feature, 0.0) + place
    told = max(1, len(story.tellings))
    return {f: p / told for f, p in total.items() if p / told >= weights.common}


def fit(mine: Telling, story: Story, weights: Weights) -> Fit:
    """How well an article fits a story: mostly by the best-fitting of its articles."""
    ours = vector(mine, weights)
    theirs = [vector(telling, weights) for telling in story.tellings]
    values = [resemble(ours, each, weights) for each in theirs]
    best = max(values, default=0.0)
    if not best:
        return Fit(0.0, story, ())
    shared = share(ours, theirs[values.index(best)])
    value = weights.best * best + (1 - weights.best) * sum(values) / len(values)
    if _contradict(ours, theirs, shared, weights):
        value -= weights.contradiction
    if value <= 0.0 or _too_old(ours, theirs, story, weights):
        value = 0.0
    return Fit(round(value, 4), story, shared)


def _contradict(
    mine: Vector, theirs: Sequence[Vector], shared: Iterable[SharedFeature], weights: Weights
) -> bool:
    """Whether an article is about somebody and a story about others, with nothing rare in common.

    An article that names nobody fits many such stories: what it brought together must not go on.
    """
    if sum(s.weight for s in shared if s.feature in mine.rare) >= weights.rare_shared:
        return False
    others = [each.about for each in theirs if each.about]
    return bool(mine.about and others) and all(mine.about.isdisjoint(each) for each in others)


def _too_old(mine: Vector, theirs: Sequence[Vector], story: Story, weights: Weights) -> bool:
    at, first, last = mine.at, story.first_event, story.last_event
    if at is None or first is None or last is None:
        return False
    span = max(at, last) - min(at, first)
    if span <= weights.cap:
        return False
    return span > 2 * weights.saga or not any(same_saga(mine, each) for each in theirs)


def link_article(
    mine: Telling, memory: Memory, weights: Weights
) -> tuple[StoryLink | None, tuple[str, ...]]:
    """The story an article belongs to, by what, and the next best.

    Returns:
        The link, None when nothing comes near (its `runner_up` is filled whenever another story
        came near, also where `story` is empty because the article opens its own); and the ids of
        other stories that the article shows to be the same one.
    """
    day = mine.at.date() if mine.at else None
    near = memory.candidates(lookups(mine, weights), day, weights.candidates)
    found = [fit(mine, s, weights) for s in near]
    ranked = sorted((f for f in found if f.value > 0.0), key=lambda f: (-f.value, f.story.id))
    if not ranked:
        return None, ()
    best, *rest = ranked
    if best.value < weights.threshold:
        return StoryLink("", runner_up=best.story.id, runner_up_score=best.value), ()
    same = tuple(
        f.story.id for f in rest if f.value >= weights.threshold and _one(mine, best, f, weights)
    )
    second = next((f for f in rest if f.story.id not in same), None)
    link = StoryLink(
        best.story.id,
        best.value,
        best.shared[:_SHOWN],
        second.story.id if second else "",
        second.value if second else 0.0,
    )
    return link, same


def are_apart(a: Story, b: Story) -> bool:
    """Whether the user split two stories, under whatever ids they had then."""
    return not {b.id, *b.was}.isdisjoint(a.apart) or not {a.id, *a.was}.isdisjoint(b.apart)


def _one(article: Telling, one: Fit, other: Fit, weights: Weights) -> bool:
    """Whether the articles of two stories fit each other well enough to be one story's.

    The article that fits both counts among those of the first, which it joins: whether the next
    article finds it there must not decide, or what sources say would depend on who is asked first.
    """
    a, b = one.story, other.story
    if are_apart(a, b):
        return False
    mine, theirs = ([vector(t, weights) for t in story.tellings] for story in (a, b))
    ours, others = (frozenset[str]().union(*(v.about for v in each)) for each in (mine, theirs))
    if ours and others and ours.isdisjoint(others):
        # What only says that somebody leaves brings nobody together.
        telling = [looked_up((s.feature for s in f.shared), weights) for f in (one, other)]
        if min(map(len, telling)) < _BOTH:
            return False
    values = [resemble(x, y, weights) for x in (*mine, vector(article, weights)) for y in theirs]
    return bool(values) and sum(values) / len(values) >= weights.cross


def keep_tellings(
    tellings: Sequence[Telling], telling: Telling, weights: Weights
) -> tuple[Telling, ...]:
    """A story's tellings with one more: the first half stays, of the rest the latest."""
    known = [t for t in tellings if t.item != telling.item]
    half = weights.keep // 2
    kept = [*known, telling]
    return tuple(kept if len(kept) <= weights.keep else [*kept[:half], *kept[-half:]])
