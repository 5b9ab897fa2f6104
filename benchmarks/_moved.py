"""How far the ratios of one file of results lie from those of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELLS: Final = 7
"""Columns of the table of results: the ratios are told in the last but one."""
_RATIO: Final = re.compile(r"\*\*([\d.,e-]+)\*\* ([^:]+)")
_VERSION: Final = re.compile(r" \d[\w.-]*")


def ratios(results: str) -> Iterator[tuple[tuple[str, str], float]]:
    """Every ratio of a file of results, by the work and by what it is measured against.

    Args:
        results: Markdown, as `run.write_results` sets it.
    """
    for line in results.splitlines():
        cells = line.strip("|").split(" | ")
        if len(cells) != _CELLS:
            continue
        for told in cells[-2].split("<br>"):
            if found := _RATIO.match(told.strip()):
                against = _VERSION.sub("", found[2])
                yield (cells[0].strip(), against), float(found[1].replace(",", ""))


def write_moved(before: str, after: str) -> str:
    """What two files of results say of the same, the farthest apart first; a Markdown table."""
    first = dict(ratios(before))
    both = [
        (now / first[what], what, first[what], now)
        for what, now in ratios(after)
        if first.get(what) and now
    ]
    both.sort(key=lambda one: max(one[0], 1 / one[0]), reverse=True)
    lines = [
        f"| {work} | {against} | {then:g} | {now:g} | {times:.2f} |"
        for times, (work, against), then, now in both
    ]
    return "\n".join(("| work | ratio | before | now | times |", "|---|---|---|---|---|", *lines))
