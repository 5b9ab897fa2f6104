from __future__ import annotations

import json
import pkgutil
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import watchers.kinds
from newsroom.records import Source
from store.config_schema import KINDS, SOURCE
from watchers.kinds import Kind, Request, address_of, kind_named, misfit_of, shown_address
from watchers.kinds.google_news import edition_for
from watchers.opml import is_feed
from watchers.worker import read_document

if TYPE_CHECKING:
    from newsroom.records import Entry
    from watchers.parsed import Parsed

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOURCES: dict[str, dict[str, Any]] = {
    "feed": {"url": "https://paper.example/feed"},
    "google-news": {"query": "harbour"},
    "hacker-news": {"query": "harbour"},
    "wikipedia": {"pages": ("en:Old Pier",)},
    "edgar": {"company": "42"},
    "page": {"url": "https://paper.example/", "selector": "a"},
    "command": {"argv": ("print-feed", "--secret", "s3cret")},
}
"""A good source of each kind."""


def of_kind(kind: str, url: str = "", **options: Any) -> Source:  # noqa: ANN401 -- any option
    return Source("s", "Source", url, kind, options=options)


def good(kind: str) -> Source:
    keys = dict(SOURCES[kind])
    return of_kind(kind, keys.pop("url", ""), **keys)


def asked(source: Source, last_ok: datetime | None = None) -> tuple[Request, ...]:
    return kind_named(source.kind).requests(source, last_ok, NOW)


def parameters(request: Request) -> dict[str, str]:
    return {name: one[0] for name, one in parse_qs(urlsplit(request.url).query).items()}


def read(kind: str, document: object, **options: str | tuple[str, ...]) -> Parsed:
    body = document if isinstance(document, str) else json.dumps(document)
    return read_document(body.encode(), url="https://host.example/at", kind=kind, options=options)


def entries(kind: str, document: object, **options: str | tuple[str, ...]) -> tuple[Entry, ...]:
    parsed = read(kind, document, **options)
    assert parsed.kind == "feed"
    return parsed.entries


# ---- every kind


def test_every_kind_of_the_configuration_has_a_module_and_every_module_a_line() -> None:
    modules = {
        module.name.replace("_", "-") for module in pkgutil.iter_modules(watchers.kinds.__path__)
    }
    assert modules == set(KINDS)
    for name in KINDS:
        assert isinstance(kind_named(name), Kind)
    assert set(KINDS) == set(SOURCES) == set(SOURCE["kind"].choices)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_something_to_ask_and_an_address_to_show(kind: str) -> None:
    source = good(kind)
    assert misfit_of(source) is None
    requests = asked(source)
    assert requests
    assert all(bool(request.url) != bool(request.argv) for request in requests)
    assert address_of(source) == requests[0].address
    assert shown_address(source)
    assert "s3cret" not in shown_address(source)


def test_no_password_is_shown() -> None:
    source = of_kind("feed", "https://ada:s3cret@paper.example/feed")
    assert shown_address(source) == "https://paper.example/feed"


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_others_can_ask_is_handed_on(kind: str) -> None:
    assert is_feed(good(kind)) == (kind in ("feed", "google-news"))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"command"}))
def test_the_key_url_stands_for_the_service(kind: str) -> None:
    keys = {**SOURCES[kind], "url": "http://127.0.0.1:1/here"}
    source = of_kind(kind, **keys)
    assert all(request.url.startswith("http://127.0.0.1:1/here") for request in asked(source))
    assert shown_address(source).startswith("http://127.0.0.1:1/here")


def test_a_service_s_address_may_hold_parameters_of_its_own() -> None:
    (request,) = asked(of_kind("google-news", "http://127.0.0.1/rss?key=7", query="pier"))
    assert (parameters(request)["key"], parameters(request)["q"]) == ("7", "pier when:2d")


