"""A notification service and a mail server, real enough to be spoken to over the wire."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.constants import NameFlag

if TYPE_CHECKING:
    from pathlib import Path


_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/>
<allow user="*"/></policy></busconfig>
"""


class Bus:
    """A session bus of its own, on which no service starts by itself."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "bus"
        self._config = folder / "bus.conf"
        self._daemon: asyncio.subprocess.Process | None = None
        self.address = f"unix:path={self._socket}"

    async def start(self) -> None:
        self._config.write_text(_BUS_CONFIG.format(socket=self._socket), encoding="utf-8")
        self._daemon = await asyncio.create_subprocess_exec(
            "dbus-daemon",
            f"--config-file={self._config}",
            "--nofork",
            "--print-address",
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._daemon.stdout is not None
        await self._daemon.stdout.readline()

    async def kill(self) -> None:
        assert self._daemon is not None
        self._daemon.kill()
        await self._daemon.wait()
        self._socket.unlink(missing_ok=True)


@dataclass
class Bubble:
    """One notification as it arrived."""

    replaces: int
    summary: str
    body: str
    hints: dict[str, Any]
    buttons: list[str]
    """Keys and labels by turns."""


@dataclass
class NotificationService:
    """Owns org.freedesktop.Notifications and keeps what it is told."""

    capabilities: list[str] = field(default_factory=lambda: ["body", "body-markup", "actions"])
    answers: bool = True
    leaves: bool = False
    """Gives its name up before it answers."""
    bubbles: list[Bubble] = field(default_factory=list)
    _bus: MessageBus | None = None
    _leaving: asyncio.Task[None] | None = None

    async def start(self, address: str, *, waits: bool = False) -> None:
        """Take the name, or wait until whoever has it gives it up."""
        self._bus = await MessageBus(bus_address=address).connect()
        self._bus.add_message_handler(self._handle)
        flag = NameFlag.NONE if waits else NameFlag.DO_NOT_QUEUE
        await self._bus.request_name("org.freedesktop.Notifications", flag)

    def stop(self) -> None:
        if self._bus is not None:
            self._bus.disconnect()

    async def signal(self, member: str, signature: str, *body: object, to: str = "") -> None:
        """Tell everybody who asked to hear of it, or somebody who did not."""
        assert self._bus is not None
        signal = Message.new_signal(
            "/org/freedesktop/Notifications",
            "org.freedesktop.Notifications",
            member,
            signature,
            list(body),
        )
        signal.destination = to or None
        await self._bus.send(signal)

    async def choose(self, bubble: int, key: str) -> None:
        """Press a button, as a person would."""
        await self.signal("ActionInvoked", "us", bubble, key)

    async def close(self, bubble: int) -> None:
        """Close a bubble by hand."""
        await self.signal("NotificationClosed", "uu", bubble, 2)

    def _handle(self, message: Message) -> Message | bool | None:
        is_call = message.message_type == MessageType.METHOD_CALL
        if not is_call or message.interface != "org.freedesktop.Notifications":
            return None
        if not self.answers:
            return True
        if message.member == "GetCapabilities":
            return Message.new_method_return(message, "as", [self.capabilities])
        if message.member == "GetServerInformation":
            return Message.new_method_return(message, "ssss", ["test", "test", "1", "1.2"])
        _, replaces, _, summary, body, buttons, hints, _ = message.body
        plain = {name: variant.value for name, variant in hints.items()}
        self.bubbles.append(Bubble(replaces, summary, body, plain, buttons))
        answer = Message.new_method_return(message, "u", [replaces or 40 + len(self.bubbles)])
        if not self.leaves:
            return answer
        self._leaving = asyncio.create_task(self._leave(answer))
        return True

    async def _leave(self, answer: Message) -> None:
        assert self._bus is not None
        await self._bus.release_name("org.freedesktop.Notifications")
        await self._bus.send(answer)


@dataclass(frozen=True)
class Certificate:
    """Where a certificate and its key lie."""

    file: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def make_certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return Certificate(file, secret)


@dataclass
class Mailbox:
    """What a mail server does with what it gets."""

    refuse_data: str = ""
    """Answered instead of taking a mail: "451 later", "554 never"."""
    refuse_recipients: dict[str, str] = field(default_factory=dict)
    """Answered to single recipients: "450 later", "550 nobody"."""
    drops: int = 0
    """So many mails are taken, and the connection ended before that is said."""
    quotes: bool = False
    """Says again, refusing it, what password it was told: as it is and as it came."""
    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    """Of each mail."""
    passwords: list[bytes] = field(default_factory=list)
    """Every password the server was told, right or wrong."""

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address in self.refuse_recipients:
            return self.refuse_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.refuse_data:
            return self.refuse_data
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.recipients.append([str(one) for one in envelope.rcpt_tos])
        if self.drops:
            self.drops -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.passwords.append(data.password)
        if data.password == b"right":
            return AuthResult(success=True)
        if self.quotes:
            told = data.password.decode()
            plain = base64.b64encode(b"\0" + data.login + b"\0" + data.password).decode()
            said = (
                f"454 cannot check {told} of {plain} or {base64.b64encode(data.password).decode()}"
            )
            return AuthResult(success=False, handled=False, message=said)
        return AuthResult(success=False, handled=False)


class MailServer(Controller):
    """A mail server on a free port of loopback, in a thread of its own."""

    def __init__(self, mailbox: Mailbox, certificate: Certificate | None) -> None:
        self.mailbox = mailbox
        context = certificate.server_context() if certificate else None
        super().__init__(
            mailbox,
            hostname="127.0.0.1",
            port=0,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=mailbox.authenticate,
            auth_require_tls=True,
        )

    def _trigger_server(self) -> None:
        # The controller knocks at port 0; the real one is known once the server listens.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types
