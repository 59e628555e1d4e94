"""Finding the texts that are near-identical to one."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from rapidfuzz import fuzz

from reports.models import Report
from triage.models import TextFingerprint
from triage.rules.words.choosing import STORED_BELOW, to_probe
from triage.rules.words.normal import Normal, normalise
from triage.rules.words.scoring import Comparison, Lexicon, Verdict, compare
from triage.selectors.word_tables import active_version, get_folding, get_lists, get_weights
from triage.services.words.counts import counts_of
from triage.services.words.numbering import Numbering, numbering
from triage.services.words.texts import Name, read_all, read_some

MOST = 10
READ_TEXTS = 40
COMPARED = 10
SURE_LETTERS = 25
LEAST_TEXTS = 10_000
MANY_TEXTS = 1_000_000
ENOUGH_TEXTS = 5_000
RAREST = 1.5
KNOWN_SHARE, KNOWN_LEAST = 2e-5, 4
PLAN = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
PLAN_AS_BEFORE = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL jit = DEFAULT;"
PROBE = """
    SELECT hit.report_id, hit.position
    FROM unnest(%s::int[], %s::real[]) AS probe (number, weight)
    CROSS JOIN LATERAL (
        SELECT report_id, position FROM triage_textfingerprint WHERE grams @> ARRAY[probe.number] LIMIT %s
    ) AS hit
    WHERE hit.report_id IS DISTINCT FROM %s
    GROUP BY hit.report_id, hit.position
    ORDER BY sum(probe.weight) DESC, hit.report_id, hit.position
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

    The words of posts, what was told and what was read in pictures are compared each among themselves.
    """
    best: dict[tuple[UUID, int], WordsFound] = {}
    for (_id, source, position), text in read_all(report_ids=[report.id]).items():
        for one in candidates(text=text, source=source, limit=limit, without=report.id):
            found = _found(one, source=source, position=position)
            key = (one.report_id, source)
            if found.verdict != Verdict.UNLIKE and (key not in best or _rank(found) > _rank(best[key])):
                best[key] = found
    return sorted(best.values(), key=_rank, reverse=True)[:limit]


@transaction.atomic
def candidates(*, text: str, source: int, limit: int = MOST, without: UUID | None = None) -> list[Candidate]:
    """Return the texts of one source that are most like this one, best first, whatever their verdict."""
    how, version = numbering(source=source, version=active_version()), active_version()
    normal = normalise(text, folding=get_folding())
    grams = how.grams(normal)
    if not grams:
        return []
    names = _probe(grams, source=source, version=version, without=without)
    texts = read_some(names=names)
    normals = {name: normalise(texts[name], folding=get_folding()) for name in names if name in texts}
    chosen = _most_alike(normal, normals)
    lexicon = _lexicon([normal, *chosen.values()], how=how, version=version)
    found = [
        Candidate(
            report_id=name[0],
            position=name[2],
            comparison=compare(normal, other, lexicon=lexicon, lists=get_lists(), weights=get_weights()),
        )
        for name, other in chosen.items()
    ]
    return sorted(found, key=lambda one: -one.comparison.score)[:limit]


def _probe(grams: list[int], *, source: int, version: int, without: UUID | None) -> list[Name]:
    """Return the names of the texts that share most of the rarest pieces, those first that share most."""
    probes = to_probe(grams, counts_of(grams, version=version))
    weights = [math.log1p(MANY_TEXTS / count) for _number, count in probes]
    asked = [[number for number, _count in probes], weights, STORED_BELOW, without, READ_TEXTS]
    with connection.cursor() as cursor:
        cursor.execute(PLAN + PROBE, asked)
        rows = cursor.fetchall()
        cursor.execute(PLAN_AS_BEFORE)
    return [(report, source, position) for report, position in rows]


def _most_alike(normal: Normal, normals: dict[Name, Normal]) -> dict[Name, Normal]:
    """Return the ten whose letters are most alike, as wholes or in part, and the two that share most pieces."""
    ranked = sorted(normals, key=lambda name: -_likeness(normal.compact, normals[name].compact))
    chosen = dict.fromkeys([*list(normals)[:2], *ranked])
    return {name: normals[name] for name in list(chosen)[:COMPARED]}


def _likeness(left: str, right: str) -> float:
    shorter = min(len(left), len(right))
    return max(fuzz.ratio(left, right), fuzz.partial_ratio(left, right) * min(1.0, shorter / SURE_LETTERS))


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
