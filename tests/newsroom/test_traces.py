"""What is remembered of items that may have copies, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from newsroom.copies import Trace, find_copy, near
from newsroom.known import Known, Overlay
from newsroom.records import Reading, StoryLink
from newsroom.traces import _LOOSE, REMEMBERED, Traces
from tests.newsroom.articles import EXODUS, NOON

FIRST = EXODUS[0].article(source="origin")
MONTH = REMEMBERED.days


def fill(traces: Traces, day: int, keys: int = _LOOSE) -> None:
    """So many keys on one day; a sheet of them, by itself."""
    seen = NOON + timedelta(days=day)
    for n in range(keys):
        traces.put(Trace(f"i{day}-{n}", "origin", seen), (f"k{day}-{n}",), seen)


def test_whoever_runs_for_months_remembers_the_last_month_alone() -> None:
    traces = Traces()
    sizes = []
    for day in range(3 * MONTH):
        fill(traces, day)
        sizes.append(len(traces))
    assert max(sizes) == (MONTH + 1) * _LOOSE
    last = 3 * MONTH - 1
    month_ago = traces.get(f"k{last - MONTH}-7")
    assert month_ago == Trace(f"i{last - MONTH}-7", "origin", NOON + timedelta(days=last - MONTH))
    assert traces.get(f"k{last - MONTH - 1}-7") is None


def test_a_copy_is_found_behind_hundreds_of_other_items() -> None:
    known = Known()
    known.learn(Reading(FIRST, link=StoryLink("s1")))
    fill(known._shelves.traces, 1, keys=3 * _LOOSE)
    copied = find_copy(replace(FIRST, id="b", source="mirror"), Overlay(known))
    assert copied is not None
    assert copied == Trace.of_article(FIRST)


def test_of_a_headline_that_came_again_the_latest_counts() -> None:
    traces = Traces()
    for day in (0, 20, 40):
        seen = NOON + timedelta(days=day)
        traces.put(Trace(f"a{day}", "origin", seen), ("t:again",), seen)
        fill(traces, day)
    found = traces.get("t:again")
    assert found is not None
    assert found.item == "a40"


def test_undated_items_and_times_of_any_zone_are_as_they_were() -> None:
    traces = Traces()
    tokyo = NOON.astimezone(timezone(timedelta(hours=9))).replace(microsecond=123_457)
    traces.put(Trace("a", "origin", None), ("k",), NOON)
    traces.put(Trace("b", "mirror", tokyo), ("l",), NOON)
    fill(traces, 0)
    assert traces.get("k") == Trace("a", "origin", None)
    assert traces.get("l") == Trace("b", "mirror", tokyo)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 25)),
            st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_within_a_month_they_are_what_a_dict_would_be(
    items: list[tuple[int | None, list[str], bool]],
) -> None:
    traces, plain = Traces(), dict[str, Trace]()
    for n, (day, keys, much) in enumerate(items):
        at = None if day is None else NOON + timedelta(days=day)
        trace = Trace(f"i{n}", "origin", at)
        traces.put(trace, keys, NOON)
        for key in keys:
            known = plain.get(key)
            if known is None or not near(known.at, at):
                plain[key] = trace
        if much and n < 4:
            fill(traces, n)
    assert {key: traces.get(key) for key in plain} == plain
