"""Rows for pulling cases by the API: cases with forces, each in the change feed, made by the server in bulk."""

from datetime import datetime

from django.db import connection

OF_ONE = 10_000
"""Cases of the force that pulls; all the others are spread over the other forces."""
CASES = """
INSERT INTO reports_case (id, reference, lead_id, opened_at)
SELECT md5('case' || n)::uuid, 'C' || lpad(n::text, 14, '0'), md5('report' || n)::uuid, %(now)s
FROM generate_series(1, %(many)s) AS n
"""
REPORTS = """
INSERT INTO reports_report (id, reference, receipt_hash, case_id, state, state_since, due_at, version, outcome,
    outcome_reason, submitted_at, channel, language, is_online, strands, sealed_narrative, suspect_whereabouts,
    victim_area, is_demonstration, danger, circumstances)
SELECT md5('report' || n)::uuid, 'R' || lpad(n::text, 14, '0'), 'x', md5('case' || n)::uuid,
    (ARRAY['assigned', 'packaged', 'with_force'])[1 + n %% 3], %(now)s, %(now)s, 4, '', '', %(now)s, 'web_form', 'en',
    true, (ARRAY['{race}', '{religion}', '{race,disability}'])[1 + n %% 3]::varchar[], decode(repeat('5a', 400), 'hex'),
    'unknown', '{}', false, '', '{}'
FROM generate_series(1, %(many)s) AS n
"""
PARTS = """
INSERT INTO triage_responsibility (case_id, report_id, role, force_id, rule, rule_version, sentence, inputs,
    override_reason, decided_by, decided_at)
SELECT md5('case' || n)::uuid, CASE WHEN role = 'victim_contact' THEN md5('report' || n)::uuid END, role, f.id,
    'S1', 'v', 'A sentence that says why this force and no other.', '{}', '', 'officer:bench', %(now)s
FROM generate_series(1, %(many)s) AS n
CROSS JOIN unnest(ARRAY['recording', 'investigating', 'victim_contact']) AS role
JOIN (SELECT id, code, row_number() OVER (PARTITION BY code = %(force)s ORDER BY code) AS place FROM reference_force)
    AS f ON CASE WHEN n %% %(step)s = 0 THEN f.code = %(force)s
                 ELSE f.code <> %(force)s AND f.place = 1 + n %% %(others)s END
"""
PRIORITIES = """
INSERT INTO triage_priority (case_id, score, band, carried_band, parts, version, overridden_band, overridden_by)
SELECT md5('case' || n)::uuid, n %% 400, (ARRAY['high', 'normal', 'low'])[1 + n %% 3], '', '[]', 'v', '', ''
FROM generate_series(1, %(many)s) AS n
"""
ENTRIES = """
INSERT INTO referrals_feedentry (force_id, case_id, event_position, position, change, at)
SELECT force_id, case_id, n, n, 'assign', %(now)s
FROM (SELECT force_id, case_id, row_number() OVER (ORDER BY md5(case_id::text)) AS n
      FROM triage_responsibility WHERE role = 'investigating') AS parts
"""


def make(*, many: int, force: str, now: datetime) -> None:
    """Store so many cases, 10,000 of them of one force and one change of each in its feed; no key is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reference_force WHERE code <> %s", [force])
        values = {"many": many, "force": force, "now": now, "step": many // OF_ONE, "others": cursor.fetchone()[0]}
        cursor.execute("SET session_replication_role = replica")
        for statement in (CASES, REPORTS, PARTS, PRIORITIES, ENTRIES):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
