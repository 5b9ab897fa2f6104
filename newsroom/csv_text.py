"""CSV that a spreadsheet may open: no value of it is run as a formula.

What a spreadsheet would run gets an apostrophe before it, which spreadsheets do not show; which
beginnings these are says OWASP (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a value begins with that a spreadsheet runs, wide forms included."""


class _Line:
    """Takes what the library writes: one line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    r"""The heading and each row as one text that ends in "\n"; lists are joined with spaces.

    Args:
        columns: Their names.
        rows: Texts, numbers, switches, lists or None (an empty cell).
    """
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(columns)
    yield line.text
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        yield line.text


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a shape holds
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        value = " ".join(map(str, value))
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
