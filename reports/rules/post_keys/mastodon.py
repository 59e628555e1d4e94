"""Mastodon on any server: a status is its server and its number, in both spellings of its address."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

NUMBER = re.compile(r"\d{15,20}")


def recognise(link: Link) -> Recognised | None:
    """Return the status of a link that has Mastodon's shape; None for any other."""
    parts = link.parts
    if len(parts) == 2 and parts[0].startswith("@") and NUMBER.fullmatch(parts[1]):
        account, number = parts[0], parts[1]
    elif len(parts) == 4 and parts[0] == "users" and parts[2] == "statuses" and NUMBER.fullmatch(parts[3]):
        account, number = f"@{parts[1]}", parts[3]
    else:
        return None
    if account.count("@") > 1:
        return None
    return Recognised(
        platform="mastodon",
        kind="post",
        post_id=f"{link.host}/{number}",
        account=f"{account.lower()}@{link.host}",
    )
