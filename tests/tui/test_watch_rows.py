"""What the lists and the fields of watches say, without an app."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from newsroom.records import Alert, Item, WatchSpec
from newsroom.spellings import Spelling
from tests.store.samples import NOON, article
from tui.cells import fit_cells
from tui.spelling_rows import spelling_cells, spelling_rows, spellings_line, toggled
from tui.watch_form import (
    NEW,
    asks_nothing,
    changed_keys,
    form_values,
    keys_of,
    keys_of_new,
    spec_of,
)
from tui.watch_rows import WatchCounts, WatchRow, describe_watch, watch_cells, watch_detail
from tui.watch_rows import watch_rows as rows_of

SPEC = WatchSpec(
    "llama",
    "Llama",
    keywords=("Llama", "Behemoth"),
    exclude=("Dalai Llama",),
    without=("ラマ",),
    query="act:release",
    topics=("strategy",),
    languages=("en", "ja"),
    alert="item",
    channels=("desktop", "email"),
    priority="high",
)


def alert(story: str, revision: int = 1, *, channel: str = "desktop", days: int = 0) -> Alert:
    return Alert(
        id=f"{story}{revision}{channel}",
        key="",
        channel=channel,
        story=story,
        revision=revision,
        item=f"item-of-{story}",
        watches=("llama", "all"),
        created=NOON - timedelta(days=days),
    )


def line(row: WatchRow, width: int) -> str:
    return "".join(text for text, _ in fit_cells(watch_cells(row, width, NOON), width))


def test_what_was_told_on_two_channels_was_told_once() -> None:
    counts = WatchCounts(NOON - timedelta(days=30))
    for row in (
        alert("a"),
        alert("a", channel="email"),
        alert("a", 2),
        alert("b"),
        alert("c", days=31),
        alert("d", 0),
        replace(alert("d", 0), item="another"),
    ):
        counts.add_alert(row)
    assert counts.told == {"llama": 5, "all": 5}


def test_items_count_for_every_watch_that_found_them() -> None:
    counts = WatchCounts(NOON)
    counts.add_item(Item(article("a"), watches=("llama", "all")))
    counts.add_item(Item(article("b"), watches=("all",)))
    (row,) = rows_of([SPEC], {}, counts)
    assert (row.items, row.told) == (1, 0)


def test_before_anything_is_counted_no_number_is_shown() -> None:
    (row,) = rows_of([SPEC], {})
    assert (row.items, row.told) == (None, None)
    assert "…" in line(row, 80)
    assert "0" not in line(row, 80)


@pytest.mark.parametrize("width", [60, 80, 120, 300])
def test_a_line_tells_how_loud_without_colour(width: int) -> None:
    (row,) = rows_of([SPEC], {}, WatchCounts(NOON))
    shown = line(row, width)
    assert cell_len(shown) == width
    assert shown.startswith("item   high Llama")
    assert "desktop+1" in shown


def test_a_broken_watch_shows_its_reason_in_the_line_and_what_to_do_below() -> None:
    (row,) = rows_of([SPEC], {"llama": "The bracket is never closed; add one."})
    assert line(row, 200).startswith("broken high Llama")
    assert "The bracket is never closed; add one." in line(row, 200)
    assert watch_detail(row) == (
        "Llama is broken and finds nothing: The bracket is never closed; add one. "
        "Press e to mend it."
    )


def test_below_the_list_it_stands_whole() -> None:
    (row,) = rows_of([SPEC], {})
    asks, tells = watch_detail(row).splitlines()
    assert asks == (
        "Llama: Llama or Behemoth; never as ラマ; act:release; not Dalai Llama; topic strategy; "
        "in en/ja"
    )
    assert tells == "Tells every article on desktop, email, loudly, in quiet hours too."
    (quiet,) = rows_of([WatchSpec("all", "All", alert="none", priority="low")], {})
    assert watch_detail(quiet) == "All: everything\nTells nothing."
    assert watch_detail(None) == ""
    assert describe_watch(WatchSpec("all")) == "everything"


def test_the_fields_say_what_the_watch_says() -> None:
    before = keys_of(form_values(SPEC), SPEC.without)
    assert spec_of(before) == replace(SPEC, id="new")
    assert changed_keys(before, before) == {}
    values = form_values(SPEC) | {"languages": " en ,, ", "priority": "low"}
    changed = changed_keys(keys_of(values, ()), before)
    assert changed == {"languages": ["en"], "priority": "low", "without": []}
    assert spec_of(changed, SPEC) == replace(SPEC, languages=("en",), priority="low", without=())


def test_what_nobody_touched_stays_as_it_was_written() -> None:
    saved = replace(SPEC, keywords=("Meta, Inc.", "Llama"))
    before = keys_of(form_values(saved), saved.without)
    assert before["keywords"] == ["Meta", "Inc.", "Llama"]
    values = form_values(saved) | {"query": ""}
    changed = changed_keys(keys_of(values, saved.without), before)
    assert spec_of(changed, saved) == replace(saved, query="")


def test_a_watch_without_a_name_is_called_by_what_it_asks_for() -> None:
    assert keys_of({**NEW, "keywords": "Llama, Behemoth"}, ())["name"] == "Llama"
    assert keys_of({**NEW, "query": "org:meta"}, ())["name"] == "org:meta"
    assert asks_nothing(keys_of(NEW, ()))
    assert asks_nothing(keys_of({**NEW, "name": "Llama", "exclude": "x"}, ()))
    assert not asks_nothing(keys_of({**NEW, "topics": "talent"}, ()))


def test_a_new_watch_gets_an_id_only_where_its_name_makes_none() -> None:
    keys = keys_of({**NEW, "keywords": "Llama"}, ())
    assert "id" not in keys_of_new(keys, {"all"})
    assert keys_of_new(keys, {"llama", "llama-2"})["id"] == "llama-3"
    assert keys_of_new({**keys, "name": "ラマ"}, {"watch-1"})["id"] == "watch-2"


LLAMA = (
    Spelling("Llama", "llama", "latin"),
    Spelling("لاما", "لاما", "arabic"),
    Spelling("ラマ", "ラマ", "katakana"),
)
WORD = (Spelling("sourdough", "sourdough", "latin"),)


def test_the_spellings_most_written_stand_first_and_words_have_none() -> None:
    known = {"Llama": LLAMA, "sourdough": WORD, "LLAMA": LLAMA}
    counts = {("llama", "llama"): 3, ("llama", "لاما"): 0, ("llama", "ラマ"): 8}
    rows = spelling_rows(known, counts, ["ラマ"])
    assert [(row.text, row.articles, row.counts) for row in rows] == [
        ("ラマ", 8, False),
        ("Llama", 3, True),
        ("لاما", 0, True),
    ]
    assert [row.text for row in spelling_rows(known, {}, [])] == ["Llama", "لاما", "ラマ"]
    assert len({row.key for row in rows}) == 3


def test_what_is_switched_off_and_belongs_to_no_keyword_can_be_switched_on_again() -> None:
    rows = spelling_rows({"Llama": LLAMA}, {}, ["メタ", "ラマ"])
    assert [(row.text, row.counts) for row in rows][-1] == ("メタ", False)
    assert toggled(["メタ", "ラマ"], rows[-1]) == ("ラマ",)
    assert toggled(["メタ", "ラマ"], rows[2]) == ("メタ",)
    assert toggled(["ラマ"], rows[0]) == ("ラマ", "Llama")


@pytest.mark.parametrize("width", [40, 58, 120])
def test_a_spelling_is_as_wide_as_its_list_and_shows_its_switch(width: int) -> None:
    on, *_, off = spelling_rows({"Llama": LLAMA}, {("llama", "llama"): 12}, ["ラマ"])
    for row, sign in ((on, "[x]"), (off, "[ ]")):
        for keywords in (1, 2):
            cells = fit_cells(spelling_cells(row, width, keywords=keywords), width)
            shown = "".join(text for text, _ in cells)
            assert cell_len(shown) == width
            assert shown.startswith(f"{sign} {row.text}")
            assert shown.endswith(f"{'…' if row.articles is None else row.articles}  ")


def test_the_line_over_the_spellings() -> None:
    rows = spelling_rows({"Llama": LLAMA}, {}, ["ラマ"])
    assert spellings_line(rows, []).startswith("Spellings: 2 of 3 count")
    assert spellings_line([], ["rye"]) == "“rye”: in no pack, so found only as it is written."
    assert spellings_line(rows, ["rye", "oat"]).endswith(" “rye”, “oat”: as written.")
    assert spellings_line([], []) == ""
