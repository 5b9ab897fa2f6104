"""What happened, in order, and set as text, Markdown, HTML and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from newsroom.brief import (
    Brief,
    BriefGap,
    BriefSource,
    Happened,
    build_brief,
)
from newsroom.brief_page import page_of, title_of
from newsroom.brief_shapes import brief_shapes
from newsroom.brief_text import as_html, as_markdown, as_text, escape_markdown, short_lines
from newsroom.glossary import Glossary
from newsroom.ledger import is_background
from newsroom.records import Alert, Article, Evidence, Gap, Item, Move, Story
from newsroom.widths import cells
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from newsroom.packs import Packs

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SINCE = NOON - timedelta(days=2)
NAMES = {"insider": "Business Insider", "wire": "Morning Wire"}


def story(
    name: str, voices: int, *, topics: tuple[str, ...] = ("talent",), hours: int = 1
) -> Story:
    return Story(
        id=name,
        headline=f"Headline of {name}",
        language="en",
        items=(f"{name}-1",),
        origin_item=f"{name}-1",
        origin_source="insider",
        sources=tuple(f"source-{n}" for n in range(voices)),
        independent_sources=voices,
        languages=("en", "de")[:voices],
        first_seen=NOON - timedelta(hours=hours),
        last_seen=NOON - timedelta(hours=hours),
        topics=topics,
    )


def move(name: str, origin: str, destination: str, *, status: str = "reported") -> Move:
    return Move(
        id=f"move-{name}",
        person=name,
        name=name.title(),
        kind="left" if origin else "joined",
        origin=origin,
        destination=destination,
        status=status,  # type: ignore[arg-type] # one of four words
        first_reported=NOON - timedelta(hours=3),
        evidence=(
            Evidence("exodus-1", "en", f"{name} goes.", "insider"),
            Evidence("exodus-2", "de", f"{name} geht.", "wire"),
        ),
    )


def alert(story_id: str, state: str, channel: str = "desktop", error: str = "") -> Alert:
    return Alert(
        id=f"{story_id}-{channel}",
        key=f"{story_id}-{channel}",
        channel=channel,
        story=story_id,
        revision=1,
        state=state,  # type: ignore[arg-type] # one of its states
        reason="new story",
        title=f"Headline of {story_id}",
        created=NOON - timedelta(hours=1),
        error=error,
    )


HAPPENED = Happened(
    moves=(
        move("ada", "meta", "mistral"),
        move("ben", "", "meta"),
        move("cleo", "fair", "openai", status="rumoured"),
        move("dan", "meta", "openai", status="denied"),
    ),
    stories=(
        story("small", 1),
        story("plans", 2, topics=("strategy",)),
        story("exodus", 4),
        story("newer", 1, hours=0),
        story("odd", 1, topics=()),
        story("old", 2, hours=100),
    ),
    alerts=(alert("exodus", "sent"), alert("exodus", "dead", "email", "550 no such user")),
    failing=(BriefSource("wire", "blocked", "it answers 403", NOON - timedelta(hours=30)),),
    gaps=(BriefGap(Gap(NOON - timedelta(hours=40), NOON - timedelta(hours=20)), ("wire",)),),
)


def item_of(item_id: str) -> Item | None:
    if item_id.endswith("-9"):
        return None
    article = Article(
        id=item_id,
        source="insider",
        url=f"https://insider.example/{item_id}",
        title=f"Headline of {item_id.partition('-')[0]}",
        first_seen=NOON,
    )
    return Item(article=article, language="en")


def brief_of(happened: Happened = HAPPENED) -> Brief:
    return build_brief(
        happened,
        SINCE,
        NOON,
        topics=("talent", "strategy"),
        item_of=item_of,
        hint_of=lambda item: "a hint" if item.id.startswith("small") else "",
        house_of=lambda org: "meta" if org == "fair" else org,
    )


@pytest.fixture(scope="module")
def glossary(packs: Packs) -> Glossary:
    return Glossary(packs, ("en",), lambda one: NAMES.get(one, one))


def test_stories_stand_under_their_topic_those_most_voices_tell_first() -> None:
    topics = {t.topic: [one.story.id for one in t.stories] for t in brief_of().topics}
    assert topics == {
        "talent": ["exodus", "old", "newer", "small"],
        "strategy": ["plans"],
        "": ["odd"],
    }
    assert list(topics) == ["talent", "strategy", ""]


def test_a_story_that_began_before_only_goes_on() -> None:
    new = {one.story.id: one.new for topic in brief_of().topics for one in topic.stories}
    assert not new.pop("old")
    assert all(new.values())


def test_only_what_is_reported_or_confirmed_counts_for_the_balance() -> None:
    balance = {one.org: (one.gained, one.lost) for one in brief_of().balance}
    assert balance == {"meta": (("Ben",), ("Ada",)), "mistral": (("Ada",), ())}


def test_who_only_changes_between_parts_is_neither_gained_nor_lost() -> None:
    inside = Happened(moves=(move("ada", "fair", "meta"),))
    assert brief_of(inside).balance == ()


def test_what_one_channel_did_not_take_is_shown_though_another_did() -> None:
    (told,) = brief_of().alerts
    assert (told.channel, told.state) == ("email", "dead")


def test_what_the_packs_knew_for_long_is_no_news(packs: Packs) -> None:
    known = next(p for p in packs.people.values() if p.moves and p.moves[0].date)
    first = known.moves[0]
    told = replace(move("x", first.origin, first.destination), person=known.id, name=known.name)
    year = int(first.date[:4])
    assert is_background(told, packs, datetime(year + 2, 6, 1, tzinfo=UTC))
    assert not is_background(told, packs, datetime(year, 1, 1, tzinfo=UTC))
    assert is_background(told, packs, None)
    assert not is_background(replace(told, person="nobody"), packs, NOON)


TEXT = """\
4 moves, 6 stories since Mon 12:00

