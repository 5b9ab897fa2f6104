"""How well two articles tell one story.

Half containment, half weighted Jaccard of their vectors, with a floor under both so that sharing
one common name means little; less something for every day between them, for sharing nothing rare,
for being about people the other never names, and much where two titles of one shape count something
differently or tell of other people, or other houses, that somebody goes to. What an article is
compared by is worked out once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from newsroom.records import SharedFeature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from newsroom.features import Weights
    from newsroom.records import Telling


@dataclass(frozen=True, slots=True)
class Vector:
    """An article's features, ready to be compared thousands of times."""

    telling: Telling
    roots: Mapping[str, float]
    """Feature to the square root of its weight here: products of two are what they share."""
    size: float
    rare: frozenset[str]
    people: frozenset[str]
    """The people it names that are not in every article."""
    leads: frozenset[str]
    """Those its title names: whom it is about."""
    about: frozenset[str]
    """Leads, and two or more names of its title that no pack knows."""
    strangers: frozenset[str]
    """Names of its title that no pack knows."""
    figures: frozenset[str]
    """Numbers of its title."""
    numbers: frozenset[str]
    """All its numbers that are compared."""
    houses: frozenset[str]
    """The houses its title names beside the subject's own."""
    told_of: frozenset[str]
    """Of its strangers those that are surely names, in letters that every script keeps."""
    nameless: bool
    """Whether its title counts and names nobody."""
    going: bool
    """Whether somebody comes or goes."""
    moving: bool
    """Whether somebody leaves."""

    @property
    def at(self) -> datetime | None:
        """Event time; None: undated."""
        return self.telling.at

    @property
    def crowd(self) -> bool:
        """Whether it names several people and says enough for silence to mean something."""
        return self.telling.long and len(self.people) > 1


def vector(telling: Telling, weights: Weights) -> Vector:
    """Work out by what an article is compared; done once an article while it is in use."""
    # By what it says, not by the record's identity: a story that is recalled from the disk brings
    # records of its own each time, and all of them would be kept.
    known: Vector | None = weights.vectors.get(telling.item)
    if known is not None and (known.telling is telling or known.telling == telling):
        return known
    if len(weights.vectors) >= _KEPT:
        weights.vectors.clear()
        weights.sets.clear()
    made = _vector(telling, weights)
    weights.vectors[telling.item] = made
    return made


def _vector(telling: Telling, weights: Weights) -> Vector:
    features = telling.features

    def one(found: frozenset[str]) -> frozenset[str]:
        # Most articles name whom others name: half of a vector's memory would be the same sets.
        return weights.sets.setdefault(found, found)

    weighed = {f: weights.of(f) * p for f, p in features.items()}
    rare = frozenset(f for f in features if weights.of(f) >= weights.rare)
    people = frozenset(f for f in rare if f.startswith("person:"))
    leads = frozenset(f for f in people if features[f] >= weights.title)
    strangers = frozenset(
        f for f, p in features.items() if f.startswith("name:") and p >= weights.title
    )
    told_of = frozenset(f"name:{f[4:]}" for f in features if f.startswith("who:"))
    figures = frozenset(f.partition(":")[2] for f in features if f.startswith("figure:"))
    return Vector(
        telling=telling,
        roots={f: sqrt(w) for f, w in weighed.items()},
        size=sum(weighed.values()),
        rare=rare,
        people=one(people),
        leads=one(leads),
        about=one(leads | strangers if len(strangers) > 1 else leads),
        strangers=one(strangers),
        figures=one(figures),
        numbers=one(figures | {f[2:] for f in features if f.startswith("n:")}),
        houses=one(
            frozenset(
                f
                for f, p in features.items()
                if f.startswith("org:") and p >= weights.title and f not in weights.home
            )
        ),
        told_of=one(told_of),
        nameless=bool(figures and not told_of and not leads),
        going=any(f"act:{c}" in features for c in weights.going),
        moving=any(f"act:{c}" in features for c in weights.moving),
    )


_SMALL = re.compile(r"n:\d{1,2}")
_CHANCE = 3
"""Features of which all but one may be the subject: it has few names."""
_KEPT = 1_000
"""Vectors kept ready: of some dozen articles that come at once, each compared with eighty."""


