"""The names of forces, strands and platforms, and the ways in which officers write them. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

IN_BRACKETS = re.compile(r"\s*\(([^)]*)\)")
PARTED = re.compile(r"\s+or\s+|,\s+", re.I)
OF_FORCES = re.compile(r"\s+(?:police(?: service)?|constabulary)$", re.I)
FORMERLY = "formerly "
ANY = re.compile(r"\b(?:any|another|other)\b", re.I)


@dataclass(frozen=True)
class Named:
    """A code of the reference data with the name that is shown; `what` is force, strand, strand_value or platform."""

    what: str
    code: str
    label: str


Vocabulary = Mapping[str, tuple[Named, ...]]


def key_of(text: str) -> str:
    """Return a name as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().replace("_", " ").split())


def vocabulary(names: Iterable[Named]) -> Vocabulary:
    """Return what each way of writing a name stands for; one that several share stands for each of them."""
    found: dict[str, dict[Named, None]] = {}
    for named in names:
        for name in (named.label, *([] if named.what == "force" else [named.code])):
            for written in ways_of_writing(name):
                found.setdefault(key_of(written), {})[named] = None
    return {key: tuple(each) for key, each in found.items() if key}


def ways_of_writing(name: str) -> list[str]:
    """Return a name, and its parts by which people call it: "X (formerly Twitter)" is also X, and Twitter."""
    bare = IN_BRACKETS.sub("", name)
    aside = [each.removeprefix(FORMERLY) for each in IN_BRACKETS.findall(name) if each.startswith(FORMERLY)]
    parts = [part for part in PARTED.split(bare) if not ANY.search(part)]
    return list(dict.fromkeys([name, bare, *aside, *parts, OF_FORCES.sub("", bare)]))