Moves
  · Ada left Meta for Mistral (reported)
    2 sources
    https://insider.example/exodus-1
  · Ben joined Meta (reported)
    2 sources
    https://insider.example/exodus-1
  · Cleo left FAIR for OpenAI (rumoured)
    2 sources
    https://insider.example/exodus-1
  … and 1 more

Talent
  · Headline of exodus
    reported · 4 sources, 2 languages, first: Business Insider
    https://insider.example/exodus-1
  · Headline of old
    reported · 2 sources, 2 languages, first: Business Insider, goes on
    https://insider.example/old-1
  · Headline of newer
    reported · Business Insider
    https://insider.example/newer-1
  … and 1 more

Strategy
  · Headline of plans
    reported · 2 sources, 2 languages, first: Business Insider
    https://insider.example/plans-1

Other
  · Headline of odd
    reported · Business Insider
    https://insider.example/odd-1

Who gained, who lost
  · Meta +1 −1
    gained Ben
    lost Ada
  · Mistral +1
    gained Ada

Told
  · 1 alert: 1 dead
  · Headline of exodus
    email: 550 no such user

Sources that fail
  · Morning Wire: blocked since 2026-03-03 06:00
    it answers 403

Not watched
  · 2026-03-02 20:00 to 2026-03-03 16:00
    nothing is known of it from Morning Wire
