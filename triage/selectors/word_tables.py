"""The tables that words are compared with: look-alikes, word lists and weights."""

from functools import lru_cache

from triage.rules.words.characters import Folding
from triage.rules.words.normal import normalise
from triage.rules.words.scoring import Weights, read_weights
from triage.rules.words.swaps import Lists, by_word
from triage.selectors.data_files import read_data


@lru_cache(maxsize=1)
def get_folding() -> Folding:
    """Return what each character is folded to."""
    data = read_data("confusables.json")
    return Folding({**data["looks_like"], **data["same_letter"]})


@lru_cache(maxsize=1)
def get_lists() -> Lists:
    """Return the words that name persons, that deny and that name groups, all languages together."""
    data = read_data("word_lists.json")
    persons = {
        language: {kind: _normal(words) for kind, words in kinds.items()} for language, kinds in data["persons"].items()
    }
    denials, groups = (_normal(" ".join(data[name].values())) for name in ("denials", "groups"))
    return Lists(persons=by_word(persons), denials=denials, groups=groups)


@lru_cache(maxsize=1)
def get_weights() -> Weights:
    """Return the weights in force. Raises BadWeights."""
    return read_weights(read_data("word_weights.json"))


@lru_cache(maxsize=1)
def active_version() -> int:
    """Return which version of the prints lookups read."""
    return int(read_data("word_weights.json")["prints"])


def _normal(words: str) -> frozenset[str]:
    """Return the normal forms of words; each is taken by itself, for side by side they could read as a link."""
    folding = get_folding()
    return frozenset(part for word in words.split() for part in normalise(word, folding=folding).words)
