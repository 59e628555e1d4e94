"""The tables that words are compared with: look-alikes, word lists and weights."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from triage.rules.words.characters import Folding
from triage.rules.words.normal import normalise
from triage.rules.words.scoring import Weights, read_weights
from triage.rules.words.swaps import Lists, by_word


@lru_cache(maxsize=1)
def get_folding() -> Folding:
    """Return what each character is folded to."""
    data = _read("confusables.json")
    return Folding({**data["looks_like"], **data["same_letter"]})


@lru_cache(maxsize=1)
def get_lists() -> Lists:
    """Return the words that name persons, that deny and that name groups, all languages together."""
    data = _read("word_lists.json")
    persons = {
        language: {kind: _normal(words) for kind, words in kinds.items()} for language, kinds in data["persons"].items()
    }
    denials, groups = (_normal(" ".join(data[name].values())) for name in ("denials", "groups"))
    return Lists(persons=by_word(persons), denials=denials, groups=groups)


@lru_cache(maxsize=1)
def get_weights() -> Weights:
    """Return the weights in force. Raises BadWeights."""
    return read_weights(_read("word_weights.json"))


@lru_cache(maxsize=1)
def active_version() -> int:
    """Return which version of the prints lookups read."""
    return int(_read("word_weights.json")["prints"])


def _normal(words: str) -> frozenset[str]:
    """Return the normal forms of words; each is taken by itself, for side by side they could read as a link."""
    folding = get_folding()
    return frozenset(part for word in words.split() for part in normalise(word, folding=folding).words)


def _read(name: str) -> Any:
    return json.loads(files("triage.data").joinpath(name).read_text(encoding="utf-8"))
