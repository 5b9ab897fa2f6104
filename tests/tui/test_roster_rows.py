"""The board, the roster, the ledger and the cards: from records to text, without a widget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from newsroom.enrolment import Entry
from newsroom.pack_schema import Alias, Entity, KnownMove
from newsroom.records import Article, Evidence, Item, Move, Person
from tui.board_rows import group_cells, group_line, group_name, group_rows, whereabouts
from tui.cells import LRM, fit_cells
from tui.people_form import entry_of, form_values
from tui.people_page import COUNT_AGAIN, Page, Tally, Wanted
from tui.person_card import Card, card_text, move_text
from tui.roster_rows import (
    LEDGER_ORDERS,
    ROSTER_ORDERS,
    fits,
    ledger_cells,
    ledger_heading,
    ledger_rows,
    roster_cells,
    roster_heading,
    roster_rows,
    sorted_ledger,
    sorted_roster,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.roster_rows import LedgerRow, RosterRow

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUSES = ("meta", "fair")
NAMES = {"meta": "Meta", "fair": "FAIR", "mistral": "Mistral AI", "apple": "Apple"}
GROUP = ("llama-authors",)


def name_of(thing: str) -> str:
    return NAMES.get(thing, thing)


def somebody(name: str, status: str, org: str = "", seen: str = "", **more: object) -> Person:
    values = {"groups": GROUP, "last_seen": seen, "status": status, "org": org, **more}
    return replace(Person(name.lower().replace(" ", "-"), name), **values)  # type: ignore[arg-type]


PEOPLE = (
    somebody("Ada Lind", "at", "fair", "2026-05", items=2),
    somebody("Bo Ek", "left", "mistral", "2023-06", stale=True, items=9),
    somebody("Cy Roe", "left", "mistral", "2026-01", aliases=("سي رو",)),
    somebody("Di Ash", "left", "", "2025-03", stale=True, groups=("llama-authors", "fair")),
    somebody("Ed Fox", "unknown", groups=("openai",), stale=True),
)


def moved(name: str, status: str = "reported", **more: object) -> Move:
    values = {"origin": "meta", "destination": "mistral", "status": status, **more}
    quote = Evidence("i1", "en", f"{name} has left.", "paper")
    move = Move(f"m-{name}", name.lower(), name, "left", first_reported=NOON, evidence=(quote,))
    return replace(move, **values)  # type: ignore[arg-type]


def test_whereabouts_are_seen_from_the_watched_houses() -> None:
    places = [whereabouts(person, frozenset(HOUSES)) for person in PEOPLE]
    assert places == ["here", "elsewhere", "elsewhere", "left", "unknown"]
    assert whereabouts(somebody("X", "left", "meta"), frozenset(HOUSES)) == "left"


def test_the_board_says_who_is_still_here_and_where_the_others_are() -> None:
    authors, fair, openai = group_rows(PEOPLE, ("llama-authors", "fair", "openai"), HOUSES, name_of)
    assert (authors.name, authors.here, authors.size) == ("Llama authors", 1, 4)
    assert group_line(authors, 200) == (
        "still at Meta; 2 at Mistral AI, 1 gone, not known where; not heard of since 2025-03: 2"
    )
    assert group_line(fair, 200) == (
        "still at Meta; 1 gone, not known where; not heard of since 2025-03: 1"
    )
    assert group_line(openai, 200) == "1 not known; not heard of: 1"
    assert "".join(text for text, _ in fit_cells(group_cells(openai, 60), 60)).startswith(
        " Openai" + " " * 13 + "       1 "
    )


@pytest.mark.parametrize("width", range(30, 120))
def test_the_board_never_leaves_out_who_is_silent(width: int) -> None:
    people = [
        somebody(f"P {n}", "left", f"house-of-many-words-{n}", "2024-11", stale=True)
        for n in range(12)
    ]
    (row,) = group_rows(people, GROUP, HOUSES, name_of)
    line = group_line(row, width)
    assert cell_len(line) <= width
    assert line.endswith(": 12")
    assert line.startswith(("at Meta", "still at Meta"))


def test_groups_of_the_watched_houses_come_first_and_lone_people_last() -> None:
    people = (
        *PEOPLE,
        somebody("Flo", "at", "apple", groups=("apple",)),
        somebody("Gus", "at", "apple", groups=("apple",)),
    )
    order = [row.key for row in group_rows(people, ("openai", "apple", *GROUP), HOUSES, name_of)]
    assert order == ["llama-authors", "fair", "apple", "openai"]


def test_with_several_houses_watched_nobody_is_said_to_be_at_the_first() -> None:
    two = ("acme", *HOUSES)
    lines = [group_line(row, 200) for row in group_rows(PEOPLE, GROUP, two, name_of, several=True)]
    assert lines[0].startswith("still at watched houses; ")
    assert "acme" not in " ".join(lines).casefold()
    rows = roster_rows(PEOPLE, name_of, houses=two, counted=True, several=True)
    one = roster_rows(PEOPLE, name_of, houses=HOUSES, counted=True)
    assert [row.here for row in rows] == [row.here for row in one]
    assert {row.where for row in rows} <= {name_of(each.org) if each.org else "" for each in PEOPLE}


def test_a_group_is_called_as_its_house_unless_that_is_long() -> None:
    names = {"msl": "Meta Superintelligence Labs", "mistral": "Mistral AI"}
    called = [group_name(one, lambda g: names.get(g, g)) for one in ("msl", "mistral", "our-list")]
    assert called == ["MSL", "Mistral AI", "Our list"]


def roster() -> list[RosterRow]:
    return roster_rows(PEOPLE, name_of, houses=HOUSES, counted=True)


def ledger() -> list[LedgerRow]:
    moves = (
        moved("Ada", date="2026-02"),
        moved("Bo", "rumoured", destination="apple", origin=""),
        moved("Cy", "denied", date="2025-11-03"),
        moved("Di", "confirmed", kind="stayed", origin="meta", destination="meta", date="2024"),
    )
    return ledger_rows(moves, name_of, {"ada": GROUP})


def test_status_and_age_of_evidence_stand_in_every_line_of_the_roster() -> None:
    shown = [(row.status, row.where, row.evidence_age) for row in roster()]
    assert shown == [
        ("at", "Meta", "2026-05"),
        ("left", "Mistral AI", "last known 2023-06"),
        ("left", "Mistral AI", "2026-01"),
        ("left", "", "last known 2025-03"),
        ("unknown", "", "no evidence"),
    ]


@pytest.mark.parametrize("width", [60, 69, 70, 79, 120, 200])
def test_lines_and_labels_fill_every_width_and_keep_status_and_age(width: int) -> None:
    rows, moves = roster(), ledger()
    for cells in (*(roster_cells(row, width) for row in rows), roster_heading(width)):
        assert cell_len("".join(text for text, _ in fit_cells(cells, width))) == width
    for cells in (*(ledger_cells(row, width) for row in moves), ledger_heading(width)):
        assert cell_len("".join(text for text, _ in fit_cells(cells, width))) == width
    line = "".join(text for text, _ in fit_cells(roster_cells(rows[1], width), width))
    assert "Bo Ek" in line
    assert " left " in line
    assert "Mistral AI" in line
    assert "last known 2023-06" in line


def test_articles_are_blank_until_they_are_counted() -> None:
    rows = roster_rows(PEOPLE, name_of, houses=HOUSES, counted=False)
    assert {row.items for row in rows} == {None}
    assert [cell.text for cell in roster_cells(rows[1], 80)][-1] == ""
    assert [cell.text for cell in roster_cells(roster()[1], 80)][-1] == "9"


def test_the_roster_is_sorted_by_each_of_its_orders() -> None:
    initials = {
        order: "".join(row.name[0] for row in sorted_roster(roster(), order))
        for order in ROSTER_ORDERS
    }
    assert initials == {
        "name": "ABCDE",
        "where": "ABCDE",
        "last seen": "ACDBE",
        "articles": "BACDE",
    }


def test_the_ledger_is_sorted_by_each_of_its_orders() -> None:
    initials = {
        order: "".join(row.name[0] for row in sorted_ledger(ledger(), order))
        for order in LEDGER_ORDERS
    }
    assert initials == {
        "date": "BACD",
        "person": "ABCD",
        "from": "ACDB",
        "to": "BDAC",
        "status": "DABC",
    }


def test_a_rumoured_or_denied_move_is_said_to_be_one_in_its_own_words() -> None:
    said = {row.name: [cell.text for cell in ledger_cells(row, 80)][-1] for row in ledger()}
    assert said == {
        "Ada": "left Meta for Mistral AI",
        "Bo": "(rumoured) left their house for Apple",
        "Cy": "(denied) left Meta for Mistral AI",
        "Di": "stays at Meta",
    }


def test_filters_look_at_names_in_every_script_houses_groups_and_states() -> None:
    rows = roster()

    def found(*words: str, group: str = "") -> str:
        return "".join(row.name[0] for row in rows if fits(row, group, words))

    assert found("mistral") == "BC"
    assert found("mistral", "cy") == "C"
    assert found("سي") == "C"
    assert found("llama", "authors") == "ABCD"
    assert found("unknown") == "E"
    assert found(group="fair") == "D"
    assert found("mistral", group="fair") == ""
    assert [row.name for row in ledger() if fits(row, "llama-authors", ())] == ["Ada"]
    assert [row.name for row in ledger() if fits(row, "", ("rumoured",))] == ["Bo"]


def test_the_title_says_order_number_and_group() -> None:
    wanted = Wanted()
    page = Page(roster=tuple(roster()), ledger=tuple(ledger()))
    rows, there = wanted.rows(page, leaving={"bo-ek"})
    assert (len(rows), there) == (4, 4)
    assert wanted.title(4, 4, "", counted=False) == (
        "Roster by name: 4 people, counting their articles"
    )
    wanted.sort_next()
    wanted.group = "fair"
    rows, there = wanted.rows(page)
    said = wanted.title(len(rows), there, "FAIR", counted=True)
    assert said == "Roster by where: 1 of 5 people, in FAIR"
    wanted.view, wanted.group = "moves", ""
    assert [row.key for row in wanted.rows(page)[0]] == ["m-Bo", "m-Ada", "m-Cy", "m-Di"]
    assert wanted.title(4, 4, "", counted=False) == "Moves by date: 4"


def named(*people: str) -> Iterator[tuple[str, ...]]:
    for one in people:
        yield (one, "everybody")
        yield ()


def test_people_are_counted_again_only_when_something_came_and_not_all_the_time() -> None:
    tally = Tally()
    assert tally.due_in(5, NOON) == 0
    tally.begin(5, NOON)
    tally.count(named("ada", "bo", "ada"))
    assert tally.counts == {"ada": 2, "bo": 1, "everybody": 3}
    later = NOON + timedelta(seconds=20)
    assert tally.due_in(5, later) is None
    assert tally.due_in(6, later) == COUNT_AGAIN - 20
    assert tally.due_in(6, NOON + timedelta(hours=1)) == 0


def test_a_count_nobody_waits_for_ends_and_changes_nothing() -> None:
    tally = Tally()

    def endless() -> Iterator[tuple[str, ...]]:
        while True:
            yield ("ada",)
            tally.ends = True

    tally.count(endless())
    assert tally.counts is None


def card(**more: object) -> str:
    aliases = (
        Alias("Ada Lind", source="name"),
        Alias("エイダ・リンド"),
        Alias("آدا ليند"),
        Alias("Lind", certainty="weak"),
    )
    known = KnownMove("2023-02", "meta", "apple", source="Gazette", unverified=True)
    entity = Entity("ada-lind", "person", "Ada Lind", aliases, role="engineer", moves=(known,))
    values: dict[str, object] = {"person": PEOPLE[0], "entity": entity, "moves": (), **more}
    return card_text(Card(**values), name_of=name_of, zone=UTC).plain  # type: ignore[arg-type]


def test_a_card_says_where_by_what_evidence_and_how_old_it_is() -> None:
    evidence = Evidence("i1", "en", "Lind stays at [bold]FAIR[/].", "paper")
    said = card(person=replace(PEOPLE[0], evidence=evidence), own=True)
    assert said.startswith(
        "Ada Lind\nat FAIR; as of 2026-05\nengineer\n  “Lind stays at [bold]FAIR[/].” paper\n"
        "in Llama authors, added by you"
    )
    assert card(person=PEOPLE[1]).splitlines()[1] == "left, now at Mistral AI; last known 2023-06"
    assert card(person=PEOPLE[3]).splitlines()[1] == "left, not known where to; last known 2025-03"
    assert card(person=PEOPLE[4]).splitlines()[1] == "not known where; no evidence of when"


def test_a_card_has_every_spelling_and_keeps_right_to_left_ones_apart() -> None:
    said = card()
    assert f"Spelled\nエイダ・リンド, {LRM}آدا ليند{LRM}\nbeside something related: Lind" in said


def test_a_card_lists_moves_with_status_and_sentence_and_what_was_known_beforehand() -> None:
    said = card(moves=(moved("Ada Lind", "rumoured", date="2026-05"),))
    assert (
        "Moves\n2026-05 (rumoured) left Meta for Mistral AI\n  “Ada Lind has left.” paper\n"
        "2023-02 from Meta to Apple (unverified, known beforehand: Gazette)"
    ) in said


def test_a_card_lists_articles_and_says_when_it_still_looks() -> None:
    article = Article("i1", "paper", title="Lind speaks", first_seen=NOON)
    assert card().endswith("Articles\nNothing stored names them yet.")
    assert card(looking=True).endswith("Articles\nlooking for what names them")
    assert card(articles=(Item(article),)).endswith(
        "Articles\n2026-11-26 paper: Lind speaks\no shows them all in the News"
    )


def test_a_move_is_shown_whole() -> None:
    move = moved("Ada Lind", "denied", role="chief scientist", date="2026-05", known_person=False)
    assert move_text(move, name_of=name_of, zone=UTC).plain == (
        "Ada Lind\n(denied) left Meta for Mistral AI, as chief scientist\n"
        "happened 2026-05; first reported 2026-11-26 12:00; "
        "a name no pack knows: n puts it on the roster\n\n  “Ada Lind has left.” paper"
    )


def test_the_form_and_an_entry_say_the_same() -> None:
    entry = Entry("Ada Lind", ("Lind", "エイダ"), "apple", ("fair", "our-list"))
    values = form_values(entry)
    assert values["spellings"] == "Lind, エイダ"
    assert entry_of(values) == entry
    assert entry_of({"name": " Bo ", "spellings": ", ,", "org": " ", "groups": ""}) == Entry("Bo")
