"""A brief for programs: one object a line, the last the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.shapes import alert_shape, move_shape, story_shape, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsroom.brief import Brief
    from newsroom.glossary import Glossary


def brief_shapes(brief: Brief, glossary: Glossary) -> Iterator[dict[str, Any]]:
    """Everything a brief holds.

    Yields:
        Objects whose "part" says what each is: "move" and "story" (the shapes of the contract with
        "link", and "said" or "topic", "hint", "new"), "balance" {"org", "gained", "lost"}, "alert"
        (the shape of the contract), "source" {"source", "state", "error", "since"}, "gap" {"start",
        "end", "sources"}; then {"summary": true, "since", "until" and how many there are of each}.
    """
    for move in brief.moves:
        yield {
            "part": "move",
            **move_shape(move.move),
            "said": glossary.move(move.move),
            "sources": move.sources,
            "link": move.url or None,
        }
    for topic in brief.topics:
        for story in topic.stories:
            yield {
                "part": "story",
                **story_shape(story.story),
                "topic": topic.topic or None,
                "hint": story.hint or None,
                "new": story.new,
                "link": story.url or None,
            }
    for one in brief.balance:
        yield {
            "part": "balance",
            "org": one.org,
            "gained": list(one.gained),
            "lost": list(one.lost),
        }
    for alert in brief.alerts:
        yield {"part": "alert", **alert_shape(alert)}
    for source in brief.failing:
        yield {
            "part": "source",
            "source": source.source,
            "state": source.state,
            "error": source.error or None,
            "since": when(source.since),
        }
    for gap in brief.gaps:
        yield {
            "part": "gap",
            "start": when(gap.gap.start),
            "end": when(gap.gap.end),
            "sources": list(gap.sources),
        }
    yield _summary(brief)


def _summary(brief: Brief) -> dict[str, Any]:
    return {
        "summary": True,
        "since": when(brief.since),
        "until": when(brief.until),
        "moves": len(brief.moves),
        "stories": brief.stories,
        "alerts": len(brief.alerts),
        "failing": len(brief.failing),
        "gaps": len(brief.gaps),
    }
