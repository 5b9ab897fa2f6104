"""An article as a vector: what it names and says, weighted by where that stands and how rare it is.

Features are language-neutral: people, organisations, models, concepts, numbers, unknown names.
Weights and the prior are data: the `[stories]` table of the packs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsroom.fold import fold
from newsroom.inverted_index import Lookup
from newsroom.records import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsroom.packs import Packs
    from newsroom.records import Article, Scan, Span

_PAIR = re.compile(r"(?=\b([A-Z]\w+) ([A-Z]\w+))")
"""Two words with capitals side by side: a full name even where every noun has one."""
_PREFIX = {"person": "person", "org": "org", "model": "model", "act": "concept"}
_PREFIX |= {"n": "number", "figure": "figure", "name": "name", "who": "who"}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much features count: class weights, a prior and the rule's constants."""

    classes: Mapping[str, float]
    """By class: person, org, model, concept, number, figure, name, who."""
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
    figures: float
    """What it costs when each title counts something that the other article does not."""
    houses: float
    """What it costs when each title tells of coming and going, with other houses."""
    crowd: float
    """What it costs when one title names somebody and the other only counts."""
    others: float
    """What it costs when each title tells of the going of somebody whom the other never names."""
    roster: float
    """What it costs when one names several people at length and the other none."""
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
    going: frozenset[str]
    """Concepts by which somebody comes or goes."""
    nouns: frozenset[str]
    """Languages in which every noun has a capital: what looks like a name may be none."""
    home: frozenset[str]
    """The subject's own houses."""
    common: float
    """A story is about what at least this much of its articles' position weights carries."""
    candidates: int
    """How many stories an article is compared with."""
    keep: int
    """How many articles a story is compared by."""
    vectors: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Articles made ready for comparing, by the id of their item; see `resemblance`."""
    sets: dict[frozenset[str], frozenset[str]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """The sets that those share, each once."""

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
        home=frozenset(f"org:{org}" for org in packs.subject.organisations),
        going=frozenset(rule.pop("going")),
        nouns=frozenset(rule.pop("nouns")),
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
    found |= {f"figure:{figure}": weights.title for figure in scan.figures}
    for name in scan.names:
        put(f"name:{name}", "name", in_title=name in title)
    found |= {f"who:{name}": weights.title for name in _told_of(article.title, scan, weights)}
    return found


def _told_of(title: str, scan: Scan, weights: Weights) -> list[str]:
    """The unknown names of a title that are surely somebody's, in Latin letters.

    Every script keeps those; in another a name is spelled as each writer likes.
    """
    folded = fold(title)
    names = [name for name in scan.names if name.isascii() and name in folded]
    if scan.language not in weights.nouns:
        return names
    full = {fold(word) for pair in _PAIR.findall(title) for word in pair}
    return [name for name in names if name in full]


def telling_of(article: Article, features: Mapping[str, float], weights: Weights) -> Telling:
    """An article as it is compared with others."""
    long = len(article.text or article.summary) >= weights.long
    return Telling(article.id, article.event_time, dict(features), long)


def looked_up(features: Iterable[str], weights: Weights) -> tuple[str, ...]:
    """Those of `features` that are telling enough to look stories up by."""
    return tuple(f for f in features if weights.of(f) >= weights.lookup)


def lookups(telling: Telling, weights: Weights) -> tuple[Lookup, ...]:
    """By what an article finds the stories it is compared with; people for a whole saga."""
    return tuple(
        Lookup(f, weights.of(f), weights.saga if f.startswith("person:") else weights.window)
        for f in looked_up(telling.features, weights)
    )
