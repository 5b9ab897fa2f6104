"""The alerts of a running program: which channels it can use, and what drains the outbox."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from alerts.dispatch import Dispatcher
    from alerts.messages import Channel
    from alerts.surroundings import Surroundings
    from llamawatch.session import LiveSession


def channels_here(session: LiveSession, surroundings: Surroundings) -> tuple[str, ...]:
    """The enabled channels that this program can use at all.

    The terminal is none where there is no terminal: what `run` finds under systemd waits for no
    dashboard, and is no failure.
    """
    enabled = session.config.alerts.channels
    return tuple(name for name in enabled if name != "terminal" or surroundings.emit(""))


def open_channels(session: LiveSession, surroundings: Surroundings) -> Mapping[str, Channel]:
    """Make the channels of `channels_here`; nothing is connected yet."""
    from alerts.channels import make_channels

    made = make_channels(session.config.alerts, surroundings, clock=session.clock)
    return {name: made[name] for name in channels_here(session, surroundings)}


def make_dispatcher(
    session: LiveSession, surroundings: Surroundings, rng: random.Random
) -> Dispatcher:
    """Make what sends the alerts of an open session; it is not running yet."""
    from alerts.dispatch import Dispatcher
    from alerts.policy import Rules
    from llamawatch.telling import tell

    return Dispatcher(
        session.archive,
        open_channels(session, surroundings),
        clock=session.clock,
        rng=rng,
        name_of=session.name_of,
        rules=Rules.of(session.config.alerts, session.timezone),
        tell=partial(tell, session),
        attention=surroundings.attention,
    )
