"""Bluesky: a post is its record key; the account before it may be a handle or a lasting DID."""

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Bluesky; None for other sites."""
    if not link.is_on("bsky.app"):
        return None
    parts = link.parts
    if len(parts) >= 4 and parts[0] == "profile" and parts[2] == "post":
        return Recognised(platform="bluesky", kind="post", post_id=parts[3], account=parts[1].lower())
    return Recognised(platform="bluesky", account=parts[1].lower() if parts[:1] == ("profile",) and parts[1:] else "")
