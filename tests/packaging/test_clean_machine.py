"""The README, followed on a machine that has nothing: an empty home, a bare PATH, Debian's python3.

What is committed is cloned, and the commands are those that stand in README.md. Packages come from
wherever the environment says: variables that name an index and whom to trust are handed on, and
nothing else is. Two liberties are taken. The sources of the clone's config.toml are taken out,
for `make run` would ask a hundred papers. And of the tests one module of each room is run
(PYTEST_ADDOPTS), for all of them run in `make check`; FULL=1 runs them all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import codes, sections
from tests.llamawatch.terminals import Terminal
from tests.packaging.commands import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

PYTHON = Path("/usr/bin/python3")
PATH = "/usr/bin:/bin"
PATIENCE = 900.0
"""Seconds for a command that fetches packages first."""
TESTED = (
    "tests/newsroom/test_query.py tests/store/test_lines.py tests/watchers/test_fetch.py "
    "tests/alerts/test_policy.py tests/tui/test_status.py tests/llamawatch/test_undoing.py"
)
NEWS = b"Meta"
"""A word of the demo's week that stands on no empty screen."""
HANDED_ON = re.compile(
    r"PIP_\w+|UV_(?!PYTHON|PROJECT|TOOL|CACHE)\w+|\w+_(?:proxy|PROXY)|SSL_CERT_\w+|\w+_CA_BUNDLE"
)


def commands(heading: str) -> list[list[str]]:
    """The indented blocks of a section of README.md, each as its commands without their remarks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = (lines for found, lines in sections(text) if found == heading)
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("    "):
            blocks[-1].append(line.partition(" #")[0].strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def index() -> dict[str, str]:
    """What says where packages come from."""
    found = {name: value for name, value in os.environ.items() if HANDED_ON.fullmatch(name)}
    own = Path.home() / ".config" / "pip" / "pip.conf"
    if own.exists():
        found.setdefault("PIP_CONFIG_FILE", str(own))
    return found


class Machine:
    """A folder with an empty home and a clone beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clone, self.home = folder, folder / "clone", folder / "home"
        self.home.mkdir()
        run("git", "clone", "--quiet", ROOT, self.clone)
        config = self.clone / "config.toml"
        text = config.read_text(encoding="utf-8")
        blocks = re.split(r"(?m)^(?=\[)", text)
        kept = "".join(one for one in blocks if not one.startswith("[[source]]"))
        assert len(kept) < len(text)
        config.write_text(kept, encoding="utf-8")

    def environ(self) -> dict[str, str]:
        shell = {"HOME": str(self.home), "PATH": PATH, "TERM": "xterm-256color"}
        return {**index(), **shell, "LANG": "C.UTF-8", "TMPDIR": str(self.folder)}

    def command(self, line: str, **more: str) -> tuple[str, ...]:
        """A line typed in the clone, as a program's arguments."""
        given = (f"{name}={value}" for name, value in {**self.environ(), **more}.items())
        return ("/usr/bin/env", "-i", "-C", str(self.clone), *given, "/bin/sh", "-c", line)

    def type(self, line: str, **more: str) -> str:
        """What a line says that must succeed."""
        done = subprocess.run(
            self.command(line, **more),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def show(self, line: str, wanted: bytes, **more: str) -> None:
        """Type a line in a terminal, wait until something is on the screen, and press q."""
        terminal = Terminal(self.folder, self.command(f"exec {line}", **more))
        try:
            terminal.read_until(wanted)
            terminal.type(b"q")
            assert terminal.wait() == 0
        finally:
            terminal.process.kill()
            terminal.process.wait()
            terminal.close()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine on which nothing was installed yet."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository")
    if not PYTHON.exists() or not is_recent(PYTHON):
        pytest.skip("/usr/bin/python3 is missing, or older than 3.11")
    if shutil.which("make", path=PATH) is None or shutil.which("git", path=PATH) is None:
        pytest.skip("make or git is not installed")
    monkeypatch.setattr("tests.llamawatch.terminals.PATIENCE", PATIENCE)
    return Machine(tmp_path)


def is_recent(python: Path) -> bool:
    """Whether a Python is new enough, and can make environments."""
    asked = "import ensurepip, sys, venv; raise SystemExit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", asked], check=False).returncode == 0


def selected() -> Mapping[str, str]:
    """Which tests are run there."""
    return {} if os.environ.get("FULL") else {"PYTEST_ADDOPTS": TESTED}


def test_the_two_commands_of_the_readme_and_the_demo(machine: Machine) -> None:
    two, _ = commands("Two commands")
    assert two == ["make run", "make test"]
    machine.show(two[0], b"watching")
    assert re.search(r"\d{3,} passed", machine.type(two[1], **selected()))
    assert "`make demo` shows everything" in (machine.clone / "README.md").read_text("utf-8")
    machine.show("make demo", NEWS)
    assert machine.type(".venv/bin/python -c 'import sys; print(sys.base_prefix)'") == "/usr\n"
    assert (machine.home / ".local" / "share" / "llamawatch").is_dir()
    assert not [path for path in machine.folder.iterdir() if path.name.startswith("llamawatch-")]


def test_with_neither_make_nor_uv(machine: Machine) -> None:
    _, plain = commands("Two commands")
    *steps, dashboard = plain
    assert dashboard == ".venv/bin/llamawatch"
    for step in steps:
        machine.type(step)
    machine.show(dashboard, b"watching")
    machine.show(f"{dashboard} demo", NEWS)
    assert "passed" in machine.type(".venv/bin/python -m pytest -q", **selected())


def test_with_uv_instead_of_make(machine: Machine, uv: str) -> None:
    text = (machine.clone / "README.md").read_text(encoding="utf-8")
    (line,) = (one for one in text.splitlines() if one.startswith("With [uv]"))
    dashboard, demo, tests = codes(line)
    path = {"PATH": f"{Path(uv).parent}:{PATH}", "UV_PYTHON": str(PYTHON)}
    machine.show(dashboard, b"watching", **path)
    machine.show(demo, NEWS, **path)
    assert "passed" in machine.type(f"{tests} -q", **selected(), **path)


def test_installed_as_a_tool_it_runs_from_another_directory(
    machine: Machine, wheel: Path, uv: str
) -> None:
    tools = machine.folder / "tools"
    places = {"UV_TOOL_DIR": str(tools / "all"), "UV_TOOL_BIN_DIR": str(tools / "bin")}
    constraints = machine.clone / "constraints.txt"
    machine.type(
        f"{uv} tool install --quiet --python {PYTHON} --constraints {constraints} {wheel}", **places
    )
    elsewhere = machine.folder / "elsewhere"
    elsewhere.mkdir()
    machine.clone = elsewhere
    llamawatch = tools / "bin" / "llamawatch"
    assert machine.type(f"{llamawatch} --version").startswith("llamawatch 0.")
    assert "good, " in machine.type(f"{llamawatch} config check")
    assert (machine.home / ".config" / "llamawatch" / "config.toml").is_file()
    machine.show(f"{llamawatch} demo", NEWS)
    assert list(elsewhere.iterdir()) == []
