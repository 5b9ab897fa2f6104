"""Addresses: which may be opened, and which are the same.

`safe_link` decides what may stand in a record and be opened; `canonical` makes the key by which
an item is known again when scheme, "www", tracking parameters or a trailing slash change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

MAX_LINK = 2000
"""Longest address kept, in characters; longer ones are data, not addresses."""
_REMEMBERED = 1024
"""Addresses whose keys are remembered: those of one document are asked for several times."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say who sent the reader, never what is read.
_NOISE = frozenset(
    (  # noqa: SIM905 - forty words read better as text than as forty lines
        "fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid "
        "mkt_tok _hsenc _hsmi vero_id oly_anon_id oly_enc_id rb_clickid s_cid ncid cmpid cmp smid "
        "smtyp sr_share taid srnd ocid oc ftag guccounter guce_referrer guce_referrer_sig "
        "accesstoken spm ref_src ref_url feature_source xtor wt_mc"
    ).split()
)
_NOISE_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_", "stm_")

# Search feeds that wrap the real address: host, path, parameter.
_WRAPPERS = (
    ("bing.com", "/news/apiclick.aspx", "url"),
    ("google.com", "/url", "url"),
    ("google.com", "/url", "q"),
    ("facebook.com", "/l.php", "u"),
)


def safe_link(url: str, base: str = "") -> str:
    """The address as it may be opened, or "" if it may not.

    Only http and https with a plain host pass: no user name, no control or invisible characters,
    no backslash. Everything outside ASCII is percent-encoded (hosts: IDNA), so that what is shown
    is what is opened, and no result can be taken for an option of a program.

    Args:
        url: What the feed said.
        base: Address of the document, for relative links.
    """
    text = url.strip()
    if not text or len(text) > MAX_LINK or _FORBIDDEN.search(text):
        return ""
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = ascii_host(parts), parts.port
    except (ValueError, UnicodeError):
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return ""
    where = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = quote(parts.path, safe=_PATH_SAFE, errors="replace") or "/"
    query = quote(parts.query, safe=_QUERY_SAFE, errors="replace")
    fragment = quote(parts.fragment, safe=_QUERY_SAFE, errors="replace")
    link = f"{scheme}://{where}{path}"
    link += f"?{query}" if query else ""
    link += f"#{fragment}" if fragment else ""
    return link if len(link) <= 3 * MAX_LINK else ""


def unwrap(url: str) -> str:
    """The article's own address out of a search feed's counting link, if it is one.

    Args:
        url: A link that passed `safe_link`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    for domain, path, parameter in _WRAPPERS:
        if parts.path.lower() != path or not (host == domain or host.endswith(f".{domain}")):
            continue
        for name, value in parse_qsl(parts.query):
            target = safe_link(value) if name == parameter else ""
            if target:
                return target
    return url


@lru_cache(_REMEMBERED)
def canonical(url: str) -> str:
    """The key of an address: what stays when a site changes how it writes its links.

    Scheme, user, "www.", default port, fragment, tracking parameters, their order, trailing
    slashes and the way of percent-encoding do not count. Not an address: never open it.

    Args:
        url: An address; anything else comes back stripped.
    """
    text = url.strip()
    try:
        parts = urlsplit(unwrap(text))
        port = parts.port
    except ValueError:
        return text
    host = (parts.hostname or "").lower().rstrip(".").removeprefix("www.")
    if not host:
        return text
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _respelled(parts.path).rstrip("/")
    query = urlencode(
        sorted(
            pair
            for pair in parse_qsl(parts.query, keep_blank_values=True, errors="replace")
            if not _is_noise(pair[0])
        )
    )
    return f"{where}{path}?{query}" if query else f"{where}{path}"


def _respelled(path: str) -> str:
    # One spelling for "%7E" and "~", without opening "%2F" into a new path segment.
    return "/".join(
        quote(unquote(part, errors="replace"), safe="", errors="replace")
        for part in path.split("/")
    )


def _is_noise(parameter: str) -> bool:
    name = parameter.lower()
    return name in _NOISE or name.startswith(_NOISE_PREFIXES)


def ascii_host(parts: SplitResult) -> str:
    r"""The host of an address as it is asked for, in brackets where it is IPv6; "" if it is none.

    Names in other scripts become ASCII (IDNA), so that who judges a host judges what is asked: to
    a resolver "127\u30020.0.1" is this machine.

    Args:
        parts: The address.

    Raises:
        UnicodeError: A name that cannot be written in ASCII.
    """
    name = (parts.hostname or "").lower()
    if not name:
        return ""
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        name = name.encode("idna").decode("ascii")
    return name if _HOST.fullmatch(name) else ""
