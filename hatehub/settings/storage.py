"""Where files are kept, from one setting; what is wrong with it is one plain sentence that names the variable."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hatehub.settings.environment import SettingError

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
OPTIONS = ("endpoint", "region", "encryption", "key", "checksums")
ENCRYPTIONS = ("AES256", "aws:kms")
CHECKSUMS = ("yes", "no")


def store(name: str, url: str, *, folder: str = "") -> dict[str, Any]:
    """Return Django's entry for a store of files: a folder (MEDIA_ROOT, or the one given) where nothing is said.

    `s3://bucket/prefix?endpoint=https://...&region=...&encryption=AES256` is a bucket of any store that speaks S3.
    Raises SettingError.
    """
    if not url:
        return {"BACKEND": "hatehub.stores.folder.FolderStore", **({"OPTIONS": {"location": folder}} if folder else {})}
    try:
        split = urlsplit(url)
        options = dict(parse_qsl(split.query, strict_parsing=True, keep_blank_values=True)) if split.query else {}
    except ValueError:
        raise SettingError(f"{name} is not an address that can be read.") from None
    if split.scheme != "s3" or not BUCKET.fullmatch(split.netloc):
        raise SettingError(f"{name} must name a bucket, such as s3://bucket?endpoint=https://host&region=eu-west-2.")
    _check(name, options)
    return {
        "BACKEND": "hatehub.stores.objects.ObjectStore",
        "OPTIONS": {
            "bucket": split.netloc,
            "prefix": split.path.strip("/"),
            "endpoint": options.get("endpoint", ""),
            "region": options.get("region", ""),
            "encryption": options.get("encryption", ""),
            "key_id": options.get("key", ""),
            "is_old": options.get("checksums") == "no",
        },
    }


def _check(name: str, options: dict[str, str]) -> None:
    for option in options:
        if option not in OPTIONS:
            raise SettingError(f"{name} has an option that there is not, {option!r}; there are {', '.join(OPTIONS)}.")
    if not re.fullmatch(r"https?://[^/?#@\s]+/?", options.get("endpoint", "http://none")):
        raise SettingError(f"{name} must give as endpoint an address such as https://s3.example, and no more.")
    for option, known in (("encryption", ENCRYPTIONS), ("checksums", CHECKSUMS)):
        if options.get(option, known[0]) not in known:
            raise SettingError(f"{name} must give as {option} one of {', '.join(known)}.")
    if options.get("key") and options.get("encryption") != "aws:kms":
        raise SettingError(f"{name} names a key, which needs encryption=aws:kms.")
