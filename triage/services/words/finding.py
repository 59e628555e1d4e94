"""Finding the texts that are near-identical to one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from rapidfuzz import fuzz

from reports.models import Report
from triage.models import TextFingerprint
from triage.rules.words.choosing import FEW_POSTINGS, MANY_POSTINGS, STORED_BELOW, to_probe
from triage.rules.words.normal import Normal, normalise
from triage.rules.words.scoring import Comparison, Lexicon, Verdict, beside_the_closest, compare
from triage.selectors.word_tables import active_version, get_folding, get_lists, get_weights
from triage.services.words.counts import counts_of
from triage.services.words.numbering import Numbering, numbering
from triage.services.words.texts import Name, read_all, read_some

MOST = 10
LEAST_TOLD = 80  # letters
LOOKS = ((FEW_POSTINGS, 10, 4), (MANY_POSTINGS, 96, 10))  # texts met, most texts read, most texts compared
WORTH_READING = 0.45  # of the weight that the closest text shares
SURE_LETTERS = 25
ALIKE = 70.0
LEAST_TEXTS = 10_000
MANY_TEXTS = 1_000_000
ENOUGH_TEXTS = 5_000
RAREST = 1.5
KNOWN_SHARE, KNOWN_LEAST = 2e-5, 3
NO_JIT = "SET LOCAL jit = off;"  # the planner thinks a lookup dear enough to compile, which takes ten times as long
PROBE = """
    SELECT hit.report_id, hit.position, sum(probe.weight)
    FROM unnest(%s::int[], %s::real[]) AS probe (number, weight)
    CROSS JOIN LATERAL (
        SELECT report_id, position FROM triage_textfingerprint WHERE grams @> ARRAY[probe.number] LIMIT %s
    ) AS hit
    WHERE hit.report_id IS DISTINCT FROM %s
    GROUP BY hit.report_id, hit.position
    ORDER BY 3 DESC, hit.report_id, hit.position
    LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An earlier text, and how like it is."""

    report_id: UUID
    position: int
    comparison: Comparison


@dataclass(frozen=True, kw_only=True)
class WordsFound:
    """Two texts of two reports that are the same, or of one template. `facts` are numbers, nothing of the texts."""

    report_id: UUID
    source: str
    own_position: int
    other_position: int
    verdict: Verdict
    score: float
    facts: Mapping[str, int | float]


@transaction.atomic
def find(*, report: Report, limit: int = MOST) -> list[WordsFound]:
    """Return the texts of other reports that are the same as one of this report's, best first, a report once a source.

    The words of posts, what was told and what was read in pictures are compared each among themselves. What was told
    in few words is left out: people who saw the same thing say it in the same few words.
    """
    best: dict[tuple[UUID, int], WordsFound] = {}
    for (_id, source, position), text in read_all(report_ids=[report.id]).items():
        if source == TextFingerprint.Source.TOLD and len(text) < LEAST_TOLD:
            continue
        for one in candidates(text=text, source=source, limit=limit, without=report.id):
            found = _found(one, source=source, position=position)
            key = (one.report_id, source)
            if found.verdict != Verdict.UNLIKE and (key not in best or _rank(found) > _rank(best[key])):
                best[key] = found
    return sorted(best.values(), key=_rank, reverse=True)[:limit]


@transaction.atomic
def candidates(*, text: str, source: int, limit: int = MOST, without: UUID | None = None) -> list[Candidate]:
    """Return the texts of one source that are most like this one, best first, whatever their verdict.

    A short look comes first; where it finds nothing that is the same, a longer one follows.
    """
    version = active_version()
    how, normal = numbering(source=source, version=version), normalise(text, folding=get_folding())
    grams = how.grams(normal)
    if not grams:
        return []
    counts = counts_of(grams, version=version)
    search = _Search(normal, how=how, source=source, version=version)
    for postings, most_read, most_compared in LOOKS:
        probes = to_probe(grams, counts, postings=postings)
        search.take(_probe(probes, source=source, most=most_read, without=without), most_compared)
        if search.has_same():
            break
    return search.best(limit)


class _Search:
    """The candidates of one text, read and compared once each."""

    def __init__(self, normal: Normal, *, how: Numbering, source: int, version: int) -> None:
        self._normal, self._how, self._source, self._version = normal, how, source, version
        self._read: dict[Name, Normal] = {}
        self._compared: dict[Name, Comparison] = {}

    def take(self, names: list[Name], most: int) -> None:
        """Read those that are new, and compare the most alike: by their letters, and the two that share most pieces."""
        texts = read_some(names=[name for name in names if name not in self._read])
        self._read.update((name, normalise(text, folding=get_folding())) for name, text in texts.items())
        ranked = sorted(self._read, key=lambda name: -self._likeness(name))
        chosen = list(dict.fromkeys([*(name for name in names[:2] if name in self._read), *ranked]))[:most]
        self._compare([name for name in chosen if name not in self._compared])

    def _compare(self, names: list[Name]) -> None:
        if not names:
            return
        normals = {name: self._read[name] for name in names}
        lexicon = _lexicon([self._normal, *normals.values()], how=self._how, version=self._version)
        for name, other in normals.items():
            self._compared[name] = compare(
                self._normal, other, lexicon=lexicon, lists=get_lists(), weights=get_weights()
            )

    def _likeness(self, name: Name) -> float:
        """Return from 0 to 100 how alike the letters are, as wholes or in part."""
        left, right = self._normal.compact, self._read[name].compact
        shorter = min(len(left), len(right))
        return max(fuzz.ratio(left, right), fuzz.partial_ratio(left, right) * min(1.0, shorter / SURE_LETTERS))

    def has_same(self) -> bool:
        """Tell whether one of them is the same text."""
        return any(one.verdict == Verdict.SAME_WORDS for one in self._judged().values())

    def _judged(self) -> dict[Name, Comparison]:
        found = beside_the_closest(list(self._compared.values()), weights=get_weights())
        return dict(zip(self._compared, found, strict=True))

    def best(self, limit: int) -> list[Candidate]:
        """Return the best ones, more being compared where many are alike."""
        left = [name for name in self._read if name not in self._compared]
        alike = [name for name in left if self._likeness(name) >= ALIKE]
        self._compare(alike[: max(0, limit - len(self._compared))])
        ranked = sorted(self._judged().items(), key=lambda item: -item[1].score)[:limit]
        return [Candidate(report_id=name[0], position=name[2], comparison=one) for name, one in ranked]


def _probe(probes: list[tuple[int, int]], *, source: int, most: int, without: UUID | None) -> list[Name]:
    """Return the names of the texts that share these pieces, those first that share most, and none that share little.

    One that shares less than 45 % of what the closest does never turned out to be the source.
    """
    weights = [math.log1p(MANY_TEXTS / count) for _number, count in probes]
    asked = ([number for number, _count in probes], weights, STORED_BELOW, without, most)
    with connection.cursor() as cursor:
        cursor.execute(NO_JIT + PROBE, asked)
        rows = cursor.fetchall()
    least = WORTH_READING * rows[0][2] if rows else 0
    return [(report, source, position) for report, position, weight in rows if weight >= least]


def _lexicon(normals: list[Normal], *, how: Numbering, version: int) -> Lexicon:
    """Return what is known of these words. In a hub of few texts every word passes for one that people write."""
    words = list({word for normal in normals for word in normal.words})
    numbers = how.words(words)
    counts = counts_of([how.every_text, *numbers], version=version)
    texts = counts.get(how.every_text, 0)
    known_from = max(KNOWN_LEAST, texts * KNOWN_SHARE)
    by_word = {word: counts.get(number, 0) for word, number in zip(words, numbers, strict=True)}
    all_texts = max(texts, LEAST_TEXTS)
    return Lexicon(
        rarity=lambda word: max(0.0, math.log(all_texts / max(by_word[word], RAREST))),
        is_known=lambda word: texts < ENOUGH_TEXTS or by_word.get(word, 0) >= known_from,
    )


def _found(one: Candidate, *, source: int, position: int) -> WordsFound:
    return WordsFound(
        report_id=one.report_id,
        source=TextFingerprint.Source(source).name.lower(),
        own_position=position,
        other_position=one.position,
        verdict=one.comparison.verdict,
        score=one.comparison.score,
        facts=one.comparison.facts,
    )


def _rank(found: WordsFound) -> tuple[bool, float]:
    return found.verdict == Verdict.SAME_WORDS, found.score
