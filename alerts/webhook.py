"""Alerts posted to an address, signed as the Standard Webhooks say.

The specification (https://www.standardwebhooks.com, version 1.0.0): "webhook-id" is the same
however often a message is sent, so that a receiver can tell repetitions; "webhook-signature" is
HMAC-SHA256 over id, time and body. Without a secret nothing is signed.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import hashlib
import hmac
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from alerts.loopback import is_loopback
from alerts.payload import describe, encode, token
from alerts.secrets import AGAIN, SecretPlaces, find_secret
from newsroom.clean import clean
from newsroom.errors import Undelivered
from newsroom.links import safe_link

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from datetime import datetime

    from alerts.messages import Message
    from store.settings import Webhook

SECRET_VARIABLE: Final = "LLAMAWATCH_WEBHOOK_SECRET"  # noqa: S105 -- the name of a variable
_DEADLINE = 30.0
"""Seconds a receiver may take in all."""
_LONGEST_WAIT = 86_400.0
"""Seconds a receiver may ask to wait at most."""
_LATER = frozenset({408, 425, 429})
_REFUSED_SIGNATURE = frozenset({401, 403})
_GONE = 410
_PREFIX = "whsec_"


class WebhookChannel:
    """One POST an alert."""

    name = "webhook"

    def __init__(
        self, settings: Webhook, *, clock: Callable[[], datetime], deadline: float = _DEADLINE
    ) -> None:
        """Make the channel.

        Args:
            settings: `[alerts.webhook]`.
            clock: answers the time, UTC: when a message was signed.
            deadline: seconds the receiver may take in all.
        """
        self._settings = settings
        self._clock = clock
        self._deadline = deadline
        self._trust: ssl.SSLContext | None = None

    async def send(self, message: Message) -> str:
        """Post the message."""
        url = self._address()
        body = encode(
            {
                "type": f"llamawatch.{message.kind}",
                "timestamp": message.created.isoformat(),
                "data": describe(message),
            }
        )
        identity, now = token(message.key), self._clock()
        headers = {
            "content-type": "application/json",
            "user-agent": "llamawatch",
            "webhook-id": identity,
            "webhook-timestamp": str(int(now.timestamp())),
        }
        key = await self._key()
        if key:
            headers["webhook-signature"] = sign(key, identity, now, body)
        status, retry_after = await self._post(url, headers, body)
        refusal = self._refusal(status, retry_after, now)
        if refusal is not None:
            raise refusal
        return f"{self._receiver} answered {status}" + ("" if key else " (unsigned: no secret)")

    async def probe(self) -> str:
        """Look at address and secret, and connect; what is posted would be a message."""
        try:
            url = self._address()
            await self._key()
            await self._connect(url)
        except Undelivered as error:
            return str(error)
        return ""

    async def close(self) -> None:
        """Nothing is held between messages."""

    @property
    def _receiver(self) -> str:
        # Without the path: with many services that is the secret.
        return f"webhook {clean(urlsplit(self._settings.url).netloc, limit=100)}"

    def _address(self) -> str:
        if not self._settings.url:
            raise Undelivered(
                "the webhook channel is on but has no url: set it in [alerts.webhook]",
                retry_after=AGAIN,
            )
        url = safe_link(self._settings.url)
        if not url:
            raise Undelivered(
                "url in [alerts.webhook] is no address that can be posted to: write https://, a "
                "host and no user name",
                retry_after=AGAIN,
            )
        parts = urlsplit(url)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise Undelivered(
                f"alerts to {self._receiver} would travel in the clear: write https:// in "
                "[alerts.webhook] url (http:// only reaches this machine itself)",
                retry_after=AGAIN,
            )
        return url

    async def _key(self) -> bytes:
        """The key to sign with; empty if there is no secret."""
        secret = await find_secret(
            SecretPlaces(
                key="secret",
                variable=SECRET_VARIABLE,
                command=self._settings.secret_command,
                file=self._settings.secret_file,
                account="webhook",
            )
        )
        return read_secret(secret) if secret else b""

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        """Answers the status and what Retry-After says; what else is answered is not read."""
        import httpx

        trust = await self._trusted() if url.startswith("https:") else _nobody()
        try:
            async with (
                asyncio.timeout(self._deadline),
                httpx.AsyncClient(
                    verify=trust,
                    trust_env=False,
                    follow_redirects=False,
                    timeout=self._deadline,
                ) as client,
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                return answer.status_code, answer.headers.get("retry-after", "")
        except (TimeoutError, httpx.TimeoutException) as error:
            raise self._late() from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise self._unreachable(error) from error

    async def _connect(self, url: str) -> None:
        """Reach the receiver, over TLS where it is asked for, and say nothing."""
        parts = urlsplit(url)
        trust = await self._trusted() if parts.scheme == "https" else None
        port = parts.port or (443 if trust else 80)
        try:
            async with asyncio.timeout(self._deadline):
                _, writer = await asyncio.open_connection(parts.hostname, port, ssl=trust)
        except TimeoutError as error:
            raise self._late() from error
        except (OSError, ValueError) as error:
            # A host that cannot be a name is a ValueError.
            raise self._unreachable(error) from error
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _trusted(self) -> ssl.SSLContext:
        """Who is trusted; read in a thread, once, for reading it takes long."""
        if self._trust is None:
            self._trust = await asyncio.to_thread(_read_trust)
        return self._trust

    def _late(self) -> Undelivered:
        return Undelivered(
            f"{self._receiver} did not answer within {self._deadline:g} s: it is tried again"
        )

    def _unreachable(self, error: Exception) -> Undelivered:
        cause = clean(str(error), limit=160) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in cause:
            return Undelivered(
                f"{self._receiver} has no certificate that can be trusted ({cause}): nothing was "
                "sent; check url in [alerts.webhook]",
                retry_after=AGAIN,
            )
        return Undelivered(
            f"{self._receiver} cannot be reached ({cause}): tried again; check url in "
            "[alerts.webhook], and whether something listens there"
        )

    def _refusal(self, status: int, retry_after: str, now: datetime) -> Undelivered | None:
        """Why a status means that the message was not taken; None if it was."""
        who = self._receiver
        if 200 <= status < 300:
            return None
        if status in _LATER or status >= 500:
            return Undelivered(
                f"{who} put it off (status {status}): tried again",
                retry_after=read_retry_after(retry_after, now),
            )
        if status in _REFUSED_SIGNATURE:
            return Undelivered(
                f"{who} does not let it in (status {status}): check the secret on both sides",
                retry_after=AGAIN,
            )
        if status == _GONE:
            sentence = f"{who} is gone for ever (status 410): turn [alerts.webhook] off"
        elif 300 <= status < 400:
            sentence = (
                f"{who} points elsewhere (status {status}), where alerts are not sent: "
                "set url in [alerts.webhook] to the address that is meant"
            )
        else:
            sentence = f"{who} refused the message (status {status}): check url in [alerts.webhook]"
        return Undelivered(sentence, retry=False)


def sign(key: bytes, identity: str, now: datetime, body: bytes) -> str:
    """The value of "webhook-signature": "v1," and HMAC-SHA256 over "id.timestamp.body", Base64."""
    signed = f"{identity}.{int(now.timestamp())}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def read_secret(secret: str) -> bytes:
    """The key a secret stands for: "whsec_" and Base64; the prefix may be left out.

    Raises:
        Undelivered: It is something else.
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        # Without its cause: that might quote the secret.
        raise Undelivered(
            "the secret of [alerts.webhook] is not what the Standard Webhooks use: "
            f'"{_PREFIX}" and 24 to 64 bytes in Base64',
            retry_after=AGAIN,
        ) from None
    return key


def read_retry_after(text: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks to wait (RFC 9110 §10.2.3): seconds or a date.

    Args:
        text: The header's value.
        now: The time, UTC.

    Returns:
        More than nothing, at most a day; None if it asks for nothing.
    """
    said = text.strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:12])
    else:
        try:
            date = parsedate_to_datetime(said)
        except (ValueError, OverflowError):
            return None
        seconds = (date - now).total_seconds() if date.tzinfo is not None else 0.0
    return min(seconds, _LONGEST_WAIT) if seconds > 0 else None


def _nobody() -> ssl.SSLContext:
    """Trusts nobody: for a connection without TLS, which needs no certificates read."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _read_trust() -> ssl.SSLContext:
    """Trusts whom httpx brings, and whom the system or $SSL_CERT_FILE names."""
    import httpx

    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
