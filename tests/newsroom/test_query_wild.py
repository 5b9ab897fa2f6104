"""Whatever is typed, a query parses or says where and why it does not; words mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.errors import QueryError
from newsroom.query import Directory, parse_query
from newsroom.query_fields import FIELD_NAMES
from newsroom.records import Article
from newsroom.scan import scan
from newsroom.subject import Subject
from tests.newsroom.conftest import SEEN

if TYPE_CHECKING:
    from newsroom.packs import Packs

SIGNS = ["a", "OR", "AND", "NOT", "(", ")", "-", "=", '"', ":", "/", "x:", "*", ",", ">=", "3", "~"]
FIELDS = [f"{name}:" for name in sorted(FIELD_NAMES)]
VALUES = [
    "leave",
    "7d",
    "2026-02-31",
    "meta",
    "unread",
    "move",
    "9" * 30 + "d",
    "ja",
    "²d",
    "999999d",
]
DIRECTORY = Directory({"paper": "The Paper"}, {"movers": "Movers"}, lambda _: ("ab", "ac"))
LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Zs"))
FILLER = st.text(alphabet="xqz .,;\n", max_size=40)


@given(
    st.lists(st.sampled_from([*SIGNS, *FIELDS, *VALUES]) | st.text(max_size=5), max_size=12),
    st.sampled_from(["", " "]),
    st.sampled_from([None, DIRECTORY]),
)
@settings(max_examples=600, deadline=None)
def test_any_query_parses_or_says_why(
    packs: Packs, parts: list[str], between: str, directory: Directory | None
) -> None:
    text = between.join(parts)
    article = Article("it", "paper", title="Ada leaves a bakery", first_seen=SEEN)
    place, why = 0, "parsed"
    try:
        query = parse_query(text, packs, directory)
        subject = Subject.of_article(article, scan(article, packs))
        assert query.holds(subject) == (query.match(subject) is not None)
    except QueryError as error:
        place, why = error.position, str(error)
    assert 0 <= place <= len(text)
    assert why


@given(
    st.sampled_from(["bakery", "LeCun", "研究", "Straße", '"old bridge"', "/br.dge/", "brot*"]),
    st.sampled_from(["Bakery old bridge", "Yann LeCun", "新研究所", "STRASSE, Brot", "brotzeit"]),
    FILLER,
    FILLER,
)
@settings(max_examples=200, deadline=None)
def test_what_else_stands_in_the_text_changes_nothing(
    packs: Packs, query: str, sentence: str, before: str, after: str
) -> None:
    def holds(text: str) -> bool:
        article = Article("it", "paper", title="News", text=text, first_seen=SEEN)
        return parse_query(query, packs).holds(Subject.of_article(article, scan(article, packs)))

    assert holds(f"{before} {sentence} {after}") == holds(sentence)


@given(st.text(alphabet=LETTERS, min_size=1, max_size=20).filter(str.strip))
@settings(max_examples=200, deadline=None)
def test_a_quoted_word_is_found_in_itself(packs: Packs, text: str) -> None:
    article = Article("it", "paper", title=text, first_seen=SEEN)
    query = parse_query(f'"{text}"', packs)
    found = query.holds(Subject.of_article(article, scan(article, packs)))
    assert found
