"""Readers for environment variables; each failure is one plain sentence that names the variable."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

TRUE_WORDS = {"1", "true", "yes", "on"}
CONNECT_SECONDS = 5
FALSE_WORDS = {"0", "false", "no", "off", ""}


class SettingError(Exception):
    """A setting is missing or wrong; the message names the variable and says what to do."""


def text(name: str, *, default: str | None = None) -> str:
    """Return the variable, or the content of the file that NAME_FILE names; an empty one counts as not set.

    Raises SettingError where neither is set and there is no default.
    """
    value = os.environ.get(name) or _from_file(name) or default
    if value is None or (default is None and not value):
        raise SettingError(f"{name} is not set; set it, or {name}_FILE to the path of a file that holds it.")
    return value


def _from_file(name: str) -> str | None:
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text file"
        raise SettingError(f"{name}_FILE names {path}, which cannot be read: {reason}.") from None


def is_set(name: str) -> bool:
    """Tell whether the variable, or its NAME_FILE twin, is present and not empty."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable. Raises SettingError for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise SettingError(f"{name} must be yes or no, not {value!r}.")
    return word in TRUE_WORDS


def integer(name: str, *, default: int) -> int:
    """Return a whole number. Raises SettingError for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, *, default: str | None = None) -> list[str]:
    """Return a comma-separated list without its empty parts."""
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def database(name: str, *, default: str | None = None) -> dict[str, object]:
    """Return Django's settings for a PostgreSQL address. Raises SettingError for any other address."""
    url = text(name, default=default)
    if not url.startswith(("postgres://", "postgresql://")):
        raise SettingError(f"{name} must be a PostgreSQL address such as postgres://user:password@host:5432/hub.")
    try:
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        raise SettingError(f"{name} is not a PostgreSQL address that can be read.") from None
    if not parsed.get("NAME"):
        raise SettingError(f"{name} names no database; end it with one, for example /hub.")
    options = {"connect_timeout": CONNECT_SECONDS, **parsed.get("OPTIONS", {})}
    return {**parsed, "OPTIONS": options}


def redis(name: str, *, default: str | None = None) -> str:
    """Return a Redis address. Raises SettingError for any other address."""
    url = text(name, default=default)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise SettingError(f"{name} must be a Redis address such as redis://host:6379/0.")
    return url


def refuse_development_value(name: str, value: str) -> str:
    """Return a secret that is fit for production. Raises SettingError for one that is short or a development one."""
    if value.startswith("development-only") or len(value) < 32:
        raise SettingError(f"{name} must be a secret of at least 32 characters that is not the development one.")
    return value
