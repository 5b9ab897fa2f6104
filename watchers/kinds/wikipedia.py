"""wikipedia: edits of watched pages, in any of its languages.

One request a language asks for the latest revision of up to 50 pages. Edits by bots and edits that
only take others back are left out. What an edit says is a hint, never a fact: anybody can edit.

The format is described at https://www.mediawiki.org/wiki/API:Revisions, the manners at
https://www.mediawiki.org/wiki/API:Etiquette.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from newsroom.clean import clean
from watchers.document import RawEntry, RawFeed
from watchers.kinds import Kind, Misfit, Refusal, Request, with_parameters
from watchers.loose_json import list_of, object_of, read_object, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom.records import Source, SourceHealth
    from watchers.kinds import Document

TITLES: Final = 50
"""Pages in one request; the service answers no more."""
_MAX_COMMENT: Final = 2000
"""Longest comment read, in characters; the service lets nobody write more than 500."""
_ENOUGH: Final = 10_000
"""More than any answer holds: one without old edits misses nothing, it has only the latest."""
_ANSWERS: Final = frozenset({"query", "batchcomplete"})
_LANGUAGE = re.compile(r"[a-z]{2,12}(?:-[a-z]{2,12}){0,2}")
_BOT = re.compile(r"(?:^|[a-z])Bot(?![a-z])|BOT\b|(?:^|[\s_-])bot(?![a-z])")
_TAKEN_BACK = frozenset({"mw-rollback", "mw-undo", "mw-reverted", "mw-manual-revert"})
_REVERT = re.compile(
    r"^\W*(?:revert(?:ed|ing)?\b|rvv?\b|undid\b|undo\b|restored? (?:the )?revision\b|"
    r"annulation\b|révocation\b|deshecha\b|revertid[ao]s?\b|desfeita\b|annullat[ao]\b|"
    r"rückgängig\b|änderung(?:en)? .{1,120}(?:rückgängig|zurückgesetzt))",
    re.IGNORECASE,
)
_SECTION = re.compile(r"/\*\s*(.{0,200}?)\s*\*/\s*")
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{1,300})\]\]")
_BUSY: Final[dict[str, tuple[SourceHealth, str]]] = {
    "maxlag": ("limited", "is too busy to answer now (its databases lag behind)"),
    "ratelimited": ("limited", "asks for fewer requests: raise the interval if this goes on"),
    "readonly": ("limited", "is being maintained and does not answer now"),
}


def requests(source: Source, _last_ok: datetime | None, _now: datetime) -> tuple[Request, ...]:
    """One request for each language and 50 pages."""
    asked = []
    for language, titles in _by_language(source.texts("pages")).items():
        endpoint = source.url or f"https://{language}.wikipedia.org/w/api.php"
        for start in range(0, len(titles), TITLES):
            parameters = {
                "action": "query",
                "prop": "revisions",
                "rvprop": "ids|timestamp|user|comment|tags",
                "format": "json",
                "formatversion": "2",
                "redirects": "1",
                # Give way while the databases lag: https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
                "maxlag": "5",
                "titles": "|".join(titles[start : start + TITLES]),
            }
            url = with_parameters(endpoint, parameters)
            asked.append(Request(url, context={"language": language}))
    return tuple(asked)


def read(document: Document) -> RawFeed | Refusal | None:
    """The latest edit of each page, where a person made it."""
    answer = read_object(document.text)
    if answer is None:
        return None
    if "error" in answer:
        return _refusal(object_of(answer["error"]))
    if not isinstance(answer.get("query", {}), dict) or not answer.keys() & _ANSWERS:
        return None
    language = document.option("language")
    pages = list_of(object_of(answer.get("query")).get("pages"))
    if pages and not any(object_of(page).get("revisions") for page in pages):
        return Refusal("knows none of the pages asked for: check the source's pages", "error")
    found = (_entry(page, language) for page in pages if isinstance(page, dict))
    return RawFeed(
        "wikipedia", "Wikipedia", language, tuple(entry for entry in found if entry is not None)
    )


def _entry(page: dict[str, Any], language: str) -> RawEntry | None:
    revisions = list_of(page.get("revisions"))
    revision = object_of(revisions[0]) if revisions else {}
    number = text_of(revision.get("revid"))
    if not number.isascii() or not number.isdigit() or not _is_news(revision):
        return None
    title, when = text_of(page.get("title")), text_of(revision.get("timestamp"))
    # The moment makes each edit's title its own: edits of one page are not one item.
    minute = clean(when, limit=20).replace("T", " ")[:16]
    return RawEntry(
        guid=f"{language}:{number}",
        link=f"https://{language or 'en'}.wikipedia.org/w/index.php?diff={number}",
        title=f"{title}: edited on Wikipedia ({language}), {minute}",
        plain_title=True,
        summary=_plain(_comment(revision)),
        dates=(when,),
        author=text_of(revision.get("user")),
        language=language,
    )


def _is_news(revision: dict[str, Any]) -> bool:
    tags = {text_of(tag) for tag in list_of(revision.get("tags"))}
    comment = _SECTION.sub("", _comment(revision))
    user = text_of(revision.get("user"))
    return not (tags & _TAKEN_BACK or _BOT.search(user) or _REVERT.search(comment))


def _comment(revision: dict[str, Any]) -> str:
    return text_of(revision.get("comment"))[:_MAX_COMMENT]


def _plain(comment: str) -> str:
    """An edit's comment without its markup: the section it names, then what it says."""
    text = _SECTION.sub(r"\1: ", comment)
    text = _LINK.sub(r"\1", text).replace("'''", "").replace("''", "")
    # What is left of a comment on a section alone.
    return text.strip().removesuffix(":").strip()


def _refusal(error: dict[str, Any]) -> Refusal:
    code = clean(text_of(error.get("code")), limit=60)
    if code in _BUSY:
        return Refusal(health=_BUSY[code][0], error=_BUSY[code][1])
    info = clean(text_of(error.get("info")), limit=120).rstrip(".")
    said = f"{code}: {info}" if code and info else code or info or "without a reason"
    return Refusal(f"refuses the request ({said}): check the source's pages", "error")


def _by_language(pages: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for page in pages:
        language, _, title = page.partition(":")
        if _is_page(page):
            titles = found.setdefault(language.strip().lower(), [])
            if title.strip() not in titles:
                titles.append(title.strip())
    return found


def _is_page(page: str) -> bool:
    language, _, title = page.partition(":")
    named = _LANGUAGE.fullmatch(language.strip().lower()) is not None
    return named and bool(title.strip()) and "|" not in title


def _check(source: Source) -> Misfit | None:
    pages = source.texts("pages")
    wrong = next((page for page in pages if not _is_page(page)), None)
    if wrong is None and pages:
        return None
    problem = '"pages" is empty' if wrong is None else f'"pages" cannot hold "{clean(wrong)}"'
    return Misfit("pages", f'{problem}: write language and title, as in "en:Yann LeCun"')


def _shown(source: Source) -> str:
    first, *others = source.texts("pages") or ("",)
    language, _, title = first.partition(":")
    if not _is_page(first):
        return ""
    where = f"https://{language.strip().lower()}.wikipedia.org/wiki/"
    where += quote(title.strip().replace(" ", "_"))
    more = f" and {len(others)} more page{'s' if len(others) > 1 else ''}" if others else ""
    return where + more


KIND = Kind(
    requests,
    read,
    needs_contact="Wikipedia",
    may_be_empty=True,
    most=_ENOUGH,
    expects="an answer of the interface of Wikipedia",
    check=_check,
    shown=_shown,
)
