"""`init`: a company is watched after one line, beside whatever is watched already."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from llamawatch.commands.main import main
from store.atomic import PRIVATE
from store.pack_files import load_packs
from store.places import SHIPPED_CONFIG, SHIPPED_PACKS
from store.settings import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from store.settings import Config

OURS = '[subject]\npacks = ["meta-ai"] # mine\n\n[[watch]]\nid = "w"\nquery = "is:relevant" # all\n'


@dataclass
class Place:
    """Where a configuration lies or will lie, and commands typed there."""

    folder: Path
    captured: pytest.CaptureFixture[bytes]
    err: str = ""

    @property
    def path(self) -> Path:
        return self.folder / "etc" / "config.toml"

    @property
    def config(self) -> Config:
        return load_config(self.path)

    @property
    def raw(self) -> dict[str, Any]:
        return tomllib.loads(self.path.read_text(encoding="utf-8"))

    def pack(self, name: str) -> Path:
        return self.path.parent / "packs" / f"{name}.toml"

    def write(self, text: str) -> None:
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text, encoding="utf-8")

    def run(self, *words: str) -> tuple[int, str]:
        self.captured.readouterr()
        where = ["--config", str(self.path), "--data", str(self.folder / "data")]
        status = main([*where, *words])
        out, err = self.captured.readouterr()
        self.err = err.decode()
        return status, out.decode()

    def init(self, *words: str) -> str:
        status, out = self.run("init", *words, "--no-check")
        assert status == 0, self.err
        assert "\nChecked: " in out
        return out

    def enabled(self) -> set[str]:
        return {source.id for source in self.config.sources if source.enabled}


@pytest.fixture
def place(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Place:
    return Place(tmp_path, capfdbinary)


def test_a_company_of_ones_own_is_watched_after_one_line(place: Place) -> None:
    out = place.init("--name", "Zephyra Labs", "--alias", "Zephyra", "--languages", "en,ja")
    assert out.startswith(f"Made {place.path} for Zephyra Labs (zephyra-labs)\n")
    config = place.config
    assert config.subject.packs == ("meta-ai", "zephyra-labs")
    assert config.subject.organisations == ("zephyra-labs",)
    assert config.reader.languages == ("en", "ja")
    (watch,) = config.watches
    assert (watch.id, watch.name) == ("zephyra-labs", "Zephyra Labs")
    assert watch.query == "is:relevant AND about:zephyra-labs"
    searches = [one for one in config.sources if "zephyra-labs" in one.id]
    assert [(one.id, one.text("edition"), one.language) for one in searches] == [
        ("google-news-zephyra-labs-en", "en-US", "en"),
        ("google-news-zephyra-labs-ja", "ja-JP", "ja"),
    ]
    assert {one.text("query") for one in searches} == {'"Zephyra Labs" when:3d'}
    packs, problems = load_packs(config.subject.packs, place.path.parent / "packs")
    assert not problems
    zephyra = packs.orgs["zephyra-labs"]
    assert [(one.text, one.certainty) for one in zephyra.aliases] == [
        ("Zephyra Labs", "strong"),
        ("Zephyra", "weak"),
    ]
    for path in (place.path, place.pack("zephyra-labs")):
        assert path.stat().st_mode & 0o777 == PRIVATE


def test_what_is_written_passes_the_checks_of_configuration_and_packs(place: Place) -> None:
    place.init("--name", "Zephyra", "--alias", 'Zephyra "Deep" Labs', "--alias", "ゼフィラ社")
    assert place.run("config", "check")[0] == 0
    status, out = place.run("packs", "check")
    assert status == 0
    assert out.endswith(" 0 wrong\n")


def test_whoever_asks_for_one_company_is_not_told_of_the_shipped_one(place: Place) -> None:
    place.init("--name", "Zephyra Labs")
    there, shipped = place.enabled(), load_config(SHIPPED_CONFIG)
    about = {
        *("bing-news-en", "meta-newsroom", "meta-engineering", "meta-ai-blog", "hn-meta-ai"),
        *("gh-llama-models", "wikipedia", "sec-8k"),
    }
    assert not there & about
    assert {one for one in there if one.startswith("google-news-")} == {
        "google-news-zephyra-labs-en"
    }
    # What anybody is written about in stays.
    assert {"techcrunch-ai", "heise", "itmedia-ai"} <= there
    kept = {one.id for one in shipped.sources if one.enabled} - about
    assert {one for one in kept if not one.startswith("google-news-")} <= there


def test_nothing_shipped_is_added_later_for_whoever_watches_another_company(place: Place) -> None:
    place.init("--name", "Quillon Robotics")
    before = place.path.read_text(encoding="utf-8")
    assert place.run("config", "update")[0] == 2
    assert place.path.read_text(encoding="utf-8") == before


def test_the_rest_of_the_shipped_file_stands_as_it_was_written(place: Place) -> None:
    place.init("--name", "Zephyra Labs")
    ours = place.path.read_text(encoding="utf-8").splitlines()
    shipped = SHIPPED_CONFIG.read_text(encoding="utf-8").splitlines()
    comments = [line for line in shipped if line.startswith("#")]
    assert [line for line in ours if line.startswith("#")] == comments
    assert [line for line in ours if line.startswith("[alerts")] == [
        line for line in shipped if line.startswith("[alerts")
    ]


def test_a_company_the_packs_know_is_that_company(place: Place) -> None:
    out = place.init("--name", "Mistral AI", "--alias", "Mistral", "--languages", "en,fr")
    assert "(mistral)" in out
    assert place.config.subject.organisations == ("mistral",)
    assert "[[org]]" not in place.pack("mistral").read_text(encoding="utf-8")
    # The shipped source that is about it is asked now.
    assert "mistral-gen" in place.enabled()
    packs, _ = load_packs(place.config.subject.packs, place.path.parent / "packs")
    assert "mistral-ai" not in packs.orgs


def test_new_aliases_of_a_known_company_join_those_there_are(place: Place) -> None:
    place.init("--name", "Mistral", "--alias", "Mistral Artificial", "--alias", "Mistrale")
    text = place.pack("mistral").read_text(encoding="utf-8")
    (org,) = tomllib.loads(text)["org"]
    assert org == {"id": "mistral", "spellings": ["Mistral Artificial"], "weak": ["Mistrale"]}


def test_a_second_subject_stands_beside_the_first_and_changes_nothing_else(place: Place) -> None:
    place.write(OURS)
    out = place.init("--name", "Zephyra Labs", "--languages", "de")
    text = place.path.read_text(encoding="utf-8")
    assert 'packs = ["meta-ai", "zephyra-labs"] # mine\n' in text
    assert 'query = "is:relevant" # all\n' in text
    config = place.config
    assert config.subject.organisations == ("meta", "zephyra-labs")
    assert config.reader.languages == ("en",)
    assert [watch.id for watch in config.watches] == ["w", "zephyra-labs"]
    assert [source.id for source in config.sources] == ["google-news-zephyra-labs-de"]
    # A watch for all that is relevant tells of both; that is said.
    assert "  w: tell of all that is relevant" in out


def test_searches_are_made_for_the_languages_one_reads(place: Place) -> None:
    place.write('[reader]\nlanguages = ["pt", "cs", "en"]\n')
    place.init("--name", "Zephyra Labs")
    assert [source.text("edition") for source in place.config.sources] == ["pt-BR", "en-US"]


def test_a_second_time_nothing_is_changed_and_that_is_said(place: Place) -> None:
    words = ("--name", "Zephyra Labs", "--alias", "Zephyra", "--languages", "en,fr")
    place.init(*words)
    before = {path: path.read_bytes() for path in place.path.parent.rglob("*.toml")}
    out = place.init(*words)
    assert out.startswith("Zephyra Labs (zephyra-labs) is watched already: nothing was changed")
    assert {path: path.read_bytes() for path in place.path.parent.rglob("*.toml")} == before


def test_more_aliases_and_languages_are_added_to_what_is_there(place: Place) -> None:
    place.init("--name", "Zephyra Labs", "--languages", "en")
    place.run("watches", "remove", "zephyra-labs")
    out = place.init("--name", "Zephyra Labs", "--alias", "ゼフィラ", "--languages", "ja")
    assert "was watched already; new in" in out
    assert 'spellings = ["ゼフィラ"]' in place.pack("zephyra-labs").read_text(encoding="utf-8")
    added = place.config.sources[-1]
    assert added.text("query") == '("Zephyra Labs" OR "ゼフィラ") when:3d'
    assert [watch.id for watch in place.config.watches] == ["zephyra-labs"]


def test_without_a_name_the_shipped_configuration_is_made(place: Place) -> None:
    place.init()
    assert place.path.read_bytes() == SHIPPED_CONFIG.read_bytes()
    assert place.init().startswith("Meta (meta) is watched already")


def test_without_a_name_the_searches_of_the_languages_are_turned_on(place: Place) -> None:
    out = place.init("--languages", "it,he")
    assert {"google-news-it", "google-news-meta-he"} <= place.enabled()
    assert place.config.reader.languages == ("it", "he")
    assert "google-news-it" in out


def test_the_shipped_subject_comes_back_beside_another(place: Place) -> None:
    place.init("--name", "Zephyra Labs")
    out = place.init()
    shipped, config = load_config(SHIPPED_CONFIG), place.config
    assert config.subject.organisations == ("zephyra-labs", "meta")
    assert {watch.id for watch in shipped.watches} < {watch.id for watch in config.watches}
    assert {one.id for one in shipped.sources if one.enabled} <= place.enabled()
    # Each watch is one company's.
    assert "tell of all that is relevant" not in out


def test_a_pack_that_has_more_in_it_keeps_it(place: Place) -> None:
    place.init("--name", "Zephyra Labs")
    with place.pack("zephyra-labs").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[person]] # ours\nid = "ada-lind"\nname = "Ada Lind"\norg = "zephyra-labs"\n'
        )
    place.init("--name", "Zephyra Labs", "--alias", "Zephyra")
    text = place.pack("zephyra-labs").read_text(encoding="utf-8")
    assert "[[person]] # ours\n" in text
    assert 'weak = ["Zephyra"]' in text


def test_people_are_added_where_they_can_be_edited_after_a_second_subject(place: Place) -> None:
    place.write(OURS)
    place.run("people", "add", "Ada Lind", "--org", "apple")
    place.init("--name", "Zephyra Labs")
    assert place.run("people", "add", "Bo Berg", "--org", "zephyra")[0] == 0
    people = {
        one["id"]: one for one in map(json.loads, place.run("people", "--json")[1].splitlines())
    }
    assert (people["ada-lind"]["org"], people["bo-berg"]["org"]) == ("apple", "zephyra-labs")


def test_whoever_was_forgotten_stays_so_once_a_second_subject_is_taken_back(place: Place) -> None:
    place.write(OURS)
    out = place.init("--name", "Zephyra Labs", "--languages", "en")
    assert place.run("people", "forget", "yann-lecun")[0] == 0
    assert 'take "zephyra-labs" out of [subject] organisations there' in out
    for words in (
        "watches remove zephyra-labs",
        "sources remove google-news-zephyra-labs-en",
    ):
        assert f"`llamawatch {words}`" in out
        assert place.run(*words.split())[0] == 0
    config = place.path.read_text(encoding="utf-8")
    place.write(config.replace('["meta", "zephyra-labs"]', '["meta"]'))
    assert place.config.subject.organisations == ("meta",)
    assert "yann-lecun" not in place.run("people", "--json")[1]


def test_a_company_named_like_a_pack_of_the_program_does_not_lie_over_it(place: Place) -> None:
    place.init("--name", "Core")
    assert place.config.subject.packs == ("meta-ai", "core-own")
    assert not place.pack("core").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", ""), "is no name"),
        (("--name", "\u202eevil"), "is no name"),
        (("--name", "!!!"), "is no name"),
        (("--name", "x" * 81), "too long for a name"),
        (("--name", "the"), "is an ordinary word (English)"),
        (("--name", "Leaves"), "is an ordinary word (English)"),
        (("--name", "Zephyra Labs", "--alias", "Z"), "is one letter"),
        (("--name", "Zephyra Labs", "--alias", "\x1b[31mZ"), "is no name"),
        (("--name", "Zephyra Labs", "--alias", "OpenAI"), "is a name of OpenAI (openai) already"),
        (("--name", "Zephyra Labs", "--alias", "Yann LeCun"), "is a name of Yann LeCun"),
        (("--name", "Zephyra Labs", "--languages", "xx"), 'cannot be searched in "xx"'),
        (("--name", "Zephyra Labs", "--languages", ""), 'cannot be searched in ""'),
        (("--alias", "Zephyra"), "name it with --name"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    place: Place, words: tuple[str, ...], said: str
) -> None:
    status, out = place.run("init", *words)
    assert (status, out) == (2, "")
    assert said in place.err
    assert not place.path.parent.exists()


def test_a_configuration_that_is_wrong_stays_as_it_is_with_no_pack_beside_it(place: Place) -> None:
    place.write("[subject]\npack = []\n")
    assert place.run("init", "--name", "Zephyra Labs")[0] == 2
    assert "packs" in place.err
    assert not place.pack("zephyra-labs").exists()


def test_where_the_configuration_cannot_be_written_the_pack_is_taken_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(OURS)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.config_file.write_atomically", refuse)
    status, _ = place.run("init", "--name", "Zephyra Labs", "--no-check")
    assert status == 2
    assert "No space left on device" in place.err
    assert not place.pack("zephyra-labs").exists()
    assert place.path.read_text(encoding="utf-8") == OURS


def test_without_the_shipped_pack_there_is_no_shipped_subject(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(SHIPPED_PACKS / "core", bare / "core")
    monkeypatch.setattr("store.pack_files.SHIPPED_PACKS", bare)
    status, _ = place.run("init")
    assert status == 2
    assert "the pack meta-ai did not come with this installation" in place.err
    place.init("--name", "Zephyra Labs")
    assert place.config.subject.packs == ("zephyra-labs",)


def test_sources_that_do_not_answer_are_told_and_not_fatal(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchers.kinds.google_news.ENDPOINT", "http://127.0.0.1:9/rss")
    status, out = place.run("init", "--name", "Zephyra Labs")
    assert status == 0
    assert "\ngoogle-news-zephyra-labs-en: 127.0.0.1" in out
    assert "is asked again by itself once llamawatch runs" in out
    assert "Asking 1 of 1" in place.err
