"""References with a check digit, and receipt codes that can be read over the telephone.

Both use Crockford's base 32 (no I, L, O, U). A reference is `OHR-` (report) or `OHC-` (case), seven random
characters and a check character. References leave out Z, so that their 31 characters form a prime field: the
weighted sum modulo 31 then catches every single wrong character and every swap of neighbours. A receipt code
is 16 random characters of all 32: 80 bits.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OILU", "011V")
REPORT_PREFIX = "OHR"
CASE_PREFIX = "OHC"
RANDOM_CHARACTERS = 7
CODE_CHARACTERS = 16
CHECK_PRIME = 31
REFERENCE_ALPHABET = ALPHABET[:CHECK_PRIME]


def new_reference(prefix: str) -> str:
    """Return a new reference, for example `OHR-7K3M-9QXD`."""
    body = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{prefix}-{body[:4]}-{body[4:]}{_check_character(body)}"


def parse_reference(text: str, *, prefix: str) -> str | None:
    """Return the reference as it is stored, however it was typed, or None where it cannot be one."""
    typed, start = _letters(text[:40]), _letters(prefix)
    is_whole = typed.startswith(start) and len(typed) == len(start) + RANDOM_CHARACTERS + 1
    body = typed[len(start) :] if is_whole else typed  # a body of its own may begin like the prefix
    if len(body) != RANDOM_CHARACTERS + 1 or any(letter not in REFERENCE_ALPHABET for letter in body):
        return None
    if _check_character(body[:-1]) != body[-1]:
        return None
    return f"{prefix}-{body[:4]}-{body[4:]}"


def code_from_bytes(material: bytes) -> str:
    """Return a receipt code of 16 characters in groups of four, from at least 10 bytes."""
    number = int.from_bytes(material[:10], "big")
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_CHARACTERS, 4))


def parse_code(text: str) -> str | None:
    """Return the receipt code in its groups, however it was typed, or None where it cannot be one."""
    typed = _letters(text[:60])
    if len(typed) != CODE_CHARACTERS or any(letter not in ALPHABET for letter in typed):
        return None
    return "-".join(typed[i : i + 4] for i in range(0, CODE_CHARACTERS, 4))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum()).translate(LOOKALIKES)


def _check_character(body: str) -> str:
    total = sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % CHECK_PRIME]
