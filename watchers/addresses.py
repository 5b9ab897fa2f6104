"""Where an address lies: on the public network, on a private one, or on this machine.

Decided by the name as it is written, before anything is asked: a source that somebody configured
at "localhost" or at 192.168.1.4 is meant to be there; a name on the public network that turns out
to resolve to such an address is not, and is refused when the connection is made (`network.py`).
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Reach = Literal["public", "private", "loopback"]
"""How far away a host is, by its name."""

_LOCAL_NAMES = (".local", ".lan", ".home", ".internal", ".home.arpa", ".intranet", ".private")
_NUMERIC = frozenset("0123456789abcdefx.")
_REMEMBERED = 1024
"""Names and addresses whose answers are remembered: a check asks the same ones several times."""
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
"""What parts a name's labels beside the full stop (RFC 3490, 3.1)."""


def is_address(host: str) -> bool:
    """Whether a host is an IP address, a zone ("%eth0") allowed, and no name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network.

    Looks through addresses that carry another one (IPv4-mapped, 6to4, NAT64), and counts
    multicast as not public.

    Args:
        address: An IPv4 or IPv6 address as text, a zone ("%eth0") allowed.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _carried(parsed)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


@lru_cache(_REMEMBERED)
def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine."""
    try:
        return _carried(ipaddress.ip_address(address.partition("%")[0])).is_loopback
    except ValueError:
        return False


@lru_cache(_REMEMBERED)
def reach_of(host: str) -> Reach:
    """How far away a host is, judged by its name alone.

    Args:
        host: A name or an IP address (IPv6 without brackets).
    """
    name = host.lower().translate(_DOTS).rstrip(".")
    if name == "localhost" or name.endswith(".localhost") or is_loopback(name):
        return "loopback"
    if is_address(name):
        return "public" if is_public(name) else "private"
    if name.endswith(_LOCAL_NAMES) or "." not in name or _is_odd_number(name):
        return "private"
    return "public"


def may_lead(origin: Reach, target: Reach) -> bool:
    """Whether a source that lies at `origin` may be redirected to `target`."""
    return target in ("public", origin)


@lru_cache(_REMEMBERED)
def host_of(url: str) -> str:
    """The host of an address, or "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Host and port of an address, as shown to the user: never with a user name or password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


@lru_cache(_REMEMBERED)
def without_login(url: str) -> str:
    """An address as it may be kept and shown: without a user name and a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _is_odd_number(name: str) -> bool:
    # "2130706433", "0x7f.1" and "127.1" are addresses to a resolver.
    return name[0].isdigit() and set(name) <= _NUMERIC and name.rpartition(".")[2][:1].isdigit()


def _carried(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    packed = address.packed
    # 64:ff9b::/96, RFC 6052; ::/96, the deprecated compatible form.
    if packed[:12] in (b"\x00\x64\xff\x9b" + bytes(8), bytes(12)) and packed[12:] > b"\0\0\0\1":
        return ipaddress.IPv4Address(packed[12:])
    return address
