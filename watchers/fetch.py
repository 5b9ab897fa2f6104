"""The only door to HTTP: asks one address politely and says in one record what came of it.

Whatever the network does ends up in the record; only a programming error raises. Bodies are read
raw and unpacked under a limit, redirects are followed by hand so that every hop can be checked,
and one deadline covers it all, because a server that drips one byte a second passes every
timeout of a library.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from newsroom.links import ascii_host
from watchers import outcomes
from watchers.addresses import host_of, may_lead, reach_of, without_login
from watchers.bodies import Body, TooLarge
from watchers.dates import read_retry_after
from watchers.fetched import Fetched
from watchers.politeness import GAP, Turns
from watchers.wishes import freshness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from urllib.parse import SplitResult

    import httpx

    from watchers.network import Guard
    from watchers.wire import Transport

DEADLINE = 30.0
"""Seconds for one fetch, redirects and body included."""
_CONNECT = 10.0
"""Seconds of it for connecting to one address."""
MAX_BYTES = 8 * 1024 * 1024
"""Largest body kept, unpacked."""
MAX_HOPS = 5
"""Redirects followed."""

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.3, */*;q=0.2"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_NOT_MODIFIED = 304
_SAFE = "/?%:@!$&'()*+,;=~[]|^"
"""What stays as it is in path and query of an address (RFC 3986, and what servers send beside)."""
_MAX_VALIDATOR = 2000
_STALE = "without sending a response"


@dataclass(slots=True)
class _Trip:
    """One fetch under way."""

    url: str
    started: float
    now: datetime
    validators: Mapping[bytes, bytes]
    accept: str = ""
    """What is asked for, where it is not a feed."""
    cookies: bool = False
    """The server tried to leave a cookie on the way."""
    permanent: bool = True
    hops: int = 0
    wire: int = 0
    request: httpx.Request | None = None
    """What was sent last."""

    @property
    def moved_to(self) -> str:
        """Where the source lies for good, if the way there said so at every step."""
        return without_login(self.url) if self.hops and self.permanent else ""


class Fetcher:
    """Asks addresses, with one set of connections for all of them.

    Requests go straight to the transport: all that a client of httpx would do on the way, it is
    forbidden here. Cookies are refused, redirects are followed by hand, and nothing of the
    environment counts.

    Args:
        user_agent: Who asks; an honest name with a way to find out more.
        deadline: Seconds for one fetch; waiting for the host's turn does not count.
        max_bytes: Largest body kept, unpacked.
        gap: Seconds between two requests to one host.
        guard: Who connects; for tests.
        trust: How certificates are judged; for tests.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        deadline: float = DEADLINE,
        max_bytes: int = MAX_BYTES,
        gap: float = GAP,
        guard: Guard | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._deadline = deadline
        self._patience = {
            "connect": min(_CONNECT, deadline),
            "read": deadline,
            "write": deadline,
        }
        self._max_bytes = max_bytes
        self._turns = Turns(gap)
        self._guard = guard
        self._trust = trust
        self._transport: Transport | None = None
        self._opening = asyncio.Lock()

    async def fetch(
        self,
        url: str,
        etag: str = "",
        last_modified: str = "",
        *,
        now: datetime,
        page: bool = False,
    ) -> Fetched:
        """Ask one address.

        Args:
            url: http or https, absolute.
            etag: As the server sent it last time; echoed verbatim.
            last_modified: As the server sent it last time; echoed verbatim.
            now: For Retry-After dates.
            page: Ask for a web page, not for a feed.

        Returns:
            What came of it; nothing the network does raises.
        """
        transport = await self._open()
        import httpx

        from watchers.wire import was_connected

        async with self._turns.turn(host_of(url)):
            loop = asyncio.get_running_loop()
            accept = _ACCEPT_PAGE if page else ""
            trip = _Trip(url, loop.time(), now, _validators(etag, last_modified), accept)
            try:
                async with asyncio.timeout(self._deadline):
                    result = await self._travel(transport, trip)
            except TimeoutError:
                result = outcomes.too_slow(trip.url, self._deadline)
                if trip.request is not None and not was_connected(trip.request):
                    result = outcomes.unanswered(trip.url)
            except TooLarge:
                result = outcomes.too_large(trip.url, self._max_bytes)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
                result = _failure(error, trip.url)
            ms = round((loop.time() - trip.started) * 1000)
        # Who was led on had an answer before.
        missed = result.unreached and not trip.hops
        return replace(result, bytes=trip.wire, ms=ms, final_url=trip.url, unreached=missed)

    def introduce(self, user_agent: str) -> None:
        """Say from now on who asks by this name."""
        self._user_agent = user_agent

    async def aclose(self) -> None:
        """Close every connection."""
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def _travel(self, transport: Transport, trip: _Trip) -> Fetched:
        origin = reach_of(host_of(trip.url))
        seen = {trip.url}
        while True:
            problem = _forbidden(trip.url, origin)
            if problem is not None:
                return problem
            answer = await self._ask(transport, trip)
            if isinstance(answer, Fetched):
                return answer
            if answer in seen and trip.cookies:
                return outcomes.insists_on_cookies(trip.url)
            if trip.hops >= MAX_HOPS or answer in seen:
                return outcomes.redirected_too_often(trip.url, trip.hops + 1)
            seen.add(answer)
            trip.url = answer
            trip.hops += 1

    async def _ask(self, transport: Transport, trip: _Trip) -> Fetched | str:
        """One hop: a result, or the address the server points to."""
        import httpx

        try:
            return await self._ask_once(transport, trip)
        except httpx.RemoteProtocolError as error:
            # A kept connection that the server closed meanwhile; a fresh one decides.
            if _STALE not in str(error):
                raise
            return await self._ask_once(transport, trip)

    async def _ask_once(self, transport: Transport, trip: _Trip) -> Fetched | str:
        request = trip.request = self._request(trip)
        response = await transport.handle_async_request(request)
        try:
            if response.status_code in _REDIRECTS:
                return self._redirect(response, trip)
            if response.status_code == _NOT_MODIFIED:
                return self._not_modified(response, trip)
            if not response.is_success:
                after = read_retry_after(response.headers.get("retry-after", ""), trip.now)
                return outcomes.refused(trip.url, response.status_code, after)
            return replace(await self._read(response, trip), moved_to=trip.moved_to)
        finally:
            await response.aclose()

    def _request(self, trip: _Trip) -> httpx.Request:
        import httpx

        headers = {
            b"User-Agent": self._user_agent.encode("ascii", "replace"),
            b"Accept": (trip.accept or _ACCEPT).encode("ascii"),
            b"Accept-Encoding": b"gzip",
            b"Connection": b"keep-alive",
            **trip.validators,
        }
        request = httpx.Request(
            "GET", trip.url, headers=headers, extensions={"timeout": self._patience}
        )
        name, password = request.url.username, request.url.password
        if name or password:
            return next(httpx.BasicAuth(name, password).auth_flow(request))
        return request

    def _redirect(self, response: httpx.Response, trip: _Trip) -> Fetched | str:
        location = response.headers.get("location", "").strip()
        if not location:
            return outcomes.redirected_nowhere(trip.url, response.status_code)
        try:
            target = _next_address(trip.url, location)
        except ValueError:
            return outcomes.redirected_nowhere(trip.url, response.status_code)
        trip.cookies = trip.cookies or "set-cookie" in response.headers
        # A move that gives the encryption up is followed, but never for good.
        kept = not (trip.url.lower().startswith("https:") and target.startswith("http:"))
        trip.permanent = trip.permanent and response.status_code in _PERMANENT and kept
        return target

    def _not_modified(self, response: httpx.Response, trip: _Trip) -> Fetched:
        if not trip.validators:
            return outcomes.unchanged_unasked(trip.url)
        return Fetched(
            "unchanged",
            status=_NOT_MODIFIED,
            moved_to=trip.moved_to,
            max_age=freshness(response.headers, trip.now),
        )

    async def _read(self, response: httpx.Response, trip: _Trip) -> Fetched:
        said = response.headers.get("content-encoding", "").strip().lower()
        codings = {coding.strip() for coding in said.split(",")} - {"", "identity"}
        if not codings <= _CODINGS:
            return outcomes.unknown_coding(trip.url, said)
        body = Body(self._max_bytes, packed=bool(codings))
        whole = await self._receive(response, trip, body) and body.complete
        return Fetched(
            "ok",
            status=response.status_code,
            body=body.data,
            partial=not whole,
            body_hash=body.digest,
            etag=_validator(response, b"etag") if whole else "",
            last_modified=_validator(response, b"last-modified") if whole else "",
            content_type=response.headers.get("content-type", "")[:200],
            max_age=freshness(response.headers, trip.now),
        )

    async def _receive(self, response: httpx.Response, trip: _Trip, body: Body) -> bool:
        """Take in a body; False where a feed's broke off, of which the beginning is kept."""
        import httpx

        whole = True
        try:
            async for chunk in response.aiter_raw():
                trip.wire += len(chunk)
                for _ in body.feed(chunk):
                    await asyncio.sleep(0)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # Half an article is none, and nothing is less than half a feed.
            if trip.accept or not trip.wire:
                raise
            whole = False
        for _ in body.close():
            await asyncio.sleep(0)
        return whole

    async def _open(self) -> Transport:
        async with self._opening:
            if self._transport is None:
                # The library and the list of certificate authorities take a moment to load.
                self._transport = await asyncio.to_thread(self._make_transport)
        return self._transport

    def _make_transport(self) -> Transport:
        import httpx

        from watchers.network import Guard
        from watchers.wire import Transport

        context = self._trust or httpx.create_ssl_context(trust_env=False)
        return Transport(self._guard or Guard(), context)


