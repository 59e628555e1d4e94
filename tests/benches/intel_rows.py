"""Accounts, sightings and matches among stored reports, loaded with COPY and SQL, and new reports to be looked at."""

import io
import random
import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from intel.models import Account
from intel.rules.handles import bare_key, handle_key, name_key
from tests.benches.owners import EVASIVE, LEET, World
from tests.benches.told_rows import line
from tests.making.reports import submit
from triage.models import DuplicateMatch
from triage.selectors.word_tables import get_folding

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ACCOUNTS_OF_ONE = 1.55
MATCHES_A_REPORT = 20
ACCOUNT = (
    *("id", "platform_code", "handle", "handle_key", "name_key", "bare_key", "permanent_id", "first_seen_at"),
    *("last_seen_at", "subject_id", "own_subject_id"),
)
EMPTIED = (
    *("intel_accountlink", "intel_contact", "intel_accountpost", "intel_sighting", "intel_formername"),
    *("intel_sharedsubject", "intel_account", "intel_subject", "triage_duplicatematch"),
)
SPREAD = """
CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER (ORDER BY submitted_at, id) AS n FROM reports_report;
CREATE UNIQUE INDEX ON numbered (n);
INSERT INTO intel_sighting (account_id, report_id, seen_at)
  SELECT 1 + floor(power(random(), 3) * {accounts})::bigint, id, now() FROM numbered;
INSERT INTO intel_accountpost (account_id, report_id, post_key, hour)
  SELECT account_id, report_id, 'p:' || id, floor(random() * 24)::int FROM intel_sighting WHERE id % 3 = 0;
INSERT INTO triage_duplicatematch (report_id, other_id, kind, facts, state, found_at, decided_by)
  SELECT later.id, earlier.id, (ARRAY['same_words', 'same_picture', 'same_sender', 'same_file'])[1 + later.n % 4],
    '{{}}', 'offered', now(), ''
  FROM (SELECT id, n, 1 + floor(random() * greatest(n - 1, 1))::bigint AS before FROM numbered WHERE n > 1) AS later
  JOIN numbered AS earlier ON earlier.n = later.before
  ON CONFLICT DO NOTHING;
INSERT INTO intel_accountlink (account_id, other_id, state, shared, score, is_offered, found_at, decided_by, reason)
  SELECT n, n + 1 + n % 7, 'offered', '{{}}', 0.6, true, now(), '', '' FROM generate_series(1, {accounts} / 4) AS n;
INSERT INTO intel_contact (account_id, kind, key, shown, noted_by, noted_at, reason)
  SELECT n * 10, 'link', md5((n / 2)::text), '…', 'officer:bench', now(), '-'
  FROM generate_series(1, {accounts} / 20) AS n;
SELECT setval('intel_account_id_seq', {accounts});
"""


def clear() -> None:
    """Forget every account and every match."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY CASCADE")


def store(*, accounts: int) -> None:
    """Load so many accounts, and let each stored report name one: a few are named by thousands, most by a handful."""
    personas = World(owners=int(accounts / ACCOUNTS_OF_ONE * 1.2), habits=EVASIVE, seed=5).personas[:accounts]
    folding, subjects, rows = get_folding(), [], []
    for number, each in enumerate(personas, start=1):
        subject = uuid.UUID(int=number)
        subjects.append(line(subject, f"S{number:010d}", "unknown", NOW))
        keys = handle_key(each.handle), name_key(each.handle), bare_key(each.handle, folding=folding)
        rows.append(line(number, each.platform, each.handle, *keys, "", NOW, NOW, subject, subject))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.copy_expert(
            "COPY intel_subject (id, reference, kind, first_seen_at) FROM STDIN", io.StringIO("".join(subjects))
        )
        cursor.copy_expert(f"COPY intel_account ({', '.join(ACCOUNT)}) FROM STDIN", io.StringIO("".join(rows)))
        cursor.execute(SPREAD.format(accounts=len(personas)))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM (ANALYZE)")


def new_reports(number: int, *, seed: int) -> dict[str, list[uuid.UUID]]:
    """Send reports of each kind, each matched with twenty stored ones, and return their ids by kind."""
    chance = random.Random(seed)
    total = Account.objects.count()
    known = list(Account.objects.filter(id__in=chance.sample(range(1, total), number)))
    loudest = Account.objects.get(id=1)
    kinds = {
        "an account never met": [(each.platform_code, f"neverseen{chance.getrandbits(60):x}") for each in known],
        "one that is known": [(each.platform_code, each.handle) for each in known],
        "the one that most reports name": [(loudest.platform_code, loudest.handle)] * number,
        "the name of a known one, changed": [
            (each.platform_code, "".join(LEET.get(char, char) for char in each.handle) + f"_{place}")
            for place, each in enumerate(known)
        ],
        "a name that hundreds have": [("x", f"john{place + 5000}") for place in range(number)],
    }
    stored = list(DuplicateMatch.objects.values_list("other", flat=True).distinct()[: number * MATCHES_A_REPORT])
    return {kind: [_send(*named, chance=chance, stored=stored) for named in names] for kind, names in kinds.items()}


def _send(platform: str, handle: str, *, chance: random.Random, stored: list[uuid.UUID]) -> uuid.UUID:
    report = submit(at=timezone.now() - timedelta(seconds=1), url=f"https://example.org/{chance.getrandbits(60):x}")
    report.contents.update(platform_code=platform, account_handle=handle)
    DuplicateMatch.objects.bulk_create(
        DuplicateMatch(report=report, other_id=other, kind=kind, found_at=timezone.now())
        for other, kind in zip(
            chance.sample(stored, MATCHES_A_REPORT),
            (*DuplicateMatch.Kind.values[1:], *DuplicateMatch.Kind.values[1:]) * 2,
            strict=False,
        )
    )
    return uuid.UUID(str(report.id))
