"""Telling the service manager how far the program is, as sd_notify(3) describes it."""

from __future__ import annotations

import contextlib
import os
import socket


def tell_manager(*lines: str) -> None:
    """Send lines such as "READY=1" to whoever started the program and asked for them.

    Nothing happens where nobody asked; a manager that does not listen stops nothing.

    Args:
        lines: assignments, without line ends.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    # "@" stands for the zero byte of a name that is no file.
    name = address.replace("@", "\0", 1) if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, name)
