"""How polling does and whether it rests: as this program finds, or as the one that watches left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from llamawatch.collector import ShortCollections
    from store.repository import Repository
    from store.settings import Config
    from watchers.station import Station


class Steering:
    """Steers the polling of a session."""

    archive: Repository
    config: Config
    _station: Station | None
    _rests: bool
    """Polling was to rest before there was a station."""
    _collections: ShortCollections

    @property
    def offline(self) -> datetime | None:
        """Since when nobody can be reached, UTC; None while somebody can, or nobody was asked."""
        if self._station is not None:
            return self._station.offline
        from watchers.health import asked_sources
        from watchers.reach import offline_since

        states = self.archive.source_states()
        if not any(state.health == "waiting" for state in states):
            return None
        asked = asked_sources(self.config.sources, contact=bool(self.config.poll.contact))
        return offline_since(asked, states)

    @property
    def paused(self) -> bool:
        """True while polling rests."""
        return self._rests if self._station is None else self._station.paused

    @property
    def next_poll(self) -> datetime | None:
        """When the next source is due, UTC."""
        return self._station.next_poll() if self._station is not None else None

    def give_way(self) -> None:
        """Somebody waits at the screen: what was brought in is read a moment later."""
        self._collections.note_key()
        if self._station is not None:
            self._station.give_way()

    def pause(self) -> None:
        """Let polling rest."""
        self._rests = True
        if self._station is not None:
            self._station.pause()

    def resume(self) -> None:
        """Poll again."""
        self._rests = False
        if self._station is not None:
            self._station.resume()
