"""The user's own pack: written a person at a time, with all that stands in it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.errors import PackError
from store.own_pack import own_pack, put_person, put_subject, read_own_pack, restore_own_pack
from store.pack_files import load_packs, own_stamps

if TYPE_CHECKING:
    from pathlib import Path

MINE = """\
# Mine, by hand.
schema = 1

# She left in spring.
[[person]]
id = "ada"
name = "Ada Lind"  # not the painter
seen.ar = ["آدا ليند"]
[[person.move]]
date = "2026-03"
from = "meta"
to = "apple"

# He stays.
[[person]]
id = "bo"
name = "Bo Ek"

# Houses follow.
[[org]]
id = "tunnels"
name = "Apex Tunnels"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return own_pack(("meta-ai",), tmp_path / "packs")


def test_it_is_the_last_file_of_the_packs_that_are_named(tmp_path: Path) -> None:
    assert own_pack(("meta-ai", "acme"), tmp_path) == tmp_path / "acme.toml"
    assert own_pack((), tmp_path) == tmp_path / "core.toml"
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "people.toml").write_text('[[person]]\nid = "bo"\nname = "Bo"\n')
    put_person(own_pack(("acme",), tmp_path), "bo", {"name": "Bo Ek"})
    packs, problems = load_packs(["acme"], tmp_path)
    assert problems == []
    assert packs.people["bo"].name == "Bo Ek"


def test_the_first_person_makes_folder_and_file(path: Path) -> None:
    values = {"name": "Ada Lind", "groups": ("fair",), "org": "apple", "spellings": []}
    put_person(path, "ada", values)
    packs, problems = load_packs(["meta-ai"], path.parent)
    assert problems == []
    assert packs.people["ada"].groups == ("fair",)
    assert packs.people["ada"].org == "apple"
    assert "spellings" not in read_own_pack(path)
    assert read_own_pack(path).startswith("# What you add to the packs")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("person", ["ada", "bo"])
def test_everything_else_stays_letter_by_letter(path: Path, person: str, newline: str) -> None:
    before = MINE.replace("\n", newline)
    path.parent.mkdir()
    path.write_bytes(before.encode())
    put_person(path, person, {"forgotten": True})
    after = read_own_pack(path)
    assert [line for line in after.split(newline) if line != "forgotten = true"] == before.split(
        newline
    )
    packs, problems = load_packs(["meta-ai"], path.parent)
    assert problems == []
    assert list(packs.forgotten) == [person]


def test_a_new_person_comes_after_the_others_and_their_comments(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(MINE.partition("\n# Houses")[0], encoding="utf-8")
    put_person(path, "cy", {"name": "Cy Roe"})
    assert read_own_pack(path).endswith(
        '[[person]]\nid = "bo"\nname = "Bo Ek"\n\n[[person]]\nid = "cy"\nname = "Cy Roe"\n\n'
    )


def test_a_file_without_a_last_line_end_is_gone_on_with(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[person]]\nid = "bo"\nname = "Bo Ek"', encoding="utf-8")
    put_person(path, "cy", {"name": "Cy Roe"})
    assert {"bo", "cy"} <= load_packs(["meta-ai"], path.parent)[0].people.keys()


def test_an_empty_value_takes_its_key_away(path: Path) -> None:
    put_person(path, "ada", {"name": "Ada Lind", "groups": ["fair"], "org": "apple"})
    put_person(path, "ada", {"groups": [], "org": "", "forgotten": False})
    assert '"Ada Lind"\nforgotten = false\n' in read_own_pack(path)


@pytest.mark.parametrize("text", ["[[person]\n", '[[person]]\nid = "x"\nnick = "y"\n'])
def test_a_file_that_is_wrong_is_not_touched(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"meta-ai\.toml"):
        put_person(path, "ada", {"name": "Ada Lind"})
    assert read_own_pack(path) == text


def test_what_would_be_wrong_is_not_written(path: Path) -> None:
    with pytest.raises(PackError, match="without a letter or digit"):
        put_person(path, "ada", {"name": "…"})
    assert read_own_pack(path) == ""


def test_an_earlier_text_comes_back_and_no_text_is_no_file(path: Path) -> None:
    put_person(path, "ada", {"name": "Ada Lind"})
    first = read_own_pack(path)
    put_person(path, "ada", {"forgotten": True})
    restore_own_pack(path, first)
    assert read_own_pack(path) == first
    restore_own_pack(path, "")
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(PackError, match="nothing was changed"):
        put_person(own_pack(("meta-ai",), tmp_path / "packs"), "ada", {"name": "Ada Lind"})


def test_a_stamp_differs_once_a_file_of_the_users_is_another(path: Path) -> None:
    names, folder = ("meta-ai",), path.parent
    none = own_stamps(names, folder)
    put_person(path, "ada", {"name": "Ada Lind"})
    one = own_stamps(names, folder)
    put_person(path, "ada", {"forgotten": True})
    assert len({none, one, own_stamps(names, folder)}) == 3
    assert own_stamps(names, None) == ()
    assert own_stamps((), folder) == ()


def test_a_subject_is_written_whole_and_once(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "zeph.toml"
    keys = {"name": "Zeph Labs", "weak": ["Zeph"], "match": {"en": ["Zeph Labs hires a chief"]}}
    assert put_subject(path, "zeph", keys, {"org:zeph": 0.1})
    before = path.read_bytes()
    assert not put_subject(path, "zeph", keys, {"org:zeph": 0.1})
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    packs, problems = load_packs(["zeph"], path.parent)
    assert not problems
    assert packs.subject.organisations == {"zeph"}
    assert packs.orgs["zeph"].match == {"en": ("Zeph Labs hires a chief",)}


def test_a_subject_joins_what_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "zeph.toml"
    path.write_bytes(b'# mine\r\n[[org]]\r\nid = "zeph"\r\nname = "Z" # short\r\nweak = ["Z"]\r\n')
    assert put_subject(path, "zeph", {"name": "Zeph Labs", "weak": ["Zeph"]}, {})
    text = path.read_bytes()
    assert b"# mine\r\n" in text
    assert b'name = "Z" # short\r\nweak = ["Z", "Zeph"]\r\n' in text
    assert text.count(b"\n") == text.count(b"\r\n")


def test_a_pack_that_is_wrong_is_given_no_subject(tmp_path: Path) -> None:
    path = tmp_path / "zeph.toml"
    path.write_text("[subject]\nnames = []\n", encoding="utf-8")
    with pytest.raises(PackError):
        put_subject(path, "zeph", {}, {})
    assert path.read_text(encoding="utf-8") == "[subject]\nnames = []\n"
