"""edgar: reports of one company to the SEC on form 8-K, those with certain items.

Item 5.02 is the one on directors and officers who go and come. The service lists a company's
filings as columns: https://www.sec.gov/search-filings/edgar-application-programming-interfaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from newsroom.clean import clean
from watchers.document import RawEntry, RawFeed
from watchers.kinds import Kind, Misfit, Request
from watchers.loose_json import list_of, object_of, read_object, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newsroom.records import Source
    from watchers.kinds import Document

ENDPOINT: Final = "https://data.sec.gov/submissions/CIK{cik}.json"
ARCHIVE: Final = "https://www.sec.gov/Archives/edgar/data"
_RECENT: Final = 1000
"""Filings an answer holds at most; they reach back a year or more."""
USUAL_ITEMS: Final = ("5.02",)
_FORMS: Final = frozenset({"8-K", "8-K/A"})
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_CIK = re.compile(r"\d{1,10}")
_ITEM = re.compile(r"\d\.\d{2}")
_COLUMNS: Final = (
    "accessionNumber", "form", "items", "acceptanceDateTime", "filingDate", "reportDate",
    "primaryDocument",
)  # fmt: skip
_MEANINGS: Final[Mapping[str, str]] = {
    "1.01": "a material agreement",
    "1.02": "the end of a material agreement",
    "1.03": "bankruptcy",
    "1.05": "a cybersecurity incident",
    "2.01": "an acquisition or disposal completed",
    "2.02": "results",
    "2.03": "a new obligation",
    "2.05": "exit or disposal costs",
    "2.06": "impairments",
    "3.01": "notice of delisting",
    "4.01": "a change of accountants",
    "4.02": "statements not to be relied on",
    "5.01": "a change of control",
    "5.02": "departure or appointment of directors or officers",
    "5.03": "a change of articles or bylaws",
    "5.07": "votes of shareholders",
    "7.01": "a disclosure under Regulation FD",
    "8.01": "other events",
}
"""What the items of form 8-K report, shortened; 9.01 only lists exhibits."""


def requests(source: Source, _last_ok: datetime | None, _now: datetime) -> tuple[Request, ...]:
    """The company's filings, newest first."""
    cik = source.text("company").strip()
    return (Request(source.url or ENDPOINT.format(cik=cik.zfill(10))),) if cik else ()


def read(document: Document) -> RawFeed | None:
    """The reports that hold one of the items asked for."""
    answer = read_object(document.text)
    if answer is None or not isinstance(answer.get("filings"), dict):
        return None
    recent = object_of(answer["filings"].get("recent"))
    wanted = document.list_option("items") or USUAL_ITEMS
    company = _Company(answer, document.option("company"))
    entries = (_entry(row, wanted, company) for row in _rows(recent))
    return RawFeed(
        "edgar", company.name, "en", tuple(entry for entry in entries if entry is not None)
    )


class _Company:
    """Whose filings they are."""

    def __init__(self, answer: Mapping[str, Any], configured: str) -> None:
        said = text_of(answer.get("cik")) or configured
        self.cik = said.lstrip("0") if _CIK.fullmatch(said) else ""
        self.name = text_of(answer.get("name")) or f"CIK {clean(configured, limit=10)}"


def _rows(recent: Mapping[str, Any]) -> list[dict[str, str]]:
    """The columns as rows; a column that is missing or ends early counts as empty there."""
    columns = {name: list_of(recent.get(name)) for name in _COLUMNS}
    length = max(len(column) for column in columns.values())
    return [
        {
            name: text_of(column[index]) if index < len(column) else ""
            for name, column in columns.items()
        }
        for index in range(length)
    ]


def _entry(row: Mapping[str, str], wanted: tuple[str, ...], company: _Company) -> RawEntry | None:
    items = [item.strip() for item in row["items"].split(",") if item.strip()]
    found = [item for item in items if item in wanted]
    if row["form"] not in _FORMS or not found:
        return None
    meant = " and ".join(_MEANINGS.get(item, "") for item in found if item in _MEANINGS)
    what = f"item{'s' if len(found) > 1 else ''} {', '.join(found)}"
    filed = f" filed on {row['filingDate']}" if row["filingDate"] else ""
    reported = f"; what it reports happened on {row['reportDate']}" if row["reportDate"] else ""
    return RawEntry(
        guid=row["accessionNumber"],
        link=_link(row, company.cik),
        title=f"{company.name}: {row['form']} {what}" + (f", {meant}" if meant else ""),
        summary=f"Form {row['form']}{filed} with items {', '.join(items)}{reported}.",
        dates=(row["acceptanceDateTime"], row["filingDate"]),
        author=company.name,
        language="en",
    )


def _link(row: Mapping[str, str], cik: str) -> str:
    accession = row["accessionNumber"]
    if not cik or not _ACCESSION.fullmatch(accession):
        return ""
    folder = f"{ARCHIVE}/{cik}/{accession.replace('-', '')}"
    document = row["primaryDocument"].strip("/")
    return f"{folder}/{quote(document) if document else f'{accession}-index.htm'}"


def _check(source: Source) -> Misfit | None:
    company = source.text("company")
    if not _CIK.fullmatch(company.strip()):
        return Misfit(
            "company",
            f'"company" cannot be "{clean(company, limit=40)}": write the number the SEC gives it '
            '(CIK), at most ten digits, as in "0001326801"',
        )
    for item in source.texts("items"):
        if not _ITEM.fullmatch(item):
            shown = clean(item, limit=40)
            return Misfit(
                "items", f'"items" cannot hold "{shown}": write numbers of items, as in "5.02"'
            )
    return None


def _shown(source: Source) -> str:
    cik = source.text("company").strip().zfill(10)
    return f"https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={cik}&type=8-K"


KIND = Kind(
    requests,
    read,
    needs_contact="the SEC",
    may_be_empty=True,
    most=_RECENT,
    expects="a list of filings of the SEC",
    check=_check,
    shown=_shown,
)
