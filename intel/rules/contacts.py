"""E-mail addresses, telephone numbers and links that an account shows, brought into one form to be compared. Pure."""

import re
from urllib.parse import urlsplit

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LEAST_DIGITS, MOST_DIGITS = 7, 15
PLUS_TAG = re.compile(r"\+[^@]*(?=@)")
GMAIL = ("gmail.com", "googlemail.com")
SHOWN = 4


class BadContact(ValueError):
    """What was given is no such thing; the text says what to enter."""


def normal_contact(kind: str, value: str) -> str:
    """Return an address, number or link in the form in which two spellings of it are equal. Raises BadContact.

    A tag behind a plus sign, and dots in an address of Gmail, reach the same box; a number begins with its country.
    """
    text = value.strip()
    if kind == "email":
        return _email(text)
    if kind == "telephone":
        return _telephone(text)
    if kind == "link":
        return _link(text)
    raise BadContact("Choose what it is.")


def shown_of(kind: str, normal: str) -> str:
    """Return enough of it to tell it from another: the end of a number or name, the host of a link or address."""
    if kind == "telephone":
        return f"…{normal[-SHOWN:]}"
    host = normal.rpartition("@")[2] if kind == "email" else normal.partition("/")[0]
    return f"…{'@' if kind == 'email' else ''}{host}"[:60]


def _email(text: str) -> str:
    text = PLUS_TAG.sub("", text.casefold().removeprefix("mailto:"))
    if not EMAIL.fullmatch(text):
        raise BadContact("Enter an e-mail address, such as name@example.org.")
    box, _, host = text.rpartition("@")
    if host in GMAIL:
        return f"{box.replace('.', '')}@{GMAIL[0]}"
    return text


def _telephone(text: str) -> str:
    digits = re.sub(r"[\s().-]", "", text.removeprefix("tel:"))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("0"):
        digits = f"+44{digits[1:]}"
    if not re.fullmatch(rf"\+?\d{{{LEAST_DIGITS},{MOST_DIGITS}}}", digits):
        raise BadContact("Enter a telephone number with its area or country code.")
    return digits


def _link(text: str) -> str:
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = (parts.hostname or "").removeprefix("www.")
    if "." not in host:
        raise BadContact("Enter a link, such as example.org/name.")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path.casefold() if not query else path}{query}"
