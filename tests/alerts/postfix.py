"""A real mail server: an instance of Postfix of our own, on free ports of loopback.

It takes mail for example.org into mail folders, and refuses whom its settings name.
"""

from __future__ import annotations

import mailbox
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.alerts.services import Certificate

_PROGRAM = "/usr/sbin/postfix"
_NOBODY = 65534
_MAIN = """
compatibility_level = 3.6
myhostname = mail.example.org
mydestination =
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
notify_classes =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {{me@example.org=me/}}, {{you@example.org=you/}} }}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
virtual_minimum_uid = 1
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access
  inline:{{ {{later@example.org=451 4.7.1 come back later}} }}
message_size_limit = 200000
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_session_cache_database =
"""
_MASTER = """
127.0.0.1:{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{plain} inet n - n - - smtpd -o smtpd_tls_security_level=none
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Where it listens, and what it delivered."""

    folder: Path
    starttls: int
    tls: int
    plain: int

    def mails(self, user: str, count: int) -> list[EmailMessage]:
        """The mails of a user, as a mail program parses them; waits until there are so many."""
        place = self.folder / "mail" / user
        end = time.monotonic() + 20
        while len(list((place / "new").glob("*"))) < count and time.monotonic() < end:
            time.sleep(0.05)
        found = []
        for raw in mailbox.Maildir(place, factory=None, create=False):
            mail = message_from_bytes(raw.as_bytes(), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            found.append(mail)
        return found


def why_not() -> str:
    """Why no Postfix can be started here; "" if one can."""
    if not Path(_PROGRAM).exists():
        return "postfix is not installed"
    return "postfix is started by root alone" if os.geteuid() else ""


def start(certificate: Certificate, ports: tuple[int, int, int]) -> Iterator[Postfix]:
    """Start one and end it again."""
    # Its processes run as other users, who must be able to get there.
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    for name, owner in (("etc", None), ("queue", None), ("log", None), ("data", "postfix")):
        (folder / name).mkdir()
        if owner:
            shutil.chown(folder / name, owner)
    (folder / "mail").mkdir()
    os.chown(folder / "mail", _NOBODY, _NOBODY)
    names = {
        "folder": folder,
        "nobody": _NOBODY,
        "certificate": certificate.file,
        "key": certificate.key,
        **dict(zip(("starttls", "tls", "plain"), ports, strict=True)),
    }
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**names), encoding="ascii")
    (folder / "etc" / "master.cf").write_text(_MASTER.format(**names), encoding="ascii")
    _run(folder, "start")
    try:
        yield Postfix(folder, *ports)
    finally:
        _run(folder, "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, verb: str) -> None:
    ended = subprocess.run(
        [_PROGRAM, "-c", str(folder / "etc"), verb],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    log = folder / "log" / "mail.log"
    said = log.read_text() if log.exists() else ""
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}{said}"
