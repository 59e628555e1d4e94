"""Texts that a message to a complainant may begin with: what may stand in them, and how they are filled."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.rules.texts import BrokenText, check_text, fill

NAMES = frozenset({"reference", "platform", "sent_on"})
"""What may stand in braces: nothing that names a person."""
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT = 40, 100, 2000
LEFT = re.compile(r"\{(" + "|".join(sorted(NAMES)) + r")\}")
SHIPPED_LANGUAGE = "en-gb"


class BrokenReply(Exception):
    """A reply that must not be saved. `field` is where (name or text); the message says what to do."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class BadReplies(Exception):
    """The file of shipped replies cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """A reply as it ships, in English."""

    code: str
    name: str
    text: str


def check_reply(*, name: str, text: str) -> None:
    """Return quietly where a reply is sound. Raises BrokenReply for the first thing that is not."""
    if len(name) > LONGEST_NAME:
        raise BrokenReply(f"The name can have at most {LONGEST_NAME} characters.", field="name")
    if len(text) > LONGEST_TEXT:
        raise BrokenReply(f"The text can have at most {LONGEST_TEXT} characters.", field="text")
    if "{" in name or "}" in name:
        raise BrokenReply("The name holds no placeholder: only officers see it.", field="name")
    try:
        check_text(title=name, body=text, allowed=NAMES)
    except BrokenText as broken:
        raise BrokenReply(str(broken), field="name" if broken.field == "title" else "text") from None


def fill_reply(text: str, values: Mapping[str, str]) -> str:
    """Return a reply with its placeholders filled; one without a value stays, for the officer to fill."""
    return fill(text, {name: value for name, value in values.items() if name in NAMES and value})


def left_unfilled(text: str) -> tuple[str, ...]:
    """Return the placeholders that still stand in a text, each once, in their order."""
    return tuple(dict.fromkeys(LEFT.findall(text)))


def begin_with(reply: str, *, typed: str) -> str:
    """Return what was typed with a reply after it: nothing that an officer has written is lost."""
    kept = typed.rstrip()
    return f"{kept}\n\n{reply}" if kept else reply


def code_from(name: str, *, taken: Collection[str]) -> str:
    """Return a code for a new reply from its name: small Latin letters and digits, and a number where it is taken."""
    words = re.findall(r"[a-z0-9]+", name.lower(), re.ASCII)
    base = "-".join(words)[: LONGEST_CODE - 5].strip("-") or "reply"
    codes = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in codes if code not in taken)


def read_shipped(data: Any) -> tuple[Shipped, ...]:
    """Return the replies of the file that ships. Raises BadReplies."""
    try:
        found = tuple(Shipped(code=row["code"], name=row["name"], text=row["text"]) for row in data["replies"])
    except (KeyError, TypeError) as error:
        raise BadReplies("Each reply has a code, a name and a text.") from error
    if len({reply.code for reply in found}) < len(found):
        raise BadReplies("A code stands there twice.")
    for reply in found:
        if len(reply.code) > LONGEST_CODE or not CODE.fullmatch(reply.code):
            raise BadReplies(f"{reply.code} is no code.")
        try:
            check_reply(name=reply.name, text=reply.text)
        except BrokenReply as broken:
            raise BadReplies(f"{reply.code}: {broken}") from broken
    return found
