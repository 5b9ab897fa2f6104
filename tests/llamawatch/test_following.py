"""config.toml edited by hand while the program runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from llamawatch import following
from llamawatch.session import LiveSession
from store import pack_files
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

QUIET = '[alerts.desktop]\nenabled = false\n[alerts.terminal]\nmode = "off"\n'
FIRST = f'{QUIET}[[watch]]\nid = "first"\nkeywords = ["Ada"]\n'
SECOND = f'{FIRST}[[watch]]\nid = "second"\nkeywords = ["Lind"]\n'


@pytest.fixture
async def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveSession]:
    """A running program that looks at its configuration all the time."""
    monkeypatch.setattr(following, "SECONDS", 0.005)
    path = tmp_path / "config.toml"
    path.write_text(FIRST, encoding="utf-8")
    session = LiveSession(Places(path, tmp_path / "data", "given"), load_config(path))
    await session.open()
    yield session
    await session.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in a task of the session
            await asyncio.sleep(0.005)


def watches(session: LiveSession) -> list[str]:
    return [one.spec.id for one in session.watches.compiled]


async def test_an_edit_is_in_force_soon(session: LiveSession) -> None:
    session.places.config.write_text(SECOND, encoding="utf-8")
    await until(lambda: watches(session) == ["first", "second"])
    assert session.problems == ()


async def test_a_source_that_waits_for_a_contact_begins_when_one_is_written(
    session: LiveSession,
) -> None:
    # Nobody listens there: that it was tried is enough.
    edgar = '[[source]]\nid = "x"\nkind = "edgar"\ncompany = "42"\nurl = "http://127.0.0.1:1/"\n'
    session.places.config.write_text(FIRST + edgar, encoding="utf-8")
    await until(lambda: len(session.config.sources) == 1)
    assert session.next_poll is None
    assert [check.outcome async for check in session.poll()] == ["skipped"]
    contact = '[poll]\ncontact = "ada@gazette.example"\n'
    session.places.config.write_text(FIRST + edgar + contact, encoding="utf-8")
    await until(lambda: session.archive.source_state("x").last_poll is not None)
    assert session.archive.source_state("x").health == "error"


async def test_a_file_that_became_wrong_leaves_the_last_good_one_in_force(
    session: LiveSession,
) -> None:
    session.places.config.write_text(f"{SECOND}[pol]\n", encoding="utf-8")
    await until(lambda: bool(session.problems))
    (problem,) = session.problems
    assert problem == (
        f'{session.places.config}, line 11: unknown table "pol": did you mean "poll"? '
        "(the last good configuration stays in force)"
    )
    assert watches(session) == ["first"]


async def test_a_file_put_right_again_is_no_problem_any_more(session: LiveSession) -> None:
    heard: list[str] = []
    session.places.config.write_text("[pol]\n", encoding="utf-8")
    await until(lambda: bool(session.problems))
    session.subscribe(lambda change: heard.append(change.kind))
    session.places.config.write_text(FIRST, encoding="utf-8")
    await until(lambda: not session.problems)
    assert heard == ["config"]


async def test_other_packs_are_read_beside_the_event_loop(session: LiveSession) -> None:
    assert session.name_of("guillaume-lample") == "Guillaume Lample"
    session.places.config.write_text(f"{FIRST}[subject]\npacks = []\n", encoding="utf-8")
    await until(lambda: session.name_of("guillaume-lample") == "guillaume-lample")
    ticks = 0
    before = session.watches
    pack_files._shipped.cache_clear()
    session.places.config.write_text(FIRST, encoding="utf-8")
    async with asyncio.timeout(10):
        while session.watches is before:
            await asyncio.sleep(0.005)
            ticks += 1
    assert session.name_of("guillaume-lample") == "Guillaume Lample"
    # Reading takes a quarter of a second: a loop that did it itself would tick but once or twice.
    assert ticks > 5
