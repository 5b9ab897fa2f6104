"""The ways a fetch can end, each with its verdict and its sentence.

A sentence names the host, the cause and what to do; never a user name, a password or a word that
was not cleaned.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from newsroom.clean import clean
from watchers.addresses import origin_of
from watchers.fetched import Fetched

if TYPE_CHECKING:
    import ssl

_AGAIN = "it is asked again later"
_PROMISES = re.compile(r"; it is (?:asked|run) again(?: later)?\b")
_NETWORK = "check the address, or the network if other sources fail too."
_CHECK = "check the address with `llamawatch sources check URL`"
_GONE = 410
_LOGIN = (401, 407)
_BLOCKED = (403, 406, 451)
_LIMITED = 429
_UNAVAILABLE = 503
_SERVER_ERRORS = 500


def asked_once(sentence: str) -> str:
    """A sentence of this module without the promise to ask again."""
    return _PROMISES.sub("", sentence)


def may_be_network(sentence: str) -> bool:
    """Whether a sentence of this module says that nobody was reached."""
    return sentence.endswith(_NETWORK)


def refused(url: str, status: int, retry_after: float | None) -> Fetched:
    """An answer that is neither a body, nor a redirect, nor "not modified"."""
    who, said = origin_of(url), f"{status} {_phrase(status)}".strip()
    if status == _GONE:
        return Fetched(
            "gone",
            f"{who} says that the feed is gone for good ({said}); it is not asked any more: "
            "remove the source or give it a new address.",
            status,
        )
    if status in _LOGIN:
        return Fetched(
            "login",
            f"{who} asks for a login ({said}): find an address of the feed that needs none.",
            status,
        )
    if status == _LIMITED or (status == _UNAVAILABLE and retry_after is not None):
        return Fetched(
            "limited",
            f"{who} asks for a pause ({said}); {_AGAIN}: if this goes on, raise the interval.",
            status,
            retry_after=retry_after,
        )
    if status in _BLOCKED:
        return Fetched(
            "blocked",
            f"{who} refuses programs like this one ({said}); {_AGAIN}: "
            "set a contact under [poll], or find another address.",
            status,
            retry_after=retry_after,
        )
    what = "has a fault of its own" if status >= _SERVER_ERRORS else "has no feed there"
    todo = _AGAIN if status >= _SERVER_ERRORS else f"{_AGAIN}: {_CHECK}"
    return Fetched("error", f"{who} {what} ({said}); {todo}.", status, retry_after=retry_after)


def unchanged_unasked(url: str) -> Fetched:
    """304 to a request that held no validators."""
    return Fetched(
        "error",
        f"{origin_of(url)} says that nothing changed (304) although it was asked for everything; "
        f"{_AGAIN}.",
        304,
    )


def too_slow(url: str, seconds: float | None) -> Fetched:
    """The deadline passed."""
    within = f" within {seconds:g} seconds" if seconds else " in time"
    return Fetched("slow", f"{origin_of(url)} did not finish its answer{within}; {_AGAIN}.")


def too_large(url: str, limit: int) -> Fetched:
    """The body, unpacked, passed the limit."""
    return Fetched(
        "broken",
        f"{origin_of(url)} sends more than {limit // (1024 * 1024)} MB, which no feed needs; "
        f"{_AGAIN}: {_CHECK}.",
        200,
    )


def unknown_coding(url: str, coding: str) -> Fetched:
    """A Content-Encoding that was not asked for."""
    return Fetched(
        "broken",
        f'{origin_of(url)} packs its answer as "{clean(coding, limit=30)}", '
        f"which was not asked for and cannot be read; {_AGAIN}.",
    )


def redirected_too_often(url: str, hops: int) -> Fetched:
    """A loop, or a chain that does not end."""
    return Fetched(
        "error",
        f"{origin_of(url)} redirects in a circle or too often ({hops} times); {_AGAIN}: {_CHECK}.",
    )


def insists_on_cookies(url: str) -> Fetched:
    """A circle of redirects that sets a cookie on the way: only who sends it back comes out."""
    return Fetched(
        "blocked",
        f"{origin_of(url)} lets nobody in without a cookie, which llamawatch does not keep; "
        f"{_AGAIN}: find another address.",
    )


def redirected_nowhere(url: str, status: int) -> Fetched:
    """A redirect without an address to go to."""
    return Fetched(
        "error",
        f"{origin_of(url)} redirects ({status}) without a usable address; {_AGAIN}: {_CHECK}.",
        status,
    )


def not_http(url: str) -> Fetched:
    """An address, configured or redirected to, that is not http(s)."""
    shown = clean(url, limit=100).partition("?")[0]
    shown = shown if "@" not in shown else "the address"
    return Fetched(
        "error", f"{shown} is not an http or https address: correct the source's address."
    )


def leads_inside(url: str) -> Fetched:
    """A public source that leads to a private address."""
    return Fetched(
        "blocked",
        f"{origin_of(url)} is an address inside this network, where a public source must not "
        f"lead; it was not asked: {_CHECK}.",
    )


def unknown_host(url: str) -> Fetched:
    """The name does not resolve."""
    return Fetched(
        "error",
        f"{origin_of(url)} cannot be found by that name; {_AGAIN}: {_NETWORK}",
        unreached=True,
    )


def unreachable(url: str) -> Fetched:
    """Nobody accepts the connection."""
    return Fetched(
        "error",
        f"{origin_of(url)} does not accept connections; {_AGAIN}: {_NETWORK}",
        unreached=True,
    )


def unanswered(url: str) -> Fetched:
    """Nobody answers at all: the name's servers, or the host, say nothing."""
    return Fetched(
        "error",
        f"{origin_of(url)} does not answer; {_AGAIN}: {_NETWORK}",
        unreached=True,
    )


def untrusted(url: str, error: ssl.SSLError) -> Fetched:
    """The certificate is not good, or the handshake failed."""
    cause = getattr(error, "verify_message", "") or error.reason or "handshake failed"
    return Fetched(
        "error",
        f"{origin_of(url)} could not prove who it is ({clean(str(cause), limit=120)}); {_AGAIN}: "
        "check the address and this machine's clock.",
    )


def broken_off(url: str, cause: str) -> Fetched:
    """The connection broke, or what came is not HTTP."""
    said = clean(cause, limit=120).rstrip(".") or "connection lost"
    return Fetched("broken", f"{origin_of(url)} broke off its answer ({said}); {_AGAIN}.")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
