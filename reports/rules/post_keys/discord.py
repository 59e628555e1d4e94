"""Discord: a message by its channel and number, and a file that somebody attached."""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised

HOSTS = ("discord.com", "discordapp.com", "discordapp.net", "discord.gg")
NUMBER = re.compile(r"[1-9][0-9]{14,20}")


def recognise(link: Link) -> Recognised | None:
    """Return the message or file of a link to Discord; None for another page there."""
    parts = link.parts
    if len(parts) >= 4 and parts[0] == "channels":
        channel, message = parts[-2], parts[-1]
        if NUMBER.fullmatch(channel) and NUMBER.fullmatch(message):
            return Recognised(platform="discord", kind="post", post_id=f"{channel}/{message}")
    if len(parts) == 4 and parts[0] in ("attachments", "ephemeral-attachments"):
        if NUMBER.fullmatch(parts[1]) and NUMBER.fullmatch(parts[2]):
            return Recognised(platform="discord", kind="file", post_id=f"{parts[1]}/{parts[2]}")
        return None
    if link.host == "discord.gg" or not parts or parts[0] in ("invite", "channels", "app", "login", "users", "servers"):
        return Recognised(platform="discord") if len(parts) <= 3 else None
    return None
