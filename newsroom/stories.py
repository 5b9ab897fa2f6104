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
from datetime import timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any

from newsroom.fold import fold
from newsroom.known import Lookup
from newsroom.records import SharedFeature, StoryLink, Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsroom.known import Memory
    from newsroom.packs import Packs
    from newsroom.records import Article, Scan, Span, Story

_PREFIX = {"person": "person", "org": "org", "model": "model", "act": "concept"}
_PREFIX |= {"n": "number", "name": "name"}
_BOTH = 2
"""Telling features an article must share with each of two stories about different people."""
_SHOWN = 12
"""How many shared features a link keeps."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much features count: class weights, a prior and the rule's constants."""

    classes: Mapping[str, float]
    """By class: person, org, model, concept, number, name."""
    prior: Mapping[str, float]
    """Weight of single features that are commoner or rarer than their class."""
    title: float
    body: Mapping[str, float]
    """Position weight in the body, by class."""
    lead: int
    """How many characters of the body are read."""
    long: int
    """From how many characters of body on an article says enough for silence to mean something."""
    floor: float
    threshold: float
    rare: float
    """From this weight on a feature is rare."""
    lookup: float
    """From this weight on a feature finds stories to compare with."""
    rare_shared: float
    """What shared rare features must add up to for a full link."""
    plain: float
    """What it costs to share less than that."""
    per_day: float
    conflict: float
    """What it costs besides to be about people the other never names."""
    contradiction: float
    """What it costs a story to be about others than the article, with nothing rare shared."""
    strangers: float
    """What it costs besides when each is about somebody else whom no pack knows."""
    roster: float
    """What it costs when one names several people at length and the other none."""
    undated: float
    """What a link costs when only one of the two has a date."""
    best: float
    """How much the best-fitting article of a story counts; the rest is the mean of all."""
    cross: float
    """Mean score between the articles of two stories that an article shows to be one."""
    window: timedelta
    cap: timedelta
    """A story that began longer ago takes in no more articles."""
    saga: timedelta
    """The window where somebody known moves in both, which is told for weeks."""
    moving: frozenset[str]
    """Concepts that move somebody."""
    common: float
    """A story is about what at least this much of its articles' position weights carries."""
    candidates: int
    """How many stories an article is compared with."""
    keep: int
    """How many articles a story is compared by."""

    def of(self, feature: str) -> float:
        """Weight of one feature."""
        known = self.prior.get(feature)
        if known is not None:
            return known
        return self.classes[_PREFIX[feature.partition(":")[0]]]


def compile_weights(packs: Packs) -> Weights:
    """The weights in the `[stories]` table of the packs, compiled once."""
    return packs.derive("stories", _compile)


def _compile(packs: Packs) -> Weights:
    table = packs.raw_topics["stories"]
    rule = dict(table["rule"])
    days: dict[str, Any] = {
        key: timedelta(days=rule.pop(f"{key}_days")) for key in ("window", "cap", "saga")
    }
    return Weights(
        classes=dict(table["classes"]),
        prior=dict(table.get("prior", {})),
        body=dict(table["body"]),
        moving=frozenset(rule.pop("moving")),
        **rule,
        **days,
    )


def _in_lead(span: Span, weights: Weights) -> bool:
    return span.field == "title" or span.start < weights.lead


def _inside(inner: Span, outer: Span) -> bool:
    return inner.field == outer.field and outer.start <= inner.start < outer.end


