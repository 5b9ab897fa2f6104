"""`people add` and `people forget`: the user's own pack, and what a running program makes of it."""

from __future__ import annotations

import asyncio
import json
import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch import following
from llamawatch.commands.main import main
from llamawatch.session import LiveSession
from newsroom.enrolment import Entry
from newsroom.errors import DecisionError, PackError
from store.places import Places
from store.settings import load_config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

QUIET = '[alerts.desktop]\nenabled = false\n[alerts.terminal]\nmode = "off"\n'


def people_of(run: Callable[..., tuple[int, str]], *words: str) -> dict[str, dict[str, Any]]:
    shapes = map(json.loads, run("people", *words, "--json")[1].splitlines())
    return {shape["id"]: shape for shape in shapes}


def test_whoever_is_added_stands_on_the_roster_with_what_was_said(
    run: Callable[..., tuple[int, str]],
) -> None:
    words = (
        "--org",
        "apple",
        "--group",
        "fair",
        "--group",
        "Our list",
        "--alias",
        "エイダ・リンド",
    )
    status, out = run("people", "add", "Ada Lind", *words, "--alias", "Lind")
    assert status == 0
    assert out.startswith("Added ada-lind (")
    assert out.endswith("packs/meta-ai.toml); new group: our-list\n")
    ada = people_of(run)["ada-lind"]
    assert (ada["name"], ada["org"], ada["status"]) == ("Ada Lind", "apple", "at")
    assert ada["groups"] == ["fair", "our-list"]
    assert ada["aliases"] == ["エイダ・リンド", "Lind"]
    assert "ada-lind" in people_of(run, "--group", "our-list")


def test_whoever_is_forgotten_is_nowhere_any_more_and_comes_back_by_name(
    run: Callable[..., tuple[int, str]],
) -> None:
    before = people_of(run)["guillaume-lample"]
    told = run("moves", "--json")[1]
    assert before["items"] > 0
    assert "guillaume-lample" in told
    status, out = run("people", "forget", "guillaume-l")
    assert status == 0
    assert out.startswith("Forgot guillaume-lample (")
    assert out.endswith("`llamawatch people add 'Guillaume Lample'` brings them back\n")
    assert "guillaume-lample" not in people_of(run)
    assert "guillaume-lample" not in run("moves", "--json")[1]
    assert run("packs", "check")[0] == 0
    status, out = run("people", "add", "ギヨーム・ランプル")
    assert out.startswith("Brought back guillaume-lample (")
    assert people_of(run)["guillaume-lample"] == before
    assert run("moves", "--json")[1] == told


