"""The records every room passes on: frozen, complete, without behaviour.

Times are timezone-aware and in UTC; texts are clean (no control characters, no markup); ids are
short and stable. Collections are tuples, so that a record can be shared between threads and
compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

EntityKind = Literal["person", "org", "model"]
"""What a pack can name."""
Certainty = Literal["strong", "weak", "guess"]
"""How far an alias may be trusted by itself."""
MoveKind = Literal["left", "joined", "returned", "stayed", "offered"]
"""What happened between a person and a house."""
Status = Literal["confirmed", "reported", "rumoured", "denied"]
"""How well a claim is founded."""
AlertPolicy = Literal["move", "story", "item", "digest", "none"]
"""When a watch tells."""
Priority = Literal["low", "normal", "high"]
"""How loud a watch tells."""
AlertState = Literal["pending", "held", "sent", "failed", "dead", "digested", "suppressed"]
"""Where an outbox row stands."""
SourceHealth = Literal[
    "new",
    "ok",
    "quiet",
    "empty",
    "moved",
    "gone",
    "blocked",
    "login",
    "not-a-feed",
    "broken",
    "slow",
    "limited",
    "waiting",
    "error",
    "off",
]
"""How a source does."""
FAILING = frozenset[SourceHealth](
    {"gone", "blocked", "login", "not-a-feed", "broken", "slow", "limited", "error"}
)
"""States of a source that need somebody's eye."""
Outcome = Literal["new", "unchanged", "failed", "skipped"]
"""How one check of a source ended."""
Field = Literal["title", "summary", "text"]
"""The parts of an article that are read."""
PageVerdict = Literal[
    "article",
    "paywall",
    "consent",
    "blocked",
    "login",
    "live",
    "list",
    "media",
    "short",
    "other",
    "missing",
    "opaque",
    "failed",
]
"""What an article's page turned out to be: its whole text; its beginning before a paywall; a
question for consent; a challenge or refusal; a login; a live blog; a list of links; video or audio
with little text; too little to be an article; no web page; gone; a link that leads nowhere without
a browser, never followed; or it could not be fetched."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place news comes from, as configured."""

    id: str
    name: str
    url: str = ""
    """The address; for kinds that know their service's, only where it is another one."""
    kind: str = "feed"
    language: str = ""
    """ISO 639-1 hint; empty when unknown."""
    interval: timedelta = timedelta(minutes=30)
    """Never asked more often."""
    slowest: timedelta = timedelta(hours=6)
    """While it does well, asked at least this often, unless its interval is longer."""
    context: tuple[str, ...] = ()
    """What may be taken for granted here ("ai"): lets ambiguous names count."""
    trusted: bool = False
    """One report here is enough to confirm."""
    enabled: bool = True
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What only its kind knows: "query", "edition", "pages" and so on."""

    def text(self, option: str) -> str:
        """An option that is one text; "" if it is not given."""
        value = self.options.get(option, "")
        return value if isinstance(value, str) else ""

    def texts(self, option: str) -> tuple[str, ...]:
        """An option that is a list of texts; empty if it is not given."""
        value = self.options.get(option, ())
        return () if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Gap:
    """A span of time a source was not watched in, and of which its feed told nothing afterwards."""

    start: datetime
    """The last good answer before."""
    end: datetime
    """The first good answer after."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often a source wants to be asked; what it does not say is 0 or empty."""

    max_age: int = 0
    """Seconds its last answer stays fresh, as its server says; at most a day."""
    ttl: int = 0
    """Seconds between two requests, as its document says; at most a day."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, UTC, in which nothing comes: 0 to 23, ascending."""
    skip_days: tuple[int, ...] = ()
    """Days of the week, UTC, on which nothing comes: 0 is Monday, ascending."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between checks."""

    source: str
    health: SourceHealth = "new"
    etag: str = ""
    """Echoed to the server verbatim."""
    last_modified: str = ""
    """Echoed to the server verbatim."""
    last_poll: datetime | None = None
    last_ok: datetime | None = None
    next_poll: datetime | None = None
    not_before: datetime | None = None
    """The server asked not to be asked before (Retry-After, or backing off)."""
    items: int = 0
    """Items stored from this source so far."""
    failures: int = 0
    """Failed checks in a row."""
    empties: int = 0
    """Good answers without entries in a row."""
    error: str = ""
    """The last failure as one clean sentence; empty when the last check was good."""
    latency_ms: int | None = None
    moved_to: str = ""
    """Where a whole chain of permanent redirects led; empty if nowhere."""
    body_hash: str = ""
    """SHA-256 of the last body, hexadecimal."""
    url: str = ""
    """The address all of this is remembered of: another one starts afresh."""
    unwell_since: datetime | None = None
    """Since when it brings nothing; None while it answers well."""
    gaps: tuple[Gap, ...] = ()
    """The latest spans that it was not watched in and no longer reached back to."""
    refused_by: str = ""
    """The host that the last check failed at, where that says something of all that lies there."""
    wishes: Wishes = Wishes()
    rhythm: tuple[int, ...] = ()
    """When it published, the latest times: minutes since 1970, ascending."""
    matched: tuple[str, ...] = ()
    """Ids of the watches that its items satisfied, the latest last."""
    watched_since: datetime | None = None
    """Its first good answer: a silence before that was not witnessed."""
    whole_at: datetime | None = None
    """When it last sent a whole document, and not just word that nothing changed."""
    slow: int = 0
    """Good answers in a row that took long."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, cleaned, not yet known to be new."""

    guid: str = ""
    link: str = ""
    """Absolute http(s) address or empty."""
    title: str = ""
    summary: str = ""
    text: str = ""
    """Full content where the feed carries it, as plain text."""
    published: datetime | None = None
    author: str = ""
    language: str = ""
    """The feed's declaration, ISO 639-1, or empty."""
    outlet: str = ""
    """Who published it, where the feed is only an aggregator."""


