"""What config.toml may say, and what is answered when it says something else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsroom.errors import ConfigError, NotFound
from store.config_file import add_table, remove_table, set_keys, set_table
from store.config_schema import KINDS, SOURCE, TABLES, WATCH
from store.places import SHIPPED_CONFIG, find_places, make_user_config
from store.settings import load_config, read_config

HERE = Path("config.toml")
SMALL = """\
# mine
[poll]
interval = "10m"            # often

# what I want
[[watch]]
name = "Llama authors"      # all of them
keywords = ["Llama"]

[[watch]]
id = "second"
query = "mistral"

# ---- where from ----
[[source]]
id = "a"
url = "https://a.example/feed"
"""


def test_the_shipped_file_is_complete_and_polite() -> None:
    config = load_config(SHIPPED_CONFIG)
    enabled = [source for source in config.sources if source.enabled]
    assert 15 <= len(enabled) <= 25
    assert all(source.interval >= timedelta(minutes=20) for source in enabled)
    assert len(config.watches) >= 12


def test_every_key_of_the_program_stands_in_the_shipped_file() -> None:
    text = SHIPPED_CONFIG.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        assert f"\n[{name}]\n" in text
        for key in table:
            assert f"\n{key} = " in text, (name, key)
    for key in {*SOURCE, *WATCH, *(key for keys in KINDS.values() for key in keys)}:
        assert f"#   {key} " in text, key


def test_defaults_are_what_the_shipped_file_shows() -> None:
    shipped, empty = load_config(SHIPPED_CONFIG), read_config("", HERE)
    for part in ("subject", "reader", "poll", "alerts"):
        assert getattr(shipped, part) == getattr(empty, part)


def test_what_is_left_out_is_filled_in() -> None:
    config = read_config(SMALL, HERE)
    assert config.sources[0].interval == timedelta(minutes=10)
    assert config.watches[0].id == "llama-authors"
    assert config.watches[0].channels == ("desktop",)
    assert config.alerts.channels == ("desktop", "terminal")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[raeder]\n", 'config.toml, line 1: unknown table "raeder": did you mean "reader"?'),
        (
            "[poll]\n\nintervall = '1m'\n",
            'config.toml, line 3: unknown key "intervall" in [poll]: did you mean "interval"?',
        ),
        (
            "[alerts.email]\nport = '25'\n",
            "config.toml, line 2: \"port\" must be a whole number from 1, not '25'",
        ),
        (
            "[alerts.email]\nport = 99999\n",
            'config.toml, line 2: "port" must be at most 65535, not 99999',
        ),
        (
            "[alerts.email]\nsecurity = 'startls'\n",
            'config.toml, line 2: "security" cannot be "startls": did you mean "starttls"?',
        ),
        (
            "[poll]\ninterval = '5 minutes'\n",
            (
                'config.toml, line 2: "interval": "5 minutes" is no duration: '
                "write a number and a unit, as in 90s, 15m, 2h, 7d"
            ),
        ),
        (
            "[reader]\ntimezone = 'Mars/Olympus'\n",
            (
                'config.toml, line 2: "timezone" cannot be "Mars/Olympus": '
                'write an IANA name, as in "Europe/Berlin"'
            ),
        ),
        (
            "[alerts]\nquiet_hours = '22:00'\n",
            (
                'config.toml, line 2: "quiet_hours": "22:00" is no span of the day: '
                "write two times, as in 22:00-07:00"
            ),
        ),
        (
            "[alerts]\ndigest = ['07:30', '25:00']\n",
            (
                'config.toml, line 2: "digest": "25:00" is no time of the day: '
                "write hours and minutes, as in 07:30"
            ),
        ),
        (
            "[reader]\ntimezone = '../Berlin'\n",
            (
                'config.toml, line 2: "timezone" cannot be "../Berlin": '
                'write an IANA name, as in "Europe/Berlin"'
            ),
        ),
        (
            "[[source]]\nid='a'\nurl='x'\n[[source]]\nid='b'\n",
            'config.toml, line 4: [[source]] needs "url": the address',
        ),
        (
            "[[source]]\nurl='x'\n",
            'config.toml, line 1: [[source]] needs an "id" or a "name"',
        ),
        (
            "[[watch]]\nid='a'\n[[watch]]\nid='a'\n",
            'config.toml, line 4: [[watch]] id "a" stands twice: give one another id',
        ),
        (
            "[[watch]]\nid='a'\nchannels=['mail']\n",
            'config.toml, line 3: "channels" cannot hold "mail": did you mean "email"?',
        ),
        (
            "[source]\nid='a'\n",
            'config.toml, line 1: "source" must be a list of tables: write [[source]] before each',
        ),
        (
            "[[watch]]\nname = 'w'\nkeywords = ['a', \"\\u001b[31m\"]\n",
            (
                'config.toml, line 3: "keywords" has a control character in it: '
                "take it out of ['a', '\\x1b[31m']"
            ),
        ),
        (
            "[poll.contact" + 5000 * ".a" + "]",
            (
                "config.toml: is not valid TOML (tables in tables without end): "
                "correct it; `llamawatch config check` says whether it is right"
            ),
        ),
        (
            "a = " + 5000 * "[",
            (
                "config.toml: is not valid TOML (tables in tables without end): "
                "correct it; `llamawatch config check` says whether it is right"
            ),
        ),
        (
            "poll = 3\n",
            'config.toml, line 1: "poll" must be a table: write [poll]',
        ),
    ],
)
def test_a_wrong_file_is_answered_with_place_problem_and_advice(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_config(text, HERE)
    assert str(error.value) == sentence


def test_a_file_that_is_no_toml_names_the_line() -> None:
    with pytest.raises(ConfigError, match=r"config\.toml, line 2: is not valid TOML \("):
        read_config("[poll]\ninterval =\n", HERE)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(ConfigError) as error:
        load_config(path)
    assert str(error.value) == (
        f"{path}: cannot be read (No such file or directory): check the path or use --config"
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_adding_a_watch_changes_nothing_else(small: Path) -> None:
    config = add_table(small, "watch", {"id": "third", "keywords": ["Behemoth"], "query": ""})
    assert [watch.id for watch in config.watches] == ["llama-authors", "second", "third"]
    text = small.read_text(encoding="utf-8")
    block = '[[watch]]\nid = "third"\nkeywords = ["Behemoth"]\n\n'
    assert text.replace(block, "") == SMALL
    assert text.index(block) < text.index("# ---- where from ----")


def test_the_first_of_its_kind_can_be_added(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    config = add_table(path, "source", {"id": "a", "url": "https://a.example/"})
    assert config.sources[0].id == "a"
    assert path.read_text(encoding="utf-8").startswith("# nothing yet\n")


def test_setting_a_key_keeps_the_comments(small: Path) -> None:
    set_keys(small, "watch", "llama-authors", {"keywords": ("Llama", "Behemoth")})
    expected = SMALL.replace('["Llama"]', '["Llama", "Behemoth"]')
    assert small.read_text(encoding="utf-8") == expected


def test_a_key_of_a_plain_table_is_set_and_all_else_stays(tmp_path: Path) -> None:
    shipped = SHIPPED_CONFIG.read_text(encoding="utf-8")
    path, written = tmp_path / "config.toml", []
    for text in (shipped, "# mine\n", "[reader] # who reads\n\n# next\n[poll]\n"):
        path.write_text(text, encoding="utf-8")
        config = set_table(path, "reader", {"languages": ("de", "en")})
        assert config.reader.languages == ("de", "en")
        written.append(path.read_text(encoding="utf-8"))
    assert written[0] == shipped.replace('languages = ["en"]', 'languages = ["de", "en"]', 1)
    assert written[1] == '# mine\n\n[reader]\nlanguages = ["de", "en"]\n'
    assert written[2] == '[reader] # who reads\nlanguages = ["de", "en"]\n\n# next\n[poll]\n'


def test_removing_keeps_the_heading_of_what_follows(small: Path) -> None:
    remove_table(small, "watch", "second")
    text = small.read_text(encoding="utf-8")
    assert "second" not in text
    assert "\n# ---- where from ----\n[[source]]" in text
    assert "# all of them" in text


def test_an_unknown_id_is_named_and_nothing_changes(small: Path) -> None:
    with pytest.raises(NotFound, match='no watch has the id "nobody": `llamawatch watches` lists'):
        set_keys(small, "watch", "nobody", {"query": "x"})
    assert small.read_text(encoding="utf-8") == SMALL


def test_a_value_that_would_break_the_file_is_refused(small: Path) -> None:
    with pytest.raises(ConfigError, match='"alert" cannot be "loud"'):
        set_keys(small, "watch", "second", {"alert": "loud"})
    assert small.read_text(encoding="utf-8") == SMALL


def test_places_follow_option_environment_checkout_and_user(tmp_path: Path) -> None:
    def found(config: str | None = None, **environ: str) -> tuple[Path, str]:
        places = find_places(config=config, data="d", environ=environ, cwd=tmp_path)
        return places.config, places.config_from

    assert found("x.toml") == (Path("x.toml"), "--config")
    assert found(LLAMAWATCH_CONFIG="y.toml") == (Path("y.toml"), "$LLAMAWATCH_CONFIG")
    assert found()[1] == "user"
    (tmp_path / "config.toml").touch()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "llamawatch"\n', encoding="utf-8")
    assert found() == (tmp_path / "config.toml", "checkout")


def test_a_first_start_makes_the_users_file_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    monkeypatch.setenv("HOME", str(tmp_path))
    places = find_places(config=None, data=None, environ={}, cwd=tmp_path)
    assert make_user_config(places)
    assert places.config.read_bytes() == SHIPPED_CONFIG.read_bytes()
    assert places.config.stat().st_mode & 0o777 == 0o600
    assert not make_user_config(places)


def test_a_new_name_leaves_the_id_as_it_was(small: Path) -> None:
    config = set_keys(small, "watch", "llama-authors", {"name": "Gone", "query": "x"})
    first = config.watches[0]
    assert (first.id, first.name) == ("llama-authors", "Gone")
    again = set_keys(small, "watch", "llama-authors", {"name": "Gone again"})
    assert again.watches[0].name == "Gone again"
    set_keys(small, "watch", "second", {"priority": "high"})
    text = small.read_text(encoding="utf-8")
    assert text.index('priority = "high"') < text.index("# ---- where from ----")


def test_line_ends_stay_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode())
    add_table(path, "watch", {"id": "third", "keywords": ["x"]})
    set_keys(path, "source", "a", {"enabled": False})
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") > SMALL.count("\n")


def test_a_byte_order_mark_is_read_over_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert len(load_config(path).watches) == 2
    add_table(path, "watch", {"id": "third", "keywords": ["x"]})
    assert path.read_bytes().startswith(b"\xef\xbb\xbf#")
    assert len(load_config(path).watches) == 3


def test_a_home_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conf").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    places = find_places(config=None, data=None, environ={}, cwd=tmp_path)
    with pytest.raises(ConfigError) as caught:
        make_user_config(places)
    assert str(caught.value) == (
        f"{places.config}: cannot be made (Not a directory): make its folder writable, or name a "
        "file with --config"
    )