def test_no_brief_tells_of_a_move_of_whoever_was_forgotten(
    run: Callable[..., tuple[int, str]],
) -> None:
    assert "Alexandr Wang joined" in run("brief", "--since", "99w")[1]
    run("people", "forget", "alexandr-wang")
    assert "Alexandr Wang joined" not in run("brief", "--since", "99w")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("add", "Ada Lind", "--org", "mistrall"),
            'no pack knows the organisation "mistrall": did you mean "mistral"?',
        ),
        (("add", "Ada Lind", "--org", "goo"), '"goo" could be google, google-'),
        (("add", "Ada Lind", "--org", "zzzz"), "add it to a pack as [[org]] first"),
        (("add", "Yann LeCun"), "Yann LeCun is on the roster already, as yann-lecun"),
        (("add", "ギヨーム・ランプル"), "Guillaume Lample is on the roster already"),
        (("add", "…"), "is no name: it needs a letter"),
        (("add", "Ada\x1b[2J Lind"), "no control characters"),
        (("add", "Ada Lind", "--group", "…"), '"…" is no name of a group'),
        (("forget", "guillaume-lampel"), 'did you mean "guillaume-lample"?'),
        (("forget", "a"), "give more of the id."),
        (("forget", "zzzz"), "`llamawatch people` lists everybody"),
        (("forget", ""), "nobody on the roster has the id"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(QUIET, encoding="utf-8")
    assert main(["--config", str(config), "people", *words]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert not (tmp_path / "packs").exists()


def test_who_is_added_to_a_file_that_does_not_fit_the_packs_is_added_and_that_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config, pack = tmp_path / "config.toml", tmp_path / "packs" / "meta-ai.toml"
    config.write_text(QUIET, encoding="utf-8")
    pack.parent.mkdir()
    pack.write_text('[[person]]\nid = "bo"\nname = "Bo Ek"\norg = "nowhere"\n', encoding="utf-8")
    add = ["--config", str(config), "people", "add", "Ada Lind", "--group", "fair"]
    assert main(add) == 0
    out, err = capfd.readouterr()
    assert out.startswith("Added ada-lind (")
    assert "names the org 'nowhere', which no pack knows" in err
    assert "Ada Lind" in pack.read_text(encoding="utf-8")


def test_forgetting_twice_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text(QUIET, encoding="utf-8")
    forget = ["--config", str(config), "people", "forget", "guillaume-lample"]
    assert [main(forget), main(forget)] == [0, 2]
    assert "guillaume-lample was forgotten already" in capfd.readouterr().err


def test_names_in_other_scripts_have_ids_too(run: Callable[..., tuple[int, str]]) -> None:
    assert run("people", "add", "林小美")[1].startswith("Added person-")
    assert run("people", "add", "陈大文", "--alias", "Dawen Chen")[1].startswith(
        "Added dawen-chen "
    )
    assert {"林小美", "陈大文"} <= {one["name"] for one in people_of(run).values()}


@pytest.fixture
async def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveSession]:
    """A running program that looks at its files all the time."""
    monkeypatch.setattr(following, "SECONDS", 0.005)
    path = tmp_path / "config.toml"
    path.write_text(QUIET, encoding="utf-8")
    session = LiveSession(
        Places(path, tmp_path / "data", "given"), load_config(path), rng=random.Random(1)
    )
    await session.open()
    yield session
    await session.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 -- what is waited for happens in a task of the session
            await asyncio.sleep(0.005)


async def test_a_running_program_follows_what_a_command_writes(session: LiveSession) -> None:
    places = session.places
    where = ["--config", str(places.config), "--data", str(places.data)]
    assert main([*where, "people", "add", "Ada Lind"]) == 0
    await until(lambda: "ada-lind" in session.packs.people)
    assert session.watches.packs is session.packs
    assert main([*where, "people", "forget", "ada-lind"]) == 0
    await until(lambda: "ada-lind" not in session.packs.people)


async def test_the_writer_follows_what_a_program_that_reads_along_writes(
    session: LiveSession,
) -> None:
    reader = LiveSession(session.places, session.config, rng=random.Random(2), write=False)
    await reader.open()
    try:
        reader.add_person(Entry("Ada Lind"))
        await reader.packs_read()
        assert "ada-lind" in reader.packs.people
        await until(lambda: "ada-lind" in session.packs.people)
        assert await reader.undo() == "Ada Lind added"
        await until(lambda: "ada-lind" not in session.packs.people)
        await reader.packs_read()
        assert "ada-lind" not in reader.packs.people
    finally:
        await reader.close()


async def test_a_pack_that_became_wrong_leaves_the_last_good_one_in_force(
    session: LiveSession,
) -> None:
    session.add_person(Entry("Ada Lind"))
    await session.packs_read()
    pack = session.places.packs / "meta-ai.toml"
    good = pack.read_text(encoding="utf-8")
    pack.write_text(f"{good}\n[[person]]\nid = 7\n", encoding="utf-8")
    await until(lambda: bool(session.problems))
    (problem,) = session.problems
    assert str(pack) in problem
    assert problem.endswith("(what the packs said before stays in force)")
    assert "ada-lind" in session.packs.people
    pack.write_text(good.replace("Ada Lind", "Ada Lindt"), encoding="utf-8")
    await until(lambda: session.packs.people["ada-lind"].name == "Ada Lindt")
    assert not session.problems


@pytest.mark.parametrize(
    "wrong",
    ["a = " + 5000 * "[", "person = 1", "[person]\nid = 'a'", "[[person]]\nid = 7\nname = 'A'"],
)
async def test_whom_the_user_added_is_known_beside_a_file_that_is_wrong(
    session: LiveSession, wrong: str
) -> None:
    session.add_person(Entry("Ada Lind"))
    await session.packs_read()
    (session.places.packs / "core.toml").write_text(wrong, encoding="utf-8")
    assert list(session.own_people()) == ["ada-lind"]


async def test_a_pipe_in_the_place_of_a_pack_is_not_waited_for(session: LiveSession) -> None:
    session.places.packs.mkdir()
    os.mkfifo(session.places.packs / "meta-ai.toml")
    assert session.own_people() == {}
    with pytest.raises(PackError, match="is no file"):
        session.add_person(Entry("Ada Lind"))


async def test_what_is_changed_in_the_program_is_in_force_and_taken_back(
    session: LiveSession,
) -> None:
    assert session.add_person(Entry("Ada Lind", ("Lind",), "Mistral AI", ("fair",))) == "ada-lind"
    await session.packs_read()
    assert session.packs.people["ada-lind"].org == "mistral"
    assert session.own_people() == {"ada-lind": Entry("Ada Lind", ("Lind",), "mistral", ("fair",))}
    session.change_person("ada-lind", Entry("Ada Lind", (), "mistral", ("genai",)))
    await session.packs_read()
    assert session.packs.people["ada-lind"].groups == ("genai",)
    session.forget_person("ada-lind")
    await session.packs_read()
    assert list(session.packs.forgotten) == ["ada-lind"]
    for what in ("Ada Lind forgotten", "change of Ada Lind", "Ada Lind added"):
        assert await session.undo() == what
        await session.packs_read()
    assert "ada-lind" not in session.packs.people
    assert not (session.places.packs / "meta-ai.toml").exists()


async def test_whoever_was_added_before_another_company_is_changed_where_they_stand(
    session: LiveSession,
) -> None:
    session.add_person(Entry("Ada Lind", (), "apple", ()))
    await session.packs_read()
    folder = session.places.packs
    (folder / "zephyra.toml").write_text(
        '[[org]]\nid = "zephyra"\nname = "Zephyra Labs"\n', encoding="utf-8"
    )
    subject = replace(session.config.subject, packs=("meta-ai", "zephyra"))
    config = replace(session.config, subject=subject)
    await session.read_packs(config)
    session.take_up(config)
    assert list(session.own_people()) == ["ada-lind"]
    session.change_person("ada-lind", Entry("Ada Lind", (), "zephyra", ()))
    session.add_person(Entry("Bo Berg", (), "zephyra", ()))
    await session.packs_read()
    assert session.packs.people["ada-lind"].org == "zephyra"
    assert sorted(session.own_people()) == ["ada-lind", "bo-berg"]
    assert "Ada Lind" in (folder / "meta-ai.toml").read_text(encoding="utf-8")
    assert "Ada Lind" not in (folder / "zephyra.toml").read_text(encoding="utf-8")
    for what in ("Bo Berg added", "change of Ada Lind"):
        assert await session.undo() == what
        await session.packs_read()
    assert session.packs.people["ada-lind"].org == "apple"


async def test_what_was_edited_since_is_not_taken_back(session: LiveSession) -> None:
    session.forget_person("guillaume-lample")
    await session.packs_read()
    pack = session.places.packs / "meta-ai.toml"
    pack.write_text(pack.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(DecisionError, match="was edited since: “Guillaume Lample forgotten”"):
        await session.undo()
    assert pack.read_text(encoding="utf-8").endswith("# mine\n")
