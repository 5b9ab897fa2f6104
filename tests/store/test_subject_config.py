"""Whom to watch, written into config.toml in one step; all else stays as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.errors import ConfigError
from store.atomic import PRIVATE
from store.places import SHIPPED_CONFIG
from store.subject_config import SubjectChange, raw_tables, write_subject

if TYPE_CHECKING:
    from pathlib import Path

SEARCH = {"id": "search", "kind": "google-news", "query": '"Zeph" when:3d', "context": ("zeph",)}
WATCH = {"id": "zeph", "query": "is:relevant AND org:zeph"}


def test_lists_are_changed_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('# top\n[subject]\npacks = ["meta-ai"] # mine\n\n[poll] # often\n', "utf-8")
    change = SubjectChange(["meta-ai", "zeph"], ["zeph"], sources=[SEARCH], watches=[WATCH])
    config = write_subject(path, change)
    assert config.subject.packs == ("meta-ai", "zeph")
    assert [source.id for source in config.sources] == ["search"]
    assert [watch.id for watch in config.watches] == ["zeph"]
    assert config.sources[0].context == ("zeph",)
    assert path.read_text(encoding="utf-8").startswith(
        '# top\n[subject]\npacks = ["meta-ai", "zeph"] # mine\norganisations = ["zeph"]\n\n'
        "[poll] # often\n"
    )


def test_a_file_without_a_subject_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[watch]]\nid = "a"\nquery = "x"\n', encoding="utf-8")
    config = write_subject(path, SubjectChange(["zeph"], ["zeph"], ["fr"]))
    assert (config.subject.organisations, config.reader.languages) == (("zeph",), ("fr",))
    assert [watch.id for watch in config.watches] == ["a"]


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'[subject]\r\npacks = ["meta-ai"]\r\n')
    write_subject(path, SubjectChange(["zeph"], ["zeph"], watches=[WATCH]))
    text = path.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")


def test_where_there_is_none_the_shipped_file_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    config = write_subject(
        path,
        SubjectChange(
            ["zeph"], ["zeph"], watches=[WATCH], only_watches=True, switched=[("heise", False)]
        ),
    )
    assert [watch.id for watch in config.watches] == ["zeph"]
    assert not next(source for source in config.sources if source.id == "heise").enabled
    assert path.stat().st_mode & 0o777 == PRIVATE
    text = path.read_text(encoding="utf-8")
    # The heading of what follows the watches stands behind the new one.
    assert 0 < text.index("org:zeph") < text.index("# ---- Alerts") < text.index("[alerts]")


def test_what_would_be_wrong_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[subject]\n", encoding="utf-8")
    twice = SubjectChange(["zeph"], ["zeph"], watches=[WATCH, WATCH])
    with pytest.raises(ConfigError, match="stands twice"):
        write_subject(path, twice)
    assert path.read_text(encoding="utf-8") == "[subject]\n"


def test_tables_are_read_as_they_are_written() -> None:
    tables = raw_tables(SHIPPED_CONFIG)
    assert tables["source", "heise"]["url"] == "https://www.heise.de/rss/heise-atom.xml"
    assert tables["watch", "legal"]["channels"] == []
