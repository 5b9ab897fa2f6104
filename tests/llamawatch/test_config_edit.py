"""`config edit`: a copy in the user's editor, which takes the file's place once it is right."""

from __future__ import annotations

import io
import json
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from llamawatch.commands.main import main
from llamawatch.drafting import FOLDER
from store.places import SHIPPED_CONFIG

if TYPE_CHECKING:
    from pathlib import Path

TEXT = '# mine\n[poll]\ninterval = "1h"  # slowly\n[reader]\nsemantic = false\n'


class Home:
    """A configuration, an editor that does as it is told, and who sits before it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text(TEXT, encoding="utf-8")
        self.config.chmod(0o640)
        self.data = folder / "data"
        self._capsys = capsys
        self.out = self.err = ""

    @property
    def drafts(self) -> list[Path]:
        return sorted((self.data / FOLDER).glob("*"))

    def run(self, *words: str) -> int:
        status = main(["--config", str(self.config), "--data", str(self.data), "config", *words])
        self.out, self.err = self._capsys.readouterr()
        return status

    def edits(self, *programs: str) -> None:
        """What the editor does to the file `path` each time it is opened."""
        for number, program in enumerate(programs):
            (self.folder / f"{number}.py").write_text(program, encoding="utf-8")


@pytest.fixture
def home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Home:
    editor = tmp_path / "my editor.py"
    editor.write_text(
        "import os, pathlib, sys\n"
        "path, home = pathlib.Path(sys.argv[2]), pathlib.Path(__file__).parent\n"
        "told = sorted(home.glob('?.py'))[0]\n"
        "program = told.read_text()\n"
        "told.unlink()\n"
        "exec(program)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} '{editor}' --wait")
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return Home(tmp_path, capsys)


def replaces(before: str, after: str) -> str:
    return f"path.write_text(path.read_text().replace({before!r}, {after!r}))"


WRONG = replaces('"1h"', '"soon"')
RIGHT = replaces('"1h"', '"2h"')


class Person(io.StringIO):
    """Somebody at a terminal, who types this."""

    def isatty(self) -> bool:
        return True


def answers(monkeypatch: pytest.MonkeyPatch, *said: str) -> None:
    monkeypatch.setattr("sys.stdin", Person("".join(f"{one}\n" for one in said)))


def test_what_is_right_takes_the_files_place(home: Home) -> None:
    home.edits(RIGHT)
    assert home.run("edit") == 0
    assert home.config.read_text(encoding="utf-8") == TEXT.replace("1h", "2h")
    assert stat.S_IMODE(home.config.stat().st_mode) == 0o640
    assert home.out == f"{home.config}: changed, 0 sources, 0 watches\n"
    assert home.drafts == []


def test_the_copy_is_private_and_no_secret_reaches_the_editor(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "s3cret")
    home.edits(
        "print(oct(path.stat().st_mode & 0o777), oct(path.parent.parent.stat().st_mode & 0o777), "
        "'LLAMAWATCH_SMTP_PASSWORD' in os.environ, file=(home / 'seen').open('w'))"
    )
    assert home.run("edit") == 0
    assert (home.folder / "seen").read_text() == "0o600 0o700 False\n"
    assert "nothing was changed" in home.out
    assert home.drafts == []


def test_what_is_wrong_is_kept_and_gone_on_with(home: Home) -> None:
    home.edits(WRONG, replaces('"soon"', '"2h"'))
    assert home.run("edit") == 2
    assert home.config.read_text(encoding="utf-8") == TEXT
    (draft,) = home.drafts
    assert '"soon"' in draft.read_text(encoding="utf-8")
    assert f'{draft}, line 3: "interval"' in home.err
    assert home.err.endswith(f"Your edit is kept in {draft}; {home.config} is as it was\n")
    assert home.run("edit") == 0
    assert f"Going on with {draft}" in home.err
    assert '"2h"' in home.config.read_text(encoding="utf-8")
    assert home.drafts == []


def test_one_who_is_there_is_asked_and_edits_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "y", "")
    home.edits(WRONG, "path.write_text('[')", "path.write_text('[poll]\\n')")
    assert home.run("edit") == 0
    assert home.config.read_text(encoding="utf-8") == "[poll]\n"
    assert "line 3" in home.err
    assert "is not valid TOML" in home.err


def test_one_who_has_enough_keeps_the_edit(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "n")
    home.edits("path.write_bytes(b'\\xff')")
    assert home.run("edit") == 2
    assert len(home.drafts) == 1
    assert home.config.read_text(encoding="utf-8") == TEXT


WATCH = 'path.write_text(path.read_text() + \'[[watch]]\\nid = "w"\\nquery = "("\\n\')'


def test_a_part_that_cannot_work_is_said_and_does_not_keep_the_rest_out(home: Home) -> None:
    home.edits(WATCH)
    assert home.run("edit") == 0
    assert "The bracket at character 1 is never closed" in home.err
    assert "[[watch]]" in home.config.read_text(encoding="utf-8")


def test_one_who_is_there_may_mend_it_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "")
    home.edits(WATCH, replaces('"("', '"Llama"'))
    assert home.run("edit") == 0
    assert 'query = "Llama"' in home.config.read_text(encoding="utf-8")


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.edits(RIGHT + "\n(home / 'config.toml').write_text('# theirs\\n')", "pass")
    assert home.run("edit") == 2
    assert home.config.read_text(encoding="utf-8") == "# theirs\n"
    (draft,) = home.drafts
    assert '"2h"' in draft.read_text(encoding="utf-8")
    assert "was changed by another program meanwhile" in home.err
    assert home.run("edit") == 0
    assert f"{draft} holds an edit of an earlier config.toml" in home.err
    assert home.drafts == [draft]


def test_a_file_that_is_wrong_can_be_mended(home: Home) -> None:
    home.config.write_bytes(b"[poll\xff\n")
    home.edits("path.write_text('[poll]\\n')")
    assert home.run("edit") == 0
    assert home.config.read_text(encoding="utf-8") == "[poll]\n"


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("/no/such/editor -w", "/no/such/editor: cannot be started (No such file or directory)"),
        ("'", "The editor cannot be read from"),
        ("  ", "The editor cannot be read from '  ' (it names no program)"),
    ],
)
def test_an_editor_that_cannot_be_started_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, editor: str, said: str
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    assert home.run("edit") == 2
    assert said in home.err
    assert home.drafts == []


def test_an_editor_that_failed_changes_nothing_and_keeps_what_was_typed(home: Home) -> None:
    home.edits(f"{RIGHT}\nsys.exit(3)", "sys.exit(1)")
    assert home.run("edit") == 2
    assert "ended with status 3" in home.err
    assert home.config.read_text(encoding="utf-8") == TEXT
    assert len(home.drafts) == 1


def test_an_editor_that_leaves_nothing_changes_nothing(home: Home) -> None:
    home.edits('path.write_text(" \\n")', "path.unlink()")
    for left in ("empty", "gone"):
        assert home.run("edit") == 2, left
        assert f"is {left}: " in home.err
        assert home.err.endswith(f"{home.config} is as it was\n")
        assert home.config.read_text(encoding="utf-8") == TEXT
        assert home.drafts == []


def test_without_an_editor_it_says_what_to_set(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(home.folder))
    assert home.run("edit") == 2
    assert "set the variable VISUAL or EDITOR" in home.err


def test_diff_tells_what_is_not_shared_with_the_shipped_one(home: Home) -> None:
    whole = SHIPPED_CONFIG.read_text(encoding="utf-8")
    home.config.write_text(whole, encoding="utf-8")
    assert home.run("diff") == 0
    assert home.out == f"{home.config}: as shipped\n"
    text = whole.replace('interval = "30m"  ', 'interval = "10m"  ', 1).replace(
        'id = "pay-war"', 'id = "mine"'
    )
    home.config.write_text(text, encoding="utf-8")
    assert home.run("diff") == 0
    assert [" ".join(line.split()) for line in home.out.splitlines()] == [
        'changed key poll.interval "10m", shipped "30m"',
        "taken out watch pay-war Pay packages and the talent war",
        "yours watch mine Pay packages and the talent war",
    ]
    assert home.run("diff", "--json") == 0
    assert json.loads(home.out.splitlines()[0]) == {
        "kind": "changed",
        "what": "key",
        "id": "poll.interval",
        "key": None,
        "yours": "10m",
        "shipped": "30m",
    }


@pytest.mark.parametrize("words", [("diff",), ("diff", "--json")])
def test_diff_shows_no_login_and_no_argument(home: Home, words: tuple[str, ...]) -> None:
    home.config.write_text(
        'edition = 1\n[[source]]\nid = "heise"\nurl = "https://ada:s3cret@heise.example/"\n'
        '[[source]]\nid = "golem"\nkind = "command"\nargv = ["get", "--token", "s3cret"]\n',
        encoding="utf-8",
    )
    assert home.run(*words) == 0
    assert "https://heise.example/" in home.out
    assert '["get"]' in home.out
    assert "s3cret" not in home.out + home.err


def test_a_file_that_does_not_say_of_which_edition_it_is_is_left_alone(home: Home) -> None:
    assert home.run("diff") == 0
    assert "not there  source  heise" in home.out
    assert "write edition = " in home.err
    assert home.run("update") == 2
    assert "does not say which edition" in home.err
    assert home.config.read_text(encoding="utf-8") == TEXT


def test_a_file_with_a_byte_order_mark_is_shown_and_compared(home: Home) -> None:
    home.config.write_text(f"\ufeffedition = 1\n{TEXT}", encoding="utf-8")
    for command in ("show", "diff", "update"):
        assert home.run(command) == 0


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ships two more editions."""
    from store import shipped

    whole = SHIPPED_CONFIG.read_text(encoding="utf-8")
    more = (
        '\n[[watch]]\nid = "more"\nname = "More"\nquery = "Llama"\n'
        '\n[[source]]\nid = "fresh"\nname = "Fresh"\nurl = "https://fresh.example/"\n'
        "enabled = false\n"
    )
    told = shipped.EDITIONS.read_text(encoding="utf-8") + (
        '\n[[edition]]\nnumber = 8\nwatches = ["more"]\n'
        '[[edition]]\nnumber = 9\nsources = ["fresh"]\n'
    )
    found = shipped.read_shipped(whole + more, told)
    monkeypatch.setattr(shipped, "read_shipped", lambda: found)


