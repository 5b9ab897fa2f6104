"""Writing mails: headers nobody can add to, plain text and HTML, one thread a story.

Messages follow RFC 5322 and 2046 (multipart/alternative). The mails of a story form a thread
(RFC 5322 §3.6.4), and a mail that is written again carries the same Message-ID.
"""

from __future__ import annotations

import html
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from alerts.payload import token
from alerts.secrets import AGAIN
from newsroom.clean import clean
from newsroom.errors import Undelivered
from newsroom.links import safe_link

if TYPE_CHECKING:
    from alerts.messages import Message
    from store.settings import Email

_SUBJECT = 200
_LINE = 1_000
_PAGE = (
    '<!doctype html>\n<html><head><meta charset="utf-8">'
    '<meta name="referrer" content="no-referrer"></head>\n<body>{body}</body></html>\n'
)


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
    sender = read_address(settings.sender)
    title = clean(message.title, limit=_SUBJECT) or "llamawatch"
    lines = [line for line in (clean(one, limit=_LINE) for one in message.lines) if line]
    link = safe_link(message.url)
    mail["Subject"] = _unencoded(title)
    mail["From"] = sender
    mail["To"] = tuple(read_address(one) for one in settings.recipients)
    mail["Date"] = format_datetime(message.created)
    _thread(mail, message, sender.domain or "llamawatch.invalid")
    mail["List-Id"] = "llamawatch alerts <alerts.llamawatch.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    facts = message.text or "\n\n".join(filter(None, (title, "\n".join(lines), link)))
    text = f"{facts.rstrip()}\n"
    mail.set_content(text, cte="quoted-printable" if text.isascii() else "base64")
    page = message.page or _fragment(title, lines, link)
    if not page.lstrip().lower().startswith("<!doctype"):
        page = _PAGE.format(body=page)
    mail.add_alternative(page, subtype="html", cte="base64")
    _require_headers(mail)
    return mail


def read_address(text: str) -> Address:
    """An address of the configuration, with or without a name.

    Raises:
        Undelivered: it is none.
    """
    name, address = parseaddr(clean(text))
    try:
        read = Address(display_name=_unencoded(name), addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise _no_address(text) from error
    if not read.username or not read.domain:
        raise _no_address(text)
    return read


def _thread(mail: EmailMessage, message: Message, domain: str) -> None:
    """Name the mail by its row, and tie it to its story.

    Two stories that turn out to be one bring their rows along, each with its own revisions: only
    the key of a row is the same however often it is sent. The mails of a story refer to one name
    that no mail has; readers thread by it all the same (RFC 5256, "REFERENCES").
    """
    mail["Message-ID"] = f"<{token(message.key)}@{domain}>"
    if message.kind == "story" and message.story:
        mail["References"] = f"<story-{token(message.story)}@{domain}>"


def _fragment(title: str, lines: list[str], link: str) -> str:
    heading = html.escape(title)
    if link:
        heading = f'<a href="{html.escape(link)}" rel="noreferrer">{heading}</a>'
    items = "".join(f'<li dir="auto">{html.escape(line)}</li>' for line in lines)
    return f'<p dir="auto"><b>{heading}</b></p><ul>{items}</ul>'


def _unencoded(text: str) -> str:
    """Break what a mail library would read as an encoded word (CVE-2024-6923)."""
    return text.replace("=?", "= ?")


def _no_address(text: str) -> Undelivered:
    return Undelivered(
        f'"{clean(text)}" is no e-mail address: set sender and recipients in [alerts.email]',
        retry_after=AGAIN,
    )


def _require_headers(mail: EmailMessage) -> None:
    """Make sure that nothing in a text became a header."""
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.SMTP)
    if sorted(parsed.keys()) != sorted(mail.keys()):
        raise Undelivered("a headline would have changed the mail's headers: not sent", retry=False)
