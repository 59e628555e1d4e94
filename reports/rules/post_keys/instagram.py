"""Instagram: posts, reels and videos by their short code."""

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

KINDS = ("p", "reel", "reels", "tv")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to Instagram, whose one code serves every kind; None for other sites."""
    if not link.is_on("instagram.com", "instagr.am"):
        return None
    for place, part in enumerate(link.parts[:-1]):
        if part in KINDS and place <= 1:
            account = link.parts[0].lower() if place else ""
            if link.parts[place + 2 : place + 3] == ("c",) and len(link.parts) > place + 3:
                return Recognised(platform="instagram", kind="comment", post_id=link.parts[place + 3], account=account)
            return Recognised(platform="instagram", kind="post", post_id=link.parts[place + 1], account=account)
    return Recognised(platform="instagram", account=link.parts[0].lower() if len(link.parts) == 1 else "")
