from __future__ import annotations

import re
import shutil
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.needs import line_of
from newsroom.query import parse_query
from newsroom.subject import Subject
from newsroom.watches import compile_watches
from store.archive import Archive
from store.pack_files import load_packs
from store.searching import _BLOCK, compiled, holds_all, lines_holding
from tests.newsroom.articles import CLOSED, EXODUS, LOOKALIKES
from tests.store.samples import NOON, article, check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from newsroom.packs import Packs

QUERIES = [
    "Meta",
    "meta superintelligence",
    '"open source"',
    '"chief scientist" OR Behemoth',
    "Lample OR nobody",
    "title:Meta",
    "text:Llama",
    "person:lample",
    "org:mistral act:leave",
    "act:open-source OR act:leave",
    "is:relevant",
    "NOT Meta",
    "Meta -Llama",
    "=Llama",
    "/beh[ae]moth/",
    "topic:talent Meta",
    "退職",
    "ميتا",
    "absentword",
    "lang:de Meta",
    "lang:de",
    "topic:talent",
    "topic:strategy OR lang:ja",
    "NOT topic:talent lang:en",
]


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(["meta-ai"], None)[0]


@pytest.fixture(scope="module")
def archive(packs: Packs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    from newsroom.desk import read

    watches = compile_watches([], packs)
    with Archive.open(tmp_path_factory.mktemp("searching")) as one:
        told = [*EXODUS, *CLOSED, *LOOKALIKES]
        for n, piece in enumerate(told):
            at = NOON + timedelta(days=9 * n)
            written = replace(
                article(f"p{n}", at, text=piece.text), title=piece.title, summary=piece.text[:200]
            )
            one.record(check(at), list(read([written], one.known, watches, at)))
            if n == len(told) // 2:
                one.fold()
        one.fold()
        changed = replace(article("p1", NOON, text="退職"), title="absentword", summary="Behemoth")
        one.record(check(NOON), list(read([changed], one.known, watches, NOON)))
        yield one


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_finds_what_asking_every_item_finds(
    archive: Archive, packs: Packs, query: str
) -> None:
    parsed = parse_query(query, packs)

    def holds(item: object) -> bool:
        return parsed.holds(Subject.of_item(item, packs, text_of=archive.text))  # type: ignore[arg-type]

    every = [item.id for item in archive.items() if holds(item)]
    assert [item.id for item in archive.holding(parsed.needs()) if holds(item)] == every
    since = NOON + timedelta(days=60)
    late = [item.id for item in archive.items(since=since) if holds(item)]
    found = archive.holding(parsed.needs(), since=since)
    assert [item.id for item in found if holds(item)] == late


def test_a_search_makes_only_the_items_that_hold_its_words(archive: Archive, packs: Packs) -> None:
    needs = parse_query('"closed source" OR superintelligence', packs).needs()
    assert 0 < len(list(archive.holding(needs))) < len(list(archive.items())) / 2
    assert parse_query("NOT Meta", packs).needs() == ()


def test_what_is_of_one_topic_or_language_is_found_without_reading_the_rest(
    archive: Archive, packs: Packs
) -> None:
    total = len(list(archive.items()))
    for query in ("topic:talent", "lang:de"):
        found = list(archive.holding(parse_query(query, packs).needs()))
        assert 0 < len(found) < total
    assert {item.language for item in found} == {"de"}


def test_what_is_in_no_month_yet_has_a_line_that_follows_it(packs: Packs, tmp_path: Path) -> None:
    from newsroom.desk import read

    watches = compile_watches([], packs)

    def found(archive: Archive, query: str) -> list[str]:
        return [item.article.title for item in archive.holding(parse_query(query, packs).needs())]

    with Archive.open(tmp_path) as archive:
        first = replace(article("p", NOON, text="a falcon"), title="First", summary="")
        other = replace(article("q", NOON, text="a heron"), title="Other", summary="")
        archive.record(check(NOON), list(read([first, other], archive.known, watches, NOON)))
        assert found(archive, "falcon") == ["First"]
        later = replace(first, text="a heron", title="Later")
        archive.record(check(NOON), list(read([later], archive.known, watches, NOON)))
        assert found(archive, "falcon") == []
        assert sorted(found(archive, "heron")) == ["Later", "Other"]
        archive.fold()
        assert sorted(found(archive, "heron")) == ["Later", "Other"]


def test_the_beginning_of_a_word_does_not_find_every_line_that_holds_the_word(
    archive: Archive, packs: Packs
) -> None:
    def found(query: str) -> int:
        return len(list(archive.holding(parse_query(query, packs).needs())))

    assert found("superintellig") == 0
    assert found("superintellig*") == found("superintelligence") > 0


_SCRIPTS = ("abs é", "етах", "ساو", "ה", "07", "退職", "메타는")


_TEXT = st.lists(st.text("".join(_SCRIPTS) + ".,-", max_size=6), max_size=4).map(" ".join)
_BEFORE = st.sampled_from(["", " ", "s", "т", "و"])
_AFTER = st.sampled_from(["", " ", "s", "а", "ами", "ها", "는", "1"])


@given(
    word=st.text("".join(_SCRIPTS).replace(" ", ""), min_size=1, max_size=3),
    around=st.tuples(_TEXT, _BEFORE, _AFTER, _TEXT),
    many=st.booleans(),
)
def test_no_line_is_passed_over_in_which_a_word_stands(
    packs: Packs, word: str, around: tuple[str, str, str, str], many: bool
) -> None:
    first, before, after, last = around
    whole = f"{first}{before}{word}{after} {last}"
    query = parse_query(f"{word}*" if many else f"={word}", packs)
    piece = replace(article("p", NOON, text=whole), title="", summary="")
    if query.holds(Subject(piece, NOON)):
        assert holds_all(line_of(("", "", whole), ()).encode(), compiled(query.needs()))


def test_lines_of_an_older_format_are_made_again(
    tmp_path: Path, archive: Archive, packs: Packs
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(archive.folder, folder)
    for path in folder.glob("items-*.search"):
        whole = re.sub(rb"\x02(?:lang|topic):[^\x03]*\x03", b"", path.read_bytes()[:-11])
        path.write_bytes(whole + b"%08x\n" % zlib.crc32(whole))
    needs = parse_query("topic:talent", packs).needs()
    expected = [item.id for item in archive.holding(needs)]
    for write in (False, True):
        with Archive.open(folder, write=write) as one:
            assert [item.id for item in one.holding(needs)] == expected


def lines(texts: Mapping[int, str]) -> bytes:
    return b"".join(b"%08x %b\n" % (n, text.encode()) for n, text in texts.items())


words = st.sampled_from(["ab", "b", "00", "退職", "zz"])
some_lines = st.lists(
    st.lists(words | st.text("ab0 é", max_size=4), max_size=6).map(" ".join), max_size=30
)


@given(some_lines, st.lists(st.frozensets(words, min_size=1, max_size=2), min_size=1, max_size=2))
def test_lines_are_found_as_by_looking_at_each(
    texts: list[str], needs: list[frozenset[str]]
) -> None:
    data = lines(dict(enumerate(texts)))
    wanted = [
        n for n, text in enumerate(texts) if all(any(w in text for w in one) for one in needs)
    ]
    found = [n for n in lines_holding(data, tuple(needs)) if n is not None]
    assert found == wanted[::-1]


def test_lines_across_the_borders_of_blocks_are_found() -> None:
    long = "x" * 70_000
    texts = {n: f"{long} needle{n}" for n in range(2 * _BLOCK // 70_000 + 5)}
    texts[len(texts)] = "y" * (_BLOCK + 10) + " needle"
    found = list(lines_holding(lines(texts), (frozenset({"needle"}),)))
    assert [n for n in found if n is not None] == sorted(texts, reverse=True)
    assert found.count(None) >= 3
