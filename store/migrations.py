"""Bringing an archive of an older format to the present one, a numbered step at a time.

Each step is taken once, by whoever writes, and is true or not at all. Before the first of them a
copy of everything is kept (see `store.copies`). An archive of a newer format is refused where it is
opened (`StoreTooNew`).

* 1 is an archive that is a journal alone.
* Step 2 puts what the journal holds into months, by folding it. Opening reads both formats, so that
  a small archive waits for its first fold, and older programs read it until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.root import SCHEMA, read_live

if TYPE_CHECKING:
    from pathlib import Path

FIRST = 1
"""The format of an archive that is a journal alone."""


def schema_of(folder: Path) -> int:
    """The format of the archive in a data directory.

    Raises:
        StoreTooNew: A newer program wrote it.
        StoreError: It cannot be read.
    """
    return SCHEMA if read_live(folder).root.generation else FIRST


def before_fold(folder: Path) -> None:
    """What has to be done before an archive is folded: the first fold is step 2.

    Raises:
        StoreError: The copy could not be made; nothing may be folded then.
    """
    if schema_of(folder) < SCHEMA:
        from store.copies import keep_before

        keep_before(folder, SCHEMA)
