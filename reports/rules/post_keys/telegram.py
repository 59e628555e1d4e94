"""Telegram: a message is its channel and its number."""

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised


def recognise(link: Link) -> Recognised | None:
    """Return the message of a link to Telegram; None for other sites."""
    if not link.is_on("t.me", "telegram.me", "telegram.dog"):
        return None
    parts = tuple(part for part in link.parts if part != "s")
    if len(parts) >= 2 and parts[-1].isdecimal():
        channel = "/".join(parts[:-1]).lower()
        comment = link.query.get("comment", "")
        if comment:
            return Recognised(platform="telegram", kind="comment", post_id=f"{channel}/{parts[-1]}#{comment}")
        account = "" if parts[0] == "c" else parts[0].lower()
        return Recognised(platform="telegram", kind="post", post_id=f"{channel}/{parts[-1]}", account=account)
    return Recognised(platform="telegram", account=parts[0].lower() if len(parts) == 1 else "")
