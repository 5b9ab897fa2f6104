"""Notifications of the desktop: D-Bus on Linux, osascript on macOS.

Linux follows the Desktop Notifications Specification 1.2 (org.freedesktop.Notifications): one
bubble a story, replaced in place; the body is escaped only where the server reads markup in it.
"""

from __future__ import annotations

import asyncio
import html
import os
import sys
from typing import TYPE_CHECKING, Any

from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

    from alerts.messages import Message

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_DEADLINE = 3.0
"""Seconds a notification service may take to answer."""
_URGENCY = {"low": 0, "normal": 1, "high": 2}
_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


class DBusChannel:
    """Linux: one connection to the session bus, made when first needed and when it broke."""

    name = "desktop"

    def __init__(self) -> None:
        """Make the channel; nothing is connected yet."""
        self._bus: MessageBus | None = None
        self._markup = False
        self._server = ""
        self._bubbles: dict[str, int] = {}

    async def send(self, message: Message) -> str:
        """Show a bubble, in place of an earlier one of the same story."""
        try:
            async with asyncio.timeout(_DEADLINE):
                bus = await self._connected()
                reply = await self._call(bus, "Notify", "susssasa{sv}i", self._arguments(message))
        except TimeoutError as error:
            await self.close()
            raise Undelivered(
                f"the desktop's notification service did not answer within {_DEADLINE:.0f} s: "
                "restart it, or turn [alerts.desktop] off"
            ) from error
        if message.story:
            self._bubbles[message.story] = reply[0]
        return f"{self._server} took it, as bubble {reply[0]}; whether you saw it, it cannot tell"

    async def probe(self) -> str:
        """Ask the service who it is."""
        try:
            async with asyncio.timeout(_DEADLINE):
                bus = await self._connected()
                await self._call(bus, "GetServerInformation", "", [])
        except TimeoutError:
            await self.close()
            return f"the desktop's notification service did not answer within {_DEADLINE:.0f} s"
        except Undelivered as error:
            return str(error)
        finally:
            await self.close()
        return ""

    async def close(self) -> None:
        """Leave the bus."""
        bus, self._bus = self._bus, None
        self._bubbles.clear()
        if bus is not None:
            bus.disconnect()

    async def _connected(self) -> MessageBus:
        if self._bus is not None and self._bus.connected:
            return self._bus
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not _has_user_bus():
            raise Undelivered(
                "no desktop session here (no D-Bus session bus): "
                "use the terminal or e-mail channel, or turn [alerts.desktop] off"
            )
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import DBusError, InvalidAddressError

        try:
            bus = await MessageBus().connect()
        except (OSError, DBusError, InvalidAddressError, EOFError, ValueError) as error:
            raise Undelivered(
                f"the D-Bus session bus cannot be reached ({_cause(error)}): "
                "check $DBUS_SESSION_BUS_ADDRESS, or turn [alerts.desktop] off"
            ) from error
        self._bus = bus
        self._bubbles.clear()
        try:
            capabilities = (await self._call(bus, "GetCapabilities", "", []))[0]
            name, _, version, *_ = await self._call(bus, "GetServerInformation", "", [])
        except Undelivered:
            await self.close()
            raise
        self._markup = "body-markup" in capabilities
        self._server = clean(f"{name} {version}", limit=60)
        return bus

    async def _call(
        self,
        bus: MessageBus,
        member: str,
        signature: str,
        body: list[Any],
    ) -> list[Any]:
        from dbus_fast import Message as Call
        from dbus_fast.constants import MessageType

        call = Call(
            destination=_SERVICE,
            path=_PATH,
            interface=_SERVICE,
            member=member,
            signature=signature,
            body=body,
        )
        try:
            reply = await bus.call(call)
        except (OSError, EOFError) as error:
            await self.close()
            raise Undelivered(f"the D-Bus session bus broke off ({_cause(error)})") from error
        if reply.message_type == MessageType.ERROR:
            cause = clean(str(reply.body[0])) if reply.body else "no answer"
            raise Undelivered(
                f"no notification service takes messages on this desktop ({cause}): "
                "start one (dunst, mako, the desktop's own), or turn [alerts.desktop] off"
            )
        return list(reply.body)

    def _arguments(self, message: Message) -> list[Any]:
        from dbus_fast import Variant

        body = "\n".join((*message.lines, message.url)).strip()
        hints = {
            "urgency": Variant("y", _URGENCY[message.priority]),
            "desktop-entry": Variant("s", "llamawatch"),
            "category": Variant("s", "im.received"),
        }
        return [
            "llamawatch",
            self._bubbles.get(message.story, 0),
            "",
            message.title,
            html.escape(body, quote=False) if self._markup else body,
            [],
            hints,
            -1,
        ]


class OsascriptChannel:
    """macOS: the texts are arguments of a fixed script, never part of it."""

    name = "desktop"

    async def send(self, message: Message) -> str:
        """Show a banner."""
        lines = "\n".join(message.lines)
        process = await asyncio.create_subprocess_exec(
            "/usr/bin/osascript",
            "-e",
            _SCRIPT,
            "--",
            message.title,
            lines,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_DEADLINE):
                _, complaint = await process.communicate()
        except TimeoutError as error:
            process.kill()
            await process.wait()
            raise Undelivered(f"osascript did not answer within {_DEADLINE:.0f} s") from error
        if process.returncode:
            cause = clean(complaint.decode("utf-8", "replace"))
            raise Undelivered(f"osascript refused the notification ({cause})")
        return "osascript took it; whether it is shown, System Settings decide"

    async def probe(self) -> str:
        """Osascript is part of macOS."""
        return "" if os.access("/usr/bin/osascript", os.X_OK) else "/usr/bin/osascript is missing"

    async def close(self) -> None:
        """Nothing is held."""


def desktop_channel() -> DBusChannel | OsascriptChannel:
    """The desktop channel of this system."""
    return OsascriptChannel() if sys.platform == "darwin" else DBusChannel()


def _has_user_bus() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and os.path.exists(os.path.join(runtime or "", "bus"))  # noqa: PTH110, PTH118 -- one question to the system


def _cause(error: BaseException) -> str:
    return clean(str(error)) or type(error).__name__