def features_of(article: Article, scan: Scan, weights: Weights) -> dict[str, float]:
    """The features of an article and their position weights, 0 to 1.

    Entities and concepts count from the title and the lead of the body; something said twice in the
    lead counts a little more than something said once.
    """
    found: dict[str, float] = {}

    def put(feature: str, kind: str, *, in_title: bool) -> None:
        here = weights.title if in_title else weights.body[kind]
        if in_title or feature not in found:
            found[feature] = max(found.get(feature, 0.0), here)
        elif found[feature] < weights.title:
            found[feature] = max(found[feature], weights.body["twice"])

    named = [m for m in scan.mentions if _in_lead(m.span, weights)]
    for mention in named:
        feature = f"{mention.kind}:{mention.entity}"
        put(feature, mention.kind, in_title=mention.span.field == "title")
    for hit in scan.concepts:
        # "superintelligence" in a laboratory's name is no concept
        if _in_lead(hit.span, weights) and not any(_inside(hit.span, m.span) for m in named):
            put(f"act:{hit.concept}", "concept", in_title=hit.span.field == "title")
    title = fold(article.title)
    for number in scan.numbers:
        put(f"n:{number}", "number", in_title=number.rstrip("%") in title)
    for name in scan.names:
        put(f"name:{name}", "name", in_title=name in title)
    return found


def telling_of(article: Article, features: Mapping[str, float], weights: Weights) -> Telling:
    """An article as it is compared with others."""
    long = len(article.text or article.summary) >= weights.long
    return Telling(article.id, article.event_time, dict(features), long)


def compare(
    mine: Mapping[str, float], theirs: Mapping[str, float], weights: Weights
) -> tuple[float, tuple[SharedFeature, ...]]:
    """Score of two vectors, and what they share, the heaviest first."""
    shared = []
    common = 0.0
    for feature in mine.keys() & theirs.keys():
        part = weights.of(feature) * sqrt(mine[feature] * theirs[feature])
        common += part
        shared.append(SharedFeature(feature, round(part, 3)))
    size_a = sum(weights.of(f) * p for f, p in mine.items())
    size_b = sum(weights.of(f) * p for f, p in theirs.items())
    contained = common / max(min(size_a, size_b), weights.floor)
    jaccard = common / max(size_a + size_b - common, weights.floor)
    shared.sort(key=lambda s: (-s.weight, s.feature))
    return min(1.0, 0.5 * contained + 0.5 * jaccard), tuple(shared)


def looked_up(features: Iterable[str], weights: Weights) -> tuple[str, ...]:
    """Those of `features` that are telling enough to look stories up by."""
    return tuple(f for f in features if weights.of(f) >= weights.lookup)


def lookups(telling: Telling, weights: Weights) -> tuple[Lookup, ...]:
    """By what an article finds the stories it is compared with; people for a whole saga."""
    return tuple(
        Lookup(f, weights.of(f), weights.saga if f.startswith("person:") else weights.window)
        for f in looked_up(telling.features, weights)
    )


def _people(telling: Telling, weights: Weights) -> set[str]:
    """The people an article names that are not in every article."""
    return {
        f for f in telling.features if f.startswith("person:") and weights.of(f) >= weights.rare
    }


def _leads(telling: Telling, weights: Weights) -> set[str]:
    """The people an article is about: named in its title, and not common."""
    return {f for f in _people(telling, weights) if telling.features[f] >= weights.title}


def _strangers(telling: Telling, weights: Weights) -> set[str]:
    """Names in an article's title that no pack knows."""
    return {f for f, w in telling.features.items() if f.startswith("name:") and w >= weights.title}


def _moves(telling: Telling, weights: Weights) -> bool:
    return any(f"act:{c}" in telling.features for c in weights.moving)


def _same_saga(mine: Telling, theirs: Telling, weights: Weights) -> bool:
    """Whether both tell of the same person's moving: that is told for weeks."""
    return bool(_leads(mine, weights) & _leads(theirs, weights)) and (
        _moves(mine, weights) and _moves(theirs, weights)
    )


