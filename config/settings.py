"""The settings: the one place that says what can be set, in which bounds, and what stands for it if nothing is.

They come from environment variables that begin with EARFUL_ and from a file `.env` in the working
directory; a variable wins over the file. Nothing is read when this module is imported.
config/example.env and the table in docs/operating.md are made from the descriptions below.
"""

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import urlsplit

from annotated_types import Ge, Le, MaxLen
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from surveys.core.webhooks import Hosts, on_this_network

PREFIX: Final = "EARFUL_"
ENV_FILE: Final = Path(".env")

_TOKEN_REMEDY: Final = (
    "Copy the token anew from the Discord Developer Portal (your application, Bot, Reset Token)."  # noqa: S105  a sentence, not a secret
)


class SettingsError(Exception):
    """A setting that has to be put right. Its text is a complete sentence and never holds a value."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _bare_token(given: object) -> object:
    """The token as Discord issued it, without what copying tends to add; None if nothing is left."""
    text = given.get_secret_value() if isinstance(given, SecretStr) else given
    if not isinstance(text, str):
        return text
    text = text.strip().strip("\"'").strip()
    scheme, _, rest = text.partition(" ")
    return (rest.strip() if scheme.lower() == "bot" else text) or None


def _plausible_token(token: SecretStr | None) -> SecretStr | None:
    """Refuse what can't be sent as a token at all, or is plainly another of the portal's values."""
    if token is not None:
        text = token.get_secret_value()
        if text.isdigit() or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("not a token")
    return token


def _one_line(given: object) -> object:
    """Text on one line, None if nothing is left of it."""
    return (" ".join(given.split()) or None) if isinstance(given, str) else given


def _https(address: str | None) -> str | None:
    """Refuse what nobody could open safely: anything but an https address."""
    if address is None:
        return None
    parts = urlsplit(address)  # raises ValueError for what is no address
    readable = address.isprintable() and not set(address) & set(" <>()[]`|\\")
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or not readable:
        raise ValueError("not an https address")
    return address


def _host_list(listed: str | None) -> str | None:
    """Refuse what is no list of hosts."""
    Hosts.of(listed)
    return listed


def _endpoint(address: str | None) -> str | None:
    """Refuse what texts could not travel to safely: anything but https, except on this machine or its network."""
    if address is None:
        return None
    parts = urlsplit(address)  # raises ValueError for what is no address
    safe = parts.scheme == "https" or (parts.scheme == "http" and on_this_network(parts.hostname or ""))
    readable = address.isascii() and address.isprintable() and not set(address) & set(" <>()`|\\?#")
    if not safe or not parts.hostname or parts.username is not None or not readable or (parts.port or 1) < 1:
        raise ValueError("not an endpoint")
    return address.rstrip("/")


def _bare_key(key: SecretStr | None) -> SecretStr | None:
    """Refuse what no header can carry."""
    if key is not None and not (key.get_secret_value().isascii() and key.get_secret_value().isprintable()):
        raise ValueError("not a key")
    return key


def _lower(given: object) -> object:
    return given.strip().lower() if isinstance(given, str) else given


Level = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """What whoever hosts Earful can set. Make it with `read_settings`, which explains what is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: Annotated[SecretStr | None, BeforeValidator(_bare_token), AfterValidator(_plausible_token)] = (
        Field(
            default=None,
            description=(
                "The bot's token, from the Discord Developer Portal (your application, Bot, Reset Token). Whoever "
                "has it is the bot: keep it secret. Needed to run."
            ),
        )
    )
    data_folder: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default=Path("data"),
        description="The folder that keeps the database and its backups. It is made if it isn't there.",
    )
    requests_per_second: float = Field(
        default=48,
        ge=1,
        le=50,
        allow_inf_nan=False,
        description=(
            "How many requests a second are made of Discord at most. Discord allows a bot 50; lower it if "
            "the same token is used elsewhere too."
        ),
    )
    canary_seconds: float = Field(
        default=60,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description=(
            "The first 20 people of a round go ahead of the others. For how many seconds what became of them is "
            "watched before the others follow; 0 sends to all at once."
        ),
    )
    sending_concurrency: int = Field(
        default=16,
        ge=1,
        le=64,
        description=(
            "How many messages of a round may be on their way at once. It hides the network's delay and does "
            "not raise the requests per second."
        ),
    )
    worker_idle_seconds: float = Field(
        default=60,
        ge=1,
        le=3600,
        allow_inf_nan=False,
        description=(
            "After how many idle seconds the helper process that counts and draws summaries ends and gives "
            "its memory back."
        ),
    )
    retention_days: int = Field(
        default=365,
        ge=30,
        le=3650,
        description=(
            "How many days answers are kept after their round closed, and what is stored about people after "
            "they left. Then words and files are deleted, and choices and figures are nobody's."
        ),
    )
    contact: Annotated[str | None, BeforeValidator(_one_line)] = Field(
        default=None,
        max_length=200,
        description=(
            "Who hosts this Earful and how to reach them, such as a name and an address; it stands on the "
            "privacy card."
        ),
    )
    privacy_url: Annotated[str | None, AfterValidator(_https)] = Field(
        default=None,
        max_length=500,
        description="Where the whole privacy page can be read, if you have published it (`python -m bot privacy`).",
    )
    webhook_hosts: Annotated[str | None, BeforeValidator(_one_line), AfterValidator(_host_list)] = Field(
        default=None,
        max_length=1000,
        description=(
            "The hosts that webhooks may go to, such as hooks.example.com; nothing: webhooks are off. Only https on port "
            "443, and no private network; host:port allows that port, and a private network."
        ),
    )
    model_url: Annotated[str | None, BeforeValidator(_one_line), AfterValidator(_endpoint)] = Field(
        default=None,
        max_length=500,
        description=(
            "Where a language model with OpenAI's interface answers, such as https://api.example.com/v1; nothing: none is "
            "used. What followers wrote is sent there, without names, for communities that switch it on."
        ),
    )
    model_name: Annotated[str | None, BeforeValidator(_one_line)] = Field(
        default=None,
        max_length=200,
        description="Which of its models is used, as the endpoint calls it. Without a name none is used.",
    )
    model_key: Annotated[SecretStr | None, BeforeValidator(_bare_token), AfterValidator(_bare_key)] = Field(
        default=None,
        description="The key that the endpoint asks for, if it does. Keep it secret.",
    )
    model_seconds: float = Field(
        default=20,
        ge=1,
        le=120,
        allow_inf_nan=False,
        description=(
            "How many seconds a summary waits for the language model, all in all. Then it is posted without it."
        ),
    )
    model_tokens_per_summary: int = Field(
        default=12_000,
        ge=2_500,
        le=200_000,
        description="How many tokens one summary may cost, asking and answering together.",
    )
    model_tokens_per_month: int = Field(
        default=500_000,
        ge=2_500,
        le=1_000_000_000,
        description=(
            "How many tokens all summaries of a calendar month (UTC) may cost together. Then summaries are made without "
            "the language model until the next."
        ),
    )
    model_price_per_million: float = Field(
        default=0,
        ge=0,
        le=10_000,
        allow_inf_nan=False,
        description="What a million tokens cost you, for `python -m bot check` to say what a month costs at most.",
    )
    log_level: Annotated[Level, BeforeValidator(_lower)] = Field(
        default="info",
        description="How much the log says. No level logs what people wrote, or the token.",
    )

    @property
    def model_host(self) -> str | None:
        """Where texts go if a language model is used, as people are told it; None where none is."""
        if self.model_url is None or self.model_name is None:
            return None
        return urlsplit(self.model_url).netloc.lower()

    def required_token(self) -> str:
        """The token. Raises SettingsError, saying where to get one, if there is none."""
        if self.token is None:
            raise SettingsError(
                f"{variable('token')} is not set. Create a bot in the Discord Developer Portal, copy its token "
                f"(your application, Bot, Reset Token), and put a line {variable('token')}=… into the file .env."
            )
        return self.token.get_secret_value()


