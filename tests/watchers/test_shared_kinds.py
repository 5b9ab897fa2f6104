"""The measured answers of each service, read as its kind reads them: needs ../shared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from store.config_schema import KINDS
from watchers.worker import read_document

if TYPE_CHECKING:
    from watchers.parsed import Parsed

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason=f"{SAMPLES} is not there"),
]
OPTIONS = {"language": "en", "company": "0001326801", "selector": "main h2 a"}


def read(kind: str, name: str, **options: str | tuple[str, ...]) -> Parsed:
    body = (SAMPLES / name).read_bytes()
    return read_document(
        body, url="https://host.example/at", kind=kind, options={**OPTIONS, **options}
    )


def test_hacker_news() -> None:
    linked, text = read("hacker-news", "hn_algolia_search_by_date.json").entries
    assert (linked.guid, urlsplit(linked.link).hostname) == ("49914236", "artificialanalysis.ai")
    assert linked.summary.startswith("See also: Gemini 4 Argon - https://news.ycombinator.com/")
    assert text.title == "Ask HN: Is R&D at Meta's FAIR over?"
    assert text.link == "https://news.ycombinator.com/item?id=49914999"
    assert text.published is not None
    assert text.published.isoformat() == "2026-09-30T21:00:00+00:00"


def test_wikipedia() -> None:
    (entry,) = read("wikipedia", "wikipedia_batch_revisions.json").entries
    assert entry.title == "Yann LeCun: edited on Wikipedia (en), 2025-11-20 08:12"
    assert entry.summary == "Career: announced departure from Meta"
    assert (entry.guid, entry.author) == ("en:1300000102", "Example editor")


def test_edgar() -> None:
    assert read("edgar", "edgar_submissions.json").entries == ()
    (entry,) = read("edgar", "edgar_submissions.json", items=("2.02",)).entries
    assert entry.title == "Meta Platforms, Inc.: 8-K item 2.02, results"
    assert entry.guid == "0001326801-24-000044"
    assert entry.link == (
        "https://www.sec.gov/Archives/edgar/data/1326801/000132680124000044/meta-20240424.htm"
    )


def test_the_atom_of_edgar_is_a_feed() -> None:
    assert read("feed", "edgar_company.atom").entries
    assert read("edgar", "edgar_company.atom").kind == "other"


@pytest.mark.parametrize("name", ["google_news_search_ko.xml", "google_news_search_en_shape.xml"])
def test_google_news(name: str) -> None:
    entries = read("google-news", name).entries
    assert entries
    assert all(entry.outlet and entry.title.endswith(f" - {entry.outlet}") for entry in entries)


def test_google_news_with_nothing_found() -> None:
    parsed = read("google-news", "google_news_empty.xml")
    assert (parsed.kind, parsed.entries) == ("feed", ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["google_consent_block.html", "edgar_undeclared_tool.html"])
def test_what_bars_the_way_is_blocked_for_every_kind(kind: str, name: str) -> None:
    parsed = read(kind, name)
    assert (parsed.kind, parsed.wall, parsed.entries) == ("page", "blocked", ())


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, path.name)
        for kind, own in (("hacker-news", "hn_"), ("wikipedia", "wiki"), ("edgar", "edgar_"))
        for path in sorted(SAMPLES.glob("*.json"))
        if not path.name.startswith(own)
    ],
)
def test_the_answer_of_another_service_is_no_empty_success(kind: str, name: str) -> None:
    assert read(kind, name).kind == "other"