def _validators(etag: str, last_modified: str) -> dict[bytes, bytes]:
    given = {b"If-None-Match": etag, b"If-Modified-Since": last_modified}
    return {name: value.encode("latin-1", "replace") for name, value in given.items() if value}


def _validator(response: httpx.Response, name: bytes) -> str:
    for key, value in response.headers.raw:
        if key.lower() == name and len(value) <= _MAX_VALIDATOR:
            return value.decode("latin-1")
    return ""


def _forbidden(url: str, origin: Literal["public", "private", "loopback"]) -> Fetched | None:
    try:
        scheme, host = urlsplit(url).scheme.lower(), host_of(url)
    except ValueError:
        scheme, host = "", ""
    if scheme not in ("http", "https") or not host:
        return outcomes.not_http(url)
    if not may_lead(origin, reach_of(host)):
        return outcomes.leads_inside(url)
    return None


def _next_address(url: str, location: str) -> str:
    here, there = urlsplit(url), urlsplit(urljoin(url, location))
    if there.scheme not in ("http", "https"):
        raise ValueError(there.scheme)
    host, port = ascii_host(there), there.port
    if not host:
        raise ValueError(there.netloc)
    bare = f"{host}:{port}" if port is not None else host
    credentials = here.netloc.rpartition("@")[0] if _is_same_server(here, there) else ""
    netloc = f"{credentials}@{bare}" if credentials else bare
    # A server's bytes end up in sentences and on the screen: nothing but plain ASCII passes.
    path, query = quote(there.path, safe=_SAFE), quote(there.query, safe=_SAFE)
    return urlunsplit((there.scheme, netloc, path or "/", query, ""))


