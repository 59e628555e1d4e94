"""Rows for the statistics: reports of four years with all that became of them, made by the database itself.

Like a hub's: strands, platforms and forces of very different sizes, two in ten merged, six in ten of the cases closed.
"""

from datetime import datetime

from django.db import connection

CHOSEN = """
CREATE TEMPORARY TABLE made AS
SELECT number, md5('r' || number)::uuid AS report_id, md5('c' || number)::uuid AS own_case,
       number %% 5 = 4 AS is_merged,
       CASE WHEN number %% 5 = 4 THEN number - 1 - number %% 3 ELSE number END AS lead,
       %(now)s::timestamptz - (%(rows)s - number) * (interval '4 years' / %(rows)s) AS at,
       random() AS a, random() AS b, random() AS c, random() AS d
FROM generate_series(1, %(rows)s) AS number;
ALTER TABLE made ADD PRIMARY KEY (number);
CREATE TEMPORARY TABLE stood AS
SELECT made.number, made.report_id, made.own_case AS case_id, made.at,
       CASE WHEN made.a < 0.05 THEN 'received' WHEN made.a < 0.08 THEN 'in_triage' WHEN made.a < 0.12 THEN 'assigned'
            WHEN made.a < 0.16 THEN 'packaged' WHEN made.a < 0.3 THEN 'with_force' ELSE 'closed' END AS state,
       CASE WHEN made.b < 0.45 THEN 'crime' WHEN made.b < 0.8 THEN 'non_crime' ELSE 'out_of_scope' END AS decided,
       made.c, made.d
FROM made WHERE NOT made.is_merged;
CREATE TEMPORARY TABLE forces AS
SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place FROM reference_force;
CREATE TEMPORARY TABLE acts AS
SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place FROM reference_offence;
ANALYZE made; ANALYZE stood;
"""
ROWS = (
    """INSERT INTO reports_case (id, reference, lead_id, opened_at)
    SELECT own_case, 'C' || lpad(number::text, 14, '0'), report_id, at FROM made""",
    """INSERT INTO reports_report (id, reference, receipt_hash, case_id, state, state_since, due_at, version, outcome,
        outcome_reason, submitted_at, channel, language, is_online, strands, sealed_narrative, suspect_whereabouts,
        victim_area, is_demonstration, queue_terms)
    SELECT made.report_id, 'R' || lpad(made.number::text, 14, '0'), repeat('0', 64), stood.case_id,
        CASE WHEN is_merged THEN 'merged' ELSE stood.state END, made.at + made.d * interval '30 days',
        CASE WHEN is_merged OR stood.state = 'closed' THEN NULL ELSE made.at + interval '40 days' END, 3,
        CASE WHEN NOT is_merged AND stood.state = 'closed' THEN CASE stood.decided WHEN 'crime'
            THEN CASE WHEN made.d < 0.3 THEN 'result' ELSE 'no_enforcement' END ELSE stood.decided END ELSE '' END,
        '', made.at, 'web_form', CASE WHEN made.c < 0.9 THEN 'en-gb' ELSE 'cy' END, TRUE,
        CASE WHEN made.c < 0.35 THEN ARRAY['race'] WHEN made.c < 0.6 THEN ARRAY['religion']
             WHEN made.c < 0.7 THEN ARRAY['sexual_orientation'] WHEN made.c < 0.78 THEN ARRAY['disability']
             WHEN made.c < 0.83 THEN ARRAY['transgender'] WHEN made.c < 0.95 THEN ARRAY['race', 'religion']
             WHEN made.c < 0.97 THEN ARRAY['sex_or_gender', 'race'] ELSE ARRAY[]::varchar[] END,
        decode(repeat('5a', 400), 'hex'), 'unknown', jsonb_build_object('force', forces.code), FALSE,
        CASE WHEN is_merged THEN ARRAY[]::varchar[] ELSE ARRAY['kind:victim'] END
    FROM made JOIN stood ON stood.number = made.lead
    JOIN forces ON forces.place = floor(power(made.a, 2) * 45)""",
    """INSERT INTO reports_complainant (report_id, identity, kind, has_email, details_in_mail, wants_updates,
        shares_with_force, shares_with_support, shares_with_experts)
    SELECT report_id, 'anonymous', CASE WHEN b < 0.4 THEN 'victim' WHEN b < 0.85 THEN 'witness'
        WHEN b < 0.95 THEN 'third_party' ELSE 'professional' END, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE FROM made""",
    """INSERT INTO reports_content (report_id, position, url, platform_code, account_handle, post_key)
    SELECT report_id, 1, 'https://example.org/' || number,
        (ARRAY['x','facebook','tiktok','youtube','instagram','telegram','reddit','gab',''])[1 + floor(power(d, 2) * 9)],
        'account' || number % 5000, 'p:' || number FROM made
    UNION ALL SELECT report_id, 2, 'https://example.org/b' || number, 'facebook', '', 'q:' || number
    FROM made WHERE b < 0.15""",
    """INSERT INTO triage_assessment (report_id, case_id, policy_version, outcome, path, sealed_reasons, decided_by,
        decided_at, offence_id)
    SELECT report_id, case_id, '1', decided, '[]'::jsonb, '\\x00'::bytea, 'officer:one',
        at + power(c, 3) * interval '20 days', NULL::bigint
    FROM stood WHERE state NOT IN ('received', 'in_triage')
    UNION ALL SELECT report_id, case_id, '1', 'out_of_scope', '[]'::jsonb, '\\x00'::bytea, 'officer:one', at, NULL
    FROM stood WHERE d < 0.04""",
    """INSERT INTO triage_engagedoffence (report_id, case_id, offence_id, points, sealed_evidence, hostility,
        is_aggravated, decided_by, decided_at)
    SELECT report_id, case_id, acts.id, '{}', '\\x00', 'none', FALSE, 'officer:one', at
    FROM stood JOIN acts ON acts.place = floor(power(c, 3) * 25)
    WHERE decided = 'crime' AND state NOT IN ('received', 'in_triage')""",
    """INSERT INTO triage_responsibility (case_id, role, force_id, rule, rule_version, sentence, inputs,
        override_reason, decided_by, decided_at)
    SELECT case_id, role, forces.id, 'R1', '1', 'It is there.', '{}', '', 'hub', at
    FROM stood JOIN forces ON forces.place = floor(power(d, 2) * 45)
    CROSS JOIN unnest(ARRAY['recording', 'investigating']) AS role
    WHERE state NOT IN ('received', 'in_triage') AND decided = 'crime'""",
    """INSERT INTO reports_decisionnotice (report_id, step, report_version, entitlement, decided_at, tell_by, told_at,
        route, entry_id)
    SELECT report_id, 'record_crime', 2, 'standard', at, at + interval '5 days', at + c * interval '25 days',
        'email', number FROM made WHERE b < 0.6""",
    """INSERT INTO referrals_evidencepackage (id, case_id, version, state, requested_at, not_before, attempts,
        last_error, storage_name, sha256, sealed_at, size, sealed_for)
    SELECT gen_random_uuid(), case_id, 1, 'sealed', at, at, 1, '', 'a', repeat('0', 64),
        at + c * interval '20 days', 1, report_id FROM stood
    WHERE decided = 'crime' AND state IN ('packaged', 'with_force', 'closed')""",
    """INSERT INTO referrals_forceanswer (case_id, force_id, answer, crime_number, reason, at)
    SELECT case_id, forces.id, 'accepted', 'N' || number, '', at + d * interval '25 days'
    FROM stood JOIN forces ON forces.place = floor(power(d, 2) * 45)
    WHERE decided = 'crime' AND state IN ('with_force', 'closed')""",
    """INSERT INTO referrals_forceoutcome (id, case_id, force_id, outcome_id, outcome_date, sealed_for_id, by, at,
        waits, read_by)
    SELECT gen_random_uuid(), case_id, forces.id, outcome.id, at::date, report_id, 'client', at, FALSE, ''
    FROM stood JOIN forces ON forces.place = floor(power(d, 2) * 45)
    JOIN (SELECT id, row_number() OVER (ORDER BY number) AS place FROM reference_outcome) outcome
      ON outcome.place = 1 + floor(c * 20)
    WHERE decided = 'crime' AND state = 'closed'""",
    """INSERT INTO referrals_takedown (id, case_id, report_id, platform_code, action, state, state_since, version,
        offences, sealed_words, drafted_by, drafted_at, approved_by, approved_at, attempts, undeliverable, reference,
        sent_at, answer_due_at, first_answer_at, first_gone_at, escalations, is_by_hand)
    SELECT md5('t' || number)::uuid, case_id, report_id, (ARRAY['x','facebook','tiktok','youtube'])[1 + floor(c * 4)],
        'remove', CASE WHEN d < 0.5 THEN 'removed' WHEN d < 0.8 THEN 'refused' ELSE 'no_answer' END, at, 3, '{}',
        '\\x00', 'officer:one', at, 'officer:one', at, 1, '', '', at, at + interval '1 day',
        at + c * interval '3 days', CASE WHEN d < 0.5 THEN at + c * interval '4 days' END, 0, FALSE
    FROM stood WHERE d < 0.9 AND state IN ('assigned', 'packaged', 'with_force', 'closed')""",
    """INSERT INTO referrals_takedownpost (takedown_id, position, post_key, url, kind, post_id, account, seen,
        seen_at, gone_at)
    SELECT md5('t' || number)::uuid, 1, 'p:' || number, '', '', '', '', CASE WHEN d < 0.5 THEN 'gone' ELSE 'up' END,
        at, CASE WHEN d < 0.5 THEN at END
    FROM stood WHERE d < 0.9 AND state IN ('assigned', 'packaged', 'with_force', 'closed')""",
    """INSERT INTO referrals_supportreferral (id, case_id, report_id, partner_code, recipient, state, state_since,
        sent_by, sent_at, answer_due_at, silence_due_at, tries, declined_as, outcome, withdrawn_as, answered_at,
        contact_due_at, contact_made_at)
    SELECT gen_random_uuid(), case_id, report_id, 'local-victim-service', 'A service', 'contacted', at, 'officer:one',
        at, at, at, 0, '', '', '', at, at, at + c * interval '9 days' FROM stood WHERE d < 0.3""",
)


