from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.addresses import is_public, may_lead, origin_of, reach_of, without_login


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",  # noqa: S104 - an address to refuse
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1",
        "ff02::1", "192.0.2.1", "not an address",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_network_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        ("example.org", "public"),
        ("8.8.8.8", "public"),
        ("localhost", "loopback"),
        ("LOCALHOST.", "loopback"),
        ("feeds.localhost", "loopback"),
        ("127.8.8.8", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("192.168.1.4", "private"),
        ("nas", "private"),
        ("nas.local", "private"),
        ("reader.home.arpa", "private"),
        ("2130706433", "private"),
        ("0x7f.1", "private"),
        ("127.1", "private"),
        # Dots to whoever turns a name into ASCII (RFC 3490, 3.1).
        ("127\u30020\uff0e0\uff611", "loopback"),
        ("feeds.localhost\u3002", "loopback"),
        ("1.fm", "public"),
        ("3.be", "public"),
    ],
)
def test_a_name_says_how_far_away_it_is(host: str, reach: str) -> None:
    assert reach_of(host) == reach


def test_a_public_source_leads_only_outside_and_others_where_they_are() -> None:
    assert may_lead("public", "public")
    assert not may_lead("public", "private")
    assert not may_lead("public", "loopback")
    assert may_lead("loopback", "loopback")
    assert not may_lead("loopback", "private")
    assert may_lead("private", "public")


def test_who_is_shown_never_holds_a_password() -> None:
    assert origin_of("https://me:secret@example.org:8443/x?key=1") == "example.org:8443"
    assert origin_of("http://[::1]:80/") == "[::1]:80"
    assert origin_of("http://[") == ""
    assert without_login("https://me:secret@example.org:8443/x?key=1#y") == (
        "https://example.org:8443/x?key=1#y"
    )
    assert without_login("http://[") == "http://["


@given(st.text(max_size=40))
def test_any_text_has_a_reach(text: str) -> None:
    assert reach_of(text) in ("public", "private", "loopback")
    is_public(text)
    origin_of(text)
