"""Alerts by e-mail: over TLS except to loopback, with a password only where TLS holds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from alerts.letters import build_mail, read_address
from alerts.loopback import is_loopback
from alerts.secrets import AGAIN, SecretPlaces, find_secret, redact
from newsroom.clean import clean
from newsroom.errors import Undelivered

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from email.message import EmailMessage

    from alerts.messages import Message
    from store.settings import Email

PASSWORD_VARIABLE: Final = "LLAMAWATCH_SMTP_PASSWORD"  # noqa: S105 -- the name of a variable, not a password
_DEADLINE = 60.0
"""Seconds a whole delivery may take."""
_TIMEOUT = 20.0
"""Seconds a server may take for one answer."""
_AUTH_REFUSED = 535
_LOGIN_CODES = frozenset({530, 534, 538})
"""A login is needed, or another kind of it (RFC 4954 §6)."""
_CLOSING_TICKS = 5
"""Turns of the event loop a transport takes to close."""
_HALVES = 100
"""Mails of which it is remembered that only some recipients have them."""


class MailChannel:
    """One mail an alert."""

    name = "email"

    def __init__(self, settings: Email, *, deadline: float = _DEADLINE) -> None:
        """Make the channel.

        Args:
            settings: `[alerts.email]`.
            deadline: seconds a whole delivery may take.
        """
        self._settings = settings
        self._deadline = deadline
        self._trust: ssl.SSLContext | None = None
        self._have: dict[str, frozenset[str]] = {}
        """Who has a mail already of which others were put off, by key."""

    async def send(self, message: Message) -> str:
        """Hand a mail to the server."""
        self._require_settings()
        mail = build_mail(message, self._settings)
        return await self._speak(mail, message.key)

    async def probe(self) -> str:
        """Connect and log in, without sending anything."""
        try:
            self._require_settings()
            await self._speak(None, "")
        except Undelivered as error:
            return str(error)
        return ""

    async def close(self) -> None:
        """Nothing is held between mails."""

    @property
    def _server(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _require_settings(self) -> None:
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
                retry_after=AGAIN,
            )
        if settings.security == "none" and not is_loopback(settings.host):
            raise Undelivered(
                f"mail to {self._server} would travel in the clear: "
                'set security = "starttls" or "tls" in [alerts.email]',
                retry_after=AGAIN,
            )
        for address in (settings.sender, *settings.recipients):
            read_address(address)

    async def _speak(self, mail: EmailMessage | None, key: str) -> str:
        client = await self._client()
        from aiosmtplib import SMTPException

        username = self._settings.username
        password = await self._find_password() if username else ""
        transport = None
        try:
            async with asyncio.timeout(self._deadline):
                async with client:
                    transport = client.transport
                    if username:
                        await client.login(username, password)
                    answer = await self._hand_over(client, mail, key) if mail is not None else ""
        except TimeoutError:
            raise Undelivered(
                f"mail server {self._server} did not answer in time: it is tried again"
            ) from None
        except (SMTPException, OSError, ValueError) as error:
            # Without its cause: a server may have quoted the password.
            raise self._undelivered(error, password) from None
        finally:
            # What was to be said was said: TLS would wait for the server to take its leave, longer
            # than a command lasts.
            if transport is not None:
                transport.abort()
            # A connection that broke off while TLS was agreed on is closed by callbacks to come.
            for _ in range(_CLOSING_TICKS):
                await asyncio.sleep(0)
        return f"{self._server} took it, answering: {self._harmless(answer, password)}"

    async def _client(self) -> Any:  # noqa: ANN401 -- aiosmtplib.SMTP, loaded only here
        if self._trust is None and self._settings.security != "none":
            self._trust = await asyncio.to_thread(_prepare)
        from aiosmtplib import SMTP

        return SMTP(
            hostname=self._settings.host,
            port=self._settings.port,
            timeout=min(_TIMEOUT, self._deadline),
            tls_context=self._trust,
            use_tls=self._settings.security == "tls",
            # Never the library's default: it goes on in the clear where a server offers no TLS.
            start_tls=self._settings.security == "starttls",
        )

    async def _hand_over(self, client: Any, mail: EmailMessage, key: str) -> str:  # noqa: ANN401 -- as above
        """Send to whoever has not got it yet; answers what the server said."""
        wanted = [read_address(one).addr_spec for one in self._settings.recipients]
        have = self._have.get(key, frozenset())
        left = [one for one in wanted if one not in have] or wanted
        sender = read_address(self._settings.sender).addr_spec
        refused, answer = await client.send_message(mail, sender=sender, recipients=left)
        self._have.pop(key, None)
        if refused:
            while len(self._have) >= _HALVES:
                del self._have[next(iter(self._have))]
            self._have[key] = have | (set(left) - set(refused))
            raise self._half(refused)
        return str(answer)

    def _half(self, refused: Mapping[str, tuple[int, str]]) -> Undelivered:
        """Some recipients have it, some do not."""
        whom = ", ".join(map(clean, refused))
        code, said = next(iter(refused.values()))
        if any(400 <= code < 500 for code, _ in refused.values()):
            return Undelivered(
                f"mail server {self._server} put off {whom} ({code} {clean(said)}): tried again; "
                "the other recipients have it"
            )
        return Undelivered(
            f"mail server {self._server} refused {whom} ({code} {clean(said)}): check recipients; "
            "the others have it",
            retry=False,
        )

    def _undelivered(self, error: Exception, password: str) -> Undelivered:
        error = _decisive(error)
        code = getattr(error, "code", None)
        code = code if isinstance(code, int) and code > 0 else None
        said = str(getattr(error, "message", "") or error)
        cause = self._harmless(said, password) or type(error).__name__
        if isinstance(error, ValueError) and not isinstance(error, OSError):
            return _broken(
                f'"{clean(self._settings.host, limit=80)}" is no name of a mail server ({cause}): '
                "check host in [alerts.email]"
            )
        advice = self._misfit(error, code, cause)
        if advice:
            return _broken(f"mail server {self._server} {advice}")
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

    def _misfit(self, error: Exception, code: int | None, cause: str) -> str:
        """What does not fit between configuration and server, and what to do; "" if it does."""
        import ssl

        from aiosmtplib import SMTPConnectError, SMTPHeloError, SMTPNotSupported

        advice = ""
        if code == _AUTH_REFUSED:
            advice = (
                f'refused the password of "{self._settings.username}": '
                f"check username, and password_command or ${PASSWORD_VARIABLE}"
            )
        elif code in _LOGIN_CODES:
            advice = f"wants another login ({code} {cause}): check username and security"
        elif isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
            fault = (
                "speaks no TLS there"
                if "WRONG_VERSION_NUMBER" in cause
                else "has no certificate that can be trusted"
            )
            advice = f"{fault} ({cause}): nothing was sent; check host, port and security"
        elif "STARTTLS" in cause:
            advice = 'offers no STARTTLS: nothing was sent; check the port, or set security = "tls"'
        elif isinstance(error, SMTPNotSupported):
            advice = f"cannot do what is asked of it ({cause}): check [alerts.email]"
        elif isinstance(error, SMTPConnectError | SMTPHeloError) and code and code >= 500:
            # Nothing was said of the message yet: it is not for it that this machine is refused.
            advice = f"takes nothing from here ({code} {cause}): check host and port"
        return advice

    def _harmless(self, said: str, password: str) -> str:
        username = self._settings.username
        return clean(redact(said, password, f"\0{username}\0{password}" if password else ""))

    async def _find_password(self) -> str:
        settings = self._settings
        places = SecretPlaces(
            key="password",
            variable=PASSWORD_VARIABLE,
            command=settings.password_command,
            file=settings.password_file,
            account=settings.username,
        )
        password = await find_secret(places)
        if not password:
            raise _broken(f"e-mail has a username but no password: {places.advice}")
        return password


def _prepare() -> ssl.SSLContext:
    """Read whom the system trusts, and load the library: in a thread, for both take long."""
    import ssl

    import aiosmtplib  # noqa: F401 -- loaded here, used by what waits for it

    return ssl.create_default_context()


def _broken(sentence: str) -> Undelivered:
    """Somebody has to change something first."""
    return Undelivered(sentence, retry_after=AGAIN)


def _decisive(error: Exception) -> Exception:
    """Of what was said of several recipients, that which decides; else the error itself."""
    recipients = getattr(error, "recipients", None)
    if not recipients:
        return error
    # Whom the server only put off may still get it.
    later = (one for one in recipients if 400 <= getattr(one, "code", 0) < 500)
    decisive: Exception = next(later, recipients[0])
    return decisive
