"""TinyDB's own tests, run on the journal.

They come with TinyDB's source distribution, which the package index serves: here are only the
names of those that cannot hold, and why.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.packaging.commands import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

DIFFERENCES = {
    "test_storages.py::test_json_kwargs": "reads the JSON file; a journal has lines with sums",
    "test_storages.py::test_json_read": "removes the JSON file under it; there is none",
    "test_tables.py::test_table_repr": "spells out the names of TinyDB's own classes",
    "test_tinydb.py::test_repr": "spells out the name of TinyDB's own class",
    "test_tinydb.py::test_access_storage": "asks whether the storage is TinyDB's own",
    "test_tinydb.py::test_storage_access": "asks whether the storage is TinyDB's own",
}


@pytest.fixture(scope="module")
def suite(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests of the TinyDB that is installed, with the journal put under them."""
    work = tmp_path_factory.mktemp("tinydb")
    run(uv, "venv", "--quiet", "--seed", "--python", sys.executable, work / "venv")
    name = f"tinydb=={version('tinydb')}"
    pip = (work / "venv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "download", "--quiet", "--no-deps", "--no-binary", "tinydb", "--dest", work, name)
    tests = work / "tests"
    tests.mkdir()
    with tarfile.open(next(work.glob("*.tar.gz"))) as packed:
        for member in packed:
            path = PurePosixPath(member.name)
            content = packed.extractfile(member)
            if path.parent.name == "tests" and content is not None:
                (tests / path.name).write_bytes(content.read())
    shutil.copy(ROOT / "tests" / "store" / "tinydb_conftest.py", tests / "conftest.py")
    return tests


def test_tinydbs_own_tests_pass_on_the_journal_but_for_those_about_its_files(suite: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", "."],
        cwd=suite,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    failed = set(re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE))
    assert failed == DIFFERENCES.keys(), done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 100
