from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.errors import StoreError
from store.inbox import Inbox, Wish, _read

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def test_wishes_are_taken_up_in_the_order_they_were_made(inbox: Inbox) -> None:
    inbox.drop(Wish("mark", ("b",), {"read": True}), NOON + timedelta(seconds=1), 7)
    inbox.drop(Wish("mark", ("a",), {"read": False}), NOON, 9)
    assert [(wish.ids, dict(wish.values)) for _, wish in inbox.wishes()] == [
        (("a",), {"read": False}),
        (("b",), {"read": True}),
    ]
    assert [wish.at for _, wish in inbox.wishes()] == [NOON, NOON + timedelta(seconds=1)]


def test_a_wish_waits_until_it_is_done(inbox: Inbox) -> None:
    name = inbox.drop(Wish("poll"), NOON, 1)
    assert inbox.waiting() == (name,)
    inbox.done(name)
    assert inbox.waiting() == ()
    inbox.done(name)


def test_two_wishes_of_one_instant_are_two(inbox: Inbox) -> None:
    inbox.drop(Wish("poll"), NOON, 1)
    inbox.drop(Wish("poll"), NOON, 2)
    assert len(inbox.waiting()) == 2


def test_what_cannot_be_granted_is_kept_with_the_reason(inbox: Inbox) -> None:
    name = inbox.drop(Wish("split", ("a",)), NOON, 1)
    inbox.refuse(name, "No item has the id \x1b[31m a.")
    assert inbox.waiting() == ()
    (refusal,) = inbox.refusals()
    assert (refusal.at, "\x1b" in refusal.reason) == (NOON, False)
    assert refusal.reason.startswith("No item has the id")


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"\xff", b'{"wish": 2}', b"x" * 2_000_000])
def test_a_file_that_is_no_wish_is_refused_and_the_others_go_on(
    inbox: Inbox, tmp_path: Path, raw: bytes
) -> None:
    good = inbox.drop(Wish("poll"), NOON, 1)
    (tmp_path / "inbox" / f"{0:020d}-0.json").write_bytes(raw)
    assert [name for name, _ in inbox.wishes()] == [good]
    assert len(inbox.refusals()) == 1


def test_what_is_being_written_and_what_is_foreign_is_left_alone(
    inbox: Inbox, tmp_path: Path
) -> None:
    inbox.drop(Wish("poll"), NOON, 1)
    for name in (".half", "note.txt", "1.json"):
        (tmp_path / "inbox" / name).write_text("{}")
    assert len(inbox.waiting()) == 1


def test_without_a_folder_nothing_waits(inbox: Inbox) -> None:
    assert inbox.waiting() == ()
    assert inbox.refusals() == ()


def test_a_wish_is_nobody_elses_to_read(inbox: Inbox, tmp_path: Path) -> None:
    name = inbox.drop(Wish("poll"), NOON, 1)
    assert stat.S_IMODE((tmp_path / "inbox").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "inbox" / name).stat().st_mode) == 0o600


def test_a_disk_that_refuses_is_said_to(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("in the way")
    with pytest.raises(StoreError, match=r"inbox cannot be written: File exists"):
        Inbox(tmp_path).drop(Wish("poll"), NOON, 1)


@given(st.binary(max_size=200))
def test_no_file_makes_reading_fail(raw: bytes) -> None:
    assert _read(raw) is None
