"""Invented posts and what people and evaders make of them: the small data set of `make bench-duplicates`.

Nobody wrote these posts: their words are built from syllables, spread as words of a language are (Zipf), and strung
together so that posts share phrases as real ones do. Queries are copies of some of them, changed in the ways in which
duplicates differ, and posts that only resemble one.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

ONSETS = ("b", "br", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w", "z")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "oo")
CODAS = ("", "", "n", "r", "s", "t", "ck", "nd", "ll")
SMALL = ("the", "and", "of", "to", "in", "they", "you", "are", "not", "all", "should", "these", "here", "again", "we")
VOCABULARY = 6_000
PHRASES = 1_500
NEGATIONS = ("not", "never")

LOOK_ALIKES = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441", "i": "\u0456", "s": "\u0455"}
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7"}
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\u00ad")
EMOJI = ("\U0001f92c", "\U0001f525", "\U0001f602", "\U0001f621")
KEYS = {"a": "sq", "e": "wr", "i": "uo", "n": "bm", "o": "ip", "r": "et", "s": "ad", "t": "ry"}


@dataclass(frozen=True, kw_only=True)
class Query:
    """A text to look up. `source` is the row that it was made of; `is_duplicate` says whether it still is that post."""

    text: str
    kind: str
    source: int
    is_duplicate: bool


class Writer:
    """Writes invented posts; the same seed writes the same ones."""

    def __init__(self, *, seed: int) -> None:
        self._random = random.Random(seed)
        self.words = [*SMALL, *self._invent_words()]
        self._shares = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))
        self._phrases = [self._draw(self._random.randint(2, 5)) for _ in range(PHRASES)]

    def _invent_words(self) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            syllables = self._random.choices((1, 2, 3), (3, 5, 2))[0]
            found["".join(self._syllable() for _ in range(syllables))] = None
        return list(found)

    def _syllable(self) -> str:
        return "".join(self._random.choice(part) for part in (ONSETS, VOWELS, CODAS))

    def _draw(self, number: int) -> list[str]:
        return self._random.choices(self.words, cum_weights=self._shares, k=number)

    def post(self) -> str:
        """Return a post of 5 to 40 words, in which phrases recur that others use too."""
        length, words = min(40, 5 + int(self._random.expovariate(1 / 11))), []
        while len(words) < length:
            words += self._random.choice(self._phrases) if self._random.random() < 0.3 else self._draw(3)
        text = " ".join(words[:length]).capitalize()
        return text + self._random.choice((".", "!", "", "?"))

    def rare_word(self) -> str:
        """Return one of the rarer words."""
        return self._random.choice(self.words[500:])


def rows(number: int, *, seed: int = 11) -> Iterator[tuple[int, str]]:
    """Return that many posts, numbered."""
    writer = Writer(seed=seed)
    return ((row, writer.post()) for row in range(number))


def queries(posts: dict[int, str], *, number: int, seed: int = 12) -> list[Query]:
    """Return queries, half of them duplicates of the posts given, in every way there is in turn."""
    chance, writer = random.Random(seed), Writer(seed=seed + 1)
    ways = [*((name, way, True) for name, way in EVASIONS.items()), *((n, w, False) for n, w in RESEMBLANCES.items())]
    half = [way for way in ways if way[2]], [way for way in ways if not way[2]]
    made = []
    for place in range(number):
        name, way, is_duplicate = half[place % 2][place // 2 % len(half[place % 2])]
        source = chance.choice(list(posts))
        text = way(posts[source], chance, writer)
        made.append(Query(text=text, kind=name, source=source, is_duplicate=is_duplicate))
    return made


# What people and evaders do to a post that stays the same ------------------------------------------------
Way = Callable[[str, random.Random, Writer], str]


def _each(text: str, chance: random.Random, *, share: float, change: Callable[[str], str]) -> str:
    return "".join(change(letter) if chance.random() < share else letter for letter in text)


def _typos(text: str, chance: random.Random, writer: Writer) -> str:
    return _each(text, chance, share=0.08, change=lambda letter: chance.choice(KEYS.get(letter, letter)))


def _look_alikes(text: str, chance: random.Random, writer: Writer) -> str:
    return _each(text, chance, share=0.5, change=lambda letter: LOOK_ALIKES.get(letter, letter))


def _leet(text: str, chance: random.Random, writer: Writer) -> str:
    return _each(text, chance, share=0.4, change=lambda letter: LEET.get(letter, letter))


def _invisible(text: str, chance: random.Random, writer: Writer) -> str:
    return _each(text, chance, share=0.2, change=lambda letter: letter + chance.choice(INVISIBLE))


def _spaced(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    chosen = set(chance.sample(range(len(words)), k=max(1, len(words) // 4)))
    return " ".join(" ".join(word) if place in chosen else word for place, word in enumerate(words))


def _repeats(text: str, chance: random.Random, writer: Writer) -> str:
    return _each(text, chance, share=0.08, change=lambda letter: letter * 4 if letter.isalpha() else letter)


def _shouted(text: str, chance: random.Random, writer: Writer) -> str:
    return f"{text.upper()} {''.join(chance.choices(EMOJI, k=3))}"


def _cut(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    return " ".join(words[: max(4, len(words) * 2 // 3)])


def _commented(text: str, chance: random.Random, writer: Writer) -> str:
    return f"{writer.rare_word()} {writer.rare_word()} look at this: “{text}”"


def _tagged(text: str, chance: random.Random, writer: Writer) -> str:
    return f"{text} #{writer.rare_word()} #{writer.rare_word()} https://t.example/{chance.randrange(10**6)}"


def _one_word_edited(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    place = chance.randrange(len(words))
    return " ".join([*words[:place], *([] if len(words) > 8 else [words[place]]), *words[place + 1 :]])


EVASIONS: dict[str, Way] = {
    "typos": _typos,
    "look-alikes": _look_alikes,
    "leet": _leet,
    "invisible": _invisible,
    "spaced": _spaced,
    "repeats": _repeats,
    "shouted": _shouted,
    "cut": _cut,
    "commented": _commented,
    "tagged": _tagged,
    "one word left out": _one_word_edited,
}


# What only resembles a post ----------------------------------------------------------------------------
def _another(text: str, chance: random.Random, writer: Writer) -> str:
    return writer.post()


def _same_beginning(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    return " ".join([*words[: max(2, len(words) // 3)], *writer.post().split()])


def _same_words_shuffled(text: str, chance: random.Random, writer: Writer) -> str:
    words = writer.post().split() + text.split()[::3]
    chance.shuffle(words)
    return " ".join(words)


def _another_target(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    place = chance.choice([at for at, word in enumerate(words) if word.lower() not in SMALL] or [0])
    return " ".join([*words[:place], writer.rare_word(), *words[place + 1 :]])


def _denied(text: str, chance: random.Random, writer: Writer) -> str:
    words = text.split()
    place = chance.randrange(1, len(words))
    return " ".join([*words[:place], chance.choice(NEGATIONS), *words[place:]])


RESEMBLANCES: dict[str, Way] = {
    "another post": _another,
    "same beginning": _same_beginning,
    "shared words": _same_words_shuffled,
    "another target": _another_target,
    "denied": _denied,
}
TEMPLATES = frozenset({"another target", "denied"})
"""Resemblances that are the same sentence about another target, or turned round: counted apart."""
