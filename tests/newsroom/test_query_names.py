"""Sources, watches and stories are named by id, by enough of it, or by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsroom.errors import QueryError
from newsroom.query import Directory, parse_query
from newsroom.records import Article, Item
from newsroom.subject import Subject
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

STORIES = ("ab12", "ab34", "cd56")
DIRECTORY = Directory(
    sources={"gazette": "The Gazette", "wire-de": "Draht", "wire-fr": "Fil d’été"},
    watches={"movers": "Who moves", "makers": "Who makes"},
    stories=lambda start: tuple(each for each in STORIES if each.startswith(start)),
)
ITEM = Item(
    Article("it1", "wire-fr", title="Pont fermé", first_seen=SEEN),
    watches=("movers",),
    story="ab34",
)


@pytest.mark.parametrize(
    "text",
    [
        "source:wire-fr",
        "source:WIRE-F",
        'source:"fil d\'ete"',
        "source:wire*",
        "watch:mo",
        'watch:"who moves"',
        "watch:moves",
        "story:ab3",
        "-story:cd56",
        "-source:gazette -watch:makers",
    ],
)
def test_a_value_means_the_one_thing_it_can_mean(packs: Packs, text: str) -> None:
    query = parse_query(text, packs, DIRECTORY)
    assert query.holds(Subject.of_item(ITEM, packs))
    elsewhere = replace(ITEM, watches=("makers",), story="cd56")
    elsewhere = replace(elsewhere, article=replace(ITEM.article, source="gazette"))
    assert not query.holds(Subject.of_item(elsewhere, packs))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source:wire", "source:wire may be wire-de, wire-fr (character 8); write more of it."),
        ("source:gazete", 'source: knows no "gazete" (character 8); did you mean source:gazette?'),
        ("watch:m", "watch:m may be movers, makers (character 7); write more of it."),
        ("watch:zzz", 'watch: knows no "zzz" (character 7); known are makers, movers.'),
        ("story:ab", "story:ab may be ab12, ab34 (character 7); write more of it."),
        (
            "story:zz",
            'story: no id begins with "zz"; `llamawatch stories` lists them (character 7).',
        ),
    ],
)
def test_what_names_nothing_or_several_things_is_refused(
    packs: Packs, text: str, message: str
) -> None:
    with pytest.raises(QueryError) as error:
        parse_query(text, packs, DIRECTORY)
    assert str(error.value) == message


def test_without_a_directory_a_beginning_is_enough(packs: Packs) -> None:
    for text in ("source:wire", "watch:mov", "story:ab"):
        assert parse_query(text, packs).holds(Subject.of_item(ITEM, packs))


def test_what_is_gone_is_no_mistake_where_it_may_be_gone(packs: Packs) -> None:
    lenient = replace(DIRECTORY, strict=False)
    query = parse_query("source:closed-paper OR source:wire-fr", packs, lenient)
    assert query.holds(Subject.of_item(ITEM, packs))
    assert not parse_query("source:closed-paper", packs, lenient).holds(
        Subject.of_item(ITEM, packs)
    )
