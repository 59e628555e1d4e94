"""Reddit: posts and comments under every front end."""

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised


def recognise(link: Link) -> Recognised | None:
    """Return the post or comment of a link to Reddit; None for other sites."""
    parts = link.parts
    if link.host == "redd.it" and len(parts) == 1:
        return Recognised(platform="reddit", kind="post", post_id=parts[0].lower())
    if not link.is_on("reddit.com"):
        return None
    if "comments" not in parts[:-1]:
        return Recognised(platform="reddit", account=_account(parts))
    after = parts[parts.index("comments") + 1 :]
    if len(after) >= 3:
        return Recognised(platform="reddit", kind="comment", post_id=after[2].lower())
    return Recognised(platform="reddit", kind="post", post_id=after[0].lower())


def _account(parts: tuple[str, ...]) -> str:
    return parts[1].lower() if len(parts) >= 2 and parts[0] in ("u", "user") else ""