@pytest.mark.parametrize(
    ("source", "key", "said"),
    [
        (of_kind("feed", "ftp://paper.example/feed"), "url", '"url" cannot be "ftp://paper'),
        (of_kind("feed", "javascript:alert(1)"), "url", "write an address that begins with https:"),
        (of_kind("feed", "paper.example/feed"), "url", "write an address that begins with https:"),
        (of_kind("feed", "https://"), "url", "write an address that begins with https:"),
        (of_kind("feed", ""), "url", '"url" is empty'),
        (of_kind("page", "", selector="a"), "url", '"url" is empty'),
        (of_kind("page", "file:///etc/passwd", selector="a"), "url", '"url" cannot be "file:'),
        (of_kind("hacker-news", "data:,x", query="x"), "url", '"url" cannot be "data:'),
        (of_kind("page", "https://a.example/", selector="h2 >"), "selector", "write a CSS select"),
        (of_kind("page", "https://a.example/", selector="a:hoover"), "selector", "a:hoover"),
        (of_kind("page", "https://a.example/", selector=" "), "selector", "it is empty"),
        (of_kind("hacker-news", query=" OR "), "query", '"query" is empty'),
        (of_kind("google-news", query=" when:2d"), "query", '"query" is empty'),
        (of_kind("google-news", query="x", edition="English"), "edition", 'as in "de-DE"'),
        (of_kind("wikipedia", pages=()), "pages", '"pages" is empty'),
        (of_kind("wikipedia", pages=("en:Old Pier", "Old Pier")), "pages", '"Old Pier"'),
        (of_kind("wikipedia", pages=("../x:Old Pier",)), "pages", '"en:Yann LeCun"'),
        (of_kind("wikipedia", pages=("en:A|B",)), "pages", '"en:A|B"'),
        (of_kind("edgar", company="Meta"), "company", "at most ten digits"),
        (of_kind("edgar", company="1", items=("502",)), "items", 'as in "5.02"'),
        (of_kind("command", argv=()), "argv", '"argv" is empty'),
        (of_kind("command", argv=("",)), "argv", '"argv" is empty'),
    ],
    ids=str,
)  # fmt: skip
def test_a_source_that_cannot_be_asked_is_told_with_what_to_write(
    source: Source, key: str, said: str
) -> None:
    misfit = misfit_of(source)
    assert misfit is not None
    assert misfit.key == key
    assert said in misfit.problem


