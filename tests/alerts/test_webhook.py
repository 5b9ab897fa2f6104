"""Webhooks: what is posted, how it is signed, and what each answer means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.messages import Message
from alerts.webhook import WebhookChannel, read_retry_after, read_secret
from newsroom.clean import clean
from newsroom.errors import Undelivered
from store.settings import Webhook
from tests.alerts.payloads import hostile
from tests.alerts.receiver import Answer, Receiver

if TYPE_CHECKING:
    from tests.alerts.services import Certificate

NOW = datetime(2026, 11, 26, 12, 0, 7, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()
MESSAGE = Message(
    key="a" * 64,
    story="st0ry",
    revision=2,
    title="杨立昆 leaves",
    lines=("Morning Wire (en)", "Status: reported"),
    url="https://example.org/a?b=1",
    priority="high",
    created=NOW - timedelta(hours=1),
    data={"watches": ["people"], "sources": 4},
)


IN_THE_CLEAR = (
    "alerts to webhook {host} would travel in the clear: write https:// in [alerts.webhook] url "
    "(http:// only reaches this machine itself)"
)
NO_ADDRESS = (
    "url in [alerts.webhook] is no address that can be posted to: write https://, a host and no "
    "user name"
)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", SECRET)
    return SECRET


def channel(url: str, *, deadline: float = 20.0) -> WebhookChannel:
    settings = Webhook(enabled=True, url=url, secret_command=(), secret_file="", digest=True)
    return WebhookChannel(settings, clock=lambda: NOW, deadline=deadline)


async def refusal(*answers: Answer, deadline: float = 20.0) -> Undelivered:
    """What is said when a receiver answers so."""
    async with Receiver(*answers) as receiver:
        with pytest.raises(Undelivered) as error:
            await channel(receiver.url, deadline=deadline).send(MESSAGE)
        told = str(error.value)
        assert told.startswith(f"webhook 127.0.0.1:{receiver.port} ")
        # With many services the path is the secret.
        assert "hook" not in told.removeprefix("webhook ").replace("[alerts.webhook]", "")
        return error.value


async def test_a_message_is_posted_as_json() -> None:
    async with Receiver() as receiver:
        said = await channel(receiver.url).send(MESSAGE)
        (request,) = receiver.requests
    assert said == f"webhook 127.0.0.1:{receiver.port} answered 200 (unsigned: no secret)"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == MESSAGE.key
    assert request.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert "webhook-signature" not in request.headers
    assert json.loads(request.body) == {
        "type": "llamawatch.story",
        "timestamp": "2026-11-26T11:00:07+00:00",
        "data": {
            "watches": ["people"],
            "sources": 4,
            "key": MESSAGE.key,
            "kind": "story",
            "story": "st0ry",
            "revision": 2,
            "priority": "high",
            "title": "杨立昆 leaves",
            "lines": ["Morning Wire (en)", "Status: reported"],
            "url": "https://example.org/a?b=1",
            "created": "2026-11-26T11:00:07+00:00",
        },
    }


async def test_the_signature_is_what_the_specification_says(signed: str) -> None:
    async with Receiver() as receiver:
        assert (await channel(receiver.url).send(MESSAGE)).endswith("answered 200")
        (request,) = receiver.requests
    identity, at = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    key = base64.b64decode(signed.removeprefix("whsec_"))
    expected = hmac.new(key, f"{identity}.{at}.".encode() + request.body, hashlib.sha256).digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"


async def test_somebody_else_s_verifier_takes_the_signature(
    signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    standardwebhooks = pytest.importorskip("standardwebhooks")
    verifier = standardwebhooks.Webhook(signed)
    settings = Webhook(enabled=True, url="", secret_command=(), secret_file="", digest=True)
    async with Receiver() as receiver:
        # It compares with the clock of the machine.
        now = datetime.now(UTC)
        await WebhookChannel(replace(settings, url=receiver.url), clock=lambda: now).send(MESSAGE)
        (request,) = receiver.requests
    assert verifier.verify(request.body, dict(request.headers))["data"]["story"] == "st0ry"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verifier.verify(request.body + b" ", dict(request.headers))


async def test_a_repetition_has_the_same_id_and_a_signature_of_its_own_time(signed: str) -> None:
    async with Receiver(Answer(drops=True)) as receiver:
        with pytest.raises(Undelivered):
            await channel(receiver.url).send(MESSAGE)
        again = channel(receiver.url)
        again._clock = lambda: NOW + timedelta(seconds=30)
        await again.send(MESSAGE)
        first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert first.body == second.body


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_what_was_taken_is_sent(status: int) -> None:
    async with Receiver(Answer(status)) as receiver:
        assert f"answered {status}" in await channel(receiver.url).send(MESSAGE)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_was_put_off_is_tried_again(status: int) -> None:
    error = await refusal(Answer(status))
    assert (error.retry, error.retry_after) == (True, None)
    assert str(error).endswith(f" put it off (status {status}): tried again")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("Thu, 26 Nov 2026 12:01:07 GMT", 60.0),
        ("999999999999999999999", 86_400.0),
        ("Fri, 26 Nov 2027 12:00:07 GMT", 86_400.0),
        ("0", None),
        ("-5", None),
        ("Thu, 26 Nov 2026 11:00:00 GMT", None),
        ("soon", None),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        ("٣", None),
        ("", None),
    ],
)
async def test_retry_after_is_honoured_for_at_most_a_day(said: str, seconds: float | None) -> None:
    assert read_retry_after(said, NOW) == seconds
    if said.isascii():
        error = await refusal(Answer(429, {"Retry-After": said}))
        assert (error.retry, error.retry_after) == (True, seconds)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (301, "points elsewhere (status 301), where alerts are not sent"),
        (302, "points elsewhere (status 302), where alerts are not sent"),
        (307, "points elsewhere (status 307), where alerts are not sent"),
        (400, "refused the message (status 400)"),
        (404, "refused the message (status 404)"),
        (410, "is gone for ever (status 410): turn [alerts.webhook] off"),
        (413, "refused the message (status 413)"),
    ],
)
async def test_what_is_refused_is_not_tried_again(status: int, said: str) -> None:
    async with Receiver() as elsewhere:
        error = await refusal(Answer(status, {"Location": elsewhere.url}))
    assert not error.retry
    assert said in str(error)
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [401, 403])
async def test_a_signature_that_is_not_accepted_waits_for_somebody(
    signed: str, status: int
) -> None:
    error = await refusal(Answer(status, body=b"no, " + signed.encode()))
    assert error.retry
    assert error.retry_after
    assert str(error).endswith(f"(status {status}): check the secret on both sides")


async def test_a_receiver_that_says_nothing_is_asked_again() -> None:
    error = await refusal(Answer(silent=True), deadline=0.2)
    assert error.retry
    assert str(error).endswith("did not answer within 0.2 s: it is tried again")


async def test_a_receiver_that_hangs_up_is_asked_again() -> None:
    error = await refusal(Answer(drops=True))
    assert error.retry
    assert "cannot be reached" in str(error)


async def test_nobody_listening_is_asked_again(unused_tcp_port: int) -> None:
    with pytest.raises(Undelivered, match="cannot be reached") as error:
        await channel(f"http://127.0.0.1:{unused_tcp_port}/").send(MESSAGE)
    assert error.value.retry


async def test_an_endless_answer_is_not_read() -> None:
    async with Receiver(Answer(200, {"x": "y"}, b"z" * 6_000_000)) as receiver:
        assert "answered 200" in await channel(receiver.url).send(MESSAGE)


async def test_it_is_posted_over_tls(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Receiver(context=certificate.server_context()) as receiver:
        with pytest.raises(Undelivered, match="no certificate that can be trusted") as error:
            await channel(receiver.url).send(MESSAGE)
        assert error.value.retry_after
        assert receiver.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        await channel(receiver.url).send(MESSAGE)
        assert len(receiver.requests) == 1


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Receiver() as proxy, Receiver() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        await channel(receiver.url).send(MESSAGE)
    assert (len(proxy.requests), len(receiver.requests)) == (0, 1)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "the webhook channel is on but has no url: set it in [alerts.webhook]"),
        (
            "http://example.org/t0ken",
            IN_THE_CLEAR.format(host="example.org"),
        ),
        (
            "http://10.0.0.1/t0ken",
            IN_THE_CLEAR.format(host="10.0.0.1"),
        ),
        *(
            (url, NO_ADDRESS)
            for url in ("file:///t0ken", "https://me:t0ken@example.org/", "t0ken", "https://a b/")
        ),
    ],
)
async def test_an_address_that_cannot_be_posted_to(url: str, said: str) -> None:
    with pytest.raises(Undelivered) as error:
        await channel(url).send(MESSAGE)
    assert str(error.value) == said
    assert error.value.retry_after
    assert await channel(url).probe() == said
    assert "t0ken" not in said


@pytest.mark.parametrize("host", ["example..org", "a" * 64 + ".example.org"])
async def test_what_is_no_name_of_a_host_is_one_sentence(host: str) -> None:
    said = await channel(f"https://{host}/").probe()
    assert said.startswith(f"webhook {host} cannot be reached (")


@pytest.mark.parametrize("secret", ["whsec_", "whsec_no base64!", "hunter2é", "whsec_a"])
async def test_what_is_no_secret_is_said_and_not_shown(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMAWATCH_WEBHOOK_SECRET", secret)
    async with Receiver() as receiver:
        with pytest.raises(Undelivered, match="is not what the Standard Webhooks use") as error:
            await channel(receiver.url).send(MESSAGE)
        assert await channel(receiver.url).probe() == str(error.value)
    assert receiver.requests == []
    assert secret.removeprefix("whsec_") in ("", "a") or secret not in str(error.value)
    assert error.value.__context__ is None or error.value.__suppress_context__


def test_the_prefix_of_a_secret_may_be_left_out() -> None:
    assert read_secret(SECRET) == read_secret(f" {SECRET.removeprefix('whsec_')}\n")


async def test_a_probe_posts_nothing() -> None:
    async with Receiver() as receiver:
        assert await channel(receiver.url).probe() == ""
    assert receiver.requests == []


async def test_a_probe_tells_what_would_keep_a_message_from_arriving(
    certificate: Certificate, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await channel(f"http://127.0.0.1:{unused_tcp_port}/").probe()
    assert said.startswith(f"webhook 127.0.0.1:{unused_tcp_port} cannot be reached (")
    async with Receiver(context=certificate.server_context()) as receiver:
        assert "no certificate that can be trusted" in await channel(receiver.url).probe()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        assert await channel(receiver.url).probe() == ""
    assert receiver.requests == []


@hostile()
async def test_nothing_a_stranger_wrote_is_more_than_text(payload: str) -> None:
    message = replace(
        MESSAGE,
        key=payload,
        title=payload,
        lines=(payload,),
        url=payload,
        data={payload: [payload, {"deep": payload}], "title": payload},
    )
    async with Receiver() as receiver:
        await channel(receiver.url).send(message)
        (request,) = receiver.requests
    assert set(request.headers) == {
        *("accept", "accept-encoding", "connection", "content-length", "content-type", "host"),
        *("user-agent", "webhook-id", "webhook-timestamp"),
    }
    assert request.headers["webhook-id"].replace("_", "").replace("-", "").isalnum()
    assert request.headers["webhook-id"][0].isalnum()
    data = json.loads(request.body)["data"]
    assert data["title"] == clean(payload)
    assert data["lines"] == [clean(payload, limit=1000)]
    assert data["url"] == ""
    for text in _texts(data):
        assert clean(text, limit=len(text) + 1, lines=True) == text


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
