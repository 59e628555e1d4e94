"""English words without their endings, so that "attacks" is found by "attacked". Pure.

It works on the normal form of words, in which double letters are single and i stands for l. It is coarse on purpose:
"hat" and "hate" are one to it. What counts is that all forms of a word end up as one.
"""

SHORTEST = 3
VOWELS = frozenset("aeiouy")


def without_ending(word: str) -> str:
    """Return a word without the endings of plural, past and continuous; short ones, and those not English, as it is."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    stem = _without_plural(word)
    for ending in ("ing", "ed"):
        if stem.endswith(ending) and _can_stand(stem[: -len(ending)]):
            stem = stem[: -len(ending)]
            break
    return _bare(stem)


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ies") + 1:
        return f"{word[:-3]}i"
    if word.endswith("s") and _can_stand(word[:-1]):
        return word[:-1]
    return word


def _bare(stem: str) -> str:
    """Drop what English writes between stem and ending: a last e, an s before it, and y for i."""
    for letter in "es":
        if stem.endswith(letter) and _can_stand(stem[:-1]):
            stem = stem[:-1]
    if stem.endswith("y"):
        stem = f"{stem[:-1]}i"
    return stem[:-1] if stem.endswith("ii") else stem


def _can_stand(stem: str) -> bool:
    return len(stem) >= SHORTEST and not VOWELS.isdisjoint(stem)
