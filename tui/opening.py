"""Opening links in the user's browser."""

from __future__ import annotations

import asyncio
import os
import webbrowser

from newsroom.links import safe_link


async def open_link(url: str) -> str:
    """Open a plain http(s) address in the browser, without waiting for it.

    Returns:
        Why it could not be opened, with the address; empty when it was.
    """
    link = safe_link(url)
    if not link:
        return f"Not opened: {url or 'no address'} is no plain http(s) address"
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or _is_graphical()):
        return f"No browser here: {link}"
    opened = await asyncio.to_thread(webbrowser.open, link)
    return "" if opened else f"No browser answered: {link}"


def _is_graphical() -> bool:
    import sys

    return sys.platform == "darwin" or bool(os.environ.get("BROWSER"))
