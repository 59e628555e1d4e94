"""The tables that words are compared with: look-alikes, word lists and weights."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from triage.rules.words.characters import Folding
from triage.rules.words.normal import normalise
from triage.rules.words.scoring import Weights, read_weights
from triage.rules.words.swaps import Lists, with_endings


@lru_cache(maxsize=1)
def get_folding() -> Folding:
    """Return what each character is folded to."""
    data = _read("confusables.json")
    return Folding({**data["looks_like"], **data["same_letter"]})


@lru_cache(maxsize=1)
def get_lists() -> Lists:
    """Return the words that name persons, that deny and that name groups, all languages together."""
    data = _read("word_lists.json")
    persons, denials, groups = (_normal(data[name]) for name in ("persons", "denials", "groups"))
    return Lists(persons=with_endings(persons), denials=denials, groups=groups)


@lru_cache(maxsize=1)
def get_weights() -> Weights:
    """Return the weights in force. Raises BadWeights."""
    return read_weights(_read("word_weights.json"))


@lru_cache(maxsize=1)
def active_version() -> int:
    """Return which version of the prints lookups read."""
    return int(_read("word_weights.json")["prints"])


def _normal(lists: dict[str, str]) -> frozenset[str]:
    folding = get_folding()
    return frozenset(word for text in lists.values() for word in normalise(text, folding=folding).words)


def _read(name: str) -> Any:
    return json.loads(files("triage.data").joinpath(name).read_text(encoding="utf-8"))
