"""What goes wrong is one whole sentence and an exit status, and the rest goes on."""

from __future__ import annotations

import asyncio
import re
import signal
from typing import TYPE_CHECKING

import pytest

from tests.journeys.home import QUIET, email_settings, shipped_watches
from tests.journeys.press import LEAVES, UNRELATED, Paper, dated
from tests.watchers.newsstand import Answer

if TYPE_CHECKING:
    from tests.alerts.services import MailServer, NotificationService
    from tests.journeys.home import Home
    from tests.watchers.newsstand import Newsstand

PAGE = b"<!doctype html><html><head><title>Our news</title></head><body>Read on</body></html>"
DEAD = '[[source]]\nid = "dead"\nname = "Dead Wire"\nurl = "http://127.0.0.1:1/feed.xml"\n'
DEAD_SAYS = (
    "127.0.0.1:1 does not accept connections; it is asked again later: "
    "check the address, or the network if other sources fail too."
)
BROKEN = '[[watch]]\nid = "torn"\nname = "Torn"\nquery = "org:meta AND (act:leave"\n'
BROKEN_SAYS = "The bracket at character 14 is never closed; add a bracket."
PASSWORD_SAYS = (
    'email: mail server 127.0.0.1:{port} refused the password of "me": '
    "check username, and password_command or $LLAMAWATCH_SMTP_PASSWORD\n"
)
NO_DESKTOP_SAYS = (
    "desktop: no desktop session here (no D-Bus session bus): "
    "use the terminal or e-mail channel, or turn [alerts.desktop] off\n"
)


@pytest.mark.parametrize("command", ["items", "poll", "config check", "doctor", ""])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '[poll]\ninterval = "30m',
            (
                ", line 2: is not valid TOML (Illegal character '\\n', column 16): correct it; "
                "`llamawatch config check` says whether it is right"
            ),
        ),
        (
            '[poll]\n\nintervall = "30m"\n',
            ', line 3: unknown key "intervall" in [poll]: did you mean "interval"?',
        ),
        (
            '[[watch]]\nid = "a"\nkeywords = "Llama"\n',
            ", line 3: \"keywords\" must be a list of texts, not 'Llama'",
        ),
        ('[wach]\nid = "a"\n', ', line 1: unknown table "wach": did you mean "watch"?'),
        (
            '[[watch]]\nid = "a"\nalert = "storry"\n',
            ', line 3: "alert" cannot be "storry": did you mean "story"?',
        ),
        (
            "[alerts.email]\nport = 99999\n",
            ', line 2: "port" must be at most 65535, not 99999',
        ),
        (None, ": cannot be read (No such file or directory): check the path or use --config"),
    ],
    ids=["no TOML", "unknown key", "wrong type", "unknown table", "no choice", "port", "missing"],
)
async def test_a_wrong_configuration_ends_with_2_and_names_the_place(
    home: Home, text: str | None, problem: str, command: str
) -> None:
    if text is not None:
        home.configure(f"{text}\n" if text.endswith("30m") else text)
    ended = await home.type(*command.split())
    if command == "doctor":
        assert ended.status == 0
        assert f"BAD  configuration  {home.config}{problem}\n" in ended.out
        return
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err == f"llamawatch: {home.config}{problem}\n"
    assert not home.data.exists()


async def test_a_source_nobody_answers_at_is_reported_and_the_others_are_stored(
    home: Home, paper: Paper
) -> None:
    paper.print(UNRELATED)
    home.configure(QUIET, DEAD, paper.source)
    ended = await home.type("poll")
    assert (ended.status, ended.err) == (0, "")
    *checks, total = ended.out.splitlines()
    assert sorted(checks) == [
        f"{'dead':<28}  failed     {DEAD_SAYS}",
        f"{'paper':<28}  new        1 new",
    ]
    assert total == "2 sources, 1 new item, 1 failed, 0 new stories, 0 alerts"
    assert (await home.type("poll", "--all", "--strict")).status == 4
    assert (await home.type("poll", "--source", "paper", "--strict")).status == 0
    assert len(await home.json("items")) == 1
    status = await home.json("status")
    assert status[0]["failing"] == [{"source": "dead", "state": "error", "error": DEAD_SAYS}]