def test_update_adds_what_is_shipped_since_and_says_each(home: Home, later: None) -> None:
    home.config.write_text(f"edition = 1  # here\n{TEXT}", encoding="utf-8")
    assert home.run("diff") == 0
    assert "new        source  fresh" in home.out
    assert "config update` adds" in home.err
    assert home.run("update", "--dry-run") == 0
    assert home.out == "Would add source fresh: Fresh (off)\nWould add watch more: More\n"
    assert home.config.read_text(encoding="utf-8") == f"edition = 1  # here\n{TEXT}"
    assert home.run("update") == 0
    assert home.out == "Added source fresh: Fresh (off)\nAdded watch more: More\n"
    text = home.config.read_text(encoding="utf-8")
    assert text.startswith(f"edition = 9  # here\n{TEXT}")
    assert home.run("update") == 0
    assert "has every source and watch" in home.out
    assert home.config.read_text(encoding="utf-8") == text


def test_what_was_taken_out_never_comes_back(home: Home, later: None) -> None:
    home.config.write_text("edition = 8\n", encoding="utf-8")
    assert home.run("update") == 0
    text = home.config.read_text(encoding="utf-8")
    assert "heise" not in text
    assert "more" not in text
    home.config.write_text(text.partition("[[source]]")[0], encoding="utf-8")
    assert home.run("update") == 0
    assert home.config.read_text(encoding="utf-8") == "edition = 9\n\n"


def test_a_file_made_on_a_first_start_says_of_which_edition_it_is(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home.folder)
    assert main(["--data", str(home.data), "config", "update"]) == 0
    assert "has every source and watch" in capsys.readouterr().out
