"""The table of results: every piece of work is in it, with a goal, a peer and a limit."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("benchmarks/ is not part of the source distribution", allow_module_level=True)

from benchmarks import run  # noqa: E402 - only where it lies
from benchmarks._moved import ratios, write_moved  # noqa: E402 - as above
from benchmarks._rows import (  # noqa: E402 - as above
    BEST,
    ITSELF,
    QUICK,
    Figure,
    Goal,
    Row,
    Scale,
    Taken,
    amount,
    load,
    save,
    verdict,
    write_table,
    write_when,
)

WORKS = (
    r"cold poll of [\d,]+ feeds x \d+ items of 1.5 kB, understood and stored",
    r"warm poll of [\d,]+ feeds, all 304, program running",
    r"\d+ of [\d,]+ feeds have one new item, program running",
    r"growth of a cold poll: CPU of a feed at [\d,]+ feeds against \d+",
    r"growth of a warm poll: CPU of a feed at [\d,]+ feeds against \d+",
    r"growth of a warm poll: [\d,]+ stored against [\d,]+, \d+ feeds",
    r"\d+ feeds with 100 ms latency, all 304",
    r"start to usable list, [\d,]+ stored, wall",
    r"start to usable list, [\d,]+ stored, CPU",
    r"growth of the start: [\d,]+ stored against [\d,]+, CPU",
    r"private memory, [\d,]+ stored, with(out)? `semantic`",
    r"first screenful of a text search, [\d,]+ stored: an absent word",
    r"first screenful of a text search, [\d,]+ stored: a common word",
    r"first screenful of a text search, [\d,]+ stored: two characters of CJK",
    r"filter keystroke to screen, [\d,]+ titles, at rest: median",
    r"filter keystroke to screen, [\d,]+ titles, at rest: p99",
    r"filter keystroke to screen, [\d,]+ titles, while \d+ feeds are polled: p99",
    r"longest callback on the loop while \d+ feeds are polled and understood",
    r"cursor key to output, [\d,]+ rows",
    r"idle CPU, \d+ sources, [\d,]+ stored",
    r"storing 20 items durably, [\d,]+ stored, CPU",
    r"storing 20 items durably, [\d,]+ stored, wall",
    r"the same, [\d,]+ against [\d,]+ stored, CPU",
    r"an item of 1500 characters that names nothing watched",
)
ROW = Row(
    "to read a page",
    "ms",
    30.0,
    (Figure("newsboat 2.21.0", 60.0), Figure("sfeed 1.7", 40.0), Figure("reader", absent="gone")),
    (Figure("counting", 10.0),),
    (Goal(BEST, 0.8, 0.2), Goal("counting", 2)),
)


def every_work(rows: list[str]) -> list[str]:
    return [work for work in WORKS if not any(re.fullmatch(work, row) for row in rows)]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def table_of(markdown: str) -> list[list[str]]:
    """The rows of the first table, without its head."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    ends = next((n for n, line in enumerate(lines) if line.startswith("| experiment")), len(lines))
    return [cells(line) for line in lines[2:ends]]


def check_row(row: list[str]) -> None:
    work, _, product, peers, limits, ratios, _ = row
    assert re.match(r"[\d.,]+$", product), work
    for figure in (*peers.split("<br>"), *limits.split("<br>")):
        assert re.search(r": ([\d.,e-]+|absent, .+)$", figure), (work, figure)
    assert re.search(r": [\d.,e-]+$", limits), work
    assert ratios, work
    for figure in peers.split("<br>"):
        if figure.startswith("newsboat") and "absent" not in figure:
            assert re.match(r"newsboat \d+\.\d+", figure), figure


