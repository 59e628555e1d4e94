"""How sure it is that one person or group is behind two accounts: what speaks for it, weighed and in words. Pure.

Each piece of evidence weighs log2(m/u) bits, where m is how often it is seen of two accounts of one owner and u how
often by chance (Fellegi and Sunter, A Theory for Record Linkage, 1969). What is rare in the hub weighs more than what
is common. The sum stands against how unlikely two accounts are to be of one owner at all. What comes of it is offered
to an officer; it decides nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

FEW = 20
"""What more accounts than this share is passed on from hand to hand: it tells nothing about who is behind one."""
ACCOUNTS_OF_ONE = 1.5
"""How many others, of those that the hub has met, whoever has one account has on the average: an estimate."""
LEAST_ACCOUNTS = 5_000
"""A hub that has met few accounts yet is no better judge of two of them than a larger one."""
OFFERED_FROM = 0.5
MOST_OF_WORDS, MOST_OF_PICTURES, MOST_OF_HOURS = 7.0, 9.0, 3.0
OF_CONTACT = {"email": 24.0, "telephone": 24.0, "link": 20.0}
"""How much it tells that both show the same, in bits: a link may lead to somebody else's page."""
CROWD_OF_CONTACT = 3.0
"""How many bits less it tells with each doubling of those who show it: by then it is a public page."""
NUMBERS_LOSS = 5.0
"""How much less a like name tells where both carry a number of their own: people who share a name do."""
MOST_OF_SECOND = 2.0
"""What words still add to a picture, or a picture to words: they travel together."""
LEAST_POSTS, HOURS = 10, 24


class Kind(StrEnum):
    """What two accounts have in common."""

    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    SAME_CONTACT = "same_contact"
    SAME_PICTURE = "same_picture"
    SAME_WORDS = "same_words"
    SAME_COMPLAINANT = "same_complainant"
    SAME_HOURS = "same_hours"


STRONG = frozenset(
    {Kind.SAME_NUMBER, Kind.SAME_NAME, Kind.LIKE_NAME, Kind.SAME_CONTACT, Kind.SAME_PICTURE, Kind.SAME_WORDS}
)
"""What can bring two accounts together; the others speak only for what is offered anyway."""


FIXED = {Kind.SAME_NUMBER: 40.0, Kind.SAME_COMPLAINANT: 8.0}
NAME_LOSS = {Kind.SAME_NAME: 1.0, Kind.LIKE_NAME: 3.0}
"""How many bits less a name tells than is in it: one owner's are half the time the same, one in eight alike (m)."""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """One thing that two accounts share: how many bits are in it, and how many accounts of the hub have it."""

    kind: Kind
    held_by: int
    bits: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One piece of evidence with what it weighs, in bits; it may speak against."""

    kind: Kind
    bits: float
    held_by: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All that speaks for two accounts being of one owner, and how likely that makes it, from 0 to 1."""

    evidence: tuple[Weighed, ...]
    score: float

    @property
    def is_offered(self) -> bool:
        """Tell whether an officer is to see it."""
        return self.score >= OFFERED_FROM


def weigh(shared: Iterable[Shared], *, accounts: int) -> Verdict:
    """Weigh what two accounts share, in a hub that knows so many accounts."""
    weighed = [each for each in (_weighed(one, accounts=accounts) for one in _strongest(shared)) if each.bits]
    weighed = _without_travelling(weighed)
    weighed.sort(key=lambda each: (-each.bits, each.kind))
    if not any(each.kind in STRONG for each in weighed):
        return Verdict(evidence=tuple(weighed), score=0.0)
    odds = sum(each.bits for each in weighed) - math.log2(max(accounts, LEAST_ACCOUNTS) / ACCOUNTS_OF_ONE)
    return Verdict(evidence=tuple(weighed), score=round(1 / (1 + 2.0**-odds), 4))


def hours_shared(mine: Sequence[int], other: Sequence[int]) -> Shared | None:
    """Compare at which hours of the day two accounts post, each given as 24 counts; None where there are too few.

    The bits are 3 where the two days are alike to the full, and as much against where they share no hour.
    """
    if min(sum(mine), sum(other)) < LEAST_POSTS:
        return None
    share = sum(min(a / sum(mine), b / sum(other)) for a, b in zip(mine, other, strict=True))
    return Shared(kind=Kind.SAME_HOURS, held_by=0, bits=MOST_OF_HOURS * (2 * share - 1))


def _strongest(shared: Iterable[Shared]) -> list[Shared]:
    """Return one of each kind, the rarest: a second shared picture says little that the first did not."""
    found: dict[Kind, Shared] = {}
    for each in shared:
        known = found.get(each.kind)
        if known is None or (each.held_by, -each.bits) < (known.held_by, -known.bits):
            found[each.kind] = each
    if Kind.SAME_NAME in found:
        found.pop(Kind.LIKE_NAME, None)
    return list(found.values())


def _without_travelling(weighed: list[Weighed]) -> list[Weighed]:
    """Let the weaker of a picture and words add little, as whoever passes on the one passes on the other with it."""
    both = [each for each in weighed if each.kind in (Kind.SAME_PICTURE, Kind.SAME_WORDS)]
    if len(both) < 2:
        return weighed
    weaker = min(both, key=lambda each: (each.bits, each.kind))  # of two alike always the same
    return [replace(each, bits=min(each.bits, MOST_OF_SECOND)) if each is weaker else each for each in weighed]


def _weighed(one: Shared, *, accounts: int) -> Weighed:
    return Weighed(kind=one.kind, bits=round(_bits(one, accounts=accounts), 2), held_by=one.held_by)


def _bits(one: Shared, *, accounts: int) -> float:
    if one.kind in FIXED:
        return FIXED[one.kind]
    if one.kind is Kind.SAME_HOURS:
        return one.bits
    if one.held_by > FEW:
        return 0.0
    crowd = math.log2(max(one.held_by, 2) / 2)
    if one.kind in NAME_LOSS:
        # By what is in the name itself: how few have it in the hub says little of how many have it elsewhere.
        return max(one.bits - NAME_LOSS[one.kind] - crowd, 0.0)
    if one.kind is Kind.SAME_CONTACT:
        return max((one.bits or OF_CONTACT["link"]) - CROWD_OF_CONTACT * crowd, 0.0)
    rarity = max(math.log2(max(accounts, 2) / max(one.held_by, 2)), 0.0)
    return min(rarity, MOST_OF_PICTURES if one.kind is Kind.SAME_PICTURE else MOST_OF_WORDS)
