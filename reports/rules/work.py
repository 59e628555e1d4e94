"""The proof of work: a number that, hashed behind the challenge's nonce, begins with enough zero bits."""

from hashlib import sha256
from itertools import count

LONGEST_ANSWER = 16


def is_solved(*, nonce: str, answer: str, bits: int) -> bool:
    """Tell whether SHA-256 of `nonce:answer` begins with `bits` zero bits. The answer is decimal digits."""
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= LONGEST_ANSWER):
        return False
    return _number(nonce, answer) >> (256 - bits) == 0


def solve(*, nonce: str, bits: int) -> str:
    """Return an answer, as the browser finds it: 2 to the power of `bits` hashes on average."""
    return next(str(number) for number in count() if _number(nonce, str(number)) >> (256 - bits) == 0)


def _number(nonce: str, answer: str) -> int:
    return int.from_bytes(sha256(f"{nonce}:{answer}".encode()).digest(), "big")
