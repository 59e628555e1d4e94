"""What makes a text another one in the same mould: another target named, or the meaning turned round."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein, Opcode

from triage.rules.words.alignment import Alignment
from triage.rules.words.grams import is_sign
from triage.rules.words.normal import Normal

LIKE, LIKE_KNOWN = 0.5, 0.65
LONG_LETTERS = 4
UNLIKE = 0.35
BOTH = 2
MOST_WORDS = 400
EDGE_WORDS = 3
SHORT_EDGE = 2
MOST_NAMED = 2
FOUND = 0.95
LEAST_LETTERS = 3
ENDINGS = ("", "s", "d", "re", "ve", "i", "m")


@dataclass(frozen=True)
class Lists:
    """Words in their normal form: of each language those that name a kind of person, those that deny, and groups."""

    persons: Mapping[str, frozenset[tuple[str, str]]]
    denials: frozenset[str]
    groups: frozenset[str]


@dataclass(frozen=True)
class Swaps:
    """How two texts differ word by word inside the stretch that they share.

    `swapped`: known words that stand for unlike known words. `turned`: denials that only one has. `noise`: words
    that differ as typing errors do. `removed`, `added`: words that only the right, or only the left, has inside.
    """

    exact: int
    swapped: int
    turned: int
    noise: float
    removed: int
    added: int
    half: int = 0


def find_swaps(aligned: Alignment, *, is_known: Callable[[str], bool], lists: Lists) -> Swaps:
    """Compare word by word; what hangs over at either end counts only where as much stands in its place."""
    left, right = aligned.left.normal, aligned.right.normal
    operations = list(Levenshtein.opcodes(left.words[:MOST_WORDS], right.words[:MOST_WORDS]))
    equal = [number for number, op in enumerate(operations) if op.tag == "equal"]
    if not equal:
        return Swaps(0, 0, 0, 0.0, 0, 0)
    head, tail = operations[: equal[0]], operations[equal[-1] + 1 :]
    inside = operations[equal[0] : equal[-1] + 1]
    counted = [*(head if _is_even(head) else []), *inside, *(tail if _is_even(tail) else [])]
    exact = sum(op.src_end - op.src_start for op in inside if op.tag == "equal")
    kinds = Counter(
        kind for op in counted if op.tag == "replace" for kind in _judge_pairs(op, aligned, is_known, lists)
    )
    removed, added = _only_right(inside, right), _only_left(inside, left)
    over = [op for edge in (head, tail) if _is_short(edge) for op in edge]
    alone = [*removed, *added, *_only_right(over, right), *_only_left(over, left)]
    named = [word for word in alone if word in lists.groups] if len(alone) <= MOST_NAMED else []
    return Swaps(
        exact=exact,
        swapped=kinds["swap"] + len(named),
        turned=kinds["turn"] + sum(word in lists.denials for word in alone),
        noise=kinds["noise"] + kinds["unlike"] / 2 + kinds["half"] / 2,
        half=kinds["half"],
        removed=sum(word not in lists.denials for word in removed),
        added=sum(word not in lists.denials for word in added),
    )


def _only_right(operations: list[Opcode], right: Normal) -> list[str]:
    return [
        right.words[j]
        for op in operations
        if op.tag == "insert"
        for j in range(op.dest_start, op.dest_end)
        if not right.is_tag[j]
    ]


def _only_left(operations: list[Opcode], left: Normal) -> list[str]:
    return [
        left.words[i]
        for op in operations
        if op.tag == "delete"
        for i in range(op.src_start, op.src_end)
        if not left.is_tag[i]
    ]


def _is_short(edge: list[Opcode]) -> bool:
    return sum(max(op.src_end - op.src_start, op.dest_end - op.dest_start) for op in edge) <= SHORT_EDGE


def _is_even(edge: list[Opcode]) -> bool:
    """Tell whether both texts go on about as long beyond what they share, and only for a word or two."""
    left = sum(op.src_end - op.src_start for op in edge)
    right = sum(op.dest_end - op.dest_start for op in edge)
    return max(left, right) <= EDGE_WORDS and abs(left - right) <= 1


def _judge_pairs(op: Opcode, aligned: Alignment, is_known: Callable[[str], bool], lists: Lists) -> Iterator[str]:
    left, right = aligned.left, aligned.right
    for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
        if left.normal.is_tag[i] != right.normal.is_tag[j]:
            continue
        is_found = max(left.covered[i], right.covered[j]) >= FOUND
        yield _judge(left.normal.words[i], right.normal.words[j], is_found, is_known, lists)


def _judge(left: str, right: str, is_found: bool, is_known: Callable[[str], bool], lists: Lists) -> str:
    if _are_other_persons(left, right, lists.persons):
        return "swap"
    if is_found:
        return "noise"
    if (left in lists.denials) != (right in lists.denials):
        denial, other = (left, right) if left in lists.denials else (right, left)
        return "turn" if is_known(other) and _is_turned(denial, other) else "noise"
    likeness = Levenshtein.normalized_similarity(left, right)
    if max(len(left), len(right)) < LEAST_LETTERS and not is_sign(left[0]):
        return "little"
    known = _says_something(left, is_known) + _says_something(right, is_known)
    is_long = min(len(left), len(right)) >= LONG_LETTERS
    if likeness >= (LIKE_KNOWN if known == BOTH and is_long else LIKE):
        return "noise"
    return "swap" if known == BOTH else "half" if known and likeness < UNLIKE else "unlike"


def _are_other_persons(left: str, right: str, persons: Mapping[str, frozenset[tuple[str, str]]]) -> bool:
    """Tell "he" for "she"; "his" for "him" is no other person, and words of two languages say nothing."""
    if left not in persons or right not in persons:
        return False
    kinds = {(a, b) for language, a in persons[left] for other, b in persons[right] if language == other}
    return bool(kinds) and all(a != b for a, b in kinds)


def _is_turned(denial: str, other: str) -> bool:
    """Tell "can" for "cannot", and "only" for "never", from a typing error such as "nut" for "not"."""
    is_like = Levenshtein.normalized_similarity(denial, other) >= LIKE
    return len(other) >= LEAST_LETTERS - 1 and (denial.startswith(other) or not is_like)


def _says_something(word: str, is_known: Callable[[str], bool]) -> bool:
    return (len(word) >= LEAST_LETTERS or is_sign(word[0])) and not word.isdigit() and is_known(word)


def by_word(persons: Mapping[str, Mapping[str, frozenset[str]]]) -> dict[str, frozenset[tuple[str, str]]]:
    """Return language and kind of each word that names persons; with what English hangs on a pronoun."""
    found: dict[str, set[tuple[str, str]]] = {}
    for language, kinds in persons.items():
        for kind, words in kinds.items():
            for word in words:
                for ending in ENDINGS if language == "en" else ("",):
                    found.setdefault(word + ending, set()).add((language, kind))
    return {word: frozenset(kinds) for word, kinds in found.items()}
