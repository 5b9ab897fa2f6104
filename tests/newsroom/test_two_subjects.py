"""Two companies watched together: whoever goes from one to the other went once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.desk import read
from newsroom.errors import QueryError
from newsroom.known import Known
from newsroom.query import parse_query
from newsroom.records import Article, WatchSpec
from newsroom.watches import DeskPolicy, Watches, compile_watches
from store.pack_files import load_packs

if TYPE_CHECKING:
    from pathlib import Path

    from newsroom.records import Move

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PACK = """
[[org]]
id = "zephyra"
name = "Zephyra Labs"
[[org]]
id = "zephyra-wind"
name = "Zephyra Wind"
parent = "zephyra"
[[org]]
id = "norrsken"
name = "Norrsken Robotics"
[[org]]
id = "elsewhere"
name = "Elsewhere Systems"
[[model]]
id = "feder"
name = "Feder-2"
owner = "zephyra"
[[person]]
id = "ada-lind"
name = "Ada Lind"
org = "zephyra"
[[person]]
id = "bo-berg"
name = "Bo Berg"
org = "norrsken"
"""


@pytest.fixture(scope="module", params=["zephyra first", "norrsken first"])
def watches(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Watches:
    folder: Path = tmp_path_factory.mktemp("packs")
    (folder / "two.toml").write_text(PACK, encoding="utf-8")
    packs, problems = load_packs(["two"], folder)
    assert not problems
    both = ("zephyra", "norrsken") if request.param == "zephyra first" else ("norrsken", "zephyra")
    specs = [WatchSpec(one, query=f"is:relevant AND about:{one}") for one in both]
    return compile_watches(specs, packs.about(both), {}, DeskPolicy(organisations=both))


def told(watches: Watches, *titles: str) -> list[Move]:
    """The ledger after these headlines."""
    articles = tuple(
        Article(
            id=f"a{n}",
            source=f"s{n}",
            title=title,
            published=NOON + timedelta(minutes=n),
            first_seen=NOON + timedelta(minutes=n),
        )
        for n, title in enumerate(titles)
    )
    ledger: dict[str, Move] = {}
    for reading in read(articles, Known(), watches, NOON + timedelta(hours=1)):
        ledger |= {move.id: move for move in reading.moves}
    return list(ledger.values())


def ways(moves: list[Move]) -> list[tuple[str, str, str, str]]:
    return [(move.person, move.kind, move.origin, move.destination) for move in moves]


@pytest.mark.parametrize(
    "title",
    [
        "Ada Lind leaves Zephyra Labs for Norrsken Robotics",
        "Norrsken Robotics hires Ada Lind from Zephyra Labs",
        "Ada Lind verlässt Zephyra Labs und wechselt zu Norrsken Robotics",
        "Ada Lind quitte Zephyra Labs pour Norrsken Robotics",
        "Zephyra Labs loses Ada Lind to Norrsken Robotics",
        "Ada Lind joins Norrsken Robotics",
    ],
)
def test_from_one_watched_company_to_another_is_one_move(watches: Watches, title: str) -> None:
    assert ways(told(watches, title)) == [("ada-lind", "left", "zephyra", "norrsken")]


def test_what_several_articles_say_of_it_is_one_move(watches: Watches) -> None:
    (move,) = told(
        watches,
        "Ada Lind leaves Zephyra Labs",
        "Ada Lind joins Norrsken Robotics",
        "Norrsken Robotics hires Ada Lind from Zephyra Labs",
    )
    assert ways([move]) == [("ada-lind", "left", "zephyra", "norrsken")]
    assert len(move.evidence) == 3


def test_whoever_leaves_without_a_word_of_where_leaves_their_own(watches: Watches) -> None:
    moves = told(watches, "Norrsken Robotics: Bo Berg resigns", "Ada Lind quits Zephyra Labs")
    assert {(one.person, one.origin) for one in moves} == {
        ("bo-berg", "norrsken"),
        ("ada-lind", "zephyra"),
    }


def test_inside_one_company_nobody_moves(watches: Watches) -> None:
    assert told(watches, "Ada Lind leaves Zephyra Labs for Zephyra Wind") == []


def test_to_and_from_others_moves_are_what_they_are_with_one(watches: Watches) -> None:
    assert ways(told(watches, "Ada Lind leaves Zephyra Labs for Elsewhere Systems")) == [
        ("ada-lind", "left", "zephyra", "elsewhere")
    ]
    assert ways(told(watches, "Cleo Dahl joins Norrsken Robotics from Elsewhere Systems")) == [
        ("cleo-dahl", "joined", "elsewhere", "norrsken")
    ]


@pytest.mark.parametrize(
    ("title", "matched"),
    [
        ("Zephyra Labs cuts 200 jobs", {"zephyra"}),
        ("Zephyra Wind hires a chief scientist", {"zephyra"}),
        ("Feder-2 is delayed", {"zephyra"}),
        ("Ada Lind resigns", {"zephyra"}),
        ("Norrsken Robotics acquires a chip maker", {"norrsken"}),
        ("Norrsken Robotics acquires Zephyra Labs", {"norrsken", "zephyra"}),
        ("Elsewhere Systems cuts 200 jobs", set()),
        ("The covered market opens again", set()),
    ],
)
def test_news_of_each_is_told_by_the_watch_about_it(
    watches: Watches, title: str, matched: set[str]
) -> None:
    article = Article(id="a", source="s", title=title, published=NOON, first_seen=NOON)
    (reading,) = read((article,), Known(), watches, NOON)
    assert {match.watch for match in reading.matches} == matched


def test_about_names_a_company_that_the_packs_know(watches: Watches) -> None:
    with pytest.raises(QueryError, match="did you mean about:zephyra"):
        parse_query("about:zefyra", watches.packs)
    by_name = parse_query('about:"Norrsken Robotics"', watches.packs)
    assert by_name.root == parse_query("about:norrsken", watches.packs).root
