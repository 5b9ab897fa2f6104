"""The words that records are told apart by."""

from __future__ import annotations

from typing import Literal

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
