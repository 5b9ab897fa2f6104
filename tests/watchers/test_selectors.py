from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from watchers.selectors import MAX_SELECTOR, NotUnderstood, to_xpath

PAGE = html.document_fromstring("""<!doctype html><html><body id="top"><nav><a href="/about"
>About</a>
</nav><main class="list  wide"><article id="a1" class="card news"><h2><a class="head" href="/1"
>1</a></h2></article><article class="card"><h2><a class="head new" href="/2">2</a></h2><ul>
<li class="md:w-1"><a href="/3">3</a></li><li><a href="/4">4</a></li></ul></article></main></body>
</html>""")


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("main h2 > a.head", ["1", "2"]),
        ("  nav a  ", ["About"]),
        ("#a1 a, li:last-child a", ["1", "4"]),
        ("a[href^='/']:not(.head)", ["About", "3", "4"]),
        (r".md\:w-1 a", ["3"]),
        ("article + article h2 a", ["2"]),
        (".nothing", []),
    ],
)
def test_a_selector_selects_what_css_says(selector: str, found: list[str]) -> None:
    assert [one.text for one in PAGE.xpath(to_xpath(selector))] == found


@pytest.mark.parametrize(
    "selector",
    ["", " ", ">", "a >", "a[", "a..b", "a:hoover(", "a{}", "x|a", "\\", "x" * (MAX_SELECTOR + 1)],
)
def test_what_is_no_selector_is_refused(selector: str) -> None:
    with pytest.raises(NotUnderstood, match=r"\w"):
        to_xpath(selector)


@given(st.text(max_size=60) | st.text("a.#[]:()'\" >+~,*=not", max_size=40))
def test_whatever_is_written_is_understood_or_refused(selector: str) -> None:
    try:
        xpath = to_xpath(selector)
    except NotUnderstood:
        return
    PAGE.xpath(xpath)
