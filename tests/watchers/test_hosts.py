from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.records import Source, SourceHealth, SourceState
from watchers.fetched import Fetched
from watchers.health import after_failure, after_success
from watchers.hosts import BREAKER, Hosts, blamed_host, shared_host
from watchers.parsed import Parsed
from watchers.reports import with_since

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HOST = "news.example"


def source(name: str) -> Source:
    return Source(name, name.title(), f"https://{HOST}/{name}", interval=HOUR)


def lowest(low: float, _high: float) -> float:
    return low


def highest(_low: float, high: float) -> float:
    return high


def failed(
    name: str,
    at: datetime = NOW,
    *,
    before: SourceState | None = None,
    status: int = 500,
    retry_after: float | None = None,
    strikes: int = 0,
) -> SourceState:
    """The state after one failure more."""
    before = before or SourceState(name, url=source(name).url)
    health: SourceHealth = "limited" if status == 429 else "error"
    fetched = Fetched(
        "limited" if status == 429 else "error",
        "It failed.",
        status,
        final_url=source(name).url,
        retry_after=retry_after,
    )
    after = after_failure(
        source(name), before, health, "It failed.", now=at, draw=lowest, fetched=fetched,
        strikes=strikes,
    )  # fmt: skip
    return with_since(before, after, at)


def answered(name: str, at: datetime = NOW) -> SourceState:
    return SourceState(name, health="ok", url=source(name).url, last_poll=at, last_ok=at)


def test_a_pause_one_source_was_asked_for_is_its_hosts_and_outlives_the_program() -> None:
    asked = failed("a", status=429, retry_after=7200)
    for hosts in (Hosts([asked, answered("b")]), Hosts([answered("b"), asked])):
        rest = hosts.rest(HOST, NOW)
        assert rest is not None
        assert rest.until == NOW + 2 * HOUR
        assert rest.reason == "news.example asks for a pause until 2 Mar 11:30 UTC"
        assert hosts.rest("other.example", NOW) is None
        assert hosts.rest(HOST, NOW + 2 * HOUR) is None


def test_of_several_pauses_the_longest_holds_and_an_answer_ends_only_its_own() -> None:
    hosts = Hosts([failed("a", status=429, retry_after=7200)])
    hosts.learn(failed("b", status=429, retry_after=600))
    rest = hosts.rest(HOST, NOW)
    assert rest is not None
    assert rest.until == NOW + 2 * HOUR
    hosts.learn(answered("a", NOW + MINUTE))
    rest = hosts.rest(HOST, NOW + MINUTE)
    assert rest is not None
    assert rest.until == NOW + 10 * MINUTE
    hosts.learn(answered("b", NOW + MINUTE))
    assert hosts.rest(HOST, NOW + MINUTE) is None


def test_a_host_whose_sources_fail_one_after_another_rests_until_one_tries_again() -> None:
    hosts = Hosts()
    for n in range(BREAKER):
        assert hosts.rest(HOST, NOW + n * MINUTE) is None
        hosts.learn(failed(f"s{n}", NOW + n * MINUTE, strikes=hosts.strikes(HOST)))
    last = NOW + (BREAKER - 1) * MINUTE
    rest = hosts.rest(HOST, last)
    assert rest is not None
    assert rest.until == last + HOUR
    assert rest.reason == (
        "news.example failed 5 times in a row and is tried again at 2 Mar 10:34 UTC"
    )
    # The one that tries fails: the others wait anew.
    again = rest.until
    assert hosts.rest(HOST, again) is None
    hosts.learn(failed("s7", again, strikes=hosts.strikes(HOST)))
    rest = hosts.rest(HOST, again)
    assert rest is not None
    assert rest.until == again + HOUR
    # The one that tries is answered: all may be asked.
    hosts.learn(answered("s8", rest.until))
    assert hosts.rest(HOST, rest.until) is None
    assert hosts.strikes(HOST) == 0


def test_the_whole_hosts_failures_decide_how_long_it_rests() -> None:
    fetched = Fetched("error", "x", 500, final_url=source("a").url)
    state = after_failure(
        source("a"), SourceState("a"), "error", "x", now=NOW, draw=highest, fetched=fetched,
        strikes=3,
    )  # fmt: skip
    assert state.next_poll == NOW + 16 * HOUR
    assert (state.failures, state.not_before) == (1, None)


def test_one_source_that_always_fails_says_nothing_of_a_host_that_answers_others() -> None:
    state = failed("bad", NOW)
    hosts = Hosts([state])
    for n in range(1, 20):
        hosts.learn(answered("good", NOW + n * HOUR))
        state = failed("bad", NOW + n * HOUR + MINUTE, before=state)
        hosts.learn(state)
        assert hosts.strikes(HOST) == 1
        assert hosts.rest(HOST, NOW + n * HOUR + MINUTE) is None
    assert state.failures == 20
    again = Hosts([state, answered("good", NOW + 19 * HOUR)])
    assert again.strikes(HOST) == 1


def test_a_pause_from_a_time_that_never_was_does_not_count() -> None:
    asked = failed("a", NOW + timedelta(days=400), status=429, retry_after=7200)
    assert Hosts([asked]).rest(HOST, NOW) is None


@pytest.mark.parametrize(
    ("health", "fetched", "blamed"),
    [
        ("limited", Fetched("limited", status=429), True),
        ("limited", Fetched("limited", status=503), True),
        ("blocked", Fetched("blocked", status=403), True),
        ("blocked", Fetched("ok", status=200), True),
        ("error", Fetched("error", status=500), True),
        ("slow", Fetched("slow"), True),
        ("error", Fetched("error", status=404), False),
        ("error", Fetched("error"), False),
        ("blocked", Fetched("blocked"), False),
        ("login", Fetched("login", status=401), False),
        ("gone", Fetched("gone", status=410), False),
        ("not-a-feed", Fetched("ok", status=200), False),
        ("broken", Fetched("broken", status=0), False),
        ("error", None, False),
    ],
)
def test_some_failures_are_the_hosts_and_some_are_one_addresss(
    health: SourceHealth, fetched: Fetched | None, blamed: bool
) -> None:
    if fetched is not None:
        here = replace(fetched, final_url="http://127.0.0.1:8000/x")
        assert blamed_host(health, here) == ""
        fetched = replace(fetched, final_url="https://News.Example:8443/x")
    assert blamed_host(health, fetched) == (HOST if blamed else "")


def test_who_was_redirected_blames_the_host_that_failed() -> None:
    fetched = Fetched("limited", "x", 429, final_url="https://cdn.example/x", retry_after=600)
    state = after_failure(
        source("a"), SourceState("a", url=source("a").url), "limited", "x", now=NOW, draw=lowest,
        fetched=fetched,
    )  # fmt: skip
    hosts = Hosts([state])
    assert state.refused_by == "cdn.example"
    assert hosts.rest("cdn.example", NOW) is not None
    assert hosts.rest(HOST, NOW) is None
    good = after_success(source("a"), state, Fetched("ok"), Parsed("feed"), now=NOW, draw=lowest)
    assert good.refused_by == ""


def test_this_machine_and_programs_have_no_host_in_common() -> None:
    assert shared_host("http://localhost:8000/feed") == ""
    assert shared_host("http://127.0.0.2/feed") == ""
    assert shared_host("/usr/bin/fetch-news") == ""
    assert shared_host("https://user:secret@News.example:8443/feed") == HOST
