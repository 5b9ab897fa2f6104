"""The keys by which an entry is known again: guid, address, headline, or all it says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.links import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsroom.records import Entry
    from store.repository import IdentityKeys

_MIN_WORDS = 4
_MIN_CHARACTERS = 8
"""For titles in scripts that do not part words."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


def guid_key(entry: Entry) -> str:
    """The key of its guid; "" if it has none."""
    guid = entry.guid
    if not guid:
        return ""
    if guid.startswith(("http://", "https://")):
        # What changes in a link (scheme, slash, tracking) changes in a guid made of it.
        bare, _, fragment = guid.partition("#")
        guid = f"{canonical(bare)}#{fragment}" if fragment else canonical(bare)
    return f"g:{guid}"


def _link_key(entry: Entry) -> str:
    key = canonical(entry.link) if entry.link else ""
    # The front page is nobody's address.
    return f"l:{key}" if "/" in key or "?" in key else ""


def link_keys(entries: Sequence[Entry], known: IdentityKeys) -> list[str]:
    """The link key of each entry.

    A fragment tells where a reader came from, and does not count; only where it tells entries
    without guid apart (comments on one page, say), or did so before, it does.
    """
    plain = [_link_key(entry) for entry in entries]
    places = spread(
        (key, entry.link.partition("#")[2])
        for key, entry in zip(plain, entries, strict=True)
        if key and not entry.guid
    )
    keys = []
    for key, entry in zip(plain, entries, strict=True):
        full = f"{key}#{entry.link.partition('#')[2]}"
        counts = not entry.guid and (places[key] > 1 or full in known)
        keys.append(full if key and counts else key)
    return keys


def title_key(entry: Entry) -> str:
    """The key of its folded headline, with outlet and day where an outlet is named.

    "" for headlines too short to tell one thing from another.
    """
    title = entry.title
    if entry.outlet:
        for dash in (" - ", " – ", " | "):
            title = title.removesuffix(f"{dash}{entry.outlet}")
    folded = " ".join(re.findall(r"\w+", fold(title)))
    long_enough = (
        len(folded.replace(" ", "")) >= _MIN_CHARACTERS
        if _UNSPACED.search(folded)
        else folded.count(" ") + 1 >= _MIN_WORDS
    )
    if not folded or not long_enough:
        return ""
    if not entry.outlet:
        return f"t:{folded}"
    day = entry.published.date().isoformat() if entry.published else ""
    return f"t:{folded}|{fold(entry.outlet)}|{day}"


def minute_key(entry: Entry, title: str) -> str:
    """The key of a headline, an outlet and a minute; "" where one of them is not given.

    Args:
        entry: The entry.
        title: Its `title_key`.
    """
    if not title or not entry.outlet or entry.published is None:
        return ""
    return f"{title}|{entry.published:%H:%M}"


def last_resort(entry: Entry) -> str:
    """The key of everything it says, for entries that have nothing else."""
    said = f"{fold(entry.title)}\n{fold(entry.summary)}"
    return f"x:{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def place_of(key: str) -> tuple[str, str]:
    """Host and path in the key of a link; twice "" for other keys.

    The key is ``f"l:{host}/{path}"``.
    """
    host, _, path = key.removeprefix("l:").partition("/")
    return (host, path) if key.startswith("l:") else ("", "")


def spread(pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many different things each name stands for."""
    return Counter(name for name, _ in set(pairs))
