from __future__ import annotations

import io
import time
from dataclasses import asdict
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.clean import clean
from tests.watchers.documents import ATOM, JSON, RDF, RSS, item, rss
from watchers.worker import REPLY, REQUEST, read_document, serve
from watchers.xmlfeed import scrub

URL = "https://gazette.example/feed.xml"


def test_rss_is_read_with_text_links_dates_and_authors() -> None:
    feed = read_document(RSS.encode(), "application/rss+xml", URL)
    assert (feed.kind, feed.version, feed.title) == ("feed", "rss20", "The Harbour Gazette")
    assert (feed.language, feed.whole, feed.wall) == ("en", True, "")
    first, second = feed.entries
    assert first.title == "Harbour & pier to be rebuilt"
    assert first.link == "https://gazette.example/2026/harbour/?utm_source=rss"
    assert first.guid == "hg-2"
    assert first.published == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert first.summary == "The old pier goes."
    assert first.text == "The old pier goes.\n\nThe new one comes in May & June."
    assert first.author == "Ada Quill"
    assert (second.guid, second.link) == ("", "https://gazette.example/tides")


def test_atom_is_read_with_its_alternate_link_and_literal_title() -> None:
    feed = read_document(ATOM.encode(), "", "https://hafen.example/feed")
    assert (feed.version, feed.language) == ("atom10", "de")
    first, second = feed.entries
    assert first.title == "Neuer Kai <Ost> eröffnet"
    assert first.link == "https://hafen.example/1"
    assert first.published == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert first.author == "Jo Kahn"
    assert second.published == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_rdf_is_read() -> None:
    feed = read_document(RDF.encode(), "text/xml", "https://minato.example/")
    assert (feed.version, feed.language) == ("rss10", "ja")
    assert feed.entries[0].title == "新しい埠頭が開業した"
    assert feed.entries[0].published == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_json_feed_is_read_and_entries_without_anything_are_dropped() -> None:
    feed = read_document(JSON.encode(), "application/feed+json", "https://port.example/")
    assert (feed.version, feed.title, feed.language) == ("json11", "Harbour JSON", "fr")
    first, second = feed.entries
    assert (first.guid, first.title, first.summary) == ("7", "Le quai ouvre", "Enfin !")
    assert first.author == "Zoé"
    assert (second.guid, second.title, second.summary) == ("8", "", "Sans titre")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype html><html><title>Hi</title></html>", "page"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "other"),
        (b'{"error": "no"}', "other"),
        (b"[" * 100_000, "other"),
        (b"/etc/passwd", "other"),
        (b"not a feed", "other"),
    ],
)
def test_what_is_no_feed_is_called_what_it_is(body: bytes, kind: str) -> None:
    assert read_document(body, "", URL).kind == kind


def test_a_body_that_names_a_file_is_never_opened(tmp_path: object) -> None:
    path = f"{tmp_path}/feed.xml"
    with open(path, "wb") as out:  # noqa: PTH123 - the very path a careless parser would open
        out.write(RSS.encode())
    assert read_document(path.encode(), "", URL).entries == ()


def test_a_document_without_its_end_gives_the_entries_before() -> None:
    body = rss(item(1), item(2), end="<item><title>Cut o")
    feed = read_document(body, "", URL)
    assert not feed.whole
    assert [entry.guid for entry in feed.entries][:2] == ["id-1", "id-2"]


