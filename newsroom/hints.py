"""What a headline says, for somebody who cannot read it.

A hint line holds canonical names, what happened, numbers and topics, in the order of the headline
where it has one and always in the reader's language: "Meta · Mistral AI · Guillaume Lample: leave ·
11 · talent". Matched words are an article's own, beside what they stand for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsroom.fold import fold
from newsroom.scan import scan as scan_article
from newsroom.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom.glossary import Glossary
    from newsroom.records import Field, Item, Mention, Scan, Span, Story
    from newsroom.watches import Watches

_NAMES = 4
_ACTS = 2
_NUMBERS = 3
_RANK = {"org": 0, "model": 1, "person": 2}
_DENSE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


def hint_line(item: Item, glossary: Glossary) -> str:
    """What a headline says, in the reader's language; "" for one the reader reads.

    Args:
        item: The article; only its title is looked at, and what is known of all of it where the
            title names nobody.
        glossary: The reader's languages, and what things are called in the first of them.

    Returns:
        Names of organisations, models and people, with what happened beside the last of the
        people, numbers and topics, parted by " · ". "" too where nothing is known of it.
    """
    if glossary.reads(item.language):
        return ""
    title = replace(
        item.article, summary="", text="", language_hint=item.language or item.article.language_hint
    )
    scan = scan_article(title, glossary.packs, ("ai",))
    parts = _names(item, scan, glossary)
    acts = dict.fromkeys(hit.concept for hit in scan.concepts)
    done = ", ".join([glossary.act(act) for act in acts][:_ACTS])
    if done and parts and any(mention.kind == "person" for mention in scan.mentions):
        parts[-1] = f"{parts[-1]}: {done}"
    elif done:
        parts.append(done)
    parts.extend(_numbers(scan, item.article.title)[:_NUMBERS])
    parts.extend(glossary.topic(score.topic) for score in item.topics)
    return " · ".join(parts)


def _names(item: Item, scan: Scan, glossary: Glossary) -> list[str]:
    """Who and what is named, people last: in the title, else anywhere."""
    mentions = sorted(scan.mentions, key=lambda mention: _RANK[mention.kind])
    named = [_name_of(mention, glossary) for mention in mentions]
    if not named:
        named = [
            *(glossary.packs.name_of(one, "org") for one in item.orgs),
            *(glossary.packs.name_of(one, "model") for one in item.models),
            *(glossary.packs.name_of(one, "person") for one in item.people),
        ]
        return list(dict.fromkeys(named))[:_NAMES]
    # Of many the people stay: they are what the line is read for.
    return list(dict.fromkeys(named))[-_NAMES:]


def _numbers(scan: Scan, title: str) -> list[str]:
    """The numbers a title says; shares that only follow from them are left out."""
    says_shares = any(sign in title for sign in "%٪％")
    return [number for number in scan.numbers if says_shares or not number.endswith("%")]


def _name_of(mention: Mention, glossary: Glossary) -> str:
    return glossary.packs.name_of(mention.entity, mention.kind)


@dataclass(frozen=True, slots=True)
class Matched:
    """Words of an article that satisfied a watch."""

    watch: str
    field: Field
    text: str
    """As they stand there."""
    term: str
    """What they stand for: an entity ("person:x"), a concept ("act:leave") or a query word."""
    name: str
    """What that is called; "" for words that stand for themselves."""

    def __str__(self) -> str:
        """The words, and the name where it is another: 「ヤン・ルカン」 = Yann LeCun."""
        quoted = f"「{self.text}」" if _is_dense(self.text) else f"“{self.text}”"
        if not self.name or fold(self.name) == fold(self.text):
            return quoted
        return f"{quoted} = {self.name}"


def matched_words(
    item: Item, story: Story | None, watches: Watches, glossary: Glossary
) -> tuple[Matched, ...]:
    """The words that satisfied an item's watches, read again as the watches are now.

    Args:
        item: The item, with its body.
        story: Its story, for watches that ask how it is founded.
        watches: The watches, with packs and sources.
        glossary: What things are called.

    Returns:
        In the order of the article, each words of a watch once; none for a watch that matched then
        and no longer does.
    """
    if not item.watches:
        return ()
    article, packs = item.article, watches.packs
    source = watches.sources.get(article.source)
    subject = Subject.of_article(
        article,
        scan_article(article, packs, source.context if source else ()),
        topics=item.topics,
        story=story,
        has_move=bool(story and story.moves),
        relevant=item.relevant,
    )
    found: dict[tuple[str, str, str], Matched] = {}
    for match in watches.match(subject):
        if match.watch not in item.watches:
            continue
        for span in _in_order(match.spans):
            key = (match.watch, span.term, fold(span.text))
            name = glossary.term(span.term)
            found.setdefault(key, Matched(match.watch, span.field, span.text, span.term, name))
    return tuple(found.values())


_FIELDS: tuple[Field, ...] = ("title", "summary", "text")


def _in_order(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (_FIELDS.index(span.field), span.start))


def _is_dense(text: str) -> bool:
    """Whether a text is in a script that quotes with corner brackets."""
    return any(unicodedata.name(letter, "").startswith(_DENSE) for letter in text)
