"""The normal form of a text: what is left of it when the ways round a filter are undone."""

import html
import re
import unicodedata
from dataclasses import dataclass, field

from triage.rules.words.characters import Folding

MOST_CHARACTERS = 6_000
LINK = re.compile(
    r"\S*://\S*|\bhttps?\s?:?\s?/\s?/?\s?(?:[\w-]+\s?\.\s?)*(?:[^\s/]+\s?/\s?)*[^\s/]*|\bwww\s?\.\s?(?:[\w-]+\s?\.\s?)*\S*"
)
HANDLE = re.compile(r"(?<![\w$!|+@])@+(?:\s?\w{2,}|[\w$!|+@]{4,})")
TAG = re.compile(r"(?<!\w)#\s?(?=\w)")
DOTTED = re.compile(r"(?<!\w)\w(?:([-._*~|/+])[\w'\u2019])(?:\1[\w'\u2019])+(?!\w)")
SPACED = re.compile(r"(?<!\S)[^\W\d](?:\s(?:[^\W\d]|['\u2019])){2,}(?!\S)")
ENDING = re.compile(r"(?<=\w)\s?['\u2019`]\s?(?=(?:t|s|re|ve|ll|d|m|n)\b)|(?<=\w)['\u2019`](?=\w)")
SIGNED = re.compile(r"[\w@$!|+€£]+(?:['\u2019][\w@$!|+€£]+)*")
SIGN = re.compile(r"[\d@$!|+€£]")
LEET = str.maketrans("013456789@$!|+€£", "oieasbtbgasiitel")  # as people write round a filter
MISREAD = str.maketrans("013456789@$!|+€£", "oieasbtsgasiitel")  # as a program reads a picture
ONLY_LEET = frozenset("347@$!|+€£")
APOSTROPHES = frozenset("'\u2019`")
SEPARATORS = frozenset("-._*~|/+")
LOOKS_ALIKE = (("rn", "m"), ("l", "i"))
WORD = re.compile(
    r"#?(?:[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
REPEATED = re.compile(r"([^\W\d])\1+")
FULL_WORDS, FULL_SHARE = 3, 0.3
ENDS = "!+|"
NEITHER = re.compile("[!'\u2019]")
WRONGLY_DECODED = re.compile("[\xc2-\xf4][\x80-\xff\u0152-\u2122]+")


@dataclass(frozen=True)
class Normal:
    """A text as it is compared: its words, which of them are hashtags, and where each begins in `compact`."""

    words: tuple[str, ...]
    is_tag: tuple[bool, ...]
    compact: str
    starts: tuple[int, ...] = field(repr=False)


def normalise(text: str, *, folding: Folding) -> Normal:
    """Return the normal form; of a very long text, that of its first 6,000 characters."""
    text = html.unescape(text[:MOST_CHARACTERS])
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFC", WRONGLY_DECODED.sub(_decoded, text)).translate(folding)
    text = SPACED.sub(_joined, _undone(text))
    text = _without_leet(text)
    text = text if APOSTROPHES.isdisjoint(text) else ENDING.sub("", text)
    for looks, like in LOOKS_ALIKE:
        text = text.replace(looks, like)
    return _gather(WORD.findall(REPEATED.sub(r"\1", text)))


def _undone(text: str) -> str:
    """Drop links, handles and the marks of tags, and join words that are spread by signs."""
    if "http" in text or "://" in text or "www" in text:
        text = LINK.sub(" ", text)
    if "@" in text:
        text = HANDLE.sub(" ", text)
    if "#" in text:
        text = TAG.sub("#", text)
    return text if SEPARATORS.isdisjoint(text) else DOTTED.sub(_joined, text)


def _decoded(found: re.Match[str]) -> str:
    """Return what UTF-8 stood for where it was read as Windows-1252, such as an apostrophe for "â€™"."""
    try:
        return found.group().encode("cp1252").decode()
    except UnicodeError:
        return found.group()


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[\W_]", "", found.group())


def _without_leet(text: str) -> str:
    """Read digits and signs as letters inside words, and everywhere in a text that is full of them."""
    if not SIGN.search(text):
        return text
    parts = SIGNED.findall(text)
    mixed = [part.rstrip(ENDS) for part in parts if not part.isalpha() and _is_mixed(part.rstrip(ENDS))]
    if not mixed:
        return text
    is_full = len(mixed) >= FULL_WORDS and len(mixed) > FULL_SHARE * len(parts)
    table = LEET if any(ONLY_LEET & set(part) for part in mixed) else MISREAD

    def read(found: re.Match[str]) -> str:
        whole = found.group()
        if whole.isalpha():
            return whole
        part = whole.rstrip("!" if is_full else ENDS)
        return part.translate(table) if is_full or _is_mixed(part) else part

    return SIGNED.sub(read, text)


def _is_mixed(part: str) -> bool:
    """Tell whether letters stand with digits or signs; an exclamation mark or an apostrophe is neither."""
    bare = NEITHER.sub("", part)
    return not bare.isalpha() and _has_letter(bare)


def _has_letter(part: str) -> bool:
    return any(char.isalpha() for char in part)


def _gather(found: list[str]) -> Normal:
    words, tags, starts, at = [], [], [], 0
    for each in found:
        word = each.lstrip("#")
        words.append(word)
        tags.append(word is not each)
        starts.append(at)
        at += len(word)
    return Normal(tuple(words), tuple(tags), "".join(words), tuple(starts))