NESTED = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "entities": f'<!DOCTYPE rss [<!ENTITY a0 "ha">{NESTED}]>'.encode() + rss(item(1, "x &a9; y")),
    "a file as entity": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + rss(item(1, "x &x; y")),
    "author word": rss(item(1), f"<item><title>b</title><author>{'a' * 60_000}</author></item>"),
    "author dots": rss(item(1), f"<item><title>b</title><author>{'a.' * 30_000}@x</author></item>"),
    "author in cdata": rss(
        f"<item><title>b</title><author><![CDATA[{']' + 'a' * 60_000}]]></author></item>", item(1)
    ),
    "newlines": b"\n" * 60_000 + rss(item(1)),
    "open tags": rss(item(1, summary="&lt;a " * 30_000)),
    "comments": rss(item(1, summary="&lt;!-- " * 30_000)),
    "unclosed cdata": rss(item(1), "<item><description>" + "<![CDATA[" * 20_000),
    "ampersands": rss(item(1), "<item><description>" + "&" * 60_000),
    "deep": rss(item(1, summary="&lt;div&gt;" * 40_000)),
    "nul": rss(item(1)).replace(b"Headline", b"Head\0line"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_documents_cost_little_and_lose_nothing(name: str) -> None:
    started = time.process_time()
    feed = read_document(HOSTILE[name], "", URL)
    assert time.process_time() - started < 2.0
    assert "id-1" in {entry.guid for entry in feed.entries}
    assert not any("root:" in entry.title for entry in feed.entries)


@pytest.mark.parametrize(
    "extra",
    [
        (
            '<georss:where xmlns:georss="http://www.georss.org/georss" '
            'xmlns:gml="http://www.opengis.net/gml"><gml:Point srsName="x">'
            "<gml:pos>1 2</gml:pos></gml:Point></georss:where>"
        ),
        "<textInput><title>x</title></textInput>",
        "</width>",
    ],
)
def test_what_makes_the_library_raise_is_read_all_the_same(extra: str) -> None:
    body = rss(item(1).replace("</item>", extra + "</item>"), item(2))
    assert {e.guid for e in read_document(body, "", URL).entries} >= {"id-1", "id-2"}


def test_namespaces_beyond_a_number_cost_nothing_and_hide_no_entry() -> None:
    names = "".join(f"<x{n}:y xmlns:x{n}='urn:{n}'>z</x{n}:y>" for n in range(4000))
    body = rss(names, item(1), "<a:x xmlns:a='urn:1'/>" * 200, item(2))
    started = time.process_time()
    feed = read_document(body, "", URL)
    assert time.process_time() - started < 1
    assert [entry.guid for entry in feed.entries] == ["id-1", "id-2"]
    usual = '<m:x xmlns:m="http://search.yahoo.com/mrss/">' * 100
    assert scrub(f"<rss>{usual}</rss>") == f"<rss>{usual}</rss>"


def test_every_string_is_clean_and_every_link_is_plain() -> None:
    title = "A&#x202e;b\x9b31m &lt;script&gt;x()&lt;/script&gt;c&#27;]52;"
    body = rss(
        f"<item><title>{title}</title><link>javascript:alert(1)</link><guid>g&#8203;1</guid>"
        "<author>e&#27;vil</author></item>"
    )
    (entry,) = read_document(body, "", URL).entries
    assert (entry.title, entry.link) == ("Ab›31m c]52;", "")
    assert (entry.guid, entry.author) == ("g1", "evil")


PIECES = st.sampled_from(
    ["<rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<link>",
     "x", "&amp;", "&", "<", ">", "<![CDATA[", "]]>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
     "<entry>", "</entry>", "<guid>", "<pubDate>", "Mon, 02 Mar 2026", "\x00", "\x1b", "\ud800",
     "{", "}", '"items":[', "<html>", "<p>", "é", "人", "<!--", "<?xml", "?>", "<!DOCTYPE",
     "<author>", "<content:encoded>", "<media:width>", "</width>", "&#x1b;", "xmlns:a='b'"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_document_is_read_without_an_exception(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding, "ignore")
    feed = read_document(body, "text/xml", URL)
    for entry in feed.entries:
        assert entry.title == clean(entry.title)
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))


def test_the_process_answers_in_frames_the_last_one_marked_done() -> None:
    body = rss(*(item(n) for n in range(150)))
    header = orjson.dumps(
        {"content_type": "", "url": URL, "kind": "feed", "options": {}, "deadline": 10}
    )
    request = REQUEST.pack(len(header), len(body)) + header + body
    outgoing = io.BytesIO()
    serve(io.BytesIO(request * 2), outgoing)
    frames = []
    data = outgoing.getvalue()
    while data:
        (length,) = REPLY.unpack(data[:4])
        frames.append(orjson.loads(data[4 : 4 + length]))
        data = data[4 + length :]
    assert [len(frame.get("entries", ())) for frame in frames] == [64, 64, 22, 0] * 2
    assert frames[3]["done"]["kind"] == "feed"
    first = read_document(body, "", URL).entries[0]
    assert frames[0]["entries"][0] == {**asdict(first), "published": None}


@pytest.mark.parametrize("document", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=30, deadline=None)
def test_of_a_document_that_breaks_off_only_whole_entries_are_taken(
    document: str, share: float
) -> None:
    whole = read_document(document.encode(), "", URL).entries
    cut = read_document(document[: int(len(document) * share)].encode(), "", URL, cut=True)
    assert cut.entries == whole[: len(cut.entries)]


def test_an_atom_document_that_ends_between_two_entries_is_not_whole() -> None:
    feed = read_document(ATOM[: ATOM.index("</entry>") + 8].encode(), "", URL)
    assert (len(feed.entries), feed.whole) == (1, False)


def test_items_that_are_never_closed_are_read_all_the_same() -> None:
    sloppy = "<rss version='2.0'><channel><item><title>First</title><item><title>Second</title>"
    titles = [one.title for one in read_document(sloppy.encode(), "", URL).entries]
    assert titles == ["First", "Second"]
