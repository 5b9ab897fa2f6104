"""Which articles tell the same story.

An article becomes a vector of language-neutral features (people, organisations, models, concepts,
numbers, unknown names), weighted by where they stand and how rare they are; a story is the sum of
its articles' vectors. The score of an article against a story is half containment, half weighted
Jaccard, with a floor under both so that sharing one common name means little, less a little for
every day between them. A link needs a shared rare feature. Candidates come from an inverted index,
so the cost does not depend on the archive.

Weights and the idf prior are data: the `[stories]` table of the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.records import SharedFeature, StoryLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsroom.known import Memory
    from newsroom.packs import Packs
    from newsroom.records import Article, Scan, Span, Story

_FEATURES = 80
"""How many features a story keeps."""
_PREFIX = {"person": "person", "org": "org", "model": "model", "act": "concept"}
_PREFIX |= {"n": "number", "name": "name"}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much features count: class weights, an idf prior and the rule's constants."""

    classes: Mapping[str, float]
    """By class: person, org, model, concept, number, name."""
    prior: Mapping[str, float]
    """Weight of single features that are commoner or rarer than their class."""
    title: float
    body: Mapping[str, float]
    """Position weight in the body, by class."""
    lead: int
    """How many characters of the body are read."""
    floor: float
    threshold: float
    rare: float
    """From this weight on a feature is rare."""
    rare_shared: float
    """What shared rare features must add up to for a link."""
    per_day: float
    conflict: float
    undated: float
    """What a link costs when only one of the two has a date."""
    window: timedelta
    cap: timedelta
    """A story that began longer ago takes in no more articles."""
    keep: float
    """A story's feature counts while at least this share of its articles carries it."""

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
    rule = table["rule"]
    return Weights(
        classes=dict(table["classes"]),
        prior=dict(table.get("prior", {})),
        title=rule["title"],
        body=dict(table["body"]),
        lead=rule["lead"],
        floor=rule["floor"],
        threshold=rule["threshold"],
        rare=rule["rare"],
        rare_shared=rule["rare_shared"],
        per_day=rule["per_day"],
        conflict=rule["conflict"],
        undated=rule["undated"],
        window=timedelta(days=rule["window_days"]),
        cap=timedelta(days=rule["cap_days"]),
        keep=rule["keep"],
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


def profile(story: Story, weights: Weights) -> dict[str, float]:
    """A story's features and mean position weights, without what few of its articles carry."""
    told = max(1, len(story.items))
    return {
        f: w / told
        for f, w in story.features.items()
        if w / told >= weights.keep and not f.startswith("topic:")
    }


def compare(
    mine: Mapping[str, float], theirs: Mapping[str, float], weights: Weights
) -> tuple[float, tuple[SharedFeature, ...]]:
    """Score of an article's vector against a story's profile, and what they share."""
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


def rare_features(features: Iterable[str], weights: Weights) -> tuple[str, ...]:
    """Those of `features` that are rare enough to look stories up by."""
    return tuple(f for f in features if weights.of(f) >= weights.rare)


def _apart(article: Article, story: Story) -> int | None:
    """Days between an article and a story's nearest end; None when either is undated."""
    at = article.event_time
    if at is None or story.first_event is None or story.last_event is None:
        return None
    if at < story.first_event:
        return (story.first_event - at).days
    return max(0, (at - story.last_event).days)


def _leads(features: Mapping[str, float], weights: Weights) -> set[str]:
    """The people an article or a story is about: named in titles, and not common."""
    return {
        f
        for f, p in features.items()
        if f.startswith("person:") and p >= 0.8 * weights.title and weights.of(f) >= weights.rare
    }


def _contradict(mine: Mapping[str, float], story: Story, weights: Weights) -> bool:
    """Whether article and story are each about people the other never names."""
    told = max(1, len(story.items))
    mean = {f: w / told for f, w in story.features.items()}
    ours, theirs = _leads(mine, weights), _leads(mean, weights)
    return bool(ours and theirs) and not (ours & mean.keys()) and not (theirs & mine.keys())


def score(
    article: Article, mine: Mapping[str, float], story: Story, weights: Weights
) -> tuple[float, tuple[SharedFeature, ...]]:
    """How well an article fits a story; 0.0 where it must not.

    It must not when they lie further apart in event time than the window, when the story began too
    long ago, or when they share no rare feature.
    """
    days = _apart(article, story)
    if days is not None and days > weights.window.days:
        return 0.0, ()
    if _too_old(article, story, weights):
        return 0.0, ()
    raw, shared = compare(mine, profile(story, weights), weights)
    rare = sum(s.weight for s in shared if weights.of(s.feature) >= weights.rare)
    if rare < weights.rare_shared:
        return 0.0, shared
    undated = article.event_time is None or story.last_event is None
    raw -= weights.per_day * (days or 0) + (weights.undated if undated else 0.0)
    if _contradict(mine, story, weights):
        raw -= weights.conflict
    return max(0.0, raw), shared


def _too_old(article: Article, story: Story, weights: Weights) -> bool:
    at, first, last = article.event_time, story.first_event, story.last_event
    if at is None or first is None or last is None:
        return False
    return max(at, last) - min(at, first) > weights.cap


def link_article(
    article: Article, mine: Mapping[str, float], memory: Memory, weights: Weights
) -> StoryLink | None:
    """The story an article belongs to, by what, and the next best; None when it opens its own.

    The link's `runner_up` is filled whenever another story came near, also on a link that opens a
    new story (then `story` is empty and for the caller to name).
    """
    day = article.event_time.date() if article.event_time else None
    rare = rare_features(mine, weights)
    ranked: list[tuple[float, str, tuple[SharedFeature, ...]]] = []
    for story in memory.candidates(rare, day, weights.window):
        value, shared = score(article, mine, story, weights)
        if value > 0.0:
            ranked.append((round(value, 4), story.id, shared))
    ranked.sort(key=lambda r: (-r[0], r[1]))
    if not ranked:
        return None
    best, *rest = ranked
    if best[0] < weights.threshold:
        return StoryLink("", runner_up=best[1], runner_up_score=best[0])
    second = rest[0] if rest else (0.0, "", ())
    return StoryLink(best[1], best[0], best[2][:12], second[1], second[0])


def add_features(before: Mapping[str, float], mine: Mapping[str, float]) -> dict[str, float]:
    """A story's feature vector after one more article, the heaviest features only."""
    total = dict(before)
    for feature, weight in mine.items():
        total[feature] = round(total.get(feature, 0.0) + weight, 4)
    if len(total) <= _FEATURES:
        return total
    heaviest = sorted(total, key=lambda f: (not f.startswith("topic:"), -total[f], f))
    kept = frozenset(heaviest[:_FEATURES])
    return {f: w for f, w in total.items() if f in kept}


def event_span(story: Story | None, at: datetime | None) -> tuple[datetime | None, datetime | None]:
    """First and last event time of a story after an article of time `at`."""
    if story is None or story.first_event is None or story.last_event is None:
        return at, at
    if at is None:
        return story.first_event, story.last_event
    return min(story.first_event, at), max(story.last_event, at)