def make(*, rows: int, now: datetime) -> None:
    """Load so many reports, the newest of now, the server checking no foreign key; then let it note what it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(CHOSEN, {"rows": rows, "now": now})
        for statement in ROWS:
            cursor.execute(statement)
        cursor.execute("DROP TABLE made, stood, forces, acts")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM (ANALYZE)")


def work_a_day(*, now: datetime) -> None:
    """Have a day pass: 2,000 cases are closed, 200 decided again, and 1,000 requests answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE reports_report SET state = 'closed', state_since = %s, outcome = 'result', due_at = NULL
            WHERE id IN (SELECT id FROM reports_report WHERE state = 'with_force' LIMIT 2000)""",
            [now],
        )
        cursor.execute(
            """INSERT INTO triage_assessment (report_id, case_id, policy_version, outcome, path, sealed_reasons,
            decided_by, decided_at) SELECT report_id, case_id, '1', 'non_crime', '[]', '\\x00', 'officer:two', %s
            FROM triage_assessment WHERE outcome = 'crime' LIMIT 200""",
            [now],
        )
        cursor.execute(
            """UPDATE referrals_takedown SET state = 'removed', first_gone_at = %s
            WHERE id IN (SELECT id FROM referrals_takedown WHERE state = 'no_answer' LIMIT 1000)""",
            [now],
        )


def claim(*, officer: int, cases: int, now: datetime) -> None:
    """Let an officer have had many of the newest cases, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO triage_claim (case_id, officer_id, claimed_at, claimed_by, ended_at, ended_by, ended_as,
                reason)
            SELECT id, %(officer)s, %(now)s, 'bench', %(now)s, 'bench', 'closed', ''
            FROM reports_case ORDER BY opened_at DESC LIMIT %(cases)s""",
            {"officer": officer, "now": now, "cases": cases},
        )
