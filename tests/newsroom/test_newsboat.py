"""What newsboat's users type first is answered with how it is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.errors import QueryError
from newsroom.newsboat import refuse_newsboat
from newsroom.query import parse_query

if TYPE_CHECKING:
    from newsroom.packs import Packs

ANSWERS = [
    ('title =~ "Meta"', "title:Meta"),
    ('title=~"Meta"', "title:Meta"),
    ('title =~ "Meta|Llama [0-9]"', "title:/Meta|Llama [0-9]/"),
    ('title !~ "a/b.*"', r"-title:/a\/b.*/"),
    ('title = "Old news"', 'title:"Old news"'),
    ('unread = "yes"', "is:unread"),
    ('unread = "no"', "-is:unread"),
    ('unread != "yes"', "-is:unread"),
    ('unread = "yes" and content !~ "old news"', 'is:unread AND -text:"old news"'),
    (
        '(unread = "yes" or flags =~ "s") and age < 7',
        "(is:unread OR is:starred) AND since:7d",
    ),
    ("age between 0:7", "since:7d"),
    ("age between 3:10", "since:10d before:3d"),
    ("age > 30", "before:30d"),
    ('author =~ "Ada"', "text:Ada"),
    ('tags # "tech"', "watch:tech"),
    ('feedtitle =~ "Heise"', "source:Heise"),
    ('description == "x"', "summary:x"),
    ('custom =~ "x"', "x"),
]


@pytest.mark.parametrize(("theirs", "ours"), ANSWERS)
def test_a_filter_of_newsboat_is_translated(packs: Packs, theirs: str, ours: str) -> None:
    with pytest.raises(QueryError, match="newsboat's way to write it") as error:
        parse_query(theirs, packs)
    assert str(error.value).partition("; here it is: ")[2] == ours
    assert parse_query(ours, packs).terms()


@pytest.mark.parametrize(
    "ours", ['title ="Old news"', 'Ada ="Lovelace"', 'title:="x"', "age 7", "1<2 3>=2", "a=b"]
)
def test_a_query_of_ours_is_not_taken_for_newsboats(packs: Packs, ours: str) -> None:
    assert parse_query(ours, packs).terms()


@given(
    st.sampled_from(["title", "unread", "flags", "age", "author", "tags", "any"]),
    st.sampled_from(["=~", "!~", "==", "=", "#", "<", ">=", " between "]),
    st.sampled_from(["", " "]),
    st.text(alphabet='ab1 :"/.*(\\', max_size=8),
)
@settings(max_examples=200, deadline=None)
def test_any_filter_of_newsboat_is_answered_with_a_place(
    name: str, operator: str, space: str, value: str
) -> None:
    text = f'{name}{space}{operator}{space}"{value}"'
    try:
        refuse_newsboat(text)
    except QueryError as error:
        place, answer = error.position, str(error)
    else:
        place, answer = 0, "ours"
    assert 0 <= place < len(text)
    assert answer
