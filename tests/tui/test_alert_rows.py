"""What the list of alerts shows, from rows of the outbox alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from newsroom.records import Alert
from tui.alert_rows import (
    STATES,
    URGENCY,
    AlertRow,
    alert_cells,
    alert_detail,
    alert_labels,
    alert_rows,
    channels_text,
    next_state,
)
from tui.cells import fit_cells

if TYPE_CHECKING:
    from newsroom.records import AlertState

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(*states: AlertState, **fields: object) -> AlertRow:
    channels = ("desktop", "terminal", "email", "webhook")
    rows = tuple(
        Alert(
            f"a{channel}", f"k{channel}", channel, "s1", 1, state=state, reason="new story",
            title="The pier is closed", created=NOW - HOUR, watches=("pier",),
        )
        for channel, state in zip(channels, states, strict=False)
    )  # fmt: skip
    return AlertRow(tuple(replace(row, **fields) for row in rows))  # type: ignore[arg-type] # as given


def detail(row: AlertRow, silence: str = "") -> list[str]:
    return alert_detail(row, name_of=str.upper, silence=silence, now=NOW, zone=UTC)


@pytest.mark.parametrize("state", URGENCY)
def test_the_channel_that_needs_most_gives_the_line_its_state(state: AlertState) -> None:
    others = URGENCY[URGENCY.index(state) :]
    assert told(others[-1], state).state == state


def test_every_state_can_be_narrowed_to_in_turn() -> None:
    shown = ["all"]
    while len(shown) < 5:
        shown.append(next_state(shown[-1]))
    assert shown == ["all", "waiting", "failed", "sent", "all"]
    assert set().union(*map(set, STATES.values())) <= set(URGENCY)


@pytest.mark.parametrize(
    ("row", "width", "said"),
    [
        (told("sent"), 10, "desktop"),
        (told("sent", "sent"), 24, "desktop, terminal"),
        (told("sent", "sent", "sent"), 16, "desktop +2"),
        (told("sent", "sent", "sent"), 9, "3 channels"),
        (told("sent", "sent", "failed"), 44, "email failed; desktop, terminal sent"),
        (told("sent", "sent", "failed"), 24, "email failed; 2 sent"),
        (told("sent", "sent", "failed"), 16, "email failed +2"),
        (told("dead", "sent", "failed", "held"), 10, "1 of 4"),
    ],
)
def test_channels_are_said_as_fully_as_there_is_room(row: AlertRow, width: int, said: str) -> None:
    assert channels_text(row, width) == said


@pytest.mark.parametrize("width", [*range(60, 301)])
def test_every_label_fits_over_its_column(width: int) -> None:
    cells = alert_cells(told("sent", "dead"), width, NOW)
    labels = alert_labels(width)
    assert len(labels) == len(cells)
    for label, cell in zip(labels, cells, strict=True):
        assert cell.width is None or cell_len(label) <= cell.width
    assert sum(cell_len(text) for text, _ in fit_cells(cells, width)) == width


def test_a_reason_that_does_not_fit_is_shown_without_its_brackets() -> None:
    long = told("sent", reason="new story (one unconfirmed report)")
    assert alert_cells(long, 120, NOW)[3].text == "new story"
    short = told("sent", reason="new story (rumour)")
    assert alert_cells(short, 120, NOW)[3].text == "new story (rumour)"


def test_one_line_holds_what_differs_between_channels() -> None:
    row = told("sent", "failed")
    one, two = row.alerts
    row = AlertRow((replace(one, watches=("a",)), replace(two, error="no", watches=("a", "b"))))
    assert (row.key, row.watches, row.error) == (one.id, ("a", "b"), "no")
    joined = AlertRow((replace(one, reason="x; y"), replace(two, reason="y; z")))
    assert joined.reason == "x; y; z"
    assert alert_rows([row.alerts, joined.alerts]) == [row, joined]


@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        ("sent", {"sent": NOW}, "sent at 12:00."),
        ("sent", {"sent": NOW, "tries": 3}, "sent at 12:00 after 3 tries."),
        ("pending", {"not_before": NOW}, "goes out now."),
        ("pending", {"not_before": NOW + HOUR}, "goes out at 13:00."),
        ("held", {"not_before": NOW + HOUR, "asked": True}, "snoozed until 13:00; z ends it."),
        (
            "held",
            {"not_before": NOW + 24 * HOUR, "error": "quiet hours"},
            "held until on 6 Mar at 12:00: quiet hours; a sends it now.",
        ),
        (
            "failed",
            {"not_before": NOW, "error": "It is not there.", "tries": 2},
            "failed after 2 tries: It is not there. Tried again now; a tries it now.",
        ),
        ("dead", {"error": "refused"}, "given up: refused. a tries it again."),
        (
            "digested",
            {"error": "more than 10 an hour"},
            "left to the next digest: more than 10 an hour; a sends it now.",
        ),
        ("suppressed", {"error": "muted: all"}, "not told: muted: all; a sends it."),
    ],
)
def test_the_detail_says_of_a_channel_what_came_and_what_to_do(
    state: AlertState, fields: dict[str, object], said: str
) -> None:
    assert detail(told(state, **fields))[-1] == f"desktop: {said}"


def test_the_detail_says_why_and_until_when_it_is_silent() -> None:
    assert detail(told("sent"), "Its story is silent; x ends it.")[:3] == [
        "The pier is closed",
        "Told because: new story; asked for by the watch “PIER”.",
        "Its story is silent; x ends it.",
    ]
    two = detail(told("sent", watches=("pier", "quay")))
    assert two[1] == "Told because: new story; asked for by the watches “PIER”, “QUAY”."
    assert detail(told("sent", watches=()))[1] == "Told because: new story."
    assert len(detail(told("sent", watches=(), reason=""))) == 2


def test_what_somebody_else_wrote_is_harmless() -> None:
    said = "\n".join(
        detail(told("dead", title="A\x1b[2J\nB\u202eC", error="x\x1b]0;y\x07\n" * 900))
    )
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 700
