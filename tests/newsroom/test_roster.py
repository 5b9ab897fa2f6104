"""The roster: packs first, then what the news has found, with its status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsroom.packs import Packs, compile_packs, parse_pack
from newsroom.records import Evidence, Move
from newsroom.roster import is_stale, roster
from tests.newsroom.articles import NOON

PACK = """
[subject]
organisations = ["home"]
[[org]]
id = "home"
name = "Home"
[[org]]
id = "away"
name = "Away"
[[person]]
id = "ann-lee"
name = "Ann Lee"
groups = ["authors"]
status = "at"
org = "home"
last_seen = "2025-05"
source = "a list"
seen.ja = ["アン・リー"]
[[person]]
id = "bo-ek"
name = "Bo Ek"
"""


@pytest.fixture(scope="module")
def packs() -> Packs:
    return compile_packs([parse_pack("test.toml", PACK)])


MOVE = Move(
    "m1",
    "ann-lee",
    "Ann Lee",
    "left",
    origin="home",
    destination="away",
    first_reported=NOON,
    evidence=(Evidence("i1", "en", "Ann Lee left Home for Away.", "paper"),),
)


def test_packs_say_where_somebody_is(packs: Packs) -> None:
    ann, bo = roster(packs, (), {"ann-lee": 3})
    assert (ann.org, ann.status, ann.last_seen, ann.items) == ("home", "at", "2025-05", 3)
    assert (ann.groups, ann.aliases, ann.source) == (("authors",), ("アン・リー",), "a list")
    assert (bo.org, bo.status, bo.items) == ("", "unknown", 0)


def test_a_later_move_overrules_the_packs(packs: Packs) -> None:
    ann = roster(packs, (MOVE,), {})[0]
    assert (ann.org, ann.status, ann.last_seen) == ("away", "left", "2026-03-02")
    assert ann.source == "paper"


@pytest.mark.parametrize("status", ["denied", "rumoured"])
def test_what_is_denied_or_rumoured_moves_nobody(packs: Packs, status: str) -> None:
    move = replace(MOVE, status=status)  # type: ignore[arg-type]  # parametrised literal
    assert roster(packs, (move,), {})[0].org == "home"


def test_an_old_move_does_not_overrule_newer_knowledge(packs: Packs) -> None:
    assert roster(packs, (replace(MOVE, date="2023-02"),), {})[0].org == "home"


def test_of_two_moves_the_later_counts(packs: Packs) -> None:
    back = replace(
        MOVE, id="m2", kind="returned", origin="away", destination="home", date="2026-07"
    )
    ann = roster(packs, (back, replace(MOVE, date="2026-01")), {})[0]
    assert (ann.org, ann.status, ann.last_seen) == ("home", "at", "2026-07")


@pytest.mark.parametrize(
    ("last_seen", "stale"),
    [
        ("", True),
        ("2024", True),
        ("2025", False),
        ("2025-02", True),
        ("2025-03", False),
        ("2025-03-01", True),
        ("2026-03-01", False),
    ],
)
def test_old_evidence_is_called_old(last_seen: str, stale: bool) -> None:
    assert is_stale(last_seen, NOON) is stale


def test_the_roster_says_what_is_only_last_known(packs: Packs) -> None:
    ann, bo = roster(packs, (MOVE,), {}, now=NOON)
    assert not ann.stale
    assert bo.stale
    assert ann.evidence == MOVE.evidence[0]
    assert roster(packs, (), {}, now=NOON, stale_after=30)[0].stale
    assert not any(p.stale for p in roster(packs, (), {}))


def test_whoever_left_one_company_for_the_one_that_is_watched_is_there() -> None:
    text = f'{PACK}status = "left"\norg = "away"\n'
    packs = compile_packs([parse_pack("test.toml", text)])
    assert {p.id: p.status for p in roster(packs, (), {})}["bo-ek"] == "left"
    away = packs.about(["away"])
    assert {p.id: p.status for p in roster(away, (), {})}["bo-ek"] == "at"
