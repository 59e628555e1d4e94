"""Invented material for stored reports, made fast: ids, references, moments, and bytes that look sealed."""

import math
import os
import random
from datetime import datetime, timedelta

from reports.rules.references import CHECK_PRIME, RANDOM_CHARACTERS, REFERENCE_ALPHABET

POOL_BYTES = 1 << 20
REFERENCES = CHECK_PRIME**RANDOM_CHARACTERS
STRIDE = 16_180_339_887  # shares no factor with 31, so that every number gives another reference
FAMOUS_POSTS = 100_000
FAMOUS_SHARE = 0.15


class Inventor:
    """Gives invented values. The same seed gives the same stories, but not the same bytes."""

    def __init__(self, *, seed: int) -> None:
        self.random = random.Random(seed)
        self._pool = os.urandom(POOL_BYTES).hex()

    def hexadecimal(self, size: int) -> str:
        """Return `size` random bytes as hexadecimal digits; a compressor finds nothing in them."""
        start = self.random.randrange(2 * POOL_BYTES - 2 * size)
        return self._pool[start : start + 2 * size]

    def sealed(self, low: int, high: int) -> str:
        """Return what COPY reads as that many random bytes: a sealed column."""
        return f"\\\\x{self.hexadecimal(self.random.randint(low, high))}"

    def identifier(self) -> str:
        """Return a UUID as Django writes it."""
        digits = f"{self.random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def token_hash(self) -> str:
        """Return 64 hexadecimal digits that occur once."""
        return f"{self.random.getrandbits(256):064x}"

    def post_number(self) -> int:
        """Return which post is complained of: most once or twice, the most famous thousands of times.

        The share of a famous post falls with its rank (Zipf); the others are drawn from very many.
        """
        if self.random.random() < FAMOUS_SHARE:
            return int(math.exp(self.random.random() * math.log(FAMOUS_POSTS)))
        return FAMOUS_POSTS + self.random.getrandbits(40)

    def moment(self, *, before: datetime, days: float) -> datetime:
        """Return a moment in the last `days` before another."""
        return before - timedelta(seconds=int(self.random.random() * days * 86_400))


def reference(prefix: str, number: int) -> str:
    """Return the reference of a number, with its check character; no two numbers share one."""
    left, letters, total = (number * STRIDE + 7) % REFERENCES, "", 0
    for place in range(RANDOM_CHARACTERS):
        left, digit = divmod(left, CHECK_PRIME)
        letters += REFERENCE_ALPHABET[digit]
        total += (place + 2) * digit
    return f"{prefix}-{letters[:4]}-{letters[4:]}{REFERENCE_ALPHABET[total % CHECK_PRIME]}"


def post(number: int) -> tuple[str, str, str, str]:
    """Return a post's link, platform, account and key, as the hub would recognise them."""
    account = f"someone{number % 50_000}"
    if number % 10 < 6:
        return f"https://x.com/{account}/status/{number}", "x", account, f"x:post:{number}"
    if number % 10 < 9:
        video = 7 * 10**18 + number
        return f"https://www.tiktok.com/@{account}/video/{video}", "tiktok", account, f"tiktok:post:{video}"
    page = f"forum.example.org/thread/{number}?page=3"
    return f"https://{page}", "other", "", f"other:page:{page}"
