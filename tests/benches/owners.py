"""An invented world of account owners whose truth is known: who has which accounts, and what each of them shares.

It was made without looking at how the hub undoes evasions: some of the ways in which names are changed here it can
undo, and some it cannot.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, combinations

PLATFORMS = ("x", "facebook", "tiktok", "youtube", "instagram", "telegram", "reddit", "bluesky", "gab")
FIRST = (
    *("john", "david", "sarah", "emma", "mohammed", "chris", "paul", "mark", "lisa", "laura", "dave", "steve", "gary"),
    *("kevin", "karen", "julie", "ryan", "jack", "harry", "olivia", "amelia", "george", "ellie", "josh", "ben", "tom"),
)
LAST = (
    *("smith", "jones", "taylor", "brown", "wilson", "evans", "thomas", "walker", "green", "hall", "wood", "clarke"),
    *("hobson", "pickering", "tranter", "maddock", "ashworth", "whitlock", "brackley", "dunmore", "selwyn", "thwaite"),
)
WORDS = (
    *("truth", "lion", "patriot", "king", "wolf", "real", "north", "angry", "iron", "storm", "free", "voice", "raven"),
    *("lantern", "harbour", "thistle", "badger", "marble", "copper", "willow", "falcon", "granite", "meadow", "oak"),
    *("signal", "rocket", "velvet", "cobalt", "hammer", "pixel", "saffron", "turnip", "goblin", "cellar", "anvil"),
)
BEGINNINGS = (*"bcdfghjklmnprstvwz", "br", "cl", "dr", "fl", "gr", "pl", "sh", "st", "th", "tr")
ENDINGS = ("all", "an", "ard", "ath", "ell", "en", "er", "ick", "ing", "is", "ley", "man", "o", "on", "or", "ow", "y")
VOWELS = ("a", "e", "i", "o", "u", "ea", "ai", "oo")
FIRST_NAMES, LAST_NAMES, COMMON_WORDS = 600, 6_000, 8_000
"""How many first names, surnames and words there are to choose from; the n-th is chosen 1/n^s times as often (Zipf)."""
SYLLABLES = ("ka", "zu", "mor", "vi", "tek", "lo", "shi", "bran", "quo", "dax", "fen", "gri", "hul", "jor", "pex", "ru")
LOOKS_LIKE = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "c": "\u0441", "p": "\u0440", "i": "\u0456"}
"""Letters of the Cyrillic script."""
ADDED, OTHERS_ADDED = ("real", "the", "official", "backup"), ("_returns", "uncensored", "_archive", "3rd", "lives")
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
REPORTS_AT_MOST = 3
SAME, NEW = "the same name", "another name altogether"


@dataclass
class Persona:
    """One account with who is behind it, and what is seen of it."""

    number: int
    owner: int
    platform: str
    handle: str
    way: str
    words: set[int] = field(default_factory=set)
    pictures: set[int] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)
    hours: list[int] = field(default_factory=list)
    complainants: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Habits:
    """How owners name their next accounts: how often the same, how often evasively, and else quite differently."""

    same: float
    evasive: float


OPEN, EVASIVE = Habits(same=0.5, evasive=0.2), Habits(same=0.1, evasive=0.6)


class World:
    """Owners and their accounts, the same for the same seed."""

    def __init__(self, *, owners: int, habits: Habits, seed: int) -> None:
        self._chance, self._habits = random.Random(seed), habits
        self._first = self._vocabulary(FIRST, FIRST_NAMES, steepness=0.9)
        self._last = self._vocabulary(LAST, LAST_NAMES, steepness=0.7)
        self._words = self._vocabulary(WORDS, COMMON_WORDS, steepness=0.8)
        self.personas: list[Persona] = []
        taken: set[tuple[str, str]] = set()
        for owner in range(owners):
            self._add(owner, taken)
        self._chance.shuffle(self.personas)
        for number, each in enumerate(self.personas):
            each.number = number
        self._pass_around(owners)

    def truth(self) -> dict[tuple[int, int], str]:
        """Return the pairs of one owner, by their numbers, each with how the later name came out of the first."""
        by_owner: dict[int, list[Persona]] = {}
        for each in self.personas:
            by_owner.setdefault(each.owner, []).append(each)
        pairs = {}
        for accounts in by_owner.values():
            for one, other in combinations(accounts, 2):
                ways = {one.way, other.way} - {""}
                way = SAME if one.handle == other.handle else next(iter(ways)) if len(ways) == 1 else "both changed"
                pairs[min(one.number, other.number), max(one.number, other.number)] = way
        return pairs

    def _add(self, owner: int, taken: set[tuple[str, str]]) -> None:
        chance = self._chance
        number = chance.choices((1, 2, 3, 4, 6), (70, 18, 7, 3, 2))[0]
        first, own_hour = self._name(), chance.randrange(24)
        habit = {
            kind: chance.random() < share
            for kind, share in {"words": 0.35, "pictures": 0.25, "contact": 0.08, "victim": 0.2, "often": 0.1}.items()
        }
        for place in range(number):
            handle, way = (first, "") if place == 0 else self._next(first)
            platform = chance.choice(PLATFORMS)
            while (platform, handle) in taken:
                handle, way = (self._name(), "") if place == 0 else self._next(first)
                platform = chance.choice(PLATFORMS)
            taken.add((platform, handle))
            each = Persona(0, owner, platform, handle, way)
            self._give(each, owner, habit, own_hour)
            self.personas.append(each)

    def _give(self, each: Persona, owner: int, habit: dict[str, bool], own_hour: int) -> None:
        chance = self._chance
        if habit["words"] and chance.random() < 0.8:
            each.words.add(owner)
        if habit["pictures"] and chance.random() < 0.8:
            each.pictures.add(owner)
        if habit["contact"] and chance.random() < 0.9:
            each.contacts.add(owner)
        if habit["victim"] and chance.random() < 0.8:
            each.complainants.add(owner)
        posts = chance.randrange(12, 40) if habit["often"] else chance.randrange(1, 4)
        each.hours = [int(chance.gauss(own_hour, 3)) % 24 for _ in range(posts)]

    def _pass_around(self, owners: int) -> None:
        """Give to many accounts what is passed on from hand to hand, and to few what a handful of people share."""
        chance = self._chance
        for each in self.personas:
            if chance.random() < 0.3:
                each.pictures.add(owners + int(chance.paretovariate(1.1)) % 60)
            if chance.random() < 0.2:
                each.words.add(owners + int(chance.paretovariate(1.1)) % 60)
        for circle in range(len(self.personas) // 12):
            for each in chance.sample(self.personas, chance.randrange(2, 6)):
                chance.choice((each.words, each.pictures)).add(owners + 1_000 + circle)
        for each in chance.sample(self.personas, len(self.personas) // 50):
            each.contacts.add(owners)
        for complainant in range(len(self.personas) // 20):
            for each in chance.sample(self.personas, 2):
                each.complainants.add(owners + complainant)

    def _vocabulary(self, first: tuple[str, ...], size: int, *, steepness: float) -> tuple[list[str], list[float]]:
        """Return words with how often each is chosen, summed up: the given ones first, then made ones."""
        chance, words = random.Random(size), dict.fromkeys(first)
        while len(words) < size:
            middle = chance.choice(VOWELS) + chance.choice(("", *BEGINNINGS)) if chance.random() < 0.5 else ""
            words[chance.choice(BEGINNINGS) + middle + chance.choice(VOWELS) + chance.choice(ENDINGS)] = None
        return list(words), list(accumulate(place**-steepness for place in range(1, size + 1)))

    def _name(self) -> str:
        chance = self._chance
        kind = chance.choices(("numbered", "full", "words", "odd"), (35, 20, 30, 15))[0]
        if kind == "numbered":
            year = chance.choice((f"{chance.randrange(60, 108) % 100:02}", str(chance.randrange(1960, 2008))))
            return self._often(self._first) + chance.choice(("", "", "_")) + year
        if kind == "full":
            number = chance.choice(("", "", str(chance.randrange(1, 100))))
            return self._often(self._first) + chance.choice(("", ".", "_")) + self._often(self._last) + number
        if kind == "words":
            return self._often(self._words) + chance.choice(("", "_")) + self._often(self._words)
        return "".join(chance.choices(SYLLABLES, k=chance.randrange(3, 6)))

    def _often(self, choices: tuple[list[str], list[float]]) -> str:
        return self._chance.choices(choices[0], cum_weights=choices[1])[0]

    def _next(self, first: str) -> tuple[str, str]:
        share = self._chance.random()
        if share < self._habits.same:
            return first, SAME
        if share < self._habits.same + self._habits.evasive:
            way = self._chance.choice(list(WAYS))
            return WAYS[way](first, self._chance), way
        return self._name(), NEW


def _at(text: str, place: int, new: str, *, drop: int = 0) -> str:
    return text[:place] + new + text[place + drop :]


def _each(text: str, table: dict[str, str], chance: random.Random) -> str:
    return "".join(table[char] if char in table and chance.random() < 0.7 else char for char in text)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "digits for letters": lambda name, chance: _each(name, LEET, chance),
    "look-alike letters": lambda name, chance: _each(name, LOOKS_LIKE, chance),
    "a word added": lambda name, chance: chance.choice(ADDED) + chance.choice(("", "_")) + name,
    "another word added": lambda name, chance: name + chance.choice(OTHERS_ADDED),
    "numbers added": lambda name, chance: f"{name}{chance.randrange(2, 2030)}",
    "separators": lambda name, chance: _at(name, chance.randrange(2, len(name) - 1), chance.choice((".", "_"))),
    "letters doubled": lambda name, chance: _at(name, place := chance.randrange(1, len(name)), name[place - 1]),
    "a letter left out": lambda name, chance: _at(name, chance.randrange(1, len(name)), "", drop=1),
    "two letters swapped": lambda name, chance: _at(
        name, place := chance.randrange(len(name) - 1), name[place + 1] + name[place], drop=2
    ),
}


def reports_of(world: World) -> Iterator[tuple[Persona, int]]:
    """Return the accounts in the order in which reports name them, up to three reports each."""
    chance = random.Random(1)
    named = [(each, hour) for each in world.personas for hour in each.hours[:REPORTS_AT_MOST]]
    chance.shuffle(named)
    yield from named
