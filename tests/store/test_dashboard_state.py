"""Where the user was: found again, and never in the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.errors import StoreError
from store.dashboard_state import NAME, DashboardState, load_state, save_state

if TYPE_CHECKING:
    from pathlib import Path

STATE = DashboardState(
    place="watches",
    filter="topic:talent ラマ",
    everything=True,
    selected="abc",
    open_stories=("one", "two"),
    theme="nord",
    looked=datetime(2026, 11, 26, 7, 30, tzinfo=UTC),
    welcomed=True,
)


def test_it_is_found_again_and_only_the_user_may_read_it(tmp_path: Path) -> None:
    save_state(tmp_path, STATE)
    assert load_state(tmp_path) == STATE
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_of_many_open_stories_the_latest_are_kept(tmp_path: Path) -> None:
    save_state(tmp_path, DashboardState(open_stories=tuple(map(str, range(1000)))))
    assert load_state(tmp_path).open_stories[-1] == "999"
    assert len(load_state(tmp_path).open_stories) == 200


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="where you were is not remembered"):
        save_state(tmp_path / "nowhere", STATE)


@pytest.mark.parametrize("written", [b"", b"[]", b"{", b"\xff", b'{"place": 3, "looked": "soon"}'])
def test_what_cannot_be_read_is_as_on_a_first_start(tmp_path: Path, written: bytes) -> None:
    (tmp_path / NAME).write_bytes(written)
    assert load_state(tmp_path) == DashboardState()
    assert load_state(tmp_path / "nowhere") == DashboardState()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*DashboardState.__dataclass_fields__, "other"]), _JSON))
def test_any_json_leaves_a_state_of_the_right_types(
    tmp_path_factory: pytest.TempPathFactory, row: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / NAME).write_text(json.dumps(row), encoding="utf-8")
    state = load_state(folder)
    assert isinstance(state.place, str)
    assert all(isinstance(one, str) for one in state.open_stories)
    assert state.looked is None or isinstance(state.looked, datetime)