def read_settings(**overrides: Any) -> Settings:
    """The settings as environment, `.env` and then `overrides` (by field name) have them.

    Raises SettingsError with a sentence for every variable that has to be put right.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        wrong = dict.fromkeys(str(each["loc"][0]) for each in error.errors(include_input=False))
        sentence = " ".join(_remedy(name) for name in wrong)
    except UnicodeDecodeError:
        sentence = "The file .env is not plain text. Save it as UTF-8, one NAME=value a line."
    except OSError as error:
        reason = error.strerror or type(error).__name__
        sentence = f"The file .env can't be read ({reason}). Make it a file that this user may read."
    raise SettingsError(sentence)


def unknown_variables() -> list[str]:
    """A sentence for every EARFUL_… name in the environment or `.env` that no setting has.

    Such a name is nearly always a typo, and the setting it was meant for silently keeps its default.
    """
    known = {variable(name): name for name in Settings.model_fields}
    given = {name.upper() for name in (*EnvSettingsSource(Settings).env_vars, *_env_file())}
    return [
        _did_you_mean(name, list(known))
        for name in sorted(given)
        if name.startswith(PREFIX) and name not in known
    ]


def variable(name: str) -> str:
    """The environment variable of the setting `name`."""
    return PREFIX + name.upper()


def accepted(field: FieldInfo) -> str:
    """In plain words, what a setting takes, such as "a number from 1 to 50"."""
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if kind is Path:
        return "a folder"
    if kind in {int, float}:
        least = next(rule.ge for rule in field.metadata if isinstance(rule, Ge))
        most = next(rule.le for rule in field.metadata if isinstance(rule, Le))
        return f"a {'whole number' if kind is int else 'number'} from {least} to {most}"
    if kind == str | None:
        longest = next(rule.max_length for rule in field.metadata if isinstance(rule, MaxLen))
        if any(isinstance(rule, AfterValidator) and rule.func is _host_list for rule in field.metadata):
            return "host names, with commas between"
        if any(isinstance(rule, AfterValidator) and rule.func is _endpoint for rule in field.metadata):
            return "an address that begins with https:// (http:// only on this machine or its network)"
        address = any(isinstance(rule, AfterValidator) and rule.func is _https for rule in field.metadata)
        return "an address that begins with https://" if address else f"text of at most {longest} characters"
    if any(isinstance(rule, AfterValidator) and rule.func is _bare_key for rule in field.metadata):
        return "a key"
    return "a bot token"


def default(field: FieldInfo) -> str:
    """What stands if a setting is not given, as one would write it; empty if there is nothing."""
    return "" if field.default is None else str(field.default)


def _remedy(name: str) -> str:
    field = Settings.model_fields[name]
    if name == "token":
        return f"{variable(name)} is set, but is not a bot's token. {_TOKEN_REMEDY}"
    otherwise = f" to have {default(field)}" if default(field) else ""
    return (
        f"{variable(name)} must be {accepted(field)}. "
        f"Put it right in .env or the environment, or remove it{otherwise}."
    )


def _did_you_mean(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    hint = f"Did you mean {near[0]}?" if near else "config/example.env lists the settings there are."
    return f"There is no setting {name}, so it changes nothing. {hint}"


def _env_file() -> tuple[str, ...]:
    """The names in `.env`; none where it can't be read, which `read_settings` reports."""
    if not os.access(ENV_FILE, os.R_OK):
        return ()
    try:
        return tuple(DotEnvSettingsSource(Settings).env_vars)
    except (OSError, UnicodeDecodeError):
        return ()
