"""What is released: what is in it, and that it runs where nothing else lies."""

from __future__ import annotations

import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.packaging.commands import ROOT, run

pytestmark = pytest.mark.slow

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    venv = tmp_path_factory.mktemp("clean") / "venv"
    run(uv, "venv", "--quiet", "--python", sys.executable, venv)
    python = venv / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    run(uv, "pip", "install", "--quiet", "--python", python, "-c", constraints, wheel)
    return venv


def test_its_only_top_level_is_llamawatch(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"llamawatch"}
    for part in ("config.toml", "store/packs/meta-ai/people.toml", "tui/app.tcss"):
        assert f"llamawatch/_app/{part}" in names
    assert "llamawatch/newswire/articles.toml" in names
    assert "llamawatch/_app/store/editions.toml" in names
    for licence in ("LICENSE", "THIRD_PARTY_NOTICES.md"):
        assert f"llamawatch-{VERSION}.dist-info/licenses/{licence}" in names
    shared = {name.partition(".data/data/share/")[2] for name in names} - {""}
    assert shared == {
        "bash-completion/completions/llamawatch",
        "zsh/site-functions/_llamawatch",
        "fish/vendor_completions.d/llamawatch.fish",
    }
    run(Path(sys.executable).parent / "check-wheel-contents", wheel)


def test_an_index_takes_both(uv: str, wheel: Path, sdist: Path) -> None:
    checked = run(uv, "tool", "run", "--quiet", "twine", "check", "--strict", wheel, sdist)
    assert checked.count("PASSED") == 2


def test_the_source_holds_what_a_packager_needs(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    for name in (
        *("pyproject.toml", "constraints.txt", "Makefile", "config.toml", "LICENSE"),
        *("THIRD_PARTY_NOTICES.md", "CHANGELOG.md", "README.md", "tests/conftest.py"),
        *("docs/completions/_llamawatch", "docs/releasing.md"),
    ):
        assert name in names
    assert not {name for name in names if "__pycache__" in name or name.startswith(".")} - {
        ".gitignore"
    }


def test_it_runs_from_anywhere(installed: Path, tmp_path: Path) -> None:
    def llamawatch(*words: str) -> str:
        places = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "c")}
        return run(installed / "bin" / "llamawatch", *words, cwd=tmp_path, **places)

    assert llamawatch("--version") == f"llamawatch {VERSION}\n"
    assert "good, " in llamawatch("config", "check")
    assert (tmp_path / "c" / "llamawatch" / "config.toml").is_file()
    assert "Guillaume Lample" in llamawatch("people")
    module = run(installed / "bin" / "python", "-m", "llamawatch", "--version", cwd=tmp_path)
    assert module == f"llamawatch {VERSION}\n"
    lonely = tmp_path / "lonely.toml"
    lonely.write_text('[[source]]\nid = "a"\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8")
    said = llamawatch("poll", "--config", str(lonely), "--data", str(tmp_path / "d"))
    assert said.endswith("0 new items, 1 failed, 0 new stories, 0 alerts\n")


def test_a_strangers_store_does_not_get_in(installed: Path, tmp_path: Path) -> None:
    site = next((installed / "lib").glob("python3.*/site-packages"))
    (site / "store.py").write_text("raise SystemExit('the wrong store')\n", encoding="utf-8")
    try:
        run(installed / "bin" / "llamawatch", "people", cwd=tmp_path, HOME=str(tmp_path))
    finally:
        (site / "store.py").unlink()


def test_the_default_install_is_lean(installed: Path) -> None:
    site = next((installed / "lib").glob("python3.*/site-packages"))
    assert len(list(site.glob("*.dist-info"))) <= 34
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    assert size <= 125_000_000