def share(mine: Vector, theirs: Vector) -> tuple[SharedFeature, ...]:
    """What two articles have in common, the heaviest first."""
    a, b = mine.roots, theirs.roots
    found = [SharedFeature(f, round(a[f] * b[f], 3)) for f in a.keys() & b.keys() if a[f]]
    return tuple(sorted(found, key=lambda s: (-s.weight, s.feature)))


def resemble(mine: Vector, theirs: Vector, weights: Weights) -> float:
    """How well two articles tell one story, 0 to 1; 0 too far apart in event time."""
    days = _days(mine, theirs, weights)
    if days is None:
        return 0.0
    a, b = mine.roots, theirs.roots
    common = rare = 0.0
    shared: list[str] = []
    for feature in a.keys() & b.keys():
        part = a[feature] * b[feature]
        if not part:
            continue
        shared.append(feature)
        common += part
        if feature in mine.rare:
            rare += part
    if not common or _by_chance(shared, weights):
        return 0.0
    raw = overlap(common, mine.size, theirs.size, weights) - weights.per_day * days
    if rare < weights.rare_shared:
        if mine.at is None or theirs.at is None:
            # Neither what nor when: nothing says that it is the same event.
            return 0.0
        raw -= _vague(mine, theirs, weights)
    raw -= _told_otherwise(mine, theirs, weights)
    if (mine.crowd and not theirs.people) or (theirs.crowd and not mine.people):
        raw -= weights.roster
    return max(0.0, raw)


def _by_chance(shared: Sequence[str], weights: Weights) -> bool:
    """Whether two articles have but the subject in common, and one number of one or two digits."""
    if len(shared) > _CHANCE:
        return False
    rest = [feature for feature in shared if feature not in weights.home]
    return len(rest) == 1 and _SMALL.fullmatch(rest[0]) is not None


def _told_otherwise(mine: Vector, theirs: Vector, weights: Weights) -> float:
    """What it costs that two titles of one shape count otherwise, or tell of other goings."""
    cost = 0.0
    if mine.figures - theirs.numbers and theirs.figures - mine.numbers:
        cost = weights.figures
    return cost + _going(mine, theirs, weights)


def _going(mine: Vector, theirs: Vector, weights: Weights) -> float:
    """What it costs to tell of other goings: to another house, of people the other never names."""
    if not (mine.going or theirs.going):
        return 0.0
    if mine.houses and theirs.houses and mine.houses.isdisjoint(theirs.houses):
        return weights.houses
    if not (mine.leads.isdisjoint(theirs.people) and theirs.leads.isdisjoint(mine.people)):
        return 0.0
    ours, others = mine.told_of - theirs.roots.keys(), theirs.told_of - mine.roots.keys()
    if ours and others:
        return weights.others
    return weights.crowd if (ours and theirs.nameless) or (others and mine.nameless) else 0.0


def overlap(common: float, size: float, other: float, weights: Weights) -> float:
    """Half containment, half Jaccard of two sizes and what they share, 0 to 1."""
    contained = common / max(min(size, other), weights.floor)
    jaccard = common / max(size + other - common, weights.floor)
    return min(1.0, 0.5 * contained + 0.5 * jaccard)


def _vague(mine: Vector, theirs: Vector, weights: Weights) -> float:
    """What it costs to share nothing rare."""
    cost = weights.plain
    # What is about somebody is no story that never names them.
    if mine.leads - theirs.people or theirs.leads - mine.people:
        cost += weights.conflict
    if min(len(mine.strangers), len(theirs.strangers)) > 1:
        cost += weights.strangers
    return cost


def _days(mine: Vector, theirs: Vector, weights: Weights) -> int | None:
    """Days between two articles, the window's at most; None where that is too many."""
    if mine.at is None or theirs.at is None:
        return 0
    days = abs((mine.at - theirs.at).days)
    if days <= weights.window.days:
        return days
    if days > weights.saga.days or not same_saga(mine, theirs):
        return None
    return weights.window.days


def same_saga(mine: Vector, theirs: Vector) -> bool:
    """Whether both tell that the same person leaves: that is told for weeks."""
    return mine.moving and theirs.moving and not mine.leads.isdisjoint(theirs.leads)
