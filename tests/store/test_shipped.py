"""What is shipped, edition by edition, beside what a configuration says."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from newsroom.errors import ConfigError
from store.config_file import add_shipped
from store.config_schema import TABLES
from store.pack_files import CORE
from store.places import SHIPPED_CONFIG, SHIPPED_PACKS
from store.settings import read_config
from store.shipped import (
    EDITIONS,
    Difference,
    by_id,
    compare,
    fresh,
    read_document,
    read_shipped,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = """edition = 3
[poll]
interval = "20m"
[[filter]]
name = "Moves"
query = "has:move"
[[watch]]
id = "people"
query = "is:relevant"
[[watch]]
id = "plans"
query = "act:strategy-shift"
[[source]]
id = "old"
url = "https://old.example/feed"
[[source]]
id = "second"
name = "The Second"
url = "https://second.example/feed"
[[source]]
id = "third"
url = "https://third.example/feed"
enabled = false
"""
EDITIONS_TOLD = """
[[edition]]
number = 1
sources = ["old"]
watches = ["people"]
keys = ["poll.interval"]
packs = ["meta-ai"]
[[edition]]
number = 2
sources = ["second"]
[[edition.changed]]
what = "poll.interval"
was = "30m"
[[edition.changed]]
what = "source.old.url"
was = "https://old.example/rss"
[[edition]]
number = 3
sources = ["third"]
watches = ["plans"]
filters = ["moves"]
keys = ["poll.slowest"]
packs = ["fresh-ai"]
"""
SHIPPED = read_shipped(NOW, EDITIONS_TOLD)


def told(text: str) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.what, one.id, one.key) for one in compare(read_document(text), SHIPPED)]


def test_everything_shipped_is_of_one_edition_and_the_file_is_of_the_newest() -> None:
    """Whoever adds to what is shipped begins an edition in store/editions.toml: see its head."""
    shipped = read_shipped()
    everything = {
        (what, name)
        for what in ("source", "watch", "filter")
        for name in by_id(shipped.document, what)
    }
    everything |= {("key", f"{table}.{key}") for table, keys in TABLES.items() for key in keys}
    everything |= {
        ("pack", one.name) for one in SHIPPED_PACKS.iterdir() if one.is_dir() and one.name != CORE
    }
    assert shipped.editions.since.keys() == everything
    document = tomllib.loads(EDITIONS.read_text(encoding="utf-8"))
    lists = [one[name] for one in document["edition"] for name in one if name.endswith("s")]
    assert sum(map(len, lists)) == len(everything)
    assert shipped.document["edition"] == shipped.editions.newest
    assert not list(compare(shipped.document, shipped))


def test_what_came_later_is_new_and_what_was_there_was_taken_out() -> None:
    assert told('edition = 2\n[poll]\ninterval = "20m"\nslowest = "6h"') == [
        ("new", "pack", "fresh-ai", ""),
        ("removed", "source", "old", ""),
        ("removed", "source", "second", ""),
        ("new", "source", "third", ""),
        ("removed", "watch", "people", ""),
        ("new", "watch", "plans", ""),
        ("new", "filter", "moves", ""),
    ]


def test_a_file_of_no_edition_has_nothing_new() -> None:
    kinds = {kind for kind, *_ in told(NOW.replace("edition = 3", ""))}
    assert kinds == {"absent"}
    assert {kind for kind, *_ in told("")} == {"absent", "newer"}
    assert fresh({}, SHIPPED) == {"source": {}, "watch": {}}


def test_values_the_user_set_are_told_from_values_shipped_since() -> None:
    text = NOW.replace('"20m"', '"30m"').replace("is:relevant", "Llama")
    text = text.replace("old.example/feed", "old.example/rss").replace("enabled = false", "")
    assert told(text.replace("edition = 3", "edition = 1")) == [
        ("new", "pack", "fresh-ai", ""),
        ("newer", "key", "poll.interval", ""),
        ("new", "key", "poll.slowest", ""),
        ("newer", "source", "old", "url"),
        ("changed", "source", "third", "enabled"),
        ("changed", "watch", "people", "query"),
    ]


def test_what_is_written_out_is_the_same_as_what_is_left_out() -> None:
    text = NOW.replace('id = "second"\n', "").replace('"The Second"', '"Second"')
    text = text.replace('id = "old"', 'id = "old"\nname = "old"\nenabled = true\ncontext = []')
    assert told(text + '[subject]\npacks = ["meta-ai", "fresh-ai"]\n') == [
        ("changed", "key", "subject.packs", ""),
        ("changed", "source", "second", "name"),
    ]


def test_the_users_own_is_told_as_such() -> None:
    mine = '[[source]]\nid = "mine"\nname = "Mine"\nurl = "https://mine.example/"\n'
    assert [one for one in compare(read_document(NOW + mine), SHIPPED) if one.what == "source"] == [
        Difference("yours", "source", "mine", "", "Mine")
    ]


def added(text: str) -> dict[str, list[str]]:
    return {array: list(rows) for array, rows in fresh(read_document(text), SHIPPED).items()}


@pytest.mark.parametrize(
    ("text", "sources", "watches"),
    [
        ("edition = 3", [], []),
        ("edition = 2", ["third"], ["plans"]),
        ("edition = 1", ["second", "third"], ["plans"]),
        ("edition = 9", [], []),
        ('edition = 1\n[[source]]\nid = "third"\nurl = "https://x.example"', ["second"], ["plans"]),
        (
            'edition = 1\n[[source]]\nid = "x"\nurl = "http://www.second.example/feed/"',
            ["third"],
            ["plans"],
        ),
        ('edition = 1\n[[watch]]\nname = "Plans"', ["second", "third"], []),
    ],
)
def test_only_what_is_new_and_not_there_yet_is_added(
    text: str, sources: list[str], watches: list[str]
) -> None:
    assert added(text) == {"source": sources, "watch": watches}


def bring_up(path: Path) -> None:
    rows: dict[str, list[Any]] = {
        array: list(tables.values())
        for array, tables in fresh(read_document(path.read_text(encoding="utf-8")), SHIPPED).items()
    }
    add_shipped(path, rows, SHIPPED.editions.newest)


def test_adding_keeps_comments_and_what_was_taken_out_stays_out(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = """# mine
edition = 2   # of the shipped one

