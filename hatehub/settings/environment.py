"""Readers for environment variables; each failure is one plain sentence that names the variable."""

import base64
import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hatehub.documents.certificates import BadSigner, read_key, read_signatory

TRUE_WORDS = {"1", "true", "yes", "on"}
CONNECT_SECONDS = 5
NO_JIT = "-c jit=off"
"""Every statement is short: compiling one takes longer than running it."""
REDIS_SCHEMES = {"redis", "rediss", "unix"}
MASTER_KEY_BYTES = 32
SHORTEST_TOKEN = 32
SHARE = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
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


def token(name: str) -> str:
    """Return a bearer token, or nothing where there is none. Raises SettingError for one that can be guessed."""
    value = text(name, default="")
    if value and (len(value) < SHORTEST_TOKEN or not re.fullmatch(r"[\x21-\x7e]+", value)):
        raise SettingError(f"{name} must have at least {SHORTEST_TOKEN} letters, digits and signs, and no space.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable. Raises SettingError for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise SettingError(f"{name} must be yes or no, not {value!r}.")
    return word in TRUE_WORDS


def integer(name: str, *, default: int, most: int, least: int = 1) -> int:
    """Return a whole number from `least` to `most`. Raises SettingError for anything else."""
    value = os.environ.get(name)
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingError(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def share(name: str) -> float | None:
    """Return a share from 0 to 1; None where it is not given. Raises SettingError for anything else."""
    value = os.environ.get(name)
    if not value:
        return None
    if not SHARE.fullmatch(value):
        raise SettingError(f"{name} must be a share from 0 to 1 such as 0.1, not {value!r}.")
    return float(value)


def json_object(name: str, *, default: str) -> dict[str, Any]:
    """Return what stands in the JSON file that the variable names; nothing where it is empty. Raises SettingError."""
    path = text(name, default=default)
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise SettingError(f"{name} names {path}, which is not a file that holds a JSON object.")
    return found


def choice(name: str, *, among: tuple[str, ...], default: str) -> str:
    """Return one of a few words. Raises SettingError for any other."""
    value = text(name, default=default).upper()
    if value not in among:
        raise SettingError(f"{name} must be one of {', '.join(among)}, not {value!r}.")
    return value


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
    options = {"connect_timeout": CONNECT_SECONDS, "options": NO_JIT, **parsed.get("OPTIONS", {})}
    return {**parsed, "OPTIONS": options}


def origin(name: str, *, default: str) -> str:
    """Return an origin, such as https://files.hub.example, or nothing. Raises SettingError for anything else."""
    value = text(name, default=default)
    try:
        split = urlsplit(value)
        is_good = split.scheme in ("http", "https") and value == f"{split.scheme}://{split.netloc.lower()}"
        is_good = is_good and bool(split.hostname) and split.username is None and split.port != 0
    except ValueError:
        is_good = False
    if value and not is_good:
        raise SettingError(f"{name} must be an origin in small letters, such as https://files.hub.example.")
    return value


def redis(name: str, *, default: str | None = None) -> str:
    """Return a Redis address. Raises SettingError for any other address."""
    url = text(name, default=default)
    try:
        split = urlsplit(url)
        database_number = split.path.strip("/") if split.scheme != "unix" else "0"
        is_good = split.scheme in REDIS_SCHEMES and split.port != 0 and (database_number or "0").isdecimal()
    except ValueError:
        is_good = False
    if not is_good:
        raise SettingError(f"{name} must be a Redis address such as redis://host:6379/0.")
    return url


def master_keys(name: str) -> str:
    """Return master keys, checked: `id:base64` of 32 bytes each, comma-separated. Raises SettingError."""
    value = text(name)
    for part in value.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            is_good = bool(key_id) and len(base64.b64decode(encoded, validate=True)) == MASTER_KEY_BYTES
        except ValueError:
            is_good = False
        if not is_good:
            raise SettingError(f"{name} must hold keys written id:base64, each of 32 bytes, the active one first.")
    return value


def signing_key(name: str) -> str:
    """Return an Ed25519 private key in PEM, checked; `\\n` may stand for a new line. Raises SettingError."""
    value = text(name).replace("\\n", "\n")
    try:
        is_good = isinstance(load_pem_private_key(value.encode(), password=None), Ed25519PrivateKey)
    except (ValueError, TypeError):
        is_good = False
    if not is_good:
        raise SettingError(f"{name} must be an Ed25519 private key in PEM, such as openssl genpkey makes.")
    return value


def receipt_key(name: str) -> str:
    """Return an EC or RSA private key in PEM, checked; `\\n` may stand for a new line. Raises SettingError."""
    value = text(name).replace("\\n", "\n")
    try:
        read_key(value.encode())
    except BadSigner as error:
        raise SettingError(f"{name} {error}.") from None
    return value


def receipt_certificate(name: str, *, key: str) -> str:
    """Return a certificate in PEM, checked against its key; `\\n` may stand for a new line. Raises SettingError."""
    value = text(name).replace("\\n", "\n")
    try:
        read_signatory(key=key.encode(), certificates=value.encode())
    except BadSigner as error:
        raise SettingError(f"{name} {error}.") from None
    return value


def refuse_development_value(name: str, value: str) -> str:
    """Return a secret that is fit for production. Raises SettingError for one that is short or a development one."""
    if value.startswith("development-only") or len(value) < 32:
        raise SettingError(f"{name} must be a secret of at least 32 characters that is not the development one.")
    return value
