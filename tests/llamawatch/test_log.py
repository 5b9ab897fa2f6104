from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Never

from llamawatch.diagnostics import keep_log, log_crash

if TYPE_CHECKING:
    from pathlib import Path


def fail(message: str) -> Never:
    raise ValueError(message)


def test_a_stranger_s_words_in_a_traceback_reach_no_terminal(tmp_path: Path) -> None:
    try:
        fail("\x1b]0;pwned\x07\u202eevil\r\n" + "x" * 100_000)
    except ValueError as error:
        path = log_crash(tmp_path, error)
        end = keep_log(tmp_path)
        logging.getLogger("watchers").exception("checking %s failed", "\x1b[31ma")
        end()
    assert path is not None
    said = path.read_text(encoding="utf-8")
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(said)
    assert len(said) < 10_000
    assert said.count("ValueError: ]0;pwned") == 2
    assert '\n  File "' in said
    assert "\n    raise ValueError(message)" in said
