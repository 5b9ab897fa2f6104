"""A test over every channel of alerts, and what came of each, said as it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from tui.session import Session


class Say(Protocol):
    """Shows what is known so far, as `SaidLine.say` does."""

    def __call__(self, text: str, *, problem: bool = False, lasts: bool = False) -> None:
        """Show it."""
        ...


async def try_channels(session: Session, say: Say) -> None:
    """Send a test over every enabled channel and say what came of it.

    Args:
        session: The running program.
        say: Shows it, one line a channel.
    """
    channels = session.config.alerts.channels
    if not channels:
        say("No channel is on: switch one on under [alerts] in config.toml.")
    said: list[str] = []
    failed = False
    for number, channel in enumerate(channels, 1):
        doing = f"Testing {channel}, {number} of {len(channels)} …"
        say("\n".join([*said, doing]), problem=failed, lasts=True)
        try:
            answer = await session.test_alert(channel) or "handed over"
        except Undelivered as error:
            failed, answer = True, f"not taken: {error}"
        said.append(f"{channel}: {answer}")
    if said:
        say("\n".join(said), problem=failed)