def _is_same_server(here: SplitResult, there: SplitResult) -> bool:
    """Whether a password for one address may be sent to the other."""
    origin, target = _endpoint(here), _endpoint(there)
    # The usual redirect to the encrypted address of the same host; never the way back.
    upgrade = (origin[0], origin[2], target[0], target[2]) == ("http", 80, "https", 443)
    return origin == target or (upgrade and origin[1] == target[1])


def _endpoint(parts: SplitResult) -> tuple[str, str, int]:
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or (443 if scheme == "https" else 80)


def _failure(error: Exception, url: str) -> Fetched:
    """What an exception of the network means."""
    import httpx

    from watchers.network import ForbiddenAddress, UnknownHost

    for cause in _chain(error):
        if isinstance(cause, ForbiddenAddress):
            return outcomes.leads_inside(url)
        if isinstance(cause, UnknownHost):
            return outcomes.unknown_host(url)
        if isinstance(cause, ssl.SSLError):
            return outcomes.untrusted(url, cause)
    if isinstance(error, httpx.ConnectTimeout):
        result = outcomes.unanswered(url)
    elif isinstance(error, httpx.TimeoutException):
        result = outcomes.too_slow(url, None)
    elif isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        result = outcomes.not_http(url)
    elif isinstance(error, httpx.ConnectError):
        result = outcomes.unreachable(url)
    else:
        result = outcomes.broken_off(url, str(error))
    return result


def _chain(error: BaseException) -> tuple[BaseException, ...]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return tuple(found)