async def test_a_page_where_a_feed_was_promised_is_named_and_the_others_are_stored(
    home: Home, paper: Paper, stand: Newsstand
) -> None:
    paper.print(UNRELATED)
    url = stand.serve("/page", Answer(body=PAGE, headers={"Content-Type": "text/html"}))
    home.configure(QUIET, paper.source, f'[[source]]\nname = "Page"\nurl = "{url}"\n')
    ended = await home.json("poll")
    said = {one["source"]: (one["outcome"], one["error"]) for one in ended[:-1]}
    assert said == {
        "paper": ("new", None),
        "page": (
            "failed",
            (
                f'127.0.0.1:{stand.port} answers with a web page ("Our news") instead of a feed; '
                "look for the feed with `llamawatch sources check URL`."
            ),
        ),
    }
    looked = await home.type("sources", "check", url)
    assert (looked.status, looked.out) == (
        0,
        (
            f'127.0.0.1:{stand.port} answers with a web page ("Our news") instead of a feed; '
            "it names no feed: give the feed's own address.\n"
        ),
    )


async def test_a_held_data_directory_ends_with_3_and_names_the_holder(
    home: Home, paper: Paper
) -> None:
    paper.print(UNRELATED)
    home.configure(QUIET, paper.source)
    holder = await home.start("run")
    assert holder.stderr is not None
    assert (await holder.stderr.readline()).decode() == f"Watching 1 source; data in {home.data}\n"
    since = (await home.json("status"))[0]["running"]["since"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", since)
    for command in ("poll", "run"):
        # `run` takes signals, which only a program of its own can.
        ended = await (home.run if command == "run" else home.type)(*command.split())
        assert (ended.status, ended.out) == (3, "")
        assert ended.err == (
            f"llamawatch: The data directory {home.data} is in use by llamawatch run "
            f"(process {holder.pid}) since {since}; "
            "close that one first, or name another directory with --data.\n"
        )
    told = (await home.type("status")).out
    assert re.match(
        r"running: llamawatch run \(process \d+\) since \d{4}-\d\d-\d\d \d\d:\d\d\n", told
    )
    assert re.search(r"^last poll  (never|\d{4}-\d\d-\d\d \d\d:\d\d)$", told, re.MULTILINE)
    assert (await home.type("items")).status == 0
    holder.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(holder.wait(), 10) == 0
    assert (await home.type("poll", "--all")).status == 0


async def test_without_a_desktop_the_mail_still_arrives(
    home: Home, paper: Paper, mail: MailServer
) -> None:
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    paper.print(dated(LEAVES, minutes=5))
    ended = await home.type("poll", "--strict")
    assert (ended.status, ended.err) == (4, NO_DESKTOP_SAYS)
    assert ended.out.endswith("\n1 source, 1 new item, 0 failed, 1 new story, 2 alerts\n")
    assert len(mail.mailbox.mails) == 1
    alerts = {one["channel"]: one for one in await home.json("alerts")}
    assert alerts["email"]["state"] == "sent"
    assert alerts["desktop"]["state"] == "failed"
    assert f"desktop: {alerts['desktop']['error']}\n" == NO_DESKTOP_SAYS
    (waiting,) = (await home.json("status"))[0]["undelivered"]
    assert (waiting["channel"], waiting["alerts"]) == ("desktop", 1)


async def test_a_wrong_mail_password_is_told_once_and_the_desktop_still_hears(
    home: Home,
    paper: Paper,
    mail: MailServer,
    notifications: NotificationService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LLAMAWATCH_SMTP_PASSWORD", "wrong-secret")
    home.configure(shipped_watches(), email_settings(mail.port), paper.source)
    people = ("Joelle Pineau", "Hugo Touvron", "Armand Joulin")
    for name in people:
        piece = dated(LEAVES, minutes=5)
        paper.print(type(piece)(name, f"{name} leaves Meta", f"{name} is leaving Meta.", piece.at))
    ended = await home.type("poll")
    assert (ended.status, ended.err) == (0, PASSWORD_SAYS.format(port=mail.port))
    told = [bubble.summary for bubble in notifications.bubbles]
    assert sorted(told[:3]) == sorted(f"{name} leaves Meta" for name in people)
    (broken,) = told[3:]
    assert broken.startswith("Alerts do not arrive by email since ")
    (waiting,) = (await home.json("status"))[0]["undelivered"]
    assert (waiting["channel"], waiting["alerts"]) == ("email", 3)
    # One login, by the two mechanisms the server offers: asking again for every alert would lock
    # the account.
    assert mail.mailbox.passwords == [b"wrong-secret"] * 2
    tested = await home.type("alerts", "test", "email", "--strict")
    assert (tested.status, tested.out) == (4, PASSWORD_SAYS.format(port=mail.port))
    for path in home.data.iterdir():
        assert b"wrong-secret" not in path.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("frobnicate", 'Error: No such command "frobnicate": see llamawatch --help'),
        ("itmes", 'Error: No such command "itmes": did you mean "items"?'),
        ("poll --alll", "Error: No such option '--alll'. Did you mean '--all'?"),
        (
            "show zzzzzz",
            (
                "llamawatch: No item or story or move or alert has an id that begins with "
                '"zzzzzz"; ids stand in the lists that `llamawatch items`, `stories` and '
                "`alerts` print."
            ),
        ),
        (
            "poll --source nobody",
            'llamawatch: no source has the id "nobody": `llamawatch sources` lists them',
        ),
        (
            "sources pause nobody",
            'llamawatch: no source has the id "nobody": `llamawatch sources` lists them',
        ),
        (
            "watches remove nobody",
            'llamawatch: no watch has the id "nobody": `llamawatch watches` lists them',
        ),
        ("items (Llama", "llamawatch: The bracket at character 1 is never closed; add a bracket."),
        (
            "stories lnag:ja",
            'llamawatch: No field is called "lnag:" (character 1); did you mean "lang:"?',
        ),
        (
            'items title =~ "Meta"',
            'llamawatch: title =~ "Meta" is newsboat\'s way to write it; here it is: title:Meta',
        ),
        (
            "items --since 3x",
            (
                "Error: Invalid value for '--since': \"3x\" is no duration: "
                "write a number and a unit, as in 90s, 15m, 2h, 7d"
            ),
        ),
        (
            "alerts test pigeon",
            (
                'llamawatch: channel "pigeon" is not enabled: enabled in {config} are desktop, '
                "terminal"
            ),
        ),
    ],
)
async def test_wrong_usage_ends_with_2_and_says_what_is_right(
    home: Home, words: str, said: str
) -> None:
    home.configure("")
    ended = await home.type(*words.split(" "))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == said.format(config=home.config)
    if said.startswith("llamawatch: "):
        assert ended.err.count("\n") == 1


