"""How the facts of statistics are derived from the case tables: one statement for each table of facts.

Each is a SELECT with the columns of its model in their order. What it says of a report is said of the case in which
it is worked now. Times are whole minutes, rounded down; one that would be negative, because the report joined a case
where that had been done, is left empty. Days and months are those of the hub's clock.
"""

import re


def _spelt_out(statement: str) -> str:
    """Write each MINUTES(since, until) as the expression that it stands for."""
    minutes = r"CASE WHEN \2 >= \1 THEN floor(extract(epoch FROM \2 - \1) / 60)::int END"
    return re.sub(r"MINUTES\(([\w.]+), ([\w.]+)\)", minutes, statement)


REPORTS = _spelt_out("""
WITH lead AS (
    SELECT worked.id AS case_id, worked.lead_id, report.state, report.outcome,
           CASE WHEN report.state = 'closed' THEN report.state_since END AS closed_at
    FROM reports_case worked JOIN reports_report report ON report.id = worked.lead_id
), decided AS (
    SELECT case_id, min(decided_at) AS first_at,
           (array_agg(outcome ORDER BY decided_at DESC, id DESC))[1] AS newest,
           (array_agg(offence_id ORDER BY decided_at DESC, id DESC))[1] AS offence_id
    FROM triage_assessment WHERE case_id IS NOT NULL GROUP BY case_id
), engaged AS (
    SELECT engaged.case_id, array_agg(DISTINCT offence.code ORDER BY offence.code) AS codes
    FROM triage_engagedoffence engaged JOIN reference_offence offence ON offence.id = engaged.offence_id
    WHERE engaged.replaced_at IS NULL GROUP BY engaged.case_id
), responsible AS (
    SELECT case_id, max(force.code) FILTER (WHERE role = 'recording') AS recording,
           max(force.code) FILTER (WHERE role = 'investigating') AS investigating
    FROM triage_responsibility JOIN reference_force force ON force.id = triage_responsibility.force_id
    WHERE replaced_at IS NULL AND report_id IS NULL GROUP BY case_id
), recorded AS (
    SELECT DISTINCT ON (dealt.case_id) dealt.case_id, outcome.number
    FROM referrals_forceoutcome dealt JOIN reference_outcome outcome ON outcome.id = dealt.outcome_id
    ORDER BY dealt.case_id, dealt.at DESC, dealt.id DESC
), accepted AS (
    SELECT case_id, min(at) AS at FROM referrals_forceanswer WHERE answer = 'accepted' GROUP BY case_id
), packaged AS (
    SELECT case_id, min(sealed_at) AS at FROM referrals_evidencepackage WHERE sealed_at IS NOT NULL GROUP BY case_id
), told AS (
    SELECT report_id, min(told_at) AS at FROM reports_decisionnotice WHERE told_at IS NOT NULL GROUP BY report_id
), posts AS (
    SELECT report_id, array_agg(DISTINCT code ORDER BY code) AS codes
    FROM (SELECT report_id, coalesce(nullif(platform_code, ''), 'unknown') AS code FROM reports_content) content
    GROUP BY report_id
), asked AS (
    SELECT report.case_id,
           CASE WHEN bool_or(request.state = 'removed') THEN 'removed'
                WHEN bool_or(request.state NOT IN ('refused', 'no_answer')) THEN 'asked'
                ELSE 'refused' END AS takedown
    FROM referrals_takedown request JOIN reports_report report ON report.id = request.report_id
    WHERE request.sent_at IS NOT NULL AND request.state <> 'cancelled' GROUP BY report.case_id
), supported AS (
    SELECT DISTINCT ON (report_id) report_id, state FROM referrals_supportreferral
    ORDER BY report_id, sent_at DESC, id DESC
)
SELECT report.id, report.case_id, report.id = lead.lead_id,
    (report.submitted_at AT TIME ZONE %(zone)s)::date,
    date_trunc('month', report.submitted_at AT TIME ZONE %(zone)s)::date,
    report.channel, report.language, coalesce(person.kind, 'unstated'), coalesce(person.identity, 'anonymous'),
    strands.codes, array_to_string(strands.codes, '+'), coalesce(posts.codes, ARRAY[]::varchar[]),
    CASE WHEN report.outcome = 'withdrawn' THEN 'withdrawn'
         WHEN lead.state IN ('received', 'in_triage') THEN 'undecided'
         ELSE coalesce(decided.newest, 'undecided') END,
    CASE WHEN report.outcome = 'withdrawn' THEN report.state ELSE lead.state END,
    CASE WHEN report.outcome = 'withdrawn' THEN report.outcome
         WHEN lead.state = 'closed' THEN lead.outcome ELSE '' END,
    recorded.number,
    coalesce(engaged.codes, CASE WHEN named.code IS NULL THEN ARRAY[]::varchar[] ELSE ARRAY[named.code] END),
    coalesce(responsible.recording, ''), coalesce(responsible.investigating, ''),
    coalesce(report.victim_area ->> 'force', ''), coalesce(asked.takedown, 'none'), coalesce(supported.state, 'none'),
    MINUTES(report.submitted_at, decided.first_at),
    MINUTES(report.submitted_at, told.at),
    MINUTES(report.submitted_at, packaged.at),
    MINUTES(report.submitted_at, accepted.at),
    MINUTES(report.submitted_at, lead.closed_at)
FROM reports_report report
JOIN lead ON lead.case_id = report.case_id
CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT unnest(report.strands) ORDER BY 1) AS codes) strands
LEFT JOIN reports_complainant person ON person.report_id = report.id
LEFT JOIN decided ON decided.case_id = report.case_id
LEFT JOIN reference_offence named ON named.id = decided.offence_id
LEFT JOIN engaged ON engaged.case_id = report.case_id
LEFT JOIN responsible ON responsible.case_id = report.case_id
LEFT JOIN recorded ON recorded.case_id = report.case_id
LEFT JOIN accepted ON accepted.case_id = report.case_id
LEFT JOIN packaged ON packaged.case_id = report.case_id
LEFT JOIN told ON told.report_id = report.id
LEFT JOIN posts ON posts.report_id = report.id
LEFT JOIN asked ON asked.case_id = report.case_id
LEFT JOIN supported ON supported.report_id = report.id
""")
TAKEDOWNS = _spelt_out("""
SELECT request.id, report.case_id, (request.sent_at AT TIME ZONE %(zone)s)::date,
    date_trunc('month', request.sent_at AT TIME ZONE %(zone)s)::date,
    request.platform_code, request.action, request.state,
    ARRAY(SELECT DISTINCT unnest(report.strands) ORDER BY 1),
    ARRAY(SELECT DISTINCT unnest(request.offences) ORDER BY 1),
    coalesce(posts.number, 0), coalesce(posts.gone, 0),
    MINUTES(request.sent_at, request.first_answer_at),
    MINUTES(request.sent_at, request.first_gone_at)
FROM referrals_takedown request
JOIN reports_report report ON report.id = request.report_id
LEFT JOIN (
    SELECT takedown_id, count(*) AS number, count(*) FILTER (WHERE seen = 'gone') AS gone
    FROM referrals_takedownpost GROUP BY takedown_id
) posts ON posts.takedown_id = request.id
WHERE request.sent_at IS NOT NULL AND request.state <> 'cancelled'
""")
SUPPORT = _spelt_out("""
SELECT referral.id, referral.report_id, (referral.sent_at AT TIME ZONE %(zone)s)::date,
    date_trunc('month', referral.sent_at AT TIME ZONE %(zone)s)::date,
    referral.partner_code, referral.state, referral.declined_as, referral.outcome,
    ARRAY(SELECT DISTINCT unnest(report.strands) ORDER BY 1), coalesce(person.kind, 'unstated'),
    MINUTES(referral.sent_at, referral.contact_made_at)
FROM referrals_supportreferral referral
JOIN reports_report report ON report.id = referral.report_id
LEFT JOIN reports_complainant person ON person.report_id = report.id
""")
