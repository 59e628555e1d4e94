"""TikTok: videos and photo posts by their number."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

NUMBER = re.compile(r"\d{6,25}")


def recognise(link: Link) -> Recognised | None:
    """Return the post of a link to TikTok; None for other sites. Short links (vm., vt.) keep their own code."""
    if not link.is_on("tiktok.com"):
        return None
    account = next((part[1:].lower() for part in link.parts if part.startswith("@")), "")
    for place, part in enumerate(link.parts[:-1]):
        if part in ("video", "photo") and NUMBER.fullmatch(link.parts[place + 1]):
            return Recognised(platform="tiktok", kind="post", post_id=link.parts[place + 1], account=account)
    if link.host in ("vm.tiktok.com", "vt.tiktok.com") and link.parts:
        return Recognised(platform="tiktok", kind="short", post_id=link.parts[0])
    return Recognised(platform="tiktok", account=account)
