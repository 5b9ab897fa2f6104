"""Opening links in the user's browser."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import webbrowser

from newsroom.links import safe_link

_PATIENCE = 5.0
"""Seconds after which a browser that does not answer counts as open."""


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
    return "" if await _hand_over(link) else f"No browser answered: {link}"


async def _hand_over(link: str) -> bool:
    """Start the browser; False: there is none, or it failed at once."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bool] = loop.create_future()

    def tell(opened: bool) -> None:
        if not answer.done():
            answer.set_result(opened)

    def start() -> None:
        try:
            opened = webbrowser.open(link)
        except (OSError, webbrowser.Error):
            opened = False
        # Whoever asked may be gone, and the loop with it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, opened)

    # Some browsers answer when they are closed: nobody waits for that, and no exit either.
    threading.Thread(target=start, name="browser", daemon=True).start()
    try:
        async with asyncio.timeout(_PATIENCE):
            return await answer
    except TimeoutError:
        return True


def _is_graphical() -> bool:
    import sys

    return sys.platform == "darwin" or bool(os.environ.get("BROWSER"))
