"""What the top of the first screen says of a stretch of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.brief import Brief, BriefGap, BriefMove, BriefSource, BriefStory, BriefTopic
from newsroom.records import Gap, Move, Story
from tui.since import summarise

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=9)


def story(number: int, voices: int, *, new: bool = True, status: str = "reported") -> BriefStory:
    told = Story(
        id=f"s{number}",
        headline=f"Story {number}",
        language="en",
        origin_item="i",
        origin_source="s",
        first_seen=SINCE,
        last_seen=SINCE + timedelta(minutes=number),
        topics=("talent",),
        independent_sources=voices,
        status=status,  # type: ignore[arg-type]
    )
    return BriefStory(told, new=new)


MOVE = Move(
    id="m1",
    person="ada-lind",
    name="Ada Lind",
    kind="left",
    origin="meta",
    destination="cohere",
    status="rumoured",
    first_reported=SINCE,
    known_person=False,
)
TALENT = (story(1, 1), story(2, 4, status="denied"), story(3, 1, new=False))
BRIEF = Brief(
    SINCE,
    NOW,
    moves=(BriefMove(MOVE, sources=2),),
    topics=(BriefTopic("talent", TALENT),),
    failing=(BriefSource("paper", "blocked", "403 Forbidden: open its page in a browser"),),
    gaps=(BriefGap(Gap(SINCE, SINCE + timedelta(hours=3)), ("paper", "wire")),),
)


def test_what_fails_comes_first_then_moves_then_what_most_voices_tell() -> None:
    summary = summarise(BRIEF, NOW, first=False, name_of=str.title, room=10)
    assert summary.heading == "Since you last looked, 9h ago"
    assert summary.counts == (
        "1 move · 2 new stories · 1 went on · 1 source failing · a time nobody watched"
    )
    assert [line.text for line in summary.lines] == [
        "Paper: 403 Forbidden: open its page in a browser",
        "2 sources may have told something meanwhile",
        "Ada Lind: left Meta for Cohere (rumoured, a name no pack knows)",
        "(denied) Story 2",
        "Story 1",
    ]
    assert [line.note for line in summary.lines] == [
        "failing", "gap 3h", "2 sources", "4 sources", "1 source",
    ]  # fmt: skip


@pytest.mark.parametrize("room", range(8))
def test_what_has_no_room_is_counted(room: int) -> None:
    summary = summarise(BRIEF, NOW, first=False, name_of=str, room=room)
    assert len(summary.lines) + summary.more == 5
    assert len(summary.lines) + bool(summary.more) <= max(1, room)


def test_that_nothing_came_is_said_and_the_first_look_has_a_heading_of_its_own() -> None:
    nothing = summarise(Brief(SINCE, NOW), NOW, first=True, name_of=str, room=5)
    assert (nothing.heading, nothing.counts) == ("The last 9h", "nothing new")
    assert nothing.is_empty
    failing = replace(Brief(SINCE, NOW), failing=BRIEF.failing)
    assert not summarise(failing, NOW, first=True, name_of=str, room=5).is_empty
