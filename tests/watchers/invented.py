"""The truth about the fault server's virtual feeds: which invented story each of their items tells.

Stories of which every headline is the same as another's of the days before cannot be told from it:
they are one.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.watchers.simulation import server_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsroom.records import Alert, Item
    from tests.watchers.faulty_web import FaultyWeb

_FLOODED = re.compile(r"/f\d$")
"""What a flood hangs on the addresses of items that it sends once more."""


def said(item: dict[str, Any]) -> str:
    """What a true story says in any language: those that say the same are one."""
    shape = server_code().TPL[item["truth_kind"]]["en"]
    words: str = shape.format(p=item["truth_person"], o=item["truth_org"], k=item["truth_k"])
    return words


def tells(alert: Alert) -> bool:
    """Whether a row tells a story: it is sent, and not because another voice tells it too.

    Of stories that turned out to be one before anything was sent, one is told.
    """
    return alert.state != "suppressed" and "independent source" not in alert.reason


class Truth:
    """What became of the invented stories.

    Args:
        web: The fault server, its clock at the end.
        feeds: How many of its feeds were watched.
        items: All that are stored.
        rows: All of the outbox.
    """

    def __init__(
        self, web: FaultyWeb, feeds: int, items: Iterable[Item], rows: Iterable[Alert]
    ) -> None:
        self._true: dict[str, dict[str, Any]] = {
            item["link"]: item
            for n in range(feeds)
            for item in map(json.loads, web.text(f"/truth/{n}").splitlines())
        }
        self._addresses: dict[str, str] = {}
        self._covered: set[str] = set()
        """Addresses of what alerts could be about."""
        for item in items:
            address = self._addresses[item.id] = _FLOODED.sub("", item.article.url)
            if item.article.alertable and item.watches:
                self._covered.add(address)
        self._rows = [row for row in rows if row.item and row.story]

    def noise(self) -> list[str]:
        """Headlines that were told and are none of the stories."""
        about = (self._about(row) for row in self._rows)
        return [item["title"] for item in about if item["truth_topic"] == "noise"]

    def told(self) -> dict[str, list[str]]:
        """Why each story was told, a reason each time; those that alerts could be about.

        What began before the first poll is background.
        """
        stories: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for item in self._true.values():
            if item["truth_topic"] != "noise":
                stories[said(item)].append(item)
        reasons: dict[str, list[str]] = {
            words: []
            for words, items in stories.items()
            if all(item["tick"] > 0 for item in items)
            and any(item["link"] in self._covered for item in items)
        }
        for row in filter(tells, self._rows):
            item = self._about(row)
            if item["truth_topic"] != "noise" and said(item) in reasons:
                reasons[said(item)].append(row.reason)
        return reasons

    def people(self) -> dict[str, str]:
        """Whom each story names, by what it says; those that name somebody."""
        told = (item for item in self._true.values() if item["truth_topic"] != "noise")
        named = {said(item): str(item["truth_person"]) for item in told}
        return {words: person for words, person in named.items() if person in words}

    def _about(self, row: Alert) -> dict[str, Any]:
        return self._true[self._addresses[row.item]]
