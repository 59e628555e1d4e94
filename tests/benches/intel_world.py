"""How well accounts of one owner are found: an invented world told to the hub report by report, and its truth kept."""

import uuid
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from hatehub.accounts.actors import HUB
from intel.models import AccountLink, AccountPost, Contact, Sighting
from intel.services import finding_links, sightings
from tests.benches.owners import REPORTS_AT_MOST, Persona, World, reports_of
from triage.models import DuplicateMatch

START = datetime(2026, 1, 1, tzinfo=UTC)
MATCHES_A_REPORT = 20
"""How many others of the same kind a report is matched with at the most, as the finder of duplicates does."""
PART = 250
"""How many reports are told in one transaction; the database learns after each how large its tables are."""
THRESHOLDS = (0.5, 0.9, 0.99)


def tell(world: World) -> dict[int, int]:
    """Tell the hub every report of a world; return which account of the hub is which of the world.

    The reports are rows of the tables that the looking reads: sightings, hours and the duplicates of triage.
    """
    told, named = Told(), list(enumerate(reports_of(world)))
    for start in range(0, len(named), PART):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # the reports themselves are not there
            for number, (persona, hour) in named[start : start + PART]:
                told.add(persona, hour, at=START + timedelta(minutes=number))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return told.numbers


class Told:
    """What the hub was told so far."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self._having: dict[tuple[str, int], list[uuid.UUID]] = defaultdict(list)

    def add(self, persona: Persona, hour: int, *, at: datetime) -> None:
        """Tell one report, and have the hub look what it makes of it."""
        account = sightings.meet(persona.platform, persona.handle, at=at)
        assert account is not None
        is_new = account.id not in self.numbers
        self.numbers[account.id] = persona.number
        report = uuid.uuid4()
        Sighting.objects.create(account=account, report_id=report, seen_at=at)
        hours = [hour, *persona.hours[REPORTS_AT_MOST:]] if is_new else [hour]
        AccountPost.objects.bulk_create(
            AccountPost(account=account, report_id=report, post_key=f"{report}:{place}", hour=each)
            for place, each in enumerate(hours)
        )
        if is_new:
            self._note_contacts(persona, account.id, at)
        self._match(persona, report, at)
        finding_links.look(report_id=report, by=HUB, at=at)

    def _note_contacts(self, persona: Persona, account: int, at: datetime) -> None:
        facts: dict[str, Any] = {
            "kind": "link",
            "shown": "…",
            "noted_by": "officer:bench",
            "noted_at": at,
            "reason": "-",
        }
        for contact in persona.contacts:
            Contact.objects.create(account_id=account, key=str(contact), **facts)

    def _match(self, persona: Persona, report: uuid.UUID, at: datetime) -> None:
        kinds = DuplicateMatch.Kind
        shared = {
            kinds.SAME_WORDS: persona.words,
            kinds.SAME_PICTURE: persona.pictures,
            kinds.SAME_SENDER: persona.complainants,
        }
        matches = []
        for kind, things in shared.items():
            for thing in things:
                earlier = self._having[kind, thing]
                matches += [
                    DuplicateMatch(report_id=report, other_id=other, kind=kind, found_at=at)
                    for other in earlier[-MATCHES_A_REPORT:]
                ]
                earlier.append(report)
        DuplicateMatch.objects.bulk_create(matches, ignore_conflicts=True)


def print_found(name: str, world: World, numbers: dict[int, int]) -> None:
    """Print precision and recall at some thresholds, and what was found by how the name was changed."""
    truth = world.truth()
    rows = AccountLink.objects.filter(is_offered=True).values_list("account", "other", "score")
    scores = {(min(a, b), max(a, b)): s for one, other, s in rows for a, b in [(numbers[one], numbers[other])]}
    print(f"\n{name}: {len(world.personas):,} accounts, {len(truth):,} pairs of one owner, {len(scores):,} offered")
    for threshold in THRESHOLDS:
        offered = {pair for pair, score in scores.items() if score >= threshold}
        right = len(offered & truth.keys())
        precision = right / len(offered) if offered else 0.0
        recall = right / len(truth)
        print(f"  from {threshold:<5} precision {precision:.3f}  recall {recall:.3f}  ({len(offered):,} offered)")
    print("  recall by how the later name was made:")
    ways = Counter(truth.values())
    found = Counter(way for pair, way in truth.items() if pair in scores)
    for way, number in ways.most_common():
        print(f"    {way:<24} {found[way] / number:.2f}  of {number:,}")
    print("  what speaks for those offered that are not of one owner:")
    shared = Counter(
        " + ".join(sorted(row.shared))
        for row in AccountLink.objects.filter(is_offered=True)
        if tuple(sorted((numbers[row.account_id], numbers[row.other_id]))) not in truth
    )
    for kinds, number in shared.most_common(8):
        print(f"    {kinds:<60} {number:,}")
    print("  how likely the hub said it was, and how often it was so:")
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.01)):
        said = [pair for pair, score in scores.items() if low <= score < high]
        if said:
            true = sum(pair in truth for pair in said) / len(said)
            print(f"    {low:.2f} to {min(high, 1):.2f}: {true:.2f} of {len(said):,}")