async def test_a_broken_watch_is_shown_and_the_others_go_on(
    home: Home, paper: Paper, notifications: NotificationService
) -> None:
    home.configure(BROKEN, shipped_watches(), paper.source)
    paper.print(dated(LEAVES, minutes=5))
    problem = f"The watch torn is broken and matches nothing: {BROKEN_SAYS}\n"
    ended = await home.type("poll")
    assert (ended.status, ended.err) == (0, problem)
    assert [one.summary for one in notifications.bubbles] == [LEAVES.title]

    checked = await home.type("watches", "check")
    count = shipped_watches().count("[[watch]]") + 1
    assert (checked.status, checked.out) == (
        0,
        f"torn: {BROKEN_SAYS}\n{count} watches, 1 broken\n",
    )
    assert (await home.type("watches", "check", "--strict")).status == 4
    checked = await home.type("config", "check")
    assert (checked.status, checked.out) == (2, problem)
    broken = [one for one in await home.json("watches") if one["error"]]
    assert [(one["id"], one["error"]) for one in broken] == [("torn", BROKEN_SAYS)]
    assert f"problem: {problem}" in (await home.type("status")).out


@pytest.mark.parametrize("command", ["poll", "items", ""])
async def test_a_data_directory_that_is_a_file_is_refused(home: Home, command: str) -> None:
    home.configure(QUIET)
    home.data.write_text("not ours")
    ended = await home.type(*command.split())
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"llamawatch: The data directory {home.data} cannot be used: it is a file; "
        "name a directory with --data.\n"
    )
    assert home.data.read_text() == "not ours"


async def test_an_unexpected_failure_is_one_line_and_where_the_log_is(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.configure(QUIET)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("llamawatch.session.LiveSession.compile", fail)
    ended = await home.type("items")
    log = home.data / "llamawatch.log"
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"llamawatch: unexpected failure (ZeroDivisionError: boom); details are in {log}\n"
    )
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


async def test_a_fault_in_one_check_is_kept_in_the_log_and_the_others_are_stored(
    home: Home, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchers import check

    other = Paper(paper.stand, "other")
    other.print(UNRELATED)
    paper.print(UNRELATED)
    home.configure(QUIET, paper.source, other.source)
    from watchers.identity import identify as real

    def fail(source: str, *more: object, **keys: object) -> object:
        if source == "other":
            raise ZeroDivisionError("boom")
        return real(source, *more, **keys)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(check, "identify", fail)
    ended = await home.type("poll", "--json")
    assert (ended.status, ended.err) == (0, "")
    said = {one["source"]: one["error"] for one in ended.lines()[:-1]}
    assert said == {
        "paper": None,
        "other": "The Other could not be checked because of a fault in llamawatch "
        "(ZeroDivisionError); it is tried again later, and the log says more.",
    }
    assert "ZeroDivisionError: boom" in (home.data / "llamawatch.log").read_text()
