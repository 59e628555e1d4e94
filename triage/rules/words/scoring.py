"""From two normal forms to a score, a verdict, and the facts that an officer reads."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from triage.rules.words.alignment import Side, align
from triage.rules.words.normal import Normal
from triage.rules.words.swaps import Lists, Swaps, find_swaps

TAG_WEIGHT = 0.35
HALF_FOUND = 0.5
PLAIN_SWAP = 0.5
FEATURES = ("most", "least", "bits", "inner", "left_inner", "right_inner", "ratio", "part", "most_bits", "least_bits")


class BadWeights(Exception):
    """The file of weights does not fit this code."""


class Verdict(StrEnum):
    """What two texts are to each other."""

    SAME_WORDS = "same_words"
    SAME_TEMPLATE = "same_template"
    UNLIKE = "unlike"


@dataclass(frozen=True)
class Weights:
    """What a score is made with; from a file with a version."""

    features: Mapping[str, float]
    base: float
    swap_tolerance: float
    half_swap: float
    swap_logit: float
    same: float
    template: float


@dataclass(frozen=True)
class Lexicon:
    """What is known of words: how rare each is (0 for one in every text), and whether it is one that people write."""

    rarity: Callable[[str], float]
    is_known: Callable[[str], bool]


@dataclass(frozen=True)
class Comparison:
    """How like two texts are. `score` is from 0 to 1; `words` what it would be if no word had been swapped."""

    score: float
    words: float
    swap: float
    verdict: Verdict
    facts: Mapping[str, int | float]


def read_weights(data: Mapping[str, Any]) -> Weights:
    """Return the weights. Raises BadWeights."""
    try:
        features = {name: float(data["features"][name]) for name in FEATURES}
        others = ("base", "swap_tolerance", "half_swap", "swap_logit", "same", "template")
        return Weights(features, *(float(data[name]) for name in others))
    except (KeyError, TypeError, ValueError) as error:
        raise BadWeights(f"the weights lack or spoil {error}") from error


def compare(left: Normal, right: Normal, *, lexicon: Lexicon, lists: Lists, weights: Weights) -> Comparison:
    """Compare a new text (left) with an earlier one (right)."""
    if not left.words or not right.words:
        return Comparison(0.0, 0.0, 0.0, Verdict.UNLIKE, {})
    aligned = align(left, right)
    measured = measure(aligned.left, aligned.right, rarity=lexicon.rarity)
    swaps = find_swaps(aligned, is_known=lexicon.is_known, lists=lists)
    swap = swap_strength(swaps, weights=weights)
    plain = weights.base + sum(weights.features[name] * value for name, value in zip(FEATURES, measured, strict=True))
    logit = (1 - swap) * plain + swap * min(plain, weights.swap_logit)
    score, words = _chance(logit), _chance(plain)
    return Comparison(
        score, words, swap, _judge(score, words, swap, weights), _facts(score, aligned.left, aligned.right)
    )


def beside_the_closest(found: Sequence[Comparison], *, weights: Weights) -> list[Comparison]:
    """Return the comparisons of one text with several, in the same order, judged beside each other.

    Where the text that is closest in its words names another target, none that is less close is the same text.
    """
    closest = max(found, key=lambda one: one.words, default=None)
    if closest is None or closest.swap < PLAIN_SWAP:
        return list(found)
    most = closest.score
    return [one if one.score <= most else _lowered(one, most, weights) for one in found]


def _lowered(one: Comparison, most: float, weights: Weights) -> Comparison:
    verdict = Verdict.SAME_TEMPLATE if one.words >= weights.template else Verdict.UNLIKE
    return replace(one, score=most, verdict=verdict, facts={**one.facts, "score": round(most, 4)})


def measure(left: Side, right: Side, *, rarity: Callable[[str], float]) -> tuple[float, ...]:
    """Return what a score is made of, in the order of FEATURES.

    The shares of both texts found in the other, weighed by how rare words are; how much rarity is shared in all; the
    shares inside the stretch that is shared; and how like the letters are as wholes and in part.
    """
    heavy_left, heavy_right = _weigh(left.normal, rarity), _weigh(right.normal, rarity)
    shared_left, shared_right = _shared(heavy_left, left.covered), _shared(heavy_right, right.covered)
    share_left = shared_left / (sum(heavy_left) or 1.0)
    share_right = shared_right / (sum(heavy_right) or 1.0)
    most, least = max(share_left, share_right), min(share_left, share_right)
    bits = math.log1p(min(shared_left, shared_right))
    inner_left, inner_right = _inner(heavy_left, left.covered), _inner(heavy_right, right.covered)
    a, b = left.normal.compact, right.normal.compact
    ratio, part = Levenshtein.normalized_similarity(a, b), fuzz.partial_ratio(a, b) / 100
    return (
        *(most, least, bits, min(inner_left, inner_right), inner_left, inner_right, ratio, part),
        *(most * bits, least * bits),
    )


def swap_strength(swaps: Swaps, *, weights: Weights) -> float:
    """Return from 0 to 1 how plainly another target is named, or the meaning turned, in an else equal text.

    Where typing errors, lost and added words are many, a changed word proves nothing.
    """
    plain = swaps.swapped + swaps.turned
    if not plain + swaps.half or not swaps.exact:
        return 0.0
    noise = swaps.noise if plain else swaps.noise - swaps.half / 2
    disturbed = (noise + max(0, swaps.removed + swaps.added - 1) / 2) / swaps.exact
    return (1.0 if plain else weights.half_swap) / (1 + (disturbed / weights.swap_tolerance) ** 2)


def _weigh(normal: Normal, rarity: Callable[[str], float]) -> list[float]:
    return [
        rarity(word) * (TAG_WEIGHT if is_tag else 1.0) for word, is_tag in zip(normal.words, normal.is_tag, strict=True)
    ]


def _shared(heavy: Sequence[float], covered: Sequence[float]) -> float:
    return sum(weight * share for weight, share in zip(heavy, covered, strict=True))


def _inner(heavy: Sequence[float], covered: Sequence[float]) -> float:
    """Return the share found between the first and the last word that are found."""
    found = [number for number, share in enumerate(covered) if share >= HALF_FOUND]
    if not found:
        return 0.0
    within = slice(found[0], found[-1] + 1)
    return _shared(heavy[within], covered[within]) / (sum(heavy[within]) or 1.0)


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _judge(score: float, words: float, swap: float, weights: Weights) -> Verdict:
    if score >= weights.same:
        return Verdict.SAME_WORDS
    if words >= weights.template and swap > 0:
        return Verdict.SAME_TEMPLATE
    return Verdict.UNLIKE


def _facts(score: float, left: Side, right: Side) -> dict[str, int | float]:
    """Return what may be shown of it: numbers only. `alike` is the share of the letters that both have."""
    missing_left = sum(share < HALF_FOUND for share in left.covered)
    missing_right = sum(share < HALF_FOUND for share in right.covered)
    changed = min(missing_left, missing_right)
    letters = sum(len(word) * share for word, share in zip(left.normal.words, left.covered, strict=True))
    shorter = min(len(left.normal.compact), len(right.normal.compact)) or 1
    return {
        "score": round(score, 4),
        "alike": round(min(1.0, letters / shorter), 4),
        "words_added": missing_left - changed,
        "words_removed": missing_right - changed,
        "changed": changed,
    }
