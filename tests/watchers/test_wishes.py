from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.records import Wishes
from tests.watchers.documents import item
from watchers.wishes import LIMIT, freshness, read_wishes

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def channel(inside: str, after: str = "") -> str:
    return f'<rss version="2.0"><channel><title>t</title>{inside}{item(1)}{after}</channel></rss>'


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age = "900", must-revalidate'}, 900),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "4000"}, 0),
        ({"cache-control": "max-age=600", "age": "soon"}, 600),
        ({"cache-control": "max-age=31536000"}, LIMIT),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "private, no-store"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=-5"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"expires": "Mon, 02 Mar 2026 10:00:00 GMT"}, 1800),
        (
            {
                "expires": "Mon, 02 Mar 2026 10:00:00 GMT",
                "date": "Mon, 02 Mar 2026 09:50:00 GMT",
            },
            600,
        ),
        ({"expires": "Mon, 02 Mar 2026 10:00:00 GMT", "cache-control": "max-age=60"}, 60),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({}, 0),
    ],
)
def test_an_answer_stays_fresh_as_its_headers_say(headers: dict[str, str], seconds: int) -> None:
    assert freshness(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("said", "wishes"),
    [
        ("<ttl>90</ttl>", Wishes(ttl=5400)),
        ("<ttl> 90\n</ttl>", Wishes(ttl=5400)),
        ("<ttl>999999999</ttl>", Wishes(ttl=LIMIT)),
        ("<ttl>-1</ttl><ttl>soon</ttl>", Wishes()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Wishes()),
        (
            "<skipHours><hour>23</hour><hour> 3</hour><hour>24</hour><hour>77</hour></skipHours>",
            Wishes(skip_hours=(0, 3, 23)),
        ),
        (
            "<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>",
            Wishes(skip_days=(5, 6)),
        ),
        ("<hour>3</hour><day>Sunday</day>", Wishes()),
        (f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>", Wishes()),
    ],
)
def test_a_document_says_how_often_to_ask(said: str, wishes: Wishes) -> None:
    assert read_wishes(channel(said)) == wishes
    assert read_wishes(channel("", after=said)) == wishes


def test_an_item_says_nothing_for_its_feed() -> None:
    inside = item(1).replace("</item>", "<ttl>90</ttl></item>")
    assert read_wishes(channel(inside)) == Wishes()
    assert read_wishes(channel(inside + item(2) * 2000)) == Wishes()
    assert read_wishes(f"<rss><channel><item>{'x' * 100_000}<ttl>90</ttl>") == Wishes()


@given(st.text(alphabet=st.sampled_from(" <>/0123abdhourskipHsDyTtl:\n"), max_size=200))
def test_nothing_that_is_written_there_does_harm(said: str) -> None:
    wishes = read_wishes(channel(said, after=said))
    assert 0 <= wishes.ttl <= LIMIT
    assert all(0 <= hour < 24 for hour in wishes.skip_hours)


@pytest.mark.parametrize(
    "said",
    ["<ttl ", "<ttl> ", "<skipHours>", "<skipHours> <hour>", "<skipDays>", "<item>", "</item "],
)
def test_a_megabyte_of_anything_is_looked_through_at_once(said: str) -> None:
    started = time.thread_time()
    read_wishes(said * (1_000_000 // len(said)))
    assert time.thread_time() - started < 2
