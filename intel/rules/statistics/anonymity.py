"""Rows for research in which nobody stands out: each is like at least so many others in what might be known. Pure.

What somebody outside may know of a person (when, where, who reported, the strands) is made coarser, step by step, for
the rows that fewer than `k` share, until they are shared or nothing of it is left: k-anonymity by local recoding
(Samarati, "Protecting respondents' identities in microdata release", IEEE Transactions on Knowledge and Data
Engineering 13, 2001). It says nothing of what all in a group have in common; exports go to approved projects alone for
that reason.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

ANY = "*"
"""Stands for what is not told."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What might be known of a row: quarter or year, area or nation, who reported, the strands."""

    when: str
    where: str
    kind: str
    strands: str


Coarser = Callable[[Known], Known]


def steps(nations: Mapping[str, str]) -> Sequence[Coarser]:
    """Return how a row is made coarser, one step after the other, the least loss first."""
    return (
        lambda row: replace(row, where=nations.get(row.where, ANY)),
        lambda row: replace(row, when=row.when[:4]),
        lambda row: replace(row, kind=ANY),
        lambda row: replace(row, where=ANY),
        lambda row: replace(row, strands=ANY),
        lambda row: replace(row, when=ANY),
    )


def made_alike(rows: Sequence[Known], *, k: int, nations: Mapping[str, str]) -> list[Known | None]:
    """Return each row as it may be told; None for what is left out because fewer than `k` rows are alike even then."""
    found = list(rows)
    small = _small(found, range(len(found)), k=k)
    for step in steps(nations):
        if not small:
            break
        for place in small:
            found[place] = step(found[place])
        small = _small(found, small, k=k)
    left_out = set(small)
    return [None if place in left_out else row for place, row in enumerate(found)]


def _small(rows: Sequence[Known], places: Sequence[int], *, k: int) -> list[int]:
    """Return which of some places hold rows that fewer than `k` of all rows are like."""
    counted = Counter(rows)
    return [place for place in places if counted[rows[place]] < k]
