"""Notifications of the desktop: D-Bus on Linux; macOS has a module of its own.

Linux follows the Desktop Notifications Specification 1.2 (org.freedesktop.Notifications): one
bubble a story, replaced in place; buttons where the server has any; the body is escaped only where
the server reads markup in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from alerts.bubbles import actions_for, body_of, is_calm, title_of
from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from dbus_fast import Message as BusMessage
    from dbus_fast.aio import MessageBus

    from alerts.messages import Channel, Message
    from alerts.surroundings import Action, Surroundings

_SERVICE: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"
_BUS: Final = "org.freedesktop.DBus"
_RULES: Final = (
    f"type='signal',sender='{_SERVICE}',interface='{_SERVICE}',path='{_PATH}'",
    f"type='signal',sender='{_BUS}',interface='{_BUS}',member='NameOwnerChanged',arg0='{_SERVICE}'",
)
"""The signals that are asked for: what becomes of bubbles, and of the service itself."""
_DEADLINE = 3.0
"""Seconds a notification service may take to answer."""
_URGENCY: Final = {"low": 0, "normal": 1, "high": 2}
_LABELS: Final[dict[Action, str]] = {"open": "Open", "read": "Mark read", "mute": "Mute story"}
_CLICK: Final = "default"
"""The action of a click on the bubble itself."""
_REMEMBERED: Final = 200
"""Bubbles whose buttons still work: some desktops keep them in a list long after they closed."""


class DBusChannel:
    """Linux: one connection to the session bus, made when first needed and when it broke.

    Args:
        surroundings: Who does what is chosen on a bubble.
    """

    name = "desktop"

    def __init__(self, surroundings: Surroundings) -> None:
        self._act = surroundings.act
        self._bus: MessageBus | None = None
        self._watching: asyncio.Task[None] | None = None
        self._owner = ""
        """The connection that has the service's name now."""
        self._capabilities: frozenset[str] | None = None
        self._name = ""
        """What the service calls itself, with its version."""
        self._bubbles: dict[str, int] = {}
        """Ids of the bubbles that are shown, by story."""
        self._shown: dict[int, Message] = {}
        """What stands in a bubble, by its id, oldest first."""

    async def send(self, message: Message) -> str:
        """Show a bubble, in place of an earlier one of the same story."""
        try:
            async with asyncio.timeout(_DEADLINE):
                bus = await self._connected()
                has = await self._abilities(bus)
                arguments = self._arguments(message, has)
                reply = await self._call(bus, "Notify", "susssasa{sv}i", arguments)
        except TimeoutError as error:
            await self.close()
            raise Undelivered(
                f"the desktop's notification service did not answer within {_DEADLINE:.0f} s: "
                "restart it, or turn [alerts.desktop] off"
            ) from error
        # An id of a service that is gone meanwhile may be another program's bubble in the next one.
        if reply.sender == self._owner:
            self._remember(message, reply.body[0])
        return f"{self._name} took it; whether it is seen it cannot tell"

    async def probe(self) -> str:
        """Ask the service who it is."""
        try:
            async with asyncio.timeout(_DEADLINE):
                bus = await self._connected()
                await self._call(bus, "GetServerInformation", "", [])
        except TimeoutError:
            return f"the desktop's notification service did not answer within {_DEADLINE:.0f} s"
        except Undelivered as error:
            return str(error)
        finally:
            await self.close()
        return ""

    async def close(self) -> None:
        """Leave the bus."""
        bus, self._bus = self._bus, None
        watching, self._watching = self._watching, None
        self._forget()
        if watching is not None:
            watching.cancel()
        if bus is not None:
            bus.disconnect()

    def _remember(self, message: Message, bubble: int) -> None:
        if message.story:
            self._bubbles[message.story] = bubble
        self._shown.pop(bubble, None)
        self._shown[bubble] = message
        while len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]

    def _forget(self) -> None:
        """What was known of a service is no longer true: ids are only valid within one."""
        self._owner = ""
        self._capabilities = None
        self._bubbles.clear()
        self._shown.clear()

    async def _connected(self) -> MessageBus:
        if self._bus is not None and self._bus.connected:
            return self._bus
        await self.close()
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not _has_user_bus():
            raise Undelivered(
                "no desktop session here (no D-Bus session bus): "
                "use the terminal or e-mail channel, or turn [alerts.desktop] off"
            )
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import DBusError

        try:
            bus = await MessageBus().connect()
        except (OSError, DBusError, EOFError, ValueError) as error:
            raise Undelivered(
                f"the D-Bus session bus cannot be reached ({_cause(error)}): "
                "check $DBUS_SESSION_BUS_ADDRESS, or turn [alerts.desktop] off"
            ) from error
        self._bus = bus
        self._watching = asyncio.create_task(self._watch(bus), name="desktop bus")
        bus.add_message_handler(self._hear)
        for rule in _RULES:
            await self._call(bus, "AddMatch", "s", [rule], to=_BUS)
        return bus

    async def _watch(self, bus: MessageBus) -> None:
        """Wait until the bus breaks off; what was known by it is forgotten then."""
        # Why it broke, whoever sends next is told: only that it did counts here.
        with contextlib.suppress(Exception):
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus_fast has no types here
        if self._bus is bus:
            self._bus = None
            self._forget()

    async def _abilities(self, bus: MessageBus) -> frozenset[str]:
        """What the service that is there now can do."""
        if self._capabilities is None:
            reply = await self._call(bus, "GetCapabilities", "", [])
            self._owner = reply.sender or ""
            self._capabilities = frozenset(map(str, reply.body[0]))
            who = (await self._call(bus, "GetServerInformation", "", [])).body
            self._name = clean(" ".join(map(str, who[::2])), limit=60)
        return self._capabilities

    async def _call(
        self, bus: MessageBus, member: str, signature: str, body: list[Any], *, to: str = _SERVICE
    ) -> BusMessage:
        from dbus_fast import Message as Call
        from dbus_fast.constants import MessageType

        path = _PATH if to == _SERVICE else "/org/freedesktop/DBus"
        call = Call(
            destination=to,
            path=path,
            interface=to,
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
        return reply

    def _arguments(self, message: Message, has: frozenset[str]) -> list[Any]:
        from dbus_fast import Variant

        body = body_of(message)
        hints = {
            "urgency": Variant("y", 0 if is_calm(message) else _URGENCY[message.priority]),
            "desktop-entry": Variant("s", "llamawatch"),
            "category": Variant("s", "im.received"),
        }
        return [
            "llamawatch",
            self._bubbles.get(message.story, 0),
            "",
            title_of(message),
            html.escape(body, quote=False) if "body-markup" in has else body,
            self._buttons(message) if "actions" in has else [],
            hints,
            -1,
        ]

    def _buttons(self, message: Message) -> list[str]:
        """Keys and labels by turns, as the specification wants them."""
        if self._act is None:
            return []
        actions = actions_for(message)
        click = [_CLICK, _LABELS["open"]] if "open" in actions else []
        return click + [part for action in actions for part in (action, _LABELS[action])]

    def _hear(self, signal: BusMessage) -> None:
        """Take a signal; what anybody else on the bus makes up is passed over."""
        if signal.sender == _BUS and signal.member == "NameOwnerChanged":
            if signal.signature == "sss" and signal.body[0] == _SERVICE:
                self._forget()
                self._owner = signal.body[2]
        elif signal.interface != _SERVICE or not self._owner or signal.sender != self._owner:
            return
        elif signal.member == "NotificationClosed" and signal.signature == "uu":
            self._bubbles = {s: n for s, n in self._bubbles.items() if n != signal.body[0]}
        elif signal.member == "ActionInvoked" and signal.signature == "us":
            self._chosen(*signal.body)

    def _chosen(self, bubble: int, key: str) -> None:
        message = self._shown.get(bubble)
        if message is None or self._act is None:
            return
        wanted = "open" if key == _CLICK else key
        for action in actions_for(message):
            if action == wanted:
                self._act(action, message)


def desktop_channel(surroundings: Surroundings) -> Channel:
    """The desktop channel of this system."""
    if sys.platform == "darwin":
        from alerts.osascript import OsascriptChannel

        return OsascriptChannel()
    return DBusChannel(surroundings)


def _has_user_bus() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and os.path.exists(os.path.join(runtime or "", "bus"))  # noqa: PTH110, PTH118 -- one question to the system


def _cause(error: BaseException) -> str:
    return clean(str(error)) or type(error).__name__
