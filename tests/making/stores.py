"""Naming the bucket of a server that speaks S3, and keeping files in it."""

from typing import Any
from urllib.parse import quote

from hatehub.settings.storage import store as entry_of

BUCKET = "sealed-files"
NOBODY = "http://127.0.0.1:1"


def url_of(address: str, **options: str) -> str:
    """Return the setting that names the bucket of a server."""
    more = "".join(f"&{name}={quote(value)}" for name, value in options.items())
    return f"s3://{BUCKET}/hub?endpoint={quote(address, safe='')}&region=eu-west-2{more}"


def keep_in(settings: Any, url: str) -> None:
    """Keep files from now on where a setting says."""
    settings.STORAGES = {**settings.STORAGES, "default": entry_of("STORAGE_URL", url)}
