"""Checks of the mail settings; each failure is one plain sentence that names the variable."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from hatehub.settings.environment import SettingError

UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
NOTIFY_KEY = re.compile(rf".+-{UUID}-{UUID}")


def sender(name: str, value: str) -> str:
    """Return an address, with or without a name before it. Raises SettingError for anything else."""
    if not _is_address(parseaddr(value)[1]) or not value.isprintable():
        raise SettingError(f"{name} must be an e-mail address such as updates@hub.example.")
    return value


def return_address(name: str, value: str) -> str:
    """Return the address for bounces, empty, or with one `*` before the @. Raises SettingError."""
    local, _, domain = value.rpartition("@")
    is_good = _is_address(value) and local.count("*") <= 1 and "*" not in domain
    if value and not is_good:
        raise SettingError(f"{name} must be an e-mail address, with at most one * before the @, or empty.")
    return value


def web_address(name: str, value: str) -> str:
    """Return an address of the web without its last slash. Raises SettingError."""
    try:
        split = urlsplit(value)
        is_good = split.scheme in ("http", "https") and bool(split.hostname) and split.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise SettingError(f"{name} must be an address such as https://api.notifications.service.gov.uk.")
    return value.rstrip("/")


def notify_key(name: str, value: str) -> str:
    """Return a key of GOV.UK Notify: its name, the id of the service and the secret. Raises SettingError."""
    if not NOTIFY_KEY.fullmatch(value):
        raise SettingError(f"{name} must be a whole key of GOV.UK Notify, written name-serviceid-secret.")
    return value


def notify_template(name: str, value: str) -> str:
    """Return the id of a template. Raises SettingError."""
    if not re.fullmatch(UUID, value):
        raise SettingError(f"{name} must be the id of a template of GOV.UK Notify, which is a UUID.")
    return value


def _is_address(value: str) -> bool:
    return re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", value) is not None
