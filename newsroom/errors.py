"""Every exception llamawatch raises on purpose.

A message is one sentence that names the thing, the cause and what to do::

    LlamawatchError
      PackError            a pack file that cannot be used
      EncoderError         the optional encoder cannot be used
      QueryError           a query that does not parse; knows the place
        PatternTooSlow     a regular expression that takes too long on an item
      ConfigError          config.toml cannot be read or has a wrong key or value
        ConfigChanged      somebody else wrote it meanwhile
      StoreError           the data directory cannot be used
        StoreLocked        another llamawatch holds it
        StoreTooNew        written by a newer llamawatch
      NotFound             an id that names nothing
      Ambiguous            an id prefix that names several things
      WorkerFailed         the parsing process died or ran out of time
      Undelivered          an alert channel could not hand over
      NoTerminal           the dashboard has nothing to draw on
      Superseded           work was stopped: nobody waits for it any more
"""

from __future__ import annotations


class LlamawatchError(Exception):
    """The base of all of them; `str()` is fit to be shown to the user."""


class PackError(LlamawatchError):
    """A pack file that cannot be used."""


class EncoderError(LlamawatchError):
    """The optional encoder cannot be used."""


class PackMisfit(PackError):
    """A pack file that is well written, but does not fit the others."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place
        """Which one, as its place among the files that are compiled together."""


class QueryError(LlamawatchError):
    """A query that does not parse."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position
        """Where, in characters from the start of the query."""


class PatternTooSlow(QueryError):
    """A regular expression of a query takes too long on an item; the query is of no use."""


class ConfigError(LlamawatchError):
    """config.toml cannot be read, or has an unknown key or a wrong value."""


class ConfigChanged(ConfigError):
    """config.toml was written by somebody else while it was edited."""


class DecisionError(LlamawatchError):
    """What the user decided about a story or a person cannot be done."""


class StoreError(LlamawatchError):
    """The data directory cannot be used."""


class StoreLocked(StoreError):
    """Another llamawatch holds the data directory."""


class StoreTooNew(StoreError):
    """The data directory was written by a newer llamawatch."""


class NotFound(LlamawatchError):
    """An id that names nothing."""


class Ambiguous(LlamawatchError):
    """An id prefix that names several things."""


class WorkerFailed(LlamawatchError):
    """The parsing process died or ran out of time."""


class Undelivered(LlamawatchError):
    """An alert channel could not hand over."""

    def __init__(
        self, reason: str, *, retry: bool = True, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.retry = retry
        """False: trying again cannot help."""
        self.retry_after = retry_after
        """Seconds the receiver asked to wait, if it did."""


class NoTerminal(LlamawatchError):
    """The dashboard has nothing to draw on."""


class Superseded(LlamawatchError):
    """Work was stopped because nobody waits for it any more."""