"""


def test_the_text_is_calm_and_complete(glossary: Glossary) -> None:
    assert as_text(page_of(brief_of(), glossary, UTC, most=3)) == TEXT


def test_nothing_is_said_to_be_nothing(glossary: Glossary) -> None:
    nothing = Brief(NOON - timedelta(hours=3), NOON)
    assert nothing.is_empty
    assert as_text(page_of(nothing, glossary, UTC)) == "Nothing since 09:00\n"
    failing = replace(nothing, failing=HAPPENED.failing)
    assert as_text(page_of(failing, glossary, UTC)).startswith(
        "Nothing since 09:00\n\nSources that fail\n"
    )


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=3), "since 09:00"),
        (timedelta(hours=13), "since Tue 23:00"),
        (timedelta(days=7), "since 25 Feb 12:00"),
        (timedelta(days=100), "since 24 Nov 2025 12:00"),
    ],
)
def test_a_moment_is_named_as_shortly_as_is_clear(ago: timedelta, said: str) -> None:
    assert title_of(Brief(NOON - ago, NOON), UTC) == f"Nothing {said}"


def test_a_line_fits_into_eighty_cells_in_every_script(glossary: Glossary) -> None:
    long = {
        "ja": "メタの研究者が退社し、新しい会社を設立すると発表した。" * 4,
        "ar": "غادر كبير العلماء شركة ميتا ليؤسس شركته الخاصة في باريس " * 4,
        "de": "Forschungsabteilungsleiterinnenweggangsankündigung " * 6,
        "hi": "मेटा के शोधकर्ता कंपनी छोड़ रहे हैं " * 6,
    }
    for language, headline in long.items():
        one = replace(story("wide", 2), headline=headline.strip(), language=language)
        text = as_text(page_of(brief_of(Happened(stories=(one,))), glossary, UTC))
        lines = [line for line in text.splitlines() if "https://" not in line]
        assert max(map(cells, lines)) <= 80
        shown = re.sub(r"[\s·\u200e]", "", text)
        assert clean_of(headline) in shown


def clean_of(headline: str) -> str:
    from newsroom.clean import clean

    return re.sub(r"[\s·]", "", clean(headline).rstrip("…"))


def test_few_lines_begin_each_section(glossary: Glossary) -> None:
    lines = short_lines(page_of(brief_of(), glossary, UTC), most=1)
    assert lines[:4] == (
        "Moves: Ada left Meta for Mistral (reported)",
        "Moves: … and 3 more",
        "Talent: Headline of exodus",
        "Talent: … and 3 more",
    )


def test_programs_get_everything_one_object_a_line(glossary: Glossary) -> None:
    found = [json.loads(json.dumps(one)) for one in brief_shapes(brief_of(), glossary)]
    assert [one.get("part", "summary") for one in found] == [
        *["move"] * 4,
        *["story"] * 6,
        *["balance"] * 2,
        "alert",
        "source",
        "gap",
        "summary",
    ]
    assert found[-1] == {
        "summary": True,
        "since": "2026-03-02T12:00:00+00:00",
        "until": "2026-03-04T12:00:00+00:00",
        "moves": 4,
        "stories": 6,
        "alerts": 1,
        "failing": 1,
        "gaps": 1,
    }
    exodus = next(one for one in found if one.get("id") == "exodus")
    assert (exodus["topic"], exodus["new"]) == ("talent", True)
    assert exodus["link"] == "https://insider.example/exodus-1"
    assert found[0]["said"] == "Ada left Meta for Mistral (reported)"


class Reader(HTMLParser):
    """What a browser would see: tags, addresses, text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_brief(text: str) -> Brief:
    """A brief with somebody's text in every field."""
    one = replace(
        story("s", 2),
        headline=text,
        origin_source=text,
        sources=(text, text + "2"),
        status="reported",
    )
    moved = replace(
        move("x", "meta", "mistral"), person=text, name=text, role=text, origin=text, date=text
    )
    item = Item(
        article=Article(id="s-1", source=text, url=text, title=text, first_seen=NOON), language=""
    )
    return build_brief(
        Happened(
            moves=(moved,),
            stories=(one,),
            alerts=(replace(alert("s", "dead", text, text), title=text, reason=text),),
            failing=(BriefSource(text, "error", text, NOON),),
            gaps=(BriefGap(Gap(SINCE, NOON), (text,)),),
        ),
        SINCE,
        NOON,
        topics=("talent",),
        item_of=lambda _: item,
        hint_of=lambda _: text,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text_in_every_form(packs: Packs, text: str) -> None:
    glossary = Glossary(packs, ("en",), lambda _: text)
    brief = hostile_brief(text)
    page = page_of(brief, glossary, UTC)

    plain = as_text(page)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    plain.encode("utf-8")

    reader = Reader()
    reader.feed(as_html(page))
    assert set(reader.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "ul", "li"),
        *("bdi", "a", "br", "span"),
    }
    assert reader.attributes <= {"charset", "href", "dir", "class"}
    assert all(urlsplit(link).scheme in ("http", "https") for link in reader.links)
    assert all(urlsplit(link).username is None for link in reader.links)
    assert set(reader.links) <= {one.url for t in brief.topics for one in t.stories}

    lines = as_markdown(page).splitlines()
    assert all(re.match(r"# |## |- |  |$", line) for line in lines)
    assert len([line for line in lines if line.startswith("#")]) == len(page.sections) + 1
    for shape in brief_shapes(brief, glossary):
        if "link" in shape and shape["link"] is not None:
            assert urlsplit(shape["link"]).scheme in ("http", "https")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_nothing_that_markdown_reads(text: str) -> None:
    from newsroom.clean import clean

    one = clean(text)
    escaped = escape_markdown(one)
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", escaped) == one
    assert not re.search(r"(?<!\\)[\[\]<>`*_~|#]", escaped)
    assert not re.search(r"(?i)(https?|ftp)://|\bwww\.", escaped)
    assert not re.match(r"[-+=]|\d+[.)]", escaped)