def score(
    mine: Telling, theirs: Telling, weights: Weights
) -> tuple[float, tuple[SharedFeature, ...]]:
    """How well two articles tell one story; 0.0 where they lie too far apart in event time."""
    days = 0
    if mine.at is not None and theirs.at is not None:
        days = abs((mine.at - theirs.at).days)
        if days > weights.window.days:
            if days > weights.saga.days or not _same_saga(mine, theirs, weights):
                return 0.0, ()
            days = weights.window.days
    raw, shared = compare(mine.features, theirs.features, weights)
    ours, others = _people(mine, weights), _people(theirs, weights)
    if _rare(shared, weights) < weights.rare_shared:
        if mine.at is None or theirs.at is None:
            # Neither what nor when: nothing says that it is the same event.
            return 0.0, shared
        raw -= weights.plain
        # What is about somebody is no story that never names them.
        if _leads(mine, weights) - others or _leads(theirs, weights) - ours:
            raw -= weights.conflict
        if min(len(_strangers(mine, weights)), len(_strangers(theirs, weights))) > 1:
            raw -= weights.strangers
    raw -= weights.per_day * days
    if (mine.at is None) != (theirs.at is None):
        raw -= weights.undated
    if (mine.long and len(ours) > 1 and not others) or (
        theirs.long and len(others) > 1 and not ours
    ):
        raw -= weights.roster
    return max(0.0, raw), shared


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
    best, total = 0.0, 0.0
    shared: tuple[SharedFeature, ...] = ()
    for telling in story.tellings:
        value, common = score(mine, telling, weights)
        total += value
        if value > best:
            best, shared = value, common
    if best and weights.best < 1.0:
        mean = total / len(story.tellings)
        best = weights.best * best + (1 - weights.best) * mean
    if best and _contradict(mine, story, shared, weights):
        best = max(0.0, best - weights.contradiction)
    if best and _too_old(mine, story, weights):
        best = 0.0
    return Fit(round(best, 4), story, shared)


def _rare(shared: Iterable[SharedFeature], weights: Weights) -> float:
    """What the rare features among those shared add up to."""
    return sum(s.weight for s in shared if weights.of(s.feature) >= weights.rare)


def _contradict(
    mine: Telling, story: Story, shared: Iterable[SharedFeature], weights: Weights
) -> bool:
    """Whether an article is about somebody and a story about others, with nothing rare in common.

    An article that names nobody fits many such stories: what it brought together must not go on.
    """
    if _rare(shared, weights) >= weights.rare_shared:
        return False
    ours = _about(mine, weights)
    theirs = [about for t in story.tellings if (about := _about(t, weights))]
    return bool(ours and theirs) and not any(ours & about for about in theirs)


def _about(telling: Telling, weights: Weights) -> set[str]:
    strangers = _strangers(telling, weights)
    return _leads(telling, weights) | (strangers if len(strangers) > 1 else set())


def _too_old(mine: Telling, story: Story, weights: Weights) -> bool:
    at, first, last = mine.at, story.first_event, story.last_event
    if at is None or first is None or last is None:
        return False
    span = max(at, last) - min(at, first)
    if span <= weights.cap:
        return False
    return span > 2 * weights.saga or not any(_same_saga(mine, t, weights) for t in story.tellings)


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
        f.story.id for f in rest if f.value >= weights.threshold and _one(best, f, weights)
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


def _one(one: Fit, other: Fit, weights: Weights) -> bool:
    """Whether the articles of two stories fit each other well enough to be one story's."""
    a, b = one.story, other.story
    if b.id in a.apart or a.id in b.apart:
        return False
    mine, theirs = (set().union(*(_about(t, weights) for t in s.tellings)) for s in (a, b))
    if mine and theirs and not mine & theirs:
        # What only says that somebody leaves brings nobody together.
        telling = [looked_up((s.feature for s in f.shared), weights) for f in (one, other)]
        if min(map(len, telling)) < _BOTH:
            return False
    values = [score(x, y, weights)[0] for x in a.tellings for y in b.tellings]
    return bool(values) and sum(values) / len(values) >= weights.cross


def keep_tellings(
    tellings: Sequence[Telling], telling: Telling, weights: Weights
) -> tuple[Telling, ...]:
    """A story's tellings with one more: the first half stays, of the rest the latest."""
    known = [t for t in tellings if t.item != telling.item]
    half = weights.keep // 2
    kept = [*known, telling]
    return tuple(kept if len(kept) <= weights.keep else [*kept[:half], *kept[-half:]])
