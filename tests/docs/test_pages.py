"""What the other pages show is right: links lead somewhere, and what is to be copied works."""

from __future__ import annotations

import plistlib
import re
from configparser import ConfigParser
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import main
from newsroom.desk import read
from newsroom.known import Known
from newsroom.pack_schema import _ENTITY_KEYS
from newsroom.records import Article
from newsroom.watches import DeskPolicy, compile_watches
from store.config_schema import KINDS
from store.pack_files import load_packs
from store.settings import read_config
from tests.docs.names import commands
from tests.docs.pages import DOCS, ROOT, code_of, codes, page, rows, sections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if not (DOCS / "sources.md").exists():
    pytest.skip("docs/ is not here", allow_module_level=True)

PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
TESTS = re.compile(r"`(tests/[\w/]+\.py)")
SHELL = re.compile(
    r"(?:^ {4}(?:[^a-z\n]+ )?|`|\| |ssh .* )llamawatch(?: ([^`|>#\n]*))?", re.MULTILINE
)


def anchors(path: Path) -> set[str]:
    """What headings of a page can be linked to, as GitHub writes them."""
    named = (heading for heading, _ in sections(path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in named}


def is_whole(path: Path, link: str, anchor: str) -> bool:
    """Whether a link of a page leads somewhere."""
    target = (path.parent / link).resolve() if link else path
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`\n]+`", "", path.read_text(encoding="utf-8"))
    broken = [found for found in LINK.findall(text) if not is_whole(path, *found)]
    assert broken == []
    assert not is_whole(path, "nowhere.md", "")
    assert not is_whole(path, "", "nowhere")


def test_every_door_of_the_makefile_is_told_and_every_told_one_is_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    listed = set(re.findall(r"^([a-z-]+):.* ## ", text, re.MULTILINE)) - {"help", "clean"}
    assert {"run", "fuzz", "release-check"} <= listed
    told = set(re.findall(r"`make ([a-z-]+)", page("CONTRIBUTING.md")))
    assert listed - told == set()
    for path in PAGES:
        named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named - there == set()


def test_every_test_that_a_page_names_is_there() -> None:
    named = {one for path in PAGES for one in TESTS.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 40
    assert {one for one in named if not (ROOT / one).exists()} == set()


def test_the_sources_that_are_shown_are_of_every_kind_and_can_be_asked(tmp_path: Path) -> None:
    text = page("sources.md")
    config = read_config(code_of(text, "toml"), tmp_path / "config.toml")
    assert sorted(source.kind for source in config.sources) == sorted(KINDS)
    told = [codes(row[0])[0] for heading, lines in sections(text) for row in rows(lines)]
    assert told == list(KINDS)
    config_file = tmp_path / "config.toml"
    config_file.write_text(code_of(text, "toml"), encoding="utf-8")
    assert (
        main(["--config", str(config_file), "--data", str(tmp_path / "d"), "config", "check"]) == 0
    )


def packs_shown() -> Iterator[str]:
    """The packs of docs/packs.md."""
    yield from re.findall(r"```toml\n(.*?)```", page("packs.md"), re.DOTALL)


def test_the_packs_that_are_shown_hold_their_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    over, whole = packs_shown()
    for name, text in (("meta-ai", over), ("kranich", whole)):
        folder = tmp_path / name
        (folder / "packs").mkdir(parents=True)
        (folder / "packs" / f"{name}.toml").write_text(text, encoding="utf-8")
        subject = f'[subject]\npacks = ["{name}"]\norganisations = ["{name.removesuffix("-ai")}"]\n'
        (folder / "config.toml").write_text(subject, encoding="utf-8")
        where = ["--config", str(folder / "config.toml"), "--data", str(folder / "data")]
        assert main([*where, "packs", "check"]) == 0
        assert main([*where, "config", "check"]) == 0
    assert capsys.readouterr().out.count(" 0 wrong") == 2


def test_the_other_company_of_the_page_is_watched(tmp_path: Path) -> None:
    (tmp_path / "kranich.toml").write_text(list(packs_shown())[1], encoding="utf-8")
    packs, problems = load_packs(["kranich"], tmp_path)
    assert not problems
    watches = compile_watches((), packs, {}, DeskPolicy(organisations=("kranich",)))
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    titles = ("Ada Muster leaves Kranich Labs for Nordlicht AI", "Meta buys a farm")
    articles = tuple(
        Article(id=f"a{n}", source="s", title=title, published=now, first_seen=now)
        for n, title in enumerate(titles)
    )
    first, second = read(articles, Known(), watches, now)
    assert first.relevant
    assert [move.destination for move in first.moves] == ["nordlicht"]
    assert not second.relevant


def test_every_key_of_an_entity_is_told() -> None:
    told = {
        code
        for heading, lines in sections(page("packs.md"))
        if heading.startswith("Keys of people")
        for row in rows(lines)
        for code in codes(row[0])
    }
    assert told == set().union(*_ENTITY_KEYS.values())


def test_the_units_of_the_server_page_can_be_read() -> None:
    unit = ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(code_of(page("server.md"), "ini"))
    assert unit["Service"]["ExecStart"].endswith("llamawatch run --quiet")
    plist = plistlib.loads(code_of(page("server.md"), "xml").encode())
    assert plist["ProgramArguments"][1:] == ["run", "--quiet"]


def options_by_command() -> dict[str, set[str]]:
    """The options of every command, by its words."""
    found: dict[str, set[str]] = {}
    shared = {name.code for name in commands() if name.heading == "Every command"}
    for name in commands():
        if name.heading != "Every command":
            words = name.heading.strip("`").removeprefix("llamawatch").strip()
            found.setdefault(words, set(shared)).add(name.code)
    return found


def wrong_in(line: str, known: dict[str, set[str]]) -> str:
    """What the program would not understand of a line that calls it; "" if nothing."""
    words = re.sub(r"\"[^\"]*\"|'[^']*'", "x", line).split()
    named = [word for word in words if not word.startswith("-")]
    if not named or not re.fullmatch("[a-z]+", named[0]):
        return ""
    two = " ".join(named[:2])
    command = two if two in known else named[0]
    if command not in known:
        return command
    strange = [word for word in words if word.startswith("--") and word not in known[command]]
    return " ".join(strange)


def test_every_command_that_is_shown_is_one_with_the_options_it_has() -> None:
    known = options_by_command()
    lines = [found for path in PAGES for found in SHELL.findall(path.read_text("utf-8"))]
    assert len([line for line in lines if line]) > 60
    assert {line: wrong for line in lines if (wrong := wrong_in(line, known))} == {}
    assert wrong_in("itmes x", known) == "itmes"
    assert wrong_in("items --sicne 7d", known) == "--sicne"
