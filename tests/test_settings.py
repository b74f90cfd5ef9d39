import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.example import example_env
from config.settings import Settings, SettingsError, read_settings, unknown_variables, variable

TOKEN = "MTA.made-up.for_tests"


@pytest.fixture(autouse=True)
def _bare_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env and no EARFUL_ variable but what the test gives."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("EARFUL_")]:
        monkeypatch.delenv(name)


def test_nothing_given_is_enough_for_all_but_the_token() -> None:
    settings = read_settings()
    assert settings.token is None
    assert settings.data_folder == Path("data")
    assert settings.requests_per_second == 48
    with pytest.raises(SettingsError, match=r"EARFUL_TOKEN is not set.*Developer Portal.*\.env\.$"):
        settings.required_token()


@pytest.mark.parametrize(
    "written", [TOKEN, f"  {TOKEN}\t", f'"{TOKEN}"', f"'{TOKEN}'", f"Bot {TOKEN}", f'" bot  {TOKEN} "']
)
def test_a_token_loses_what_copying_added(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_TOKEN", written)
    assert read_settings().required_token() == TOKEN


@pytest.mark.parametrize("written", ["", "   ", '""', "Bot "])
def test_an_empty_token_is_a_missing_one(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_TOKEN", written)
    assert read_settings().token is None


@pytest.mark.parametrize("written", ["123456789012345678", "two words", "naïve.token", "bell\x07"])
def test_what_cannot_be_a_token_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(token=written)
    assert "EARFUL_TOKEN" in caught.value.sentence
    assert written not in caught.value.sentence


def test_the_token_appears_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_TOKEN", TOKEN)
    settings = read_settings()
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("EARFUL_REQUESTS_PER_SECOND", "51", "a number from 1 to 50"),
        ("EARFUL_REQUESTS_PER_SECOND", "0", "a number from 1 to 50"),
        ("EARFUL_REQUESTS_PER_SECOND", "nan", "a number from 1 to 50"),
        ("EARFUL_REQUESTS_PER_SECOND", "fast", "a number from 1 to 50"),
        ("EARFUL_SENDING_CONCURRENCY", "2.5", "a whole number from 1 to 64"),
        ("EARFUL_WORKER_IDLE_SECONDS", "-1", "a number from 1 to 3600"),
        ("EARFUL_LOG_LEVEL", "loud", "one of debug, info, warning, error"),
    ],
)
def test_a_wrong_value_gets_a_sentence_with_name_and_remedy(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.sentence.startswith(f"{name} must be {expected}.")
    assert "remove it to have" in caught.value.sentence


def test_each_wrong_variable_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_REQUESTS_PER_SECOND", "fast")
    monkeypatch.setenv("EARFUL_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.sentence.count("EARFUL_REQUESTS_PER_SECOND") == 1
    assert caught.value.sentence.count("EARFUL_LOG_LEVEL") == 1


@given(st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), min_size=4))
def test_no_sentence_repeats_a_value(value: str) -> None:
    marked = f"s3cret{value}"
    with pytest.raises(SettingsError) as caught:
        read_settings(token=f"{marked} x", requests_per_second=marked, log_level=marked)
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "s3cret" not in str(shown)
        shown = shown.__cause__


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("\ufeffEARFUL_LOG_LEVEL=Error\nEARFUL_SENDING_CONCURRENCY=4\n", "utf-8")
    monkeypatch.setenv("EARFUL_LOG_LEVEL", "DEBUG")
    settings = read_settings()
    assert (settings.log_level, settings.sending_concurrency) == ("debug", 4)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_REQUESTS_PER_SECOND", "")
    assert read_settings().requests_per_second == 48


def test_a_home_folder_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EARFUL_DATA_FOLDER", "~/earful")
    assert read_settings().data_folder == tmp_path / "earful"


def test_a_file_that_is_no_text_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"EARFUL_TOKEN=\xff\xfe\n")
    assert unknown_variables() == []
    with pytest.raises(SettingsError, match=r"The file \.env is not plain text"):
        read_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().log_level = "debug"


def test_a_typo_is_noticed_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("EARFUL_TOKN=x\nEARFUL_LOG_LEVEL=info\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("EARFUL_REQUEST_PER_SECOND", "5")
    monkeypatch.setenv("EARFUL_ZZZ", "5")
    read_settings()
    assert unknown_variables() == [
        f"There is no setting {name}, so it changes nothing. {hint}"
        for name, hint in (
            ("EARFUL_REQUEST_PER_SECOND", "Did you mean EARFUL_REQUESTS_PER_SECOND?"),
            ("EARFUL_TOKN", "Did you mean EARFUL_TOKEN?"),
            ("EARFUL_ZZZ", "config/example.env lists the settings there are."),
        )
    ]


def test_the_example_is_what_the_settings_say_and_changes_nothing(tmp_path: Path) -> None:
    committed = Path(__file__).parent.parent / "config" / "example.env"
    assert committed.read_text("utf-8") == example_env(), "run `make docs`"
    (tmp_path / ".env").write_text(example_env(), "utf-8")
    assert read_settings() == Settings.model_construct()
    assert unknown_variables() == []


def test_every_line_of_the_example_works_once_its_sign_is_taken_off(tmp_path: Path) -> None:
    lines = [line.removeprefix("#") for line in example_env().splitlines() if "EARFUL_" in line]
    assert [line.partition("=")[0] for line in lines] == [variable(name) for name in Settings.model_fields]
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    assert read_settings() == Settings.model_construct()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("EARFUL_RETENTION_DAYS", "29", "a whole number from 30 to 3650"),
        ("EARFUL_RETENTION_DAYS", "3651", "a whole number from 30 to 3650"),
        ("EARFUL_CONTACT", "x" * 201, "text of at most 200 characters"),
        *[
            ("EARFUL_PRIVACY_URL", address, "an address that begins with https://")
            for address in (
                "http://example.org",
                "https://",
                "https://kim@example.org",
                "https://example.org/a b",
                "https://example.org/)[x](",
                "javascript:alert(1)",
                "https://[oops",
            )
        ],
    ],
)
def test_what_the_privacy_card_would_show_is_checked(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.sentence.startswith(f"{name} must be {expected}. Put it right in")
    assert "None" not in caught.value.sentence


def test_a_contact_is_one_line_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_CONTACT", "  Kim,\n kim@example.org ")
    monkeypatch.setenv("EARFUL_PRIVACY_URL", "https://example.org/privacy?of=us#top")
    settings = read_settings()
    assert settings.contact == "Kim, kim@example.org"
    assert settings.privacy_url == "https://example.org/privacy?of=us#top"
    monkeypatch.setenv("EARFUL_CONTACT", "   ")
    assert read_settings().contact is None