KEYS = (
    *("hits", "objectID", "title", "url", "created_at_i", "query", "pages", "revisions", "revid"),
    *("tags", "comment", "error", "code", "filings", "recent", "form", "items", "cik", "name"),
    *("accessionNumber", "batchcomplete"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            KEYS
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["hacker-news", "wikipedia", "edgar", "feed"])
@given(document=JSON)
def test_no_json_is_too_strange(kind: str, document: object) -> None:
    assert read(kind, document).kind in ("feed", "other", "page", "empty")


@pytest.mark.parametrize("kind", ["hacker-news", "wikipedia", "edgar"])
@pytest.mark.parametrize(
    "document", ["[]", "{}", '"x"', "{", '{"query": "x"}', '{"items": []}', "Busy, come later"]
)
def test_what_is_no_answer_of_the_service_is_no_empty_success(kind: str, document: str) -> None:
    assert read(kind, document).kind == "other"


@pytest.mark.parametrize("kind", ["hacker-news", "wikipedia", "edgar", "page", "google-news"])
def test_a_page_that_bars_the_way_is_told_from_an_answer(kind: str) -> None:
    login = "<!doctype html><title>Sign in</title><form><input type='password'></form>"
    robot = "<!doctype html><title>Just a moment...</title><a href='/help'>Help</a>"
    agent = (
        "<!doctype html><title>Your Request Originates from an Undeclared Automated Tool</title>"
        "<p>Declare your traffic. <a href='/developer'>Developers</a>"
    )
    assert read(kind, login, selector="main a").wall == "login"
    assert read(kind, robot, selector="a").wall == "blocked"
    assert read(kind, agent, selector="a").wall == "blocked"


# ---- google-news


@pytest.mark.parametrize(
    ("query", "away", "reach"),
    [
        ("pier", None, "when:2d"),
        ("pier", HOUR, "when:2d"),
        ("pier", 2 * DAY, "when:2d"),
        ("pier", 3 * DAY, "when:7d"),
        ("pier", 10 * DAY, "when:14d"),
        ("pier", 20 * DAY, "when:30d"),
        ("pier", 200 * DAY, "when:30d"),
        ("pier when:3d", 2.5 * DAY, "when:3d"),
        ("pier when:12h", 13 * HOUR, "when:7d"),
        ("pier when:1y", 200 * DAY, "when:1y"),
        ("when:3d pier", 8 * DAY, "when:14d"),
    ],
)
def test_google_news_reaches_back_as_far_as_the_last_answer(
    query: str, away: timedelta | None, reach: str
) -> None:
    (request,) = asked(of_kind("google-news", query=query), NOW - away if away else None)
    assert parameters(request)["q"] == f"pier {reach}"


@pytest.mark.parametrize(
    ("language", "edition"),
    [
        ("en", "en-US"),
        ("DE", "de-DE"),
        ("pt", "pt-BR"),
        ("pt-pt", "pt-PT"),
        ("zh", "zh-CN"),
        ("cs-cz", "cs-CZ"),
        ("cs", ""),
        ("english", ""),
        ("", ""),
        ("d'e", ""),
    ],
)
def test_a_language_has_an_edition_or_none_is_known(language: str, edition: str) -> None:
    assert edition_for(language) == edition
    if edition:
        assert misfit_of(of_kind("google-news", query="x", edition=edition)) is None


@pytest.mark.parametrize(
    ("edition", "parameters_"),
    [
        ("en-US", ("en-US", "US", "US:en")),
        ("en-GB", ("en-GB", "GB", "GB:en")),
        ("de", ("de", "DE", "DE:de")),
        ("ja-JP", ("ja", "JP", "JP:ja")),
        ("pt-BR", ("pt-BR", "BR", "BR:pt-419")),
        ("zh-TW", ("zh-TW", "TW", "TW:zh-Hant")),
        ("zh", ("zh-CN", "CN", "CN:zh-Hans")),
        ("ar", ("ar", "AE", "AE:ar")),
        ("", ("en-US", "US", "US:en")),
    ],
)
def test_an_edition_s_parameters_agree(edition: str, parameters_: tuple[str, str, str]) -> None:
    (request,) = asked(of_kind("google-news", query="pier", edition=edition))
    said = parameters(request)
    assert (said["hl"], said["gl"], said["ceid"]) == parameters_


# ---- hacker-news


def test_hacker_news_asks_once_a_phrase_and_the_first_time_without_a_limit_in_time() -> None:
    requests = asked(of_kind("hacker-news", query='"Old Pier" OR harbour works'))
    first, second = map(parameters, requests)
    assert (first["query"], second["query"]) == ('"Old Pier"', "harbour works")
    assert first["tags"] == "story"
    assert first["typoTolerance"] == "false"
    assert "numericFilters" not in first


@pytest.mark.parametrize("away", [HOUR, DAY * 20])
def test_hacker_news_asks_from_before_the_last_answer_on(away: timedelta) -> None:
    last_ok = NOW - away
    (request,) = asked(of_kind("hacker-news", query="harbour"), last_ok)
    name, _, since = parameters(request)["numericFilters"].partition(">")
    assert name == "created_at_i"
    reach = last_ok - datetime.fromtimestamp(int(since), UTC)
    assert HOUR <= reach <= DAY


def test_a_search_of_hacker_news_is_shown_as_the_page_that_searches() -> None:
    page = "https://hn.algolia.com/?query=harbour+works&sort=byDate&type=story"
    assert shown_address(of_kind("hacker-news", query="harbour works")) == page
    assert (
        shown_address(of_kind("hacker-news", query="harbour works OR pier")) == f"{page} and 1 more"
    )


def hit(**more: object) -> dict[str, object]:
    return {
        "objectID": "7",
        "title": "Old &amp; new piers: &lt;b&gt; or not",
        "url": "https://gazette.example/pier",
        "created_at": "2026-03-02T09:00:00Z",
        "author": "ada",
        "points": None,
        **more,
    }


def test_a_story_of_hacker_news_is_read() -> None:
    text = "It &lt;i&gt;holds&lt;&#x2F;i&gt;.<p>See &amp; wonder."
    (entry,) = entries("hacker-news", {"hits": [hit(story_text=text)]})
    assert entry.guid == "7"
    assert entry.title == "Old & new piers: <b> or not"
    assert entry.link == "https://gazette.example/pier"
    assert entry.published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert entry.author == "ada"
    assert entry.summary.startswith("It")
    assert entry.summary.endswith("See & wonder.")


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", 7])
def test_a_story_without_an_address_leads_to_its_discussion(url: object) -> None:
    (entry,) = entries("hacker-news", {"hits": [hit(url=url)]})
    assert entry.link == "https://news.ycombinator.com/item?id=7"


def test_what_is_no_story_does_not_spoil_the_others() -> None:
    hits = ["x", None, {}, hit(created_at=None, created_at_i=1772442000), hit(created_at_i="x")]
    found = entries("hacker-news", {"hits": hits})
    assert [entry.published for entry in found] == [datetime(2026, 3, 2, 9, tzinfo=UTC)] * 2


def test_no_hits_are_an_answer() -> None:
    assert entries("hacker-news", {"hits": []}) == ()


# ---- wikipedia


def test_wikipedia_is_asked_once_a_language_and_fifty_pages() -> None:
    pages = ("en:Old Pier", "fr:Vieux quai", "EN: New Pier ", "en:Old Pier")
    english, french = asked(of_kind("wikipedia", pages=pages))
    assert english.url.startswith("https://en.wikipedia.org/w/api.php?")
    assert parameters(english)["titles"] == "Old Pier|New Pier"
    assert parameters(english)["maxlag"] == "5"
    assert (french.context, parameters(french)["titles"]) == ({"language": "fr"}, "Vieux quai")
    many = asked(of_kind("wikipedia", pages=tuple(f"en:Pier {n}" for n in range(51))))
    assert [len(parameters(one)["titles"].split("|")) for one in many] == [50, 1]


def page(comment: object = "a new photograph", **more: object) -> dict[str, object]:
    revision = {
        "revid": 77,
        "parentid": 76,
        "user": "Ada",
        "timestamp": "2026-03-02T09:00:00Z",
        "comment": comment,
        **more,
    }
    return {"pageid": 1, "ns": 0, "title": "Old Pier", "revisions": [revision]}


def edits(*pages: object) -> tuple[Entry, ...]:
    return entries("wikipedia", {"query": {"pages": list(pages)}}, language="en")


def test_an_edit_is_read() -> None:
    (entry,) = edits(
        page("/* Later years */ sold to [[Harbour Trust (company)|the Trust]] in [[May]]")
    )
    assert entry.guid == "en:77"
    assert entry.link == "https://en.wikipedia.org/w/index.php?diff=77"
    assert entry.title == "Old Pier: edited on Wikipedia (en), 2026-03-02 09:00"
    assert entry.summary == "Later years: sold to the Trust in May"
    assert entry.published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (entry.author, entry.language) == ("Ada", "en")


def test_an_edit_of_a_section_that_says_nothing_names_the_section() -> None:
    assert edits(page("/* Later years */"))[0].summary == "Later years"
    assert edits(page(""))[0].summary == ""


@pytest.mark.parametrize(
    "more",
    [
        *({"tags": [tag]} for tag in ("mw-rollback", "mw-undo", "mw-reverted", "mw-manual-revert")),
        *({"user": user} for user in ("PierBot", "Citation bot", "HarbourBot II", "QuayBOT")),
        *({"comment": text} for text in (
            "Reverted edits by [[Special:Contributions/203.0.113.9|203.0.113.9]] to the last one",
            "Undid revision 76 by Ada", "rv", "rvv vandalism", "/* Later years */ reverting",
            "Annulation des modifications de Ada", "Änderung 76 von Ada rückgängig gemacht;",
            "Änderungen von Ada wurden auf die letzte Version von Jo zurückgesetzt",
            "Deshecha la edición 76 de Ada", "Revertida a edição de Ada", "Restored revision 75",
        )),
    ],
    ids=str,
)  # fmt: skip
def test_bots_and_what_takes_edits_back_are_left_out(more: dict[str, object]) -> None:
    other = {**page(), "title": "New Pier"}
    edited = page(**{"comment": "", **more})
    assert [entry.title[:8] for entry in edits(edited, other)] == ["New Pier"]


@pytest.mark.parametrize("piece", ["/*", "/* x ", "[[", "[[a|", "änderung ", "''", "\u202e"])
def test_no_comment_takes_long(piece: str) -> None:
    started = time.process_time()
    (entry,) = edits(page("x " + piece * 200_000))
    assert time.process_time() - started < 2
    assert len(entry.summary) <= 2000


@pytest.mark.parametrize("user", ["Talbot", "Abbot of the Quay", "Robotham", "Botticelli", ""])
def test_names_that_only_look_like_bots_are_people(user: str) -> None:
    assert edits(page(user=user))


@pytest.mark.parametrize("comment", ["revised the dates", "rewrote", "undoing is discussed here"])
def test_comments_that_only_look_like_reverts_count(comment: str) -> None:
    assert edits(page(comment))


def test_missing_pages_are_left_out_and_an_answer_without_edits_by_people_is_one() -> None:
    missing = {"ns": 0, "title": "No Pier", "missing": True}
    assert len(edits(missing, page())) == 1
    assert edits(missing, page(user="PierBot")) == ()
    assert edits(page(commenthidden=True, userhidden=True, comment=None, user=None))


def test_pages_that_do_not_exist_are_no_empty_success() -> None:
    parsed = read("wikipedia", {"query": {"pages": [{"title": "No Pier", "missing": True}]}})
    assert parsed.refusal == "knows none of the pages asked for: check the source's pages"


@pytest.mark.parametrize(
    ("error", "health", "said"),
    [
        ({"code": "maxlag", "info": "Waiting for a database"}, "limited", "databases lag behind"),
        ({"code": "ratelimited", "info": "Too many"}, "limited", "asks for fewer requests"),
        ({"code": "toomanyvalues", "info": "Too \u202emany."}, "error", "toomanyvalues: Too many)"),
        ({}, "error", "without a reason"),
        ("broken", "error", "without a reason"),
    ],
    ids=str,
)  # fmt: skip
def test_an_error_in_an_answer_is_a_failure(error: object, health: str, said: str) -> None:
    parsed = read("wikipedia", {"error": error, "servedby": "x"})
    assert (parsed.kind, parsed.health) == ("other", health)
    assert said in parsed.refusal


def test_wikipedia_is_shown_as_a_page_to_look_at() -> None:
    one = of_kind("wikipedia", pages=("en:Old Pier",))
    three = of_kind("wikipedia", pages=("en:Old Pier", "en:B", "fr:C"))
    assert shown_address(one) == "https://en.wikipedia.org/wiki/Old_Pier"
    assert shown_address(three) == "https://en.wikipedia.org/wiki/Old_Pier and 2 more pages"


# ---- edgar


def filings(**columns: list[object]) -> dict[str, object]:
    recent = {
        "accessionNumber": ["0000000042-26-000003", "0000000042-26-000002", "0000000042-26-000001"],
        "form": ["8-K", "10-Q", "8-K/A"],
        "items": ["5.02,9.01", "", "2.02, 5.02"],
        "acceptanceDateTime": ["2026-03-02T09:00:00.000Z", "", "2026-03-01T09:00:00.000Z"],
        "filingDate": ["2026-03-02", "2026-03-01", "2026-03-01"],
        "reportDate": ["2026-02-27", "", ""],
        "primaryDocument": ["pier 8k.htm", "q.htm", ""],
        **columns,
    }
    return {"cik": "0000000042", "name": "Harbour &amp; Pier, Inc.", "filings": {"recent": recent}}


def test_edgar_is_asked_by_the_whole_number() -> None:
    (request,) = asked(of_kind("edgar", company="42"))
    assert request.url == "https://data.sec.gov/submissions/CIK0000000042.json"
    assert "CIK=0000000042" in shown_address(of_kind("edgar", company="42"))


def test_reports_with_the_items_asked_for_are_read() -> None:
    first, second = entries("edgar", filings(), company="42")
    assert first.guid == "0000000042-26-000003"
    assert first.title == (
        "Harbour & Pier, Inc.: 8-K item 5.02, departure or appointment of directors or officers"
    )
    assert (
        first.link == "https://www.sec.gov/Archives/edgar/data/42/000000004226000003/pier%208k.htm"
    )
    assert first.published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert first.summary == (
        "Form 8-K filed on 2026-03-02 with items 5.02, 9.01; "
        "what it reports happened on 2026-02-27."
    )
    assert second.title.startswith("Harbour & Pier, Inc.: 8-K/A item 5.02")
    assert second.link.endswith("/000000004226000001/0000000042-26-000001-index.htm")


def test_other_items_are_read_where_they_are_asked_for() -> None:
    (entry,) = entries("edgar", filings(), company="42", items=("2.02",))
    assert entry.title == "Harbour & Pier, Inc.: 8-K/A item 2.02, results"


@pytest.mark.parametrize(
    "columns",
    [
        {"primaryDocument": []},
        {"acceptanceDateTime": ["2026-03-02T09:00:00.000Z"]},
        {"reportDate": None},
        {"filingDate": "2026"},
        {"accessionNumber": ["../../x", None, 7]},
    ],
    ids=str,
)
def test_columns_may_be_missing_or_end_early(columns: dict[str, Any]) -> None:
    found = entries("edgar", filings(**columns), company="42")
    assert [entry.title.partition(":")[2][:10] for entry in found] == [" 8-K item ", " 8-K/A ite"]


def test_a_company_without_such_reports_is_an_answer() -> None:
    assert entries("edgar", filings(items=["", "", ""]), company="42") == ()
    assert entries("edgar", {"filings": {}}, company="42") == ()


# ---- page


PAGE = """<!doctype html><html lang="en-GB"><head><title>News of the Pier</title></head><body>
<nav><a href="/about">About</a></nav><main>
<article><a href="/one"><img src="x" alt="a photograph"></a>
<h2><a href="/one">The old pier <b>goes</b></a></h2><p>Text.</article>
<article><h2><a href="https://other.example/two?utm_source=x">Another &amp; harbour</a></h2>
</article>
<article><h2><a href="javascript:go()">Nowhere</a> <a href="#top">Top</a></h2></article>
<article><h2><a href="/three"><img src="x" alt="Only a picture"></a></h2></article>
</main></body></html>"""


def test_the_links_under_the_selector_are_read_once_each() -> None:
    found = entries("page", PAGE, selector="main article")
    assert [(entry.link, entry.title) for entry in found] == [
        ("https://host.example/one", "The old pier goes"),
        ("https://other.example/two?utm_source=x", "Another & harbour"),
        ("https://host.example/three", "Only a picture"),
    ]
    assert {entry.guid for entry in found} == {""}
    assert entries("page", PAGE, selector="main h2 > a") == found


def test_a_page_written_as_xml_is_read_and_whole() -> None:
    xhtml = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0
 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html
 xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><h2><a href="/1">One</a>
</h2></body></html>"""
    parsed = read("page", xhtml, selector="h2 a")
    assert ([entry.title for entry in parsed.entries], parsed.whole) == (["One"], True)


def test_links_stand_on_the_page_s_own_base() -> None:
    based = PAGE.replace("<head>", '<head><base href="https://base.example/in/">')
    assert entries("page", based, selector="h2")[0].link == "https://base.example/one"


def test_a_selector_that_finds_no_link_is_a_failure_that_names_it() -> None:
    for selector in ("section.news a", "p", "nav > h2"):
        parsed = read("page", PAGE, selector=selector)
        assert (parsed.kind, parsed.health) == ("other", "broken")
        assert parsed.refusal.startswith(f'shows no link under "{selector}": the page was rebuilt')


@pytest.mark.parametrize("selector", ["", "h2 >", "a:hoover", "a[", "x|a", "🙂(", "::before"])
def test_a_selector_that_is_none_ends_nothing(selector: str) -> None:
    parsed = read("page", PAGE, selector=selector)
    assert parsed.kind == "other"
    assert "selector" in parsed.refusal or "no link" in parsed.refusal


def test_a_page_with_a_login_in_its_corner_is_read_all_the_same() -> None:
    page_ = PAGE.replace("<nav>", "<nav><input type='password'>")
    assert entries("page", page_, selector="h2")
    assert read("page", page_, selector="h3").wall == "login"


@given(st.text(alphabet="ah2>.#[]():*~+, \"'|-\\é", max_size=15))
def test_no_selector_is_too_strange(selector: str) -> None:
    assert read("page", PAGE, selector=selector).kind in ("feed", "other")


@pytest.mark.parametrize("document", ['{"items": []}', "gone fishing", "GIF89a"])
def test_what_is_no_page_is_not_searched(document: str) -> None:
    assert read("page", document, selector="a").kind == "other"


@pytest.mark.parametrize("depth", [30, 200])
def test_a_page_nested_without_end_takes_no_time(depth: int) -> None:
    markup = "<html><body>" + "<div>" * depth + "<a href='/pier'>x</a>" * 6000
    started = time.process_time()
    parsed = read("page", markup, selector="div")
    assert time.process_time() - started < 2
    assert parsed.kind == ("feed" if depth == 30 else "page")
