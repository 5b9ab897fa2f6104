"""What the preview of a watch says, without an app."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from newsroom.records import Due, Item, Span, WatchSpec
from newsroom.replay import Difference, Replay, WouldTell, compare
from newsroom.trials import Found, FoundStory, Trial
from tests.store.samples import NOON, article
from tui.trial_text import Mistake, Preview, mistake_text, preview_text, title_text

if TYPE_CHECKING:
    from newsroom.records import Field

SPEC = WatchSpec("llama", "Llama", keywords=("Llama",))
OTHER = replace(SPEC, query="lang:ja")


def told(
    story: str, hours: int = 0, reason: str = "new story", *, digest: bool = False
) -> WouldTell:
    due = Due(story=story, revision=1, reason=reason, title=f"All of {story}", digest=digest)
    return WouldTell(NOON + timedelta(hours=hours), due)


A, A2, B = told("a"), told("a", 2, "third independent source"), told("b", 24)


def preview(
    tried: Replay,
    before: Replay | None = None,
    spec: WatchSpec = OTHER,
    *,
    newest: tuple[Found, ...] = (),
    added: tuple[FoundStory, ...] = (),
    removed: tuple[FoundStory, ...] = (),
) -> Preview:
    told_before = before or Replay()
    difference = compare(told_before, tried)
    trial = Trial(tried, told_before, difference, newest, added, removed)
    return Preview(trial, spec, SPEC if before is not None else None)


def lines(shown: Preview, width: int = 60) -> list[str]:
    text = preview_text(shown, width, name_of=lambda source: f"The {source}", zone=UTC)
    return [line.rstrip() for line in text.plain.splitlines()]


def test_a_story_told_twice_is_one_entry() -> None:
    shown = lines(preview(Replay((A, A2, B), 5, 2)))
    assert shown == [
        "You would have been told",
        "  24 Nov  All of b",
        "          new story",
        "  23 Nov  All of a",
        "          twice, last: third independent source",
    ]


@pytest.mark.parametrize(
    ("tried", "spec", "said"),
    [
        (Replay((A, A2, B), 5, 2), OTHER, "5 articles in 2 stories, told 3 times"),
        (Replay((A,), 1, 1), OTHER, "1 article in 1 story, told once"),
        (Replay((), 1, 1), OTHER, "1 article in 1 story, told nothing"),
        (Replay((), 4, 3), replace(OTHER, alert="none"), "4 articles in 3 stories, nothing told"),
        (Replay((told("a", digest=True),), 2, 1), OTHER, "2 articles in 1 story, 1 in the digest"),
        (Replay(), OTHER, "nothing found"),
    ],
)
def test_the_title_says_what_it_comes_to(tried: Replay, spec: WatchSpec, said: str) -> None:
    shown = preview(tried, spec=spec)
    assert title_text(shown, "").plain == f"Last 30 days: {said}"
    assert title_text(shown, "trying …").plain == f"Last 30 days: {said} · trying …"


def test_the_title_says_what_is_done_while_there_is_nothing_yet() -> None:
    assert title_text(None, "").plain == "Last 30 days"
    assert title_text(None, "trying …").plain == "Last 30 days: trying …"


def test_alerts_that_come_in_and_go_are_told_apart_by_a_sign() -> None:
    shown = lines(preview(Replay((A, B), 2, 2), Replay((A, told("c"), told("d")), 3, 3)))
    assert shown[:7] == [
        "Against the saved watch: told once more, twice less.",
        "+ 24 Nov  All of b",
        "          new story",
        "- 23 Nov  All of d",
        "          new story",
        "- 23 Nov  All of c",
        "          new story",
    ]


def test_where_no_alert_changes_the_stories_are_compared() -> None:
    found = FoundStory("b", "All of b", NOON)
    gone = [FoundStory(str(n), f"Number {n}", NOON) for n in range(10)]
    more = preview(Replay((A,), 2, 2), Replay((A,), 1, 1), added=(found,))
    assert lines(more)[:2] == ["Against the saved watch: finds 1 story more.", "+ 23 Nov  All of b"]
    less = lines(preview(Replay((A,), 2, 2), Replay((A,), 1, 1), removed=tuple(gone)))
    assert less[0] == "Against the saved watch: finds 10 stories fewer."
    assert less[8:10] == ["- 23 Nov  Number 7", "          and 2 more"]


def test_an_unchanged_watch_and_one_that_changes_nothing() -> None:
    same = Replay((A,), 1, 1)
    assert lines(preview(same, same, SPEC))[0] == "As it is saved."
    assert lines(preview(same, same))[0] == (
        "Against the saved watch: nothing changes in the last 30 days."
    )


def found(title: str, *words: tuple[Field, str], language: str = "en") -> Found:
    """An article found by words, each with the field it stands in."""
    spans = []
    for field, word in words:
        start = title.find(word) if field == "title" else 7
        spans.append(Span(field, start, start + len(word), word))
    return Found(Item(replace(article("x"), title=title), language=language), tuple(spans))


def test_the_words_it_is_found_by_are_marked_in_the_headline() -> None:
    one = found("Meta opens Llama to all", ("title", "Llama"), ("text", "Llama 4"))
    shown = preview(Replay((), 1, 1), newest=(one,))
    text = preview_text(shown, 60, name_of=str.title, zone=UTC)
    assert {text.plain[s.start : s.end] for s in text.spans if "yellow" in str(s.style)} == {
        "Llama"
    }
    assert lines(shown)[-1] == "          The gazette · en"


def test_words_that_stand_in_the_text_alone_are_named_below() -> None:
    one = found("Meta opens it to all", ("text", "Llama\nmodels"), ("text", "Llama"))
    shown = lines(preview(Replay((), 1, 1), newest=(one,)), 80)
    assert shown[-1] == "          The gazette · en · its text says Llama models, Llama"


@pytest.mark.parametrize("width", [24, 40, 58, 120])
def test_no_line_is_longer_than_the_pane(width: int) -> None:
    titles = (
        "Eleven of the fourteen authors of the Llama paper have left Meta for others",
        "Metaの「Llama」論文、著者14人中11人がすでに同社を去っていたことが明らかになった",
        "ميتا تفقد 11 من أصل 14 باحثا من مؤلفي ورقة لاما لصالح شركات ناشئة أخرى",
    )
    newest = tuple(found(title, ("title", "Llama")) for title in titles if "Llama" in title)
    newest += (found(titles[2], ("title", "لاما"), language="ar"),)
    long = [replace(A, due=replace(A.due, title=title, story=title)) for title in titles]
    shown = preview(Replay(tuple(long), 3, 3), Replay(), newest=newest)
    # Sentences wrap at blanks, everything else is one line.
    for line in lines(shown, width)[1:]:
        assert cell_len(line) <= width


def test_right_to_left_headlines_keep_to_their_place() -> None:
    shown = lines(preview(Replay((), 1, 1), newest=(found("ميتا تفقد باحثين", language="ar"),)))
    assert shown[1] == "  23 Nov  \u200eميتا تفقد باحثين\u200e"


def test_the_place_of_a_mistake_is_under_it() -> None:
    mistake = Mistake("The bracket is never closed.", 8)
    assert mistake_text(mistake, "lang:ja (", 40).plain == "        ^\nThe bracket is never closed."
    assert mistake_text(mistake, "メタ lang(", 40).plain.splitlines()[0] == " " * 10 + "^"
    assert mistake_text(Mistake("No topic."), "lang:ja", 40).plain == "No topic."


def test_of_a_long_query_the_part_around_the_mistake_is_shown() -> None:
    query = f"{'act:leave OR ' * 9}(x {'AND act:join ' * 9}"
    place = query.index("(")
    excerpt, sign, reason = mistake_text(Mistake("Open.", place), query, 40).plain.splitlines()
    assert cell_len(excerpt) <= 40
    assert excerpt[sign.index("^")] == "("
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert reason == "Open."


def test_a_difference_of_nothing_is_no_change() -> None:
    trial = Trial(Replay((A,), 1, 1), Replay((A,), 1, 1), Difference((), ()))
    assert lines(Preview(trial, SPEC, SPEC))[0] == "As it is saved."
