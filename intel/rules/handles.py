"""What of an account's name is compared: the name itself, what is left when people evade, and how few would choose it.

Pure. A handle can be changed and taken by somebody else; what a platform numbers an account by cannot.
"""

import re
import unicodedata
from collections.abc import Mapping

LEAST_LETTERS, MOST_ADDED = 4, 3
LETTER_BITS, DIGIT_BITS, OTHER_BITS = 2.3, 3.3, 4.5
"""How much one more character tells, in bits. A letter: half of log2(26), as English is about half redundant (Shannon,
A Mathematical Theory of Communication, 1948); a digit: log2(10)."""
KNOWN_NAME_BITS = 9.0
MOST_BITS = 40.0
NUMBERED = {
    "bluesky": re.compile(r"did:[a-z]+:\S+"),
    "facebook": re.compile(r"\d{6,}"),
    "vk": re.compile(r"(?:id|club|public)\d+"),
    "x": re.compile(r"\d{5,}"),
    "youtube": re.compile(r"UC[\w-]{22}"),
}
"""Which names are the platform's own numbers: they stay when the handle changes."""
ADDED = (
    "the real",
    "thereal",
    "official",
    "backup",
    "second",
    "real",
    "its",
    "alt",
    "new",
    "2nd",
    "acc",
    "the",
    "iam",
    "im",
    "tv",
    "uk",
    "yt",
    "ii",
    "v2",
)
"""What people put before or behind a name that is taken, or that was closed."""
LEET = str.maketrans("013457@$", "oieastas")
REPEATED = re.compile(r"(.)\1+")
NO_LETTER = re.compile(r"[\W_]+")
LAST_DIGITS, FIRST_DIGITS = re.compile(r"\d+$"), re.compile(r"^\d+")


def permanent_id(platform: str, handle: str) -> str:
    """Return what the platform numbers the account by, where the name given is that; else an empty text."""
    numbered = NUMBERED.get(platform)
    bare = handle.strip().lstrip("@")
    return bare if numbered and numbered.fullmatch(bare) else ""


def handle_key(handle: str) -> str:
    """Return what two spellings of one handle on one platform share: case, width and a leading @ do not matter."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()


def name_key(handle: str) -> str:
    """Return the part of a handle that a person chooses on any platform, without the server that it is kept on."""
    key = handle_key(handle).removesuffix(".bsky.social")
    return key.partition("@")[0]


def bare_key(handle: str, *, folding: Mapping[int, str]) -> str:
    """Return what is left of a name without what is added or exchanged to evade; empty where too little is left.

    Look-alike letters, digits for letters, separators, doubled letters, numbers at either end and words such as "real"
    or "backup" are undone.
    """
    text = NO_LETTER.sub("", name_key(handle).translate(folding))
    if not any(char.isalpha() for char in text):
        return ""
    for _ in range(MOST_ADDED):
        text = _without_one(text)
    text = REPEATED.sub(r"\1", text.translate(LEET))
    return text if len(text) >= LEAST_LETTERS else ""


def _without_one(text: str) -> str:
    """Drop one thing that is added at either end, where enough is left."""
    for word in ADDED:
        if text.endswith(word) and len(text) - len(word) >= LEAST_LETTERS:
            return text[: -len(word)]
        if text.startswith(word) and len(text) - len(word) >= LEAST_LETTERS:
            return text[len(word) :]
    return FIRST_DIGITS.sub("", LAST_DIGITS.sub("", text))


def numbers_differ(one: str, other: str) -> bool:
    """Tell whether two names both begin or end with a number, and not with the same: a year of birth, for example."""
    mine, others = _number_of(one), _number_of(other)
    return bool(mine and others and mine != others)


def _number_of(name: str) -> str:
    bare = NO_LETTER.sub("", name)
    return "".join(found[0] for found in (FIRST_DIGITS.search(bare), LAST_DIGITS.search(bare)) if found)


def bits_of(key: str, *, common: frozenset[str]) -> float:
    """Return how much it tells that two people chose the same name, in bits: a long, odd name tells more.

    A first name by itself is chosen by many, and tells little however long it is.
    """
    if key in common:
        return KNOWN_NAME_BITS
    bits = sum(LETTER_BITS if char.isalpha() else DIGIT_BITS if char.isdigit() else OTHER_BITS for char in key)
    for name in (name for name in common if len(name) >= LEAST_LETTERS and name in key):
        bits = min(bits, KNOWN_NAME_BITS + LETTER_BITS * (len(key) - len(name)))
    return min(bits, MOST_BITS)
