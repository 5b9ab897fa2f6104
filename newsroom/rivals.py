"""The story an article could have belonged to instead, and why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsroom.features import compile_weights, features_of, lookups, telling_of
from newsroom.inverted_index import Lookup
from newsroom.records import SharedFeature, Telling
from newsroom.resemblance import overlap, share, vector
from newsroom.stories import are_apart, fit, profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsroom.features import Weights
    from newsroom.known import Known
    from newsroom.packs import Packs
    from newsroom.records import Article, Scan, Story, StoryLink

Verdict = Literal["split", "apart", "common", "weak", "less"]
"""Why a story lost: the user took the article out of it; too long before or after; nothing rare in
common; below what it takes to join; or only less than the one that won."""
_MOST = 40
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Rival:
    """The nearest other story."""

    story: Story
    score: float
    """When the article came in; as of now where none was near then."""
    shared: tuple[SharedFeature, ...]
    """What they have in common, the heaviest first."""
    own: tuple[SharedFeature, ...]
    """What the other story is about and the article is not, the heaviest first."""
    verdict: Verdict
    days: int = 0
    """Days between them."""
    least: float = 0.0
    """What a score must be to join a story; for "apart", the most days a story rests."""


def known_by(story: Story, packs: Packs) -> tuple[SharedFeature, ...]:
    """What a story is about: its heaviest features with their weights."""
    weights = compile_weights(packs)
    return _heaviest(profile(story, weights), weights)


def nearest_rival(
    article: Article,
    scan: Scan,
    link: StoryLink,
    *,
    known: Known,
    packs: Packs,
    story_of: Callable[[str], Story | None],
) -> Rival | None:
    """Return the story an article came nearest to beside its own; None if there is no other.

    The runner-up of its link, or where there was none the story that fits best of those known now.

    Args:
        article: The article, with its body.
        scan: What was found in it.
        link: Why it belongs to its story.
        known: Where to look.
        packs: For the weights.
        story_of: Returns a story by its id.
    """
    weights = compile_weights(packs)
    mine = telling_of(article, features_of(article, scan, weights), weights)
    runner_up = story_of(link.runner_up) if link.runner_up else None
    others = [runner_up] if runner_up else _near(mine, link.story, known, weights)
    if not others:
        return None
    best = max(others, key=lambda s: (_nearness(mine, s, weights), s.last_seen, s.id))
    value = fit(mine, best, weights).value
    theirs = profile(best, weights)
    shared, _ = _alike(mine, theirs, weights)
    days = _days_between(article, best)
    rest = {feature: place for feature, place in theirs.items() if feature not in mine.features}
    own = story_of(link.story)
    split = own is not None and are_apart(own, best)
    verdict: Verdict = "split" if split else _verdict(shared, value, days, weights)
    return Rival(
        story=best,
        score=link.runner_up_score if runner_up else round(value, 4),
        shared=shared[:_SHOWN],
        own=_heaviest(rest, weights),
        verdict=verdict,
        days=days,
        least=weights.window.days if verdict == "apart" else weights.threshold,
    )


def _near(mine: Telling, own: str, known: Known, weights: Weights) -> list[Story]:
    """Other stories of the time with something rare in common; else with anything in common."""
    day = mine.at.date() if mine.at else None
    everything = tuple(Lookup(f, weights.of(f), weights.window) for f in mine.features)
    for wanted in (lookups(mine, weights), everything):
        found = known.candidates(wanted, day, _MOST)
        others = [story for story in found if story.id != own]
        if others:
            return sorted(others, key=lambda s: s.last_seen, reverse=True)[:_MOST]
    return []


def _nearness(mine: Telling, story: Story, weights: Weights) -> tuple[float, float]:
    _, raw = _alike(mine, profile(story, weights), weights)
    return fit(mine, story, weights).value, raw


def _alike(
    mine: Telling, theirs: Mapping[str, float], weights: Weights
) -> tuple[tuple[SharedFeature, ...], float]:
    """What an article shares with what a story is about, and how alike that makes them."""
    one, other = vector(mine, weights), vector(Telling("", features=theirs), weights)
    shared = share(one, other)
    common = sum(s.weight for s in shared)
    return shared, overlap(common, one.size, other.size, weights)


def _days_between(article: Article, story: Story) -> int:
    at, first, last = article.event_time, story.first_event, story.last_event
    if at is None or first is None or last is None:
        return 0
    return max(0, (first - at).days, (at - last).days)


def _verdict(
    shared: tuple[SharedFeature, ...], value: float, days: int, weights: Weights
) -> Verdict:
    rare = sum(s.weight for s in shared if weights.of(s.feature) >= weights.rare)
    if days > weights.window.days:
        return "apart"
    if rare < weights.rare_shared:
        return "common"
    return "weak" if value < weights.threshold else "less"


def _heaviest(features: Mapping[str, float], weights: Weights) -> tuple[SharedFeature, ...]:
    weighed = [
        SharedFeature(f, round(weights.of(f) * p, 3)) for f, p in features.items() if weights.of(f)
    ]
    return tuple(sorted(weighed, key=lambda s: (-s.weight, s.feature))[:_SHOWN])
