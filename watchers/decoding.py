"""Bytes to text, and what kind of text: labels lie, so the bytes are asked first."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Kind = Literal["json", "xml", "html", "empty", "other"]
"""What a text looks like before it is parsed."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that in the wild mean a superset.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "big5": "big5hkscs",
}
_HTTP_LABEL = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_XML_LABEL = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_META_LABEL = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_SAMPLE = 128 * 1024
_MOSTLY = 0.95
"""Share of intact characters above U+007F that makes a text UTF-8 with faults."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_PROLOG = re.compile(r"\s*(?:<\?|<!--|<!)", re.ASCII)
_FEED_ROOT = re.compile(r"<(?:[\w.-]{1,30}:)?(?:rss|rdf|feed|channel)[\s>/]", re.IGNORECASE)
_HTML_ROOT = re.compile(r"<(?:html|head|body)[\s>/]", re.IGNORECASE)
_HTML_TYPE = re.compile(r"<!doctype\s+html[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z_]")


def decode(body: bytes, content_type: str = "") -> str:
    """Turn a body into text: byte order mark, then valid UTF-8, then labels, then detection.

    Text that is UTF-8 but for a few bad bytes is UTF-8: one bad byte must not turn a whole
    Japanese feed into something else.

    Args:
        body: The document.
        content_type: The header of that name, for its charset.

    Returns:
        The text without byte order mark and without characters XML forbids.
    """
    return _ILLEGAL.sub("", _decoded(body, content_type)).removeprefix("\ufeff")


def sniff(text: str) -> Kind:
    """Tell what a text is by its first characters."""
    start = text.lstrip()
    if not start:
        return "empty"
    if start[0] in "{[":
        return "json"
    feed, page = _FEED_ROOT.search(text), _HTML_ROOT.search(text)
    if page is not None and (feed is None or page.start() < feed.start()):
        return "html"
    if feed is not None:
        return "xml"
    return _sniffed_without_root(start[:_HEAD])


def _sniffed_without_root(head: str) -> Kind:
    if _HTML_TYPE.search(head):
        return "html"
    if head.startswith("<?xml"):
        return "xml"
    if _ELEMENT.match(head):
        return "xml" if "<entry" in head or "<item" in head else "html"
    return "other"


def cut_to_root(text: str) -> str:
    """The document from its root element on: no declaration, no DTD, no leading noise.

    A DTD can hold entities that grow without bound, and white space before the root costs the
    feed library quadratic time.
    """
    position = 0
    while (match := _PROLOG.match(text, position)) is not None:
        after = _behind(text, match.end(), match.group().lstrip())
        if after < 0:
            break
        position = after
    root = _FEED_ROOT.search(text, position)
    if root is not None:
        return text[root.start() :]
    element = _ELEMENT.search(text, position)
    return text[element.start() :] if element is not None else ""


def _behind(text: str, position: int, opening: str) -> int:
    if opening == "<?":
        end = text.find("?>", position)
        return end + 2 if end >= 0 else -1
    if opening == "<!--":
        end = text.find("-->", position)
        return end + 3 if end >= 0 else -1
    close, bracket = text.find(">", position), text.find("[", position)
    if 0 <= bracket < close:
        subset = re.compile(r"\]\s*>").search(text, bracket)
        return subset.end() if subset is not None else -1
    return close + 1 if close >= 0 else -1


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    repaired = body.decode("utf-8", "replace")
    bad = repaired.count("\ufffd")
    good = sum(map(repaired.count, set(re.findall(r"[^\x00-\x7f\ufffd]", repaired[:_SAMPLE]))))
    if good and good / (good + bad) >= _MOSTLY:
        return repaired
    for encoding in (*_labels(body, content_type), *_detected(body)):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace") if not good else repaired


def _wide(body: bytes) -> str:
    # UTF-16 without a mark: every other byte of the markup is zero.
    head = body[:64]
    if head[1::2].count(0) > len(head) // 4 and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _labels(body: bytes, content_type: str) -> tuple[str, ...]:
    head = body[:_HEAD]
    said = [match[1] for match in (_HTTP_LABEL.search(content_type),) if match]
    said += [
        match[1].decode("ascii")
        for match in (_XML_LABEL.search(head), _META_LABEL.search(head))
        if match
    ]
    return tuple(_MEANT.get(label.lower(), label) for label in said if _is_text_codec(label))


def _is_text_codec(label: str) -> bool:
    # Python also knows "codecs" that are no character sets: "hex", "zlib", "rot13", "idna".
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return False
    return getattr(info, "_is_text_encoding", True) and info.name not in (
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "utf-7",
        "utf-8",
        "utf-16",
        "utf-32",
    )


def _detected(body: bytes) -> tuple[str, ...]:
    import chardet

    guess = chardet.detect(body[:_SAMPLE])["encoding"]
    return (_MEANT.get(guess.lower(), guess),) if guess else ()
