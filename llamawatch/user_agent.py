"""What the program calls itself to servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom.clean import clean

if TYPE_CHECKING:
    from store.settings import Config


def compose_user_agent(config: Config) -> str:
    """The User-Agent header: the configured name or the program's own, and the contact.

    Args:
        config: the configuration in force.

    Returns:
        One line of plain ASCII, as a header of HTTP must be.
    """
    from importlib.metadata import version

    name = config.poll.user_agent or f"llamawatch/{version('llamawatch')}"
    full = f"{name} ({config.poll.contact})" if config.poll.contact else name
    return clean(full).encode("ascii", "replace").decode()
