"""4chan with its archives, and imageboards of the same making: a message is its board and its number.

The fragment names the message; without one, a thread's number is that of its first message.
"""

import re

from reports.rules.post_keys.links import Link
from reports.rules.post_keys.recognised import Recognised
from reports.rules.post_keys.word_lists import words

HOSTS = words(
    "4chan.org 4channel.org 4cdn.org desuarchive.org archived.moe 4plebs.org nyafuu.org warosu.org thebarchive.com "
    "b4k.co b4k.dev archiveofsins.com boards.fireden.net palanq.win archive.alice.al rbt.asia eientei.xyz 4archive.org "
    "wakarimasen.moe tokyochronos.net yuki.la randomarchive.com loveisover.me arch.b4k.co"
)
BOARD = re.compile(r"[a-z0-9]{1,10}")
NUMBER = re.compile(r"[pqS]?([1-9][0-9]{0,11})")
GHOST = re.compile(r"[pq]?([1-9][0-9]{0,11}[_,][0-9]{1,4})")
HAS_DIGIT = re.compile(r"[0-9]")
RES = re.compile(r"([1-9][0-9]{0,11})(?:\+50)?(?:\.html)?")


def recognise(link: Link) -> Recognised | None:
    """Return the message of a link to 4chan or an archive of it; None for another page there."""
    parts = link.parts[1:] if link.part(0) == "board" else link.parts
    if link.is_on("4cdn.org") or link.host.startswith(("is", "i.")):
        number = RES.fullmatch(link.parts[-1].partition(".")[0].rstrip("s")) if len(link.parts) == 2 else None
        return Recognised(platform="fourchan", kind="file", post_id=f"{parts[0]}/{number[1]}") if number else None
    if len(parts) >= 3 and BOARD.fullmatch(parts[0].lower()) and parts[1] in ("thread", "res", "post", "last"):
        place = 3 if parts[1] == "last" else 2
        return _message(link, parts[0].lower(), parts[place] if len(parts) > place else "")
    return Recognised(platform="fourchan") if len(parts) <= 2 else None


def _message(link: Link, board: str, thread: str) -> Recognised | None:
    named = RES.fullmatch(thread) or NUMBER.fullmatch(thread)
    ghost = GHOST.fullmatch(link.fragment) or GHOST.fullmatch(thread)
    if ghost:
        number = ghost[1].replace(",", "_")
        return Recognised(platform="fourchan", kind="comment", post_id=f"{link.host}/{board}/{number}")
    message = NUMBER.fullmatch(link.fragment)
    if named is None or (message is None and HAS_DIGIT.search(link.fragment)):
        return None
    return Recognised(platform="fourchan", kind="post", post_id=f"{board}/{message[1] if message else named[1]}")


def recognise_alike(link: Link) -> Recognised | None:
    """Return the message on another imageboard, told by `/board/res/NUMBER.html`; None for any other link."""
    parts = link.parts
    if len(parts) < 3 or parts[-2] not in ("res", "thread") or not parts[-1].endswith(".html"):
        return None
    named, message = RES.fullmatch(parts[-1]), NUMBER.fullmatch(link.fragment)
    if named is None or not BOARD.fullmatch(parts[-3].lower()) or (not message and HAS_DIGIT.search(link.fragment)):
        return None
    board = "/".join((*parts[:-3], parts[-3]))
    number = message[1] if message else named[1]
    return Recognised(platform="other", kind="post", post_id=f"{link.host}/{board}/{number}")
