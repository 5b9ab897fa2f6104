"""When a row of the outbox is told: now, later, in the digest, or not at all. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from alerts.surroundings import Attention
from newsroom.hours import quiet_until

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, time, tzinfo

    from newsroom.errors import Undelivered
    from newsroom.hours import Hours
    from newsroom.records import Alert
    from store.settings import AlertSettings

BUBBLES: Final = frozenset({"desktop", "terminal"})
"""Channels that show something for a moment; the others keep what they are handed."""
STALE: Final = timedelta(minutes=15)
"""A bubble about anything older is no news, but a thing for the digest."""
LOOKING: Final = timedelta(seconds=60)
"""Who pressed a key within this is there."""
HOUR: Final = timedelta(hours=1)
MOST_TRIES: Final = 12
MOST_WAITING: Final = timedelta(days=1)
"""A row is given up after so many tries and so long a time of running."""
_FIRST_WAIT: Final = timedelta(seconds=30)
"""The first wait after a failure is at most this long; each further one at most twice the last."""
_LONGEST_WAIT: Final = timedelta(hours=1)
LONGEST_PAUSE: Final = timedelta(days=1)
"""Nobody is waited for longer, whatever a server asks for."""
_PLAUSIBLE: Final[Mapping[str, timedelta]] = {
    "pending": timedelta(minutes=15),
    "failed": LONGEST_PAUSE + HOUR,
    "held": LONGEST_PAUSE + HOUR,
}
"""How far ahead a row of a state can wait, but for what the user asked for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration says about when."""

    quiet_hours: Hours | None = None
    quiet_hours_bypass: bool = True
    max_per_hour: int = 10
    times: tuple[time, ...] = ()
    """Of the day, when digests are told."""
    digest_channels: frozenset[str] = frozenset()
    """Channels that a digest goes to."""
    zone: tzinfo | None = None
    """The reader's; None: the system's."""

    @classmethod
    def of(cls, settings: AlertSettings, zone: tzinfo | None) -> Rules:
        """The rules of a configuration, in the reader's time zone."""
        return cls(
            settings.quiet_hours,
            settings.quiet_hours_bypass,
            settings.max_per_hour,
            settings.digest,
            frozenset(settings.digest_channels if settings.digest else ()),
            zone,
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """What is the case when a row is due."""

    now: datetime
    attention: Attention = field(default_factory=Attention)
    muted: str = ""
    """The mute that covers the row, in words; "" if none does."""
    sent: Sequence[datetime] = ()
    """When its channel was told something, ascending; at least those of the last hour."""
    superseded: bool = False
    """A later revision of the same story was held beside it, and is due too."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row that is due."""

    act: Literal["send", "hold", "digest", "suppress"]
    reason: str = ""
    until: datetime | None = None
    """Of "hold"."""


SEND: Final = Verdict("send")


def decide(row: Alert, situation: Situation, rules: Rules) -> Verdict:
    """Decide about a row that is due.

    What the user asked for by hand is sent. Else the first of these holds: a mute; a bubble about
    the story the user is reading; a bubble that is too old; quiet hours; of several revisions of a
    story that quiet hours held for a bubble, all but the newest; the rate. Priority high passes
    quiet hours where it may, and always the rate, which it counts for. A digest is never too old
    and passes the rate, for it is what the rate spills into. Reports about the program itself are
    rows as any other.
    """
    if row.asked:
        return SEND
    found = (rule(row, situation, rules) for rule in _RULES)
    return next((verdict for verdict in found if verdict is not None), SEND)


def _muted(_row: Alert, situation: Situation, _rules: Rules) -> Verdict | None:
    return Verdict("suppress", f"muted: {situation.muted}") if situation.muted else None


def _being_read(row: Alert, situation: Situation, _rules: Rules) -> Verdict | None:
    attention, pressed = situation.attention, situation.attention.last_key
    if row.channel not in BUBBLES or not row.story or attention.story != row.story:
        return None
    if attention.focused is not True or pressed is None:
        return None
    there = timedelta(0) <= situation.now - pressed <= LOOKING
    return Verdict("suppress", "you were reading the story") if there else None


def _stale(row: Alert, situation: Situation, _rules: Rules) -> Verdict | None:
    if row.channel not in BUBBLES or row.since is not None:
        return None
    if situation.now - (row.held_until or row.created) <= STALE:
        return None
    return Verdict("digest", "older than 15 minutes when it could be shown")


def _quiet(row: Alert, situation: Situation, rules: Rules) -> Verdict | None:
    until = quiet_until(rules.quiet_hours, situation.now, rules.zone)
    if until is None or (row.priority == "high" and rules.quiet_hours_bypass):
        return None
    return Verdict("hold", f"quiet hours until {until.astimezone(rules.zone):%H:%M}", until)


def _superseded(row: Alert, situation: Situation, _rules: Rules) -> Verdict | None:
    if row.channel not in BUBBLES or not situation.superseded:
        return None
    return Verdict("digest", "a later one of its story is shown")


def _paced(row: Alert, situation: Situation, rules: Rules) -> Verdict | None:
    now, most = situation.now, rules.max_per_hour
    sent = [moment for moment in situation.sent if timedelta(0) <= now - moment < HOUR]
    if len(sent) < most or row.priority == "high" or row.since is not None:
        return None
    reason = f"more than {most} an hour"
    if row.channel in rules.digest_channels:
        return Verdict("digest", reason)
    return Verdict("hold", reason, (sent[-most] if most else now) + HOUR)


_RULES = (_muted, _being_read, _stale, _quiet, _superseded, _paced)


def superseded(rows: Iterable[Alert]) -> frozenset[str]:
    """Ids of rows of one channel of which a later revision was held, and is due, with them."""
    held = [row for row in rows if row.held_until is not None and row.story and not row.asked]
    newest = {row.story: row.revision for row in sorted(held, key=lambda row: row.revision)}
    return frozenset(row.id for row in held if row.revision < newest[row.story])


def waits_for_a_wrong_clock(row: Alert, now: datetime) -> bool:
    """Whether a row waits for a time that only a clock that was ahead can have given it."""
    if row.not_before is None or row.not_before - now <= _PLAUSIBLE[row.state]:
        return False
    return not row.asked or row.created - now > timedelta(days=1)


def is_given_up(row: Alert, awake: int) -> bool:
    """Whether a row that failed just now is given up.

    Args:
        row: with its tries, the last one counted.
        awake: seconds the program has been running in all.
    """
    # What was counted before is lost with its note: then only what was counted since is sure.
    waited = awake - row.failing_since if row.failing_since <= awake else awake
    failed_before = row.failing_since > 0
    return failed_before and row.tries >= MOST_TRIES and waited >= MOST_WAITING.total_seconds()


def backoff(tries: int, error: Undelivered, rng: random.Random) -> timedelta:
    """How long a row waits after a failure; what the receiver asks for wins.

    Full jitter (Brooker, "Exponential Backoff And Jitter").
    """
    if error.retry_after is not None:
        return min(timedelta(seconds=error.retry_after), LONGEST_PAUSE)
    ceiling: timedelta = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(tries - 1, 10))
    return ceiling * rng.random()