def test_the_kept_results_hold_every_piece_of_work() -> None:
    table = table_of((ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8"))
    assert every_work([row[0] for row in table]) == []
    for row in table:
        check_row(row)


def test_the_kept_results_say_of_every_goal_whether_it_is_reached() -> None:
    table = table_of((ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8"))
    for row in table:
        assert re.search("reached|missed|not measured", row[5]), row[0]


def test_the_kept_results_say_why_of_every_goal_that_is_missed() -> None:
    table = table_of((ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8"))
    missed = [row for row in table if re.search(r"goal [\d.]+ missed", row[5])]
    assert missed
    for row in missed:
        assert re.search("missed: (?!not known)", row[6]), row[0]


def test_a_row_says_why_only_where_a_goal_is_missed() -> None:
    late = replace(ROW, work="idle CPU", goals=(Goal("counting", 2),))
    assert "missed: Textual's own wake-ups" in write_table([late])
    reached = replace(late, goals=(Goal("counting", 4, 1),))
    assert "missed: Textual" not in write_table([reached])


def test_a_goal_against_the_best_takes_the_peer_that_needs_least() -> None:
    assert (
        verdict(ROW, ROW.goals[0])
        == "**0.750** of sfeed 1.7: goal 0.8 reached, moonshot 0.2 missed"
    )


def test_a_goal_against_a_limit_is_missed_above_it() -> None:
    assert verdict(ROW, ROW.goals[1]) == "**3.00** of counting: goal 2 missed"


def test_a_goal_against_what_is_absent_is_not_measured() -> None:
    assert verdict(ROW, Goal("reader", 1)) == "reader: not measured"


def test_a_goal_for_the_figure_itself_is_in_its_unit() -> None:
    assert verdict(ROW, Goal(ITSELF, 30, 16)) == "**30.0** ms: goal 30 reached, moonshot 16 missed"


def test_figures_have_three_digits_that_count() -> None:
    said = [amount(value) for value in (1234.5, 99.94, 9.994, 0.5, 0.0123, 0)]
    assert said == ["1,234", "99.9", "9.99", "0.500", "0.0123", "0"]


def test_a_row_has_product_peers_and_limit_and_names_who_is_absent() -> None:
    (row,) = table_of(write_table([ROW]))
    check_row(row)
    assert row[:4] == [
        "to read a page",
        "ms",
        "30.0",
        "newsboat 2.21.0: 60.0<br>sfeed 1.7: 40.0<br>reader: absent, gone",
    ]


def test_how_far_a_ratio_moved_is_told_the_farthest_first() -> None:
    then = write_table([ROW])
    now = write_table([replace(ROW, product=15.0), replace(ROW, work="another")])
    assert write_moved(then, now).splitlines()[2:] == [
        "| to read a page | of sfeed | 0.75 | 0.375 | 0.50 |",
        "| to read a page | of counting | 3 | 1.5 | 0.50 |",
    ]


def test_every_ratio_of_the_kept_results_can_be_found_again() -> None:
    kept = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    found = {work for (work, _), _ in ratios(kept)}
    assert found == {row[0] for row in table_of(kept)}


def test_what_an_experiment_brought_is_kept_whole(tmp_path: Path) -> None:
    taken = Taken("reading", "2026-03-01 12:00", 3.0, (0.1, 0.2), (ROW,))
    save(taken, tmp_path)
    assert load(tmp_path / "reading.json") == taken


def test_an_experiment_that_fails_is_named_with_its_reason() -> None:
    taken = run.run("_no_such_experiment", Scale())
    assert taken.rows == ()
    assert "_no_such_experiment" in taken.failed
    assert f"failed: {taken.failed}" in write_when([taken])


def test_results_tell_machine_versions_and_load() -> None:
    taken = Taken("reading", "2026-03-01 12:00", 3.0, (7.25, 8.0), (ROW,))
    written = run.write_results([taken])
    assert re.search(r"Machine: \d+ processors", written)
    assert re.search(r"Peers: newsboat (\d+\.\d+|\(not installed\))", written)
    assert "| reading | 2026-03-01 12:00 | 3 | 7.2, 8.0 |" in written


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_quick_run_brings_every_row_with_product_peer_and_limit(tmp_path: Path) -> None:
    results = tmp_path / "results.md"
    folders = ("--cache", tmp_path / "cache", "--out", tmp_path / "out", "--write", results)
    argv = [sys.executable, ROOT / "benchmarks" / "run.py", "--quick", *folders]
    done = subprocess.run(
        list(map(str, argv)), cwd=ROOT, check=False, capture_output=True, text=True
    )
    failed = re.findall(r"^.*failed: .*$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, (failed, done.stderr[-3000:])
    table = table_of(results.read_text(encoding="utf-8"))
    assert every_work([row[0] for row in table]) == []
    assert f"{QUICK.stored:,} stored" in results.read_text(encoding="utf-8")
    for row in table:
        check_row(row)
