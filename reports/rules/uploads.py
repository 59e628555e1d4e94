"""Which files are taken, judged by their content and never by their name."""

import codecs

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
)
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HEAD_BYTES = 4096
NOT_TEXT = frozenset({"png", "jpg", "jpeg", "gif", "webp", "pdf"})
MOST_FILES = 10


class Refusal(Exception):
    """A file is not taken; `reason` is a sentence for the person who sent it."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def recognise(head: bytes) -> str:
    """Return the media type that a file's first bytes show. Raises Refusal for any that is not taken."""
    if not head:
        raise Refusal(reason="The file is empty.")
    for offset, mark, media_type in SIGNATURES:
        if head[offset : offset + len(mark)] == mark:
            return media_type
    if _is_text(head):
        return "text/plain"
    raise Refusal(reason="Send a picture (PNG, JPEG, GIF or WebP), a PDF or a text file.")


def _is_text(head: bytes) -> bool:
    """Tell whether the bytes are UTF-8 without control characters; a character cut at the end is forgiven."""
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return True


def check_name(name: str, *, media_type: str) -> None:
    """Refuse a text that calls itself a picture or a PDF: it is a damaged file, and the sender should know."""
    ending = name.rpartition(".")[2].lower()
    if media_type == "text/plain" and ending in NOT_TEXT:
        raise Refusal(reason=f"This is no {ending.upper()} file inside. It may be damaged; try saving it again.")
