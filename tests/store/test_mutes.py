"""What is silent, until when, and what that keeps from being told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsroom.records import Mute
from store.archive import Archive
from tests.store.samples import NOON, article, check, due, reading, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsroom.records import Alert

HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path) as one:
        one.record(
            check(),
            [reading(article("a"), story("s", "a"), dues=(due("s", item="a"),))],
            channels=("desktop",),
        )
        yield one


@pytest.fixture
def alert(archive: Archive) -> Alert:
    (one,) = archive.outbox.alerts()
    return replace(one, watches=("people", "plans"))


@pytest.mark.parametrize(
    ("mutes", "by"),
    [
        ((), ""),
        (("all",), "all"),
        (("story:s",), "story:s"),
        (("story:before",), "story:before"),
        (("source:gazette",), "source:gazette"),
        (("source:other", "story:other"), ""),
        (("watch:people",), ""),
        (("watch:people", "watch:plans"), "watch:people"),
    ],
)
def test_an_alert_is_silenced_by_what_it_is_about(
    archive: Archive, alert: Alert, mutes: tuple[str, ...], by: str
) -> None:
    for what in mutes:
        archive.mutes.put(Mute(what, None, NOON))
    assert archive.mutes.silenced_by(alert, ("s", "before"), "gazette", NOON) == by


def test_a_report_that_no_watch_asked_for_is_silenced_with_everything_only(
    archive: Archive, alert: Alert
) -> None:
    report = replace(alert, watches=(), story="")
    archive.mutes.put(Mute("watch:people", None, NOON))
    assert not archive.mutes.silenced_by(report, ("",), "", NOON)
    archive.mutes.put(Mute("all", NOON + HOUR, NOON))
    assert archive.mutes.silenced_by(report, ("",), "", NOON) == "all"


def test_a_mute_ends_by_itself_or_by_hand_and_outlives_the_program(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.mutes.put(Mute("all", NOON + HOUR, NOON))
        archive.mutes.put(Mute("story:s", None, NOON))
        archive.mutes.put(Mute("all", NOON + 2 * HOUR, NOON))
        archive.fold()
    with Archive.open(tmp_path) as archive:
        mutes = archive.mutes
        assert [(m.what, m.until) for m in mutes.lasting(NOON + HOUR)] == [
            ("all", NOON + 2 * HOUR),
            ("story:s", None),
        ]
        assert [m.what for m in mutes.lasting(NOON + 2 * HOUR)] == ["story:s"]
        assert mutes.lift("story:s")
        assert not mutes.lift("story:s")
        assert mutes.lasting(NOON + 2 * HOUR) == ()
