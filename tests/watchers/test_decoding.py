from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.decoding import cut_to_root, decode, sniff

JAPANESE = "<rss><title>人工知能の研究者が退社し新会社を設立した</title></rss>"
RUSSIAN = "<rss><title>Исследователи искусственного интеллекта покинули компанию</title></rss>"
FRENCH = "<rss><title>Zürich, déjà vu à l’été</title></rss>"


def labelled(text: str, label: str) -> str:
    return f'<?xml version="1.0" encoding="{label}"?>{text}'


@pytest.mark.parametrize(
    ("text", "encoding", "label", "header"),
    [
        (JAPANESE, "utf-8", "utf-8", ""),
        (JAPANESE, "utf-8", "iso-8859-1", "text/xml; charset=windows-1252"),
        (JAPANESE, "shift_jis", "Shift_JIS", ""),
        (JAPANESE, "euc-jp", "EUC-JP", "text/xml; charset=UTF-8"),
        (JAPANESE, "euc-jp", "", "text/xml; charset=euc-jp"),
        (JAPANESE, "shift_jis", "", ""),
        (JAPANESE, "utf-16", "utf-16", ""),
        (JAPANESE, "utf-16-le", "utf-8", ""),
        (JAPANESE, "utf-16-be", "utf-8", ""),
        (JAPANESE, "utf-8-sig", "utf-8", ""),
        (RUSSIAN, "cp1251", "windows-1251", ""),
        (RUSSIAN, "cp1251", "", ""),
        (FRENCH, "cp1252", "iso-8859-1", ""),
    ],
)
def test_bytes_are_asked_before_labels(text: str, encoding: str, label: str, header: str) -> None:
    said = labelled(text, label) if label else text
    assert decode(said.encode(encoding), header).endswith(text)


def test_one_bad_byte_does_not_turn_a_feed_into_something_else() -> None:
    body = (JAPANESE * 20).encode() + b"\xe9" + JAPANESE.encode()
    assert decode(body).count("人工知能") == 21


def test_labels_that_are_no_character_sets_are_ignored() -> None:
    for label in ("hex", "zlib_codec", "rot13", "idna", "unicode_escape", "nonsense"):
        assert decode(labelled("<rss>\xe9</rss>", label).encode("cp1252")).endswith("</rss>")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_become_text_that_xml_may_hold(body: bytes, header: str) -> None:
    text = decode(body, header)
    text.encode("utf-8")
    assert not any(c in text for c in "\x00\x08\x1b\x0b\ufffe")
    sniff(text)
    cut_to_root(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ('{"version": ""}', "json"),
        ("<rss></rss>", "xml"),
        ("\n\n<?xml version='1.0'?><feed/>", "xml"),
        ("<br />\n<b>Warning</b>: x in y.php\n<rss></rss>", "xml"),
        ("<!DOCTYPE html><html><p>&lt;rss&gt;</p></html>", "html"),
        ("<!doctype HTML><p>", "html"),
        ("<!DOCTYPE html PUBLIC 'x'><rss></rss>", "xml"),
        ("<html><body><rss></rss></body></html>", "html"),
        ("<atom:feed></atom:feed>", "xml"),
        ("<?xml version='1.0'?><Error/>", "xml"),
        ("<p>hello</p>", "html"),
        ("/etc/passwd", "other"),
    ],
)
def test_a_text_is_told_by_its_beginning(text: str, kind: str) -> None:
    assert sniff(text) == kind


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n" * 50,
        '<?xml version="1.0"?>',
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD" "http://example.org/rss.dtd">',
        "<!-- <rss> is below --><?xml-stylesheet href='x'?>",
        "<br />\n<b>Warning</b>: something\n",
    ],
)
def test_everything_before_the_root_is_cut(before: str) -> None:
    assert cut_to_root(before + "<rss version='2.0'><x/></rss>") == "<rss version='2.0'><x/></rss>"
