"""X, formerly Twitter, and the mirrors that show its posts under the same numbers."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

DOMAINS = ("x.com", "twitter.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "nitter.net")
NUMBER = re.compile(r"\d{1,20}")


def recognise(link: Link) -> Recognised | None:
    """Return the post or account of a link to X; None for other sites."""
    if not link.is_on(*DOMAINS):
        return None
    parts = link.parts
    for word in ("status", "statuses"):
        if word in parts[:-1]:
            place = parts.index(word)
            number = NUMBER.match(parts[place + 1])
            account = parts[place - 1].lstrip("@").lower() if place and parts[0] != "i" else ""
            if number:
                return Recognised(platform="x", kind="post", post_id=number.group(), account=account)
    return Recognised(platform="x", account=parts[0].lstrip("@").lower() if len(parts) == 1 else "")
