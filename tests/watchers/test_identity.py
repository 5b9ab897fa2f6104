from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import Article, Entry, SourceState
from watchers.identity import Identified, Moment, identify, moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Asked:
    """Identity keys as an archive gives them: asked one at a time, never listed."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    def __contains__(self, key: object, /) -> bool:
        return key in self._keys

    def __getitem__(self, key: str, /) -> str:
        return self._keys[key]

    def get(self, key: str, default: str, /) -> str:
        return self._keys.get(key, default)


class Memory:
    """What an archive remembers of one source."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.keys: dict[str, str] = {}
        self.now = NOW
        self.polled = False

    def poll(self, *entries: Entry, titles: bool = False) -> Identified:
        found = identify(
            "paper",
            entries,
            Asked(self.keys),
            self.articles.get,
            Moment(self.now, backlog=not self.polled),
            titles=titles,
        )
        for article in found.articles:
            before = self.articles.get(article.id)
            keys = (*(before.keys if before else ()), *article.keys)
            self.articles[article.id] = replace(article, keys=tuple(dict.fromkeys(keys)))
            for key in article.keys:
                self.keys.setdefault(key, article.id)
        self.now += HOUR
        self.polled = True
        return found


def entry(n: int | str, **changes: str | datetime | None) -> Entry:
    plain = Entry(
        guid=f"id-{n}",
        link=f"https://paper.example/{n}",
        title=f"Headline number {n} of the paper",
        summary=f"Summary {n}",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the fields are tested below


def entries(count: int, **changes: str) -> list[Entry]:
    return [entry(n, **changes) for n in range(count)]


@pytest.fixture
def memory() -> Memory:
    return Memory()


def counts(found: Identified) -> tuple[int, int, int]:
    return found.new, found.updated, found.known


def test_what_was_seen_is_known_and_what_was_not_is_new(memory: Memory) -> None:
    assert counts(memory.poll(*entries(3))) == (3, 0, 0)
    assert counts(memory.poll(*entries(4))) == (1, 0, 3)
    again = memory.poll(*entries(4))
    assert (counts(again), again.articles) == ((0, 0, 4), ())


REWRITTEN = {
    "another guid": {"guid": "new-{n}"},
    "https and www": {"guid": "", "link": "http://www.paper.example/{n}/"},
    "tracking": {"guid": "", "link": "https://paper.example/{n}?utm_source=rss"},
    "another link": {"link": "https://paper.example/slug-{n}"},
    "guid of a link": {"guid": "http://paper.example/{n}/", "link": ""},
}


@pytest.mark.parametrize("how", sorted(REWRITTEN))
def test_an_item_is_known_again_by_what_it_kept(memory: Memory, how: str) -> None:
    first = [entry(n, guid=f"https://paper.example/{n}") for n in range(5)]
    memory.poll(*(first if how == "guid of a link" else entries(5)))
    changed = [
        entry(n, **{name: value.format(n=n) for name, value in REWRITTEN[how].items()})
        for n in range(5)
    ]
    assert memory.poll(*changed).new == 0
    assert memory.poll(*changed).articles == ()
    assert len(memory.articles) == 5


def test_a_feed_that_leaves_and_comes_back_brings_nothing_new(memory: Memory) -> None:
    memory.poll(*entries(10))
    for shown in ([], entries(2), entries(10)):
        assert memory.poll(*shown).new == 0


def test_other_words_are_an_update_with_the_first_times_and_marks_of_identity(
    memory: Memory,
) -> None:
    before = memory.poll(entry(1)).articles[0]
    found = memory.poll(entry(1, title="Another headline altogether, longer"))
    (after,) = found.articles
    assert counts(found) == (0, 1, 0)
    assert (after.id, after.first_seen, after.version) == (before.id, before.first_seen, 2)
    assert after.title == "Another headline altogether, longer"


def test_another_date_or_a_missing_part_is_no_update(memory: Memory) -> None:
    memory.poll(entry(1, published=NOW))
    assert memory.poll(entry(1, published=NOW + HOUR)).articles == ()
    assert memory.poll(entry(1, summary="")).articles == ()


def test_all_new_ids_under_known_titles_are_re_keyed_silently(memory: Memory) -> None:
    memory.poll(*entries(10))
    moved = [entry(n, guid=f"x-{n}", link=f"https://other.example/post/{n}") for n in range(10)] + [
        entry(10)
    ]
    found = memory.poll(*moved)
    assert counts(found) == (1, 0, 10)
    assert found.rekeyed
    # From now on the new ids are enough, whatever the titles become.
    assert memory.poll(*(replace(e, title="") for e in moved)).new == 0
    assert len(memory.articles) == 11


def test_a_few_known_titles_under_new_ids_are_news(memory: Memory) -> None:
    memory.poll(*entries(10))
    column = entry("again", title="Headline number 3 of the paper")
    assert memory.poll(*entries(10), column).new == 1


def test_a_feed_that_makes_new_ids_at_every_fetch_is_known_by_its_titles(memory: Memory) -> None:
    for fetch in range(6):
        shown = [
            entry(n, guid=f"{fetch}-{n}", link=f"https://agg.example/{fetch}/{n}", outlet="Paper")
            for n in range(fetch, fetch + 8)
        ]
        assert memory.poll(*shown, titles=True).new == (8 if fetch == 0 else 1)


def test_a_feed_whose_titles_end_with_their_outlets_is_taken_for_such_a_one(
    memory: Memory,
) -> None:
    for fetch in range(4):
        shown = [
            entry(
                n,
                guid=f"{fetch if n % 3 else 0}-{n}",
                link=f"https://agg.example/{fetch if n % 3 else 0}/{n}",
                title=f"Headline number {n} of today - Paper {n % 2}",
                outlet=f"Paper {n % 2}",
            )
            for n in range(fetch, fetch + 9)
        ]
        assert memory.poll(*shown).new == (9 if fetch == 0 else 1)


def test_two_headlines_of_one_outlet_and_day_are_told_apart_by_their_minutes(
    memory: Memory,
) -> None:
    def shown(fetch: int, *numbers: int) -> list[Entry]:
        return [
            entry(
                n,
                guid=f"{fetch}-{n}",
                link=f"https://agg.example/{fetch}/{n}",
                title="Council approves the new bus line - Gazette",
                outlet="Gazette",
                published=NOW - n * timedelta(minutes=20),
            )
            for n in numbers
        ]

    assert memory.poll(*shown(0, 1), titles=True).new == 1
    assert memory.poll(*shown(1, 0, 1), titles=True).new == 1
    for fetch, numbers in enumerate([(0, 1), (1,), (0,), (0, 1)], start=2):
        assert memory.poll(*shown(fetch, *numbers), titles=True).new == 0
    late = replace(shown(9, 0)[0], published=NOW + timedelta(minutes=1))
    assert memory.poll(late, titles=True).new == 0


def test_a_feed_that_moved_to_another_host_is_known_by_its_paths_where_titles_repeat(
    memory: Memory,
) -> None:
    first = [
        *entries(6),
        entry("a", title="The weather of the week", summary="rain"),
        entry("b", title="The weather of the week", summary="sun"),
    ]
    memory.poll(*first)
    moved = [
        replace(e, guid=f"new {e.guid}", link=e.link.replace("paper", "gazette")) for e in first
    ]
    assert counts(memory.poll(*moved, entry("c"))) == (1, 0, 8)
    assert memory.poll(*moved, entry("c")).articles == ()


def test_a_path_that_stood_at_two_hosts_tells_nothing_when_a_feed_moves(memory: Memory) -> None:
    weather = "The weather of the week"
    first = [
        *entries(6),
        entry(6, link="https://sport.example/6"),
        entry("a", title=weather, summary="rain"),
        entry("b", title=weather, summary="sun", link="https://sport.example/a"),
        entry("c", title=weather, summary="snow", link="https://sport.example/c"),
    ]
    memory.poll(*first)
    moved = [
        replace(e, guid=f"new {e.guid}", link=f"https://gazette.example/{e.link[-1]}")
        for e in first
        if e.guid != "id-b"
    ]
    assert counts(memory.poll(*moved)) == (1, 0, 8)


def test_an_outlets_name_behind_the_title_does_not_count_but_the_outlet_does(
    memory: Memory,
) -> None:
    title = "Pier to be rebuilt in May"
    first = entry(1, guid="", link="", title=f"{title} - Gazette", outlet="Gazette")
    memory.poll(first)
    assert memory.poll(replace(first, title=title)).new == 0
    assert memory.poll(replace(first, title=f"{title} - Herald", outlet="Herald")).new == 1


def test_guids_that_repeat_in_one_document_are_not_trusted(memory: Memory) -> None:
    same = [entry(n, guid="1") for n in range(4)]
    assert memory.poll(*same).new == 4
    assert memory.poll(*same, entry(4, guid="1")).new == 1
    assert len(memory.articles) == 5


def test_a_headline_used_again_is_news_though_guids_repeat_if_addresses_hold(
    memory: Memory,
) -> None:
    again = "Sales of the quarter are up"
    first = [entry("old", title=again, guid="same"), *entries(4, guid="same")]
    memory.poll(*first)
    second = [entry("later", title=again, guid="same"), *entries(4, guid="same")]
    assert memory.poll(*second).new == 1
    assert memory.poll(*second).new == 0
    rotated = [replace(e, link=f"{e.link}/session/7") for e in second]
    assert memory.poll(*rotated).new == 0


def test_one_address_for_every_entry_is_no_identity(memory: Memory) -> None:
    live = [entry(n, link="https://paper.example/live") for n in range(3)]
    assert memory.poll(*live).new == 3
    newest = [entry(n, link="https://paper.example/live") for n in range(1, 4)]
    assert memory.poll(*newest).new == 1
    assert memory.poll(*(replace(e, link="https://paper.example/") for e in newest)).new == 0


def test_an_entry_sent_twice_is_one_item(memory: Memory) -> None:
    assert memory.poll(entry(1), entry(1), entry(1, summary="Other")).new == 1


def test_entries_without_guid_and_link_are_known_by_title_or_by_all_they_say(
    memory: Memory,
) -> None:
    bare = [
        Entry(title="A title that is long enough"),
        Entry(title="Short", summary="one"),
        Entry(title="Short", summary="two"),
        Entry(summary="only text"),
        Entry(title="新しい埠頭が開業した"),
    ]
    assert memory.poll(*bare).new == 5
    assert memory.poll(*bare).new == 0
    assert memory.poll(Entry(title="Short", summary="three")).new == 1


def test_comments_on_one_page_are_told_apart_by_their_numbers(memory: Memory) -> None:
    page = "https://paper.example/pier?page=1"
    comments = [
        Entry(link=f"{page}#comment-{n}", title="Re: What becomes of the pier?") for n in range(3)
    ]
    assert memory.poll(*comments[:2]).new == 2
    assert memory.poll(*comments[1:]).new == 1
    assert memory.poll(comments[0]).new == 0
    assert memory.poll(Entry(link=f"{page}2#c1", title="The pier itself is here")).new == 1
    assert memory.poll(Entry(link=f"{page}2#c2", title="The pier itself is here")).new == 0


def test_a_first_poll_is_a_backlog_that_alerts_only_what_is_fresh(memory: Memory) -> None:
    found = memory.poll(
        entry(1, published=NOW - HOUR),
        entry(2, published=NOW - timedelta(hours=25)),
        entry(3),
    )
    told = {a.title[16]: (a.alertable, a.backlog, a.event_time) for a in found.articles}
    assert told == {
        "1": (True, True, NOW - HOUR),
        "2": (False, True, NOW - timedelta(hours=25)),
        "3": (False, True, None),
    }
    later = memory.poll(entry(4, published=NOW - timedelta(days=900)), entry(5)).articles
    assert all(a.alertable and not a.backlog for a in later)
    assert {a.event_time for a in later} == {NOW - timedelta(days=900), NOW + HOUR}


def test_a_poll_after_a_long_absence_is_a_backlog_too() -> None:
    def state(hours: float | None) -> SourceState:
        return SourceState("paper", last_ok=None if hours is None else NOW - hours * HOUR)

    assert moment_of(state(None), NOW, HOUR) == Moment(NOW, backlog=True, max_age=HOUR)
    assert moment_of(state(25), NOW, HOUR).backlog
    assert not moment_of(state(23), NOW, HOUR).backlog


@pytest.mark.parametrize(
    "published", [NOW + timedelta(days=2), datetime(1994, 1, 1, tzinfo=UTC), None]
)
def test_an_implausible_date_is_no_date(memory: Memory, published: datetime | None) -> None:
    memory.poll()
    (article,) = memory.poll(entry(1, published=published)).articles
    assert article.event_time == NOW + HOUR
    assert article.published == published


def test_entries_are_read_in_the_order_they_happened_undated_first(memory: Memory) -> None:
    found = memory.poll(
        entry("new", published=NOW - HOUR),
        entry("b"),
        entry("a"),
        entry("old", published=NOW - 5 * HOUR),
    )
    assert [a.url.rpartition("/")[2] for a in found.articles] == ["a", "b", "old", "new"]


def test_ids_are_the_same_on_every_machine_and_differ_between_sources(memory: Memory) -> None:
    ids = [a.id for a in memory.poll(*entries(3)).articles]
    assert [a.id for a in Memory().poll(*entries(3)).articles] == ids
    other = identify("other", entries(3), {}, lambda _: None, Moment(NOW))
    assert not {a.id for a in other.articles} & set(ids)


def test_a_title_does_not_take_the_item_of_an_entry_that_has_its_address(memory: Memory) -> None:
    memory.poll(entry(2, summary=""))
    document = (
        entry(1, link="", title="Headline number 2 of the paper", summary=""),
        entry(2, link="", title="", summary=""),
        entry(2, title="", summary=""),
    )
    memory.poll(*document)
    assert memory.poll(*document).new == 0


def test_two_entries_at_two_addresses_of_one_item_stay_that_item(memory: Memory) -> None:
    memory.poll(entry(1))
    memory.poll(entry(1, link="https://paper.example/moved"))
    document = (
        entry("a", link="https://paper.example/1", title=""),
        entry("b", link="https://paper.example/moved", title=""),
    )
    assert counts(memory.poll(*document))[0] == 0
    assert memory.poll(*document).articles == ()
    assert memory.poll(*(replace(one, guid="") for one in document)).new == 0


def test_an_entry_without_a_guid_is_what_its_address_says_whoever_has_the_guid(
    memory: Memory,
) -> None:
    memory.poll(entry(1))
    memory.poll(entry(1, link="https://paper.example/moved"))
    document = (entry(1, guid=""), entry("b", link="https://paper.example/moved"))
    assert memory.poll(*document).new == 0
    assert memory.poll(*document).new == 0


PARTS = st.sampled_from(["", "1", "2", "https://a.example/1", "https://a.example/2/"])
WILD = st.builds(
    Entry,
    guid=PARTS,
    link=st.sampled_from(["", "https://a.example/", "https://a.example/1", "http://b.example/2"]),
    title=st.sampled_from(
        ["", "Short", "One two three four", "One two three five", "新聞社が発表"]
    ),
    summary=st.sampled_from(["", "said"]),
    outlet=st.sampled_from(["", "", "Gazette"]),
    published=st.sampled_from([None, NOW, NOW - timedelta(minutes=20)]),
)


@given(st.lists(st.lists(WILD, max_size=6), max_size=4), st.booleans())
def test_whatever_a_source_sends_a_second_time_is_not_new(
    documents: Sequence[Sequence[Entry]], titles: bool
) -> None:
    memory = Memory()
    for document in documents:
        memory.poll(*document, titles=titles)
        again = memory.poll(*document, titles=titles)
        assert again.new == 0
    assert all(article.keys for article in memory.articles.values())
