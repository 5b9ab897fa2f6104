"""A reader that never stops by itself: reads along with the writer and asks for marks.

What it is promised it writes to a file of lines: `star WISH ITEM` and `retry WISH ALERT`, each
after the wish was dropped. What it once saw it holds the archive to: `failed ...` says
what was missing.

    python -m tests.store.reader DATA SEED PROMISES
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from store.archive import Archive
from store.inbox import Inbox, Wish
from tests.store.samples import NOON
from tests.store.writer import line_writer

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 0.05
"""Seconds between two looks, at most."""


def look(archive: Archive, seen: dict[str, bool]) -> None:
    """List everything and hold it against what was seen before."""
    items = {item.id: item.read for item in archive.items()}
    assert seen.keys() <= items.keys(), seen.keys() - items.keys()
    assert all(items[name] for name, read in seen.items() if read)
    assert archive.counts().items >= len(items)
    for name in list(items)[:3]:
        assert archive.text(name) == f"Body of entry {name.partition('-')[0]}. " * 30
        assert archive.story(archive.item(name).story).items
    seen.update(items)


def ask(
    archive: Archive,
    inbox: Inbox,
    seen: dict[str, bool],
    rng: random.Random,
    say: Callable[[str], None],
) -> None:
    """Want a star here and a telling there."""
    if seen:
        item = rng.choice(sorted(seen))
        name = inbox.drop(Wish("mark", (item,), {"starred": True}), NOON, rng.getrandbits(64))
        say(f"star {name} {item}")
    for alert in archive.outbox.alerts("dead")[:1]:
        # Twice at times, as somebody does who is impatient.
        for _ in range(rng.randrange(3)):
            name = inbox.drop(Wish("retry", (alert.id,)), NOON, rng.getrandbits(64))
            say(f"retry {name} {alert.id}")


def live(folder: Path, seed: int, say: Callable[[str], None]) -> None:
    """Read along until killed."""
    rng, inbox = random.Random(seed), Inbox(folder)
    seen: dict[str, bool] = {}
    with Archive.open(folder, write=False) as archive:
        while True:
            archive.refresh()
            look(archive, seen)
            ask(archive, inbox, seen, rng, say)
            time.sleep(rng.random() * LONGEST)


if __name__ == "__main__":
    promised = line_writer(Path(sys.argv[3]))
    try:
        live(Path(sys.argv[1]), int(sys.argv[2]), promised)
    except BaseException:
        promised(f"failed {traceback.format_exc()!r}")
        raise
