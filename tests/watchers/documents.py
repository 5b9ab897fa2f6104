"""Feeds written for the tests, in every format that is read."""

from __future__ import annotations

import json

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbour Gazette</title><link>https://gazette.example/</link><language>en-GB</language>
<item><title>Harbour &amp;amp; pier to be rebuilt</title><link>/2026/harbour/?utm_source=rss</link>
<guid isPermaLink="false">hg-2</guid><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate>
<description>&lt;p&gt;The &lt;b&gt;old&lt;/b&gt; pier goes.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>The <b>old</b> pier goes.</p>
<p>The new one comes in May &amp; June.</p>]]></content:encoded>
<dc:creator>Ada Quill</dc:creator></item>
<item><title>Tide tables</title><link>https://gazette.example/tides</link>
<pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title>
<entry><id>tag:hafen.example,2026:1</id><title type="text"
>Neuer Kai &lt;Ost&gt; er\u00f6ffnet</title>
<link rel="self" href="https://hafen.example/1.atom"/><link href="https://hafen.example/1"/>
<updated>2026-03-02T09:00:00Z</updated><published>2026-03-01T09:00:00Z</published>
<summary type="html">&lt;p&gt;Endlich.&lt;/p&gt;</summary>
<author><name>Jo Kahn</name></author></entry>
<entry><id>tag:hafen.example,2026:2</id><title>Zweite Meldung</title>
<link href="https://hafen.example/2"/><updated>2026-03-02T10:00:00+01:00</updated></entry></feed>"""

RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://minato.example/"><title>港通信</title><dc:language>ja</dc:language></channel>
<item rdf:about="https://minato.example/1"><title>新しい埠頭が開業した</title>
<link>https://minato.example/1</link><dc:date>2026-03-02T18:00:00+09:00</dc:date>
<description>港に新しい埠頭ができた。</description></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour JSON",
        "language": "fr",
        "items": [
            {
                "id": 7,
                "url": "https://port.example/7",
                "title": "Le quai ouvre",
                "content_html": "<p>Enfin&nbsp;!</p>",
                "date_published": "2026-03-02T10:00:00+01:00",
                "authors": [{"name": "Zo\u00e9"}, {"url": "x"}],
            },
            {"id": "8", "content_text": "Sans titre"},
            {"id": "9"},
            "nonsense",
        ],
    }
)


def rss(*items: str, end: str = "</channel></rss>") -> bytes:
    """A document of the given items."""
    return f'<rss version="2.0"><channel><title>t</title>{"".join(items)}{end}'.encode()


def item(
    n: int | str, title: str = "", *, link: str | None = None, guid: str | None = None,
    date: str = "", summary: str = "",
) -> str:  # fmt: skip
    """An item with its own guid, link and title unless told otherwise ("" leaves one out)."""
    link = f"https://paper.example/{n}" if link is None else link
    guid = f"id-{n}" if guid is None else guid
    title = title or f"Headline number {n} of the morning paper"
    parts = {"title": title, "link": link, "guid": guid, "pubDate": date, "description": summary}
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value)
    return f"<item>{inside}</item>"