@dataclass(frozen=True, slots=True)
class FullText:
    """What came of fetching an article's own page."""

    verdict: PageVerdict
    at: datetime
    """Of the last try, UTC."""
    url: str = ""
    """Where the page was found, redirects followed."""
    characters: int = 0
    """Length of the text that was kept; 0 if none was."""
    tries: int = 1
    note: str = ""
    """The cause in one clean sentence, where the verdict leaves it open."""


@dataclass(frozen=True, slots=True)
class Article:
    """An entry with its identity and its two times: what the desk reads."""

    id: str
    source: str
    url: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    author: str = ""
    outlet: str = ""
    language_hint: str = ""
    published: datetime | None = None
    """The feed's own date, if it gave one."""
    first_seen: datetime = field(kw_only=True)
    """When llamawatch first held it: decides what is new."""
    event_time: datetime | None = None
    """When it happened as far as known: decides which story it may belong to. None: undated."""
    keys: tuple[str, ...] = ()
    """Identity keys within the source: guid, canonical link, folded title where that counts."""
    version: int = 1
    """2 and more when the source re-sent the item with another text."""
    alertable: bool = True
    """False for what a first poll (or one after a long absence) found already old."""
    backlog: bool = False
    """True for what a first poll, or one after a long absence, brought."""
    full_text: FullText | None = None
    """What came of fetching its page; its text then is `text`. None: never tried."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's own text, in characters of the original."""

    field: Field
    start: int
    end: int
    text: str
    term: str = ""
    """What it stands for: an entity ("person:x"), a concept ("act:leave") or a query word."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity of the packs named in an article."""

    entity: str
    """Bare id, as in the packs."""
    kind: EntityKind
    span: Span
    certainty: Certainty = "strong"


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """A concept ("leave", "open-source") expressed in an article."""

    concept: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything found in one article's text before it is understood."""

    language: str
    """ISO 639-1; empty when it cannot be told."""
    mentions: tuple[Mention, ...] = ()
    concepts: tuple[ConceptHit, ...] = ()
    numbers: tuple[str, ...] = ()
    """Canonical numbers of two digits and more: "11", "78%", "14300000000"."""
    figures: tuple[str, ...] = ()
    """Canonical numbers of the title, those of one digit from two on as well."""
    names: tuple[str, ...] = ()
    """Folded proper names that no pack knows."""
    sentences: Mapping[Field, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Start and end of each sentence, a field at a time, in characters of the original."""
    cues: tuple[ConceptHit, ...] = ()
    """Words that speak for or against the subject (concepts of kind "cue" and "counter")."""


@dataclass(frozen=True, slots=True)
class WatchSpec:
    """A watch as configured: all that is given must hold."""

    id: str
    name: str = ""
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    query: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    alert: AlertPolicy = "story"
    channels: tuple[str, ...] = ("desktop",)
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class WatchMatch:
    """A watch that an article satisfies, and the words that satisfied it."""

    watch: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How strongly an article is about a topic."""

    topic: str
    score: float
    """0.0 to 1.0."""
    evidence: tuple[str, ...] = ()
    """The words and rules that spoke for it."""


@dataclass(frozen=True, slots=True)
class SharedFeature:
    """A feature an article has in common with its story."""

    feature: str
    """"person:x", "org:x", "model:x", "act:leave", "n:11", "name:avocado"."""
    weight: float


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Why an article belongs to its story."""

    story: str
    score: float = 0.0
    shared: tuple[SharedFeature, ...] = ()
    """Empty for the article that opened the story."""
    runner_up: str = ""
    runner_up_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story as new articles are compared with it."""

    item: str
    at: datetime | None = None
    """Event time; None: undated."""
    features: Mapping[str, float] = field(default_factory=dict)
    """Feature and position weight, 0 to 1: "person:x", "act:leave", "n:11", "name:avocado"."""
    long: bool = False
    """Whether it says enough for what it does not name to mean something."""
    topics: tuple[TopicScore, ...] = ()
    """Its own topics, before its story's are looked at."""


@dataclass(frozen=True, slots=True)
class Review:
    """What an article changes about an item that was read before."""

    item: str
    story: str
    topics: tuple[TopicScore, ...] | None = None
    """Its topics from now on; None: as they were."""
    unclassified: bool = False
    """Whether nothing in it speaks clearly for one; only said with topics."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that says so, in its own language."""

    item: str
    language: str
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Move:
    """One event between a person and a house."""

    id: str
    person: str
    """Id of a person the packs know, or a slug of the name."""
    name: str
    kind: MoveKind
    origin: str = ""
    """Organisation left ("from" in JSON); empty when unknown."""
    destination: str = ""
    """Organisation joined ("to" in JSON); empty when unknown."""
    role: str = ""
    status: Status = "reported"
    first_reported: datetime = field(kw_only=True)
    date: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD as far as known."""
    evidence: tuple[Evidence, ...] = ()
    stories: tuple[str, ...] = ()
    known_person: bool = True
    """False for a full name in an explicit frame that no pack knows: never alerted as a move."""


@dataclass(frozen=True, slots=True)
class Story:
    """One event as told by every article about it."""

    id: str
    headline: str
    language: str = ""
    items: tuple[str, ...] = ()
    origin_item: str = ""
    """Who had it first."""
    origin_source: str = ""
    sources: tuple[str, ...] = ()
    independent_sources: int = 1
    languages: tuple[str, ...] = ()
    first_seen: datetime = field(kw_only=True)
    last_seen: datetime = field(kw_only=True)
    first_event: datetime | None = None
    last_event: datetime | None = None
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    status: Status = "reported"
    watches: tuple[str, ...] = ()
    tellings: tuple[Telling, ...] = ()
    """What new articles are compared with: the first and the latest, copies not counted."""
    topic_sums: Mapping[str, float] = field(default_factory=dict)
    """What its articles' own topics add up to; "*": how many articles have any."""
    relevant: int = 0
    """How many of its articles are relevant to the subject."""
    apart: tuple[str, ...] = ()
    """Stories the user split from it: never one with it again."""
    was: tuple[str, ...] = ()
    """Ids of stories that turned out to be this one."""
    fixed_topics: tuple[str, ...] | None = None
    """The topics as the user set them; None: as they were read."""
    facts: tuple[str, ...] = ()
    """Facts counted as news: "story", "move:...", "sources:3", "status:denied",
    "official"; and what became of it: "digest", "weak", "firm"."""
    revision: int = 0
    """How many times there was something to tell; 0: never."""
    alerts: int = 0
    """Outbox rows made for it."""
    outlets: tuple[str, ...] = ()
    """Distinct voices that told it, copies not counted: outlet, or source where none is named."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something to tell: one revision of one story, before it is addressed to channels."""

    story: str
    revision: int
    """1 and up. 0 for what only a digest tells: no revision is used up by that."""
    reason: str
    """In words: "new story", "new person: Guillaume Lample", "third independent source"."""
    title: str
    item: str = ""
    move: str = ""
    watches: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priority: Priority = "normal"
    digest: bool = False
    """True when every watch that matched only wants it in the digest."""
    backlog: str = ""
    """Where it was found by a first poll, or the first after an absence, the name of the source:
    of all that such polls find only the first few are told one by one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user said an article is about: an example for those that read like it."""

    id: str
    title: str
    topics: tuple[str, ...] = ()
    """Empty: about none of them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user decided about stories by hand, as everything it changes."""

    stories: tuple[Story, ...] = ()
    """Stories as they stand afterwards."""
    united: tuple[tuple[str, str], ...] = ()
    """Stories that are one now: the id that is gone and the id it has."""
    moves: tuple[Move, ...] = ()
    reviews: tuple[Review, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Articles of which the user says no more what they are about."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the desk understood of one article, and what that changes."""

    article: Article
    language: str = ""
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    """Where its concepts stand: "leave" for one in the title, "leave org:meta person:x" for one in
    sentences that name these, "leave -" for one in sentences that name nobody."""
    topics: tuple[TopicScore, ...] = ()
    unclassified: bool = False
    relevant: bool = False
    """Whether it is about the subject's people or plans."""
    matches: tuple[WatchMatch, ...] = ()
    link: StoryLink | None = None
    copy_of: str = ""
    """Id of the item of another source that this is a near-identical copy of; empty if none."""
    stories: tuple[Story, ...] = ()
    """Stories as they stand after this article."""
    moves: tuple[Move, ...] = ()
    """Moves as they stand after this article."""
    due: tuple[Due, ...] = ()
    """What is to be told because of this article."""
    united: tuple[tuple[str, str], ...] = ()
    """Stories that turned out to be one: the id that is gone and the id it has now."""
    reviews: tuple[Review, ...] = ()
    """Items read before whose story or topics this article changes."""
    facts: tuple[str, ...] = ()
    """The facts it tells that can be news, as its story stood after it, how well founded that was
    if not just reported, and how many voices said it if not one: "move:...", "sources:3",
    "official", "status:rumoured", "voices:2". Read again: only what it says itself, moves and
    "official"."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stored article with what was understood of it and the user's marks."""

    article: Article
    language: str = ""
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    """Where its concepts stand, see `Reading.acting`."""
    topics: tuple[TopicScore, ...] = ()
    unclassified: bool = False
    relevant: bool = False
    watches: tuple[str, ...] = ()
    story: str = ""
    """Empty when the item names nothing watched."""
    link: StoryLink | None = None
    copy_of: str = ""
    facts: tuple[str, ...] = ()
    """What it told that could be news when it came, see `Reading.facts`."""
    copies: int = 0
    read: bool = False
    starred: bool = False
    alerted: bool = False

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def full_text(self) -> FullText | None:
        """What came of fetching the article's page; None: never tried."""
        return self.article.full_text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster: where they are, by what evidence."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
    org: str = ""
    status: Literal["at", "left", "unknown"] = "unknown"
    last_seen: str = ""
    """Date of the last evidence, as far as known."""
    items: int = 0
    aliases: tuple[str, ...] = ()
    source: str = ""
    """Where the packs or the archive have it from."""
    evidence: Evidence | None = None
    """The sentence that says so, where the news does."""
    stale: bool = False
    """True when the evidence is old: where they are is only the last that is known."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one source, after it ended."""

    source: str
    at: datetime
    outcome: Outcome
    state: SourceState
    new: int = 0
    """Items stored for the first time."""
    updated: int = 0
    bytes: int = 0
    ms: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One row of the outbox: one revision of one story on one channel."""

    id: str
    """Short form of `key`."""
    key: str
    """Told once: hash of channel, story, revision (or of channel, subject, state for reports)."""
    channel: str
    story: str
    revision: int
    item: str = ""
    move: str = ""
    watches: tuple[str, ...] = ()
    priority: Priority = "normal"
    state: AlertState = "pending"
    reason: str = ""
    title: str = ""
    created: datetime = field(kw_only=True)
    not_before: datetime | None = None
    sent: datetime | None = None
    tries: int = 0
    error: str = ""
    """Why it is not sent: what the channel answered, or the rule that keeps it back."""
    failing_since: int = 0
    """Seconds the program had been running in all when it first failed; 0: it never did."""
    held_until: datetime | None = None
    """The end of what it was last held for: its age counts from there."""
    asked: bool = False
    """The user asked for it by hand: no rule keeps it back."""
    backlog: bool = False
    """It is about what a first poll found, or the first after an absence."""
    covers: tuple[str, ...] = ()
    """What it tells in one: a digest ids of rows, the summary of first polls ids of stories."""
    since: datetime | None = None
    """A digest tells of what happened after this, up to `created`."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Something that is to stay silent."""

    what: str
    """"all", or a kind and an id: "story:x", "watch:x", "source:x"."""
    until: datetime | None
    """UTC; None: until it is lifted."""
    at: datetime
    """When it was asked for, UTC."""