[poll]
interval = "1h"   # slowly

[[watch]]
id = "mine"       # hers
query = "Llama"

# ---- sources
[[source]]
id = "blog"
url = "https://blog.example/feed"  # daily

# the end
"""
    path.write_text(text, encoding="utf-8")
    bring_up(path)
    after = path.read_text(encoding="utf-8")
    for line in text.splitlines():
        assert line.replace("edition = 2", "edition = 3") in after.splitlines()
    config = read_config(after, path)
    assert [one.id for one in config.sources] == ["blog", "third"]
    assert [one.id for one in config.watches] == ["mine", "plans"]
    bring_up(path)
    assert path.read_text(encoding="utf-8") == after
    path.write_text(after.replace('"third"', '"mine"').replace("third.ex", "my.ex"), "utf-8")
    bring_up(path)
    assert "third" not in path.read_text(encoding="utf-8")


def test_the_shipped_file_of_an_earlier_edition_becomes_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    whole = SHIPPED_CONFIG.read_text(encoding="utf-8")
    path.write_text(whole, encoding="utf-8")
    shipped = read_shipped()
    last = list(by_id(shipped.document, "source").values())[-1]
    add_shipped(path, {"source": [{**last, "id": "later"}], "watch": []}, 7)
    config = read_config(path.read_text(encoding="utf-8"), path)
    assert config.sources[-1].id == "later"
    kept = path.read_text(encoding="utf-8").splitlines()
    lost = [line for line in whole.splitlines() if line not in kept]
    assert [line.split(" ")[0] for line in lost] == ["edition"]


@pytest.mark.parametrize("value", ["0", "true", '"1"', "1.5", "-1"])
def test_an_edition_is_a_whole_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match='line 2: "edition" must be a whole number from 1'):
        read_config(f"\nedition = {value}\n", tmp_path / "config.toml")
