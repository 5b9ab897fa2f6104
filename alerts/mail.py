"""Alerts by e-mail.

Messages follow RFC 5322 and 2046 (multipart/alternative); they go out over TLS except to loopback.
A story's mails form a thread (RFC 5322 §3.6.4), and a repeated mail carries the same Message-ID.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
import os
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    from alerts.messages import Message
    from store.settings import Email

PASSWORD_VARIABLE = "LLAMAWATCH_SMTP_PASSWORD"  # noqa: S105 -- the name of a variable, not a password
_DEADLINE = 60.0
"""Seconds a whole delivery may take."""
_TIMEOUT = 20.0
"""Seconds a server may take for one answer."""
_AGAIN = 900.0
"""Seconds until the next try where somebody has to change something first."""
_AUTH_REFUSED = 535
_CLOSING_TICKS = 5
"""Turns of the event loop a transport takes to close."""


class MailChannel:
    """One mail an alert."""

    name = "email"

    def __init__(self, settings: Email, *, password: str | None = None) -> None:
        """Make the channel.

        Args:
            settings: `[alerts.email]`.
            password: for tests; else it is asked for when it is needed.
        """
        self._settings = settings
        self._password = password

    async def send(self, message: Message) -> None:
        """Hand a mail to the server."""
        client = await self._client()
        await self._speak(client, build_mail(message, self._settings))

    async def probe(self) -> str:
        """Connect and log in, without sending anything."""
        try:
            await self._speak(await self._client(), None)
        except Undelivered as error:
            return str(error)
        return ""

    async def close(self) -> None:
        """Nothing is held between mails."""

    @property
    def _server(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    async def _client(self) -> Any:  # noqa: ANN401 -- aiosmtplib.SMTP, loaded only here
        settings = self._settings
        missing = [
            key
            for key, value in (
                ("host", settings.host),
                ("sender", settings.sender),
                ("recipients", settings.recipients),
            )
            if not value
        ]
        if missing:
            raise Undelivered(
                f"e-mail is on but has no {missing[0]}: set it in [alerts.email]",
                retry_after=_AGAIN,
            )
        if settings.security == "none" and not _is_loopback(settings.host):
            raise Undelivered(
                f"mail to {self._server} would travel in the clear: "
                'set security = "starttls" or "tls" in [alerts.email]',
                retry_after=_AGAIN,
            )
        from aiosmtplib import SMTP

        return SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=_TIMEOUT,
            use_tls=settings.security == "tls",
            # Never the library's default: it goes on in the clear where a server offers no TLS.
            start_tls=settings.security == "starttls",
        )

    async def _speak(self, client: Any, mail: EmailMessage | None) -> None:  # noqa: ANN401 -- as above
        from aiosmtplib import SMTPException

        username = self._settings.username
        password = await self._find_password() if username else ""
        transport = None
        try:
            async with asyncio.timeout(_DEADLINE):
                async with client:
                    transport = client.transport
                    if username:
                        await client.login(username, password)
                    if mail is not None:
                        await client.send_message(mail)
        except TimeoutError as error:
            raise Undelivered(
                f"mail server {self._server} did not answer in time: it is tried again"
            ) from error
        except (SMTPException, OSError) as error:
            raise self._undelivered(error) from error
        finally:
            # What was to be said was said: TLS would wait for the server to take its leave, longer
            # than a command lasts.
            if transport is not None:
                transport.abort()
            # A connection that broke off while TLS was agreed on is closed by callbacks to come.
            for _ in range(_CLOSING_TICKS):
                await asyncio.sleep(0)

    def _undelivered(self, error: Exception) -> Undelivered:
        import ssl

        code = _code(error)
        cause = clean(str(getattr(error, "message", "") or error)) or type(error).__name__
        if code == _AUTH_REFUSED:
            return Undelivered(
                f'mail server {self._server} refused the password of "{self._settings.username}": '
                f"check username, and password_command or ${PASSWORD_VARIABLE}",
                retry_after=_AGAIN,
            )
        if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
            return Undelivered(
                f"mail server {self._server} has no certificate that can be trusted ({cause}): "
                "nothing was sent; check host and port",
                retry_after=_AGAIN,
            )
        if "STARTTLS" in cause:
            return Undelivered(
                f"mail server {self._server} offers no STARTTLS: nothing was sent; "
                'check the port, or set security = "tls"',
                retry_after=_AGAIN,
            )
        if code is None:
            return Undelivered(
                f"mail server {self._server} cannot be reached ({cause}): tried again"
            )
        if 400 <= code < 500:
            return Undelivered(
                f"mail server {self._server} put it off ({code} {cause}): tried again"
            )
        return Undelivered(
            f"mail server {self._server} refused the message ({code} {cause}): "
            "check sender and recipients",
            retry=False,
        )

    async def _find_password(self) -> str:
        if self._password is not None:
            return self._password
        given = os.environ.get(PASSWORD_VARIABLE)
        if given:
            return given
        command = self._settings.password_command
        if not command:
            raise Undelivered(
                "e-mail has a username but no password: "
                f"set password_command or ${PASSWORD_VARIABLE}",
                retry_after=_AGAIN,
            )
        return await _ask(command)


async def _ask(command: tuple[str, ...]) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        raise Undelivered(
            f"password_command {command[0]} cannot be run ({error.strerror})", retry_after=_AGAIN
        ) from error
    try:
        async with asyncio.timeout(10):
            answer, _ = await process.communicate()
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise Undelivered(
            f"password_command {command[0]} did not answer within 10 s", retry_after=_AGAIN
        ) from error
    lines = answer.decode("utf-8", "replace").splitlines()
    if process.returncode or not lines or not lines[0]:
        raise Undelivered(
            f"password_command {command[0]} gave no password (status {process.returncode})",
            retry_after=_AGAIN,
        )
    return lines[0]


def build_mail(message: Message, settings: Email) -> EmailMessage:
    """Write the mail.

    Args:
        message: what to say.
        settings: sender and recipients.

    Returns:
        A multipart message whose headers are exactly those set here.

    Raises:
        Undelivered: sender or recipients are no addresses.
    """
    mail = EmailMessage(policy=policy.SMTP)
    sender = _address(settings.sender)
    domain = sender.domain or "llamawatch.invalid"
    mail["Subject"] = _unencoded(clean(message.title, limit=200))
    mail["From"] = sender
    mail["To"] = tuple(_address(one) for one in settings.recipients)
    mail["Date"] = format_datetime(message.created)
    root = f"<{message.story or message.key[:32]}@{domain}>"
    if message.story and message.revision > 1:
        mail["Message-ID"] = f"<{message.story}.{message.revision}@{domain}>"
        mail["In-Reply-To"] = root
        mail["References"] = root
    else:
        mail["Message-ID"] = root
    mail["List-Id"] = "llamawatch alerts <alerts.llamawatch.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    text = "\n".join((message.title, "", *message.lines, "", message.url)).strip() + "\n"
    mail.set_content(text, cte="quoted-printable" if text.isascii() else "base64")
    mail.add_alternative(_page(message), subtype="html", cte="base64")
    _require_headers(mail)
    return mail


def _page(message: Message) -> str:
    title = html.escape(message.title)
    if message.url:
        title = f'<a href="{html.escape(message.url)}">{title}</a>'
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in message.lines)
    return (
        f'<!doctype html><meta charset="utf-8"><p dir="auto"><b>{title}</b></p><ul>{lines}</ul>\n'
    )


def _unencoded(text: str) -> str:
    """Break what a mail library would read as an encoded word (CVE-2024-6923)."""
    return text.replace("=?", "= ?")


def _address(text: str) -> Address:
    name, address = parseaddr(clean(text))
    try:
        return Address(display_name=_unencoded(name), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise Undelivered(
            f'"{clean(text)}" is no e-mail address: set sender and recipients in [alerts.email]',
            retry_after=_AGAIN,
        ) from error


def _require_headers(mail: EmailMessage) -> None:
    """Make sure that nothing in a text became a header."""
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.SMTP)
    if sorted(parsed.keys()) != sorted(mail.keys()):
        raise Undelivered("a headline would have changed the mail's headers: not sent", retry=False)


def _code(error: Exception) -> int | None:
    code = getattr(error, "code", None)
    recipients = getattr(error, "recipients", None)
    if code is None and recipients:
        code = getattr(recipients[0], "code", None)
    return code if isinstance(code, int) and code > 0 else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
