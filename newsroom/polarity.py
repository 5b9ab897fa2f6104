"""Whether the verb of a clause is denied or doubted, by the words and marks around it.

"did not leave", "verlässt O nicht", "退社しない"; "verlässt angeblich O", "quitterait O", "Is A to
leave O?". The words are the `cues` of the packs; how far they reach is decided here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsroom.claims import Cues
    from newsroom.clauses import Clause, VerbHit

_BEFORE = 24
"""Characters before a verb in which a negation of it is looked for."""
_BEHIND = 40
"""Characters behind a verb in which a negation of it is looked for."""
_BESIDE = 45
"""Characters between an adverb of doubt and its verb, at most."""
_TRIED = 70
"""Characters between an attempt and what is attempted, at most."""
_ASKING = frozenset(("talks", "offer"))
_APART = re.compile(r"[,;:、，،]|\b(?:and|und|et|y|e|en|i|и|ve|but)\b")
"""What sets two events apart."""
_ASKED = re.compile(r"[^.:;—–!?。:！]*[?？؟]|[^\s。、]{0,3}か(?=\s*(?:\Z|[。、…」|]))")
"""What makes a question of the words before it; in Japanese the particle at the end."""


def negated(cues: Cues, clause: Clause, verb: VerbHit, text: str) -> bool:
    """Whether a verb is denied by a particle beside it.

    Args:
        cues: Of the article's language.
        clause: The clause the verb stands in.
        verb: The verb.
        text: The field of the clause in lower case.
    """
    low, high = _neighbours(clause, verb)
    before = text[max(low, verb.start - _BEFORE) : verb.start]
    if cues.negation and cues.negation.search(before):
        return True
    end = min(high, verb.end + _BEHIND)
    return cues.negated is not None and cues.negated.search(text, verb.end, end) is not None


def doubted(cues: Cues, clause: Clause, verb: VerbHit, text: str) -> bool:
    """Whether a verb tells of hearsay by its form, an adverb beside it, or as a question.

    Args:
        cues: Of the article's language.
        clause: The clause the verb stands in.
        verb: The verb.
        text: The field of the clause in lower case.
    """
    if _asked_first(clause, verb, text):
        return True
    if cues.conditional and cues.conditional.fullmatch(text, verb.start, verb.end):
        return True
    low, high = _neighbours(clause, verb)
    if cues.attempt and cues.attempt.search(text, max(low, verb.start - _TRIED), verb.start):
        return True
    low, high = max(low, verb.start - _BESIDE), min(high, verb.end + _BESIDE)
    if cues.perhaps and cues.perhaps.search(text, low, high):
        return True
    if not _ASKED.match(text, verb.end):
        return False
    return cues.asks is None or cues.asks.search(text, clause.start, verb.start) is None


def _asked_first(clause: Clause, verb: VerbHit, text: str) -> bool:
    """Whether the verb only says what somebody is asked to do: "O approached A to join"."""
    asked = [v for v in clause.verbs if v.kind in _ASKING and v.end <= verb.start]
    if verb.kind in _ASKING or not asked or verb.start - asked[-1].end > _TRIED:
        return False
    return _APART.search(text, asked[-1].end, verb.start) is None


def _neighbours(clause: Clause, verb: VerbHit) -> tuple[int, int]:
    """From the verb before to the verb behind, inside the clause."""
    before = [v.end for v in clause.verbs if v.end <= verb.start and v.kind not in _SMALL]
    behind = [v.start for v in clause.verbs if v.start >= verb.end and v.kind not in _SMALL]
    low = max(before, default=clause.start)
    return low, min(behind, default=clause.start + len(clause.text))


_SMALL = frozenset(("now", "become", "come"))
"""Kinds whose words are too small to end what stands beside another verb."""
