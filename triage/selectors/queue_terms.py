"""The terms of cases, read for many with one query."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from triage.rules.queue_terms import LONGEST

TERMS = """
SELECT report.id, ARRAY(
    SELECT DISTINCT left(told.term, %(longest)s) FROM (
        SELECT 'strand:' || strand FROM unnest(report.strands) AS strand
        UNION ALL
        SELECT 'platform:' || platform_code FROM reports_content
        WHERE report_id = report.id AND platform_code <> ''
        UNION ALL
        SELECT 'area:' || (report.victim_area ->> 'force') WHERE report.victim_area ->> 'force' <> ''
        UNION ALL
        SELECT 'force:' || force.code FROM triage_responsibility responsible
        JOIN reference_force force ON force.id = responsible.force_id
        WHERE responsible.case_id = led.id AND responsible.role = 'investigating'
          AND responsible.replaced_at IS NULL AND responsible.report_id IS NULL
        UNION ALL
        SELECT 'owner:' || coalesce(owner.username, 'nobody')
        UNION ALL
        SELECT 'team:' || owner.team_id WHERE owner.team_id IS NOT NULL
        UNION ALL
        SELECT 'kind:' || person.kind
        UNION ALL
        SELECT 'language:' || report.language
        UNION ALL
        SELECT 'mark:danger' WHERE report.danger NOT IN ('', 'no')
        UNION ALL
        SELECT 'mark:review' WHERE report.review_asked_at IS NOT NULL
        UNION ALL
        SELECT 'mark:burst' WHERE report.is_in_burst
        UNION ALL
        SELECT 'mark:several'
        WHERE EXISTS (SELECT 1 FROM reports_report other WHERE other.case_id = led.id AND other.id <> report.id)
        UNION ALL
        SELECT 'mark:read_again'
        WHERE EXISTS (SELECT 1 FROM triage_secondreading reading
                      WHERE reading.case_id = led.id AND reading.state IN ('waiting', 'disagreed'))
        UNION ALL
        SELECT 'mark:unread'
        WHERE EXISTS (SELECT 1 FROM reports_message message JOIN reports_report member ON member.id = message.report_id
                      WHERE member.case_id = led.id AND message.read_at IS NULL AND message.kind <> 'question')
        UNION ALL
        SELECT further.term FROM triage_furtherterm further WHERE further.case_id = led.id
        UNION ALL
        SELECT 'waiting:complainant'
        WHERE EXISTS (SELECT 1 FROM reports_message question
                      JOIN reports_report member ON member.id = question.report_id
                      WHERE member.case_id = led.id AND question.kind = 'question' AND question.taken_back_at IS NULL
                        AND NOT EXISTS (SELECT 1 FROM reports_message reply WHERE reply.answers_id = question.id))
    ) AS told (term) ORDER BY 1
)
FROM reports_case led
JOIN reports_report report ON report.id = led.lead_id
JOIN reports_complainant person ON person.report_id = report.id
LEFT JOIN triage_claim claim ON claim.case_id = led.id AND claim.ended_at IS NULL
LEFT JOIN accounts_user owner ON owner.id = claim.officer_id
WHERE led.id = ANY(%(cases)s) AND led.merged_into_id IS NULL
"""


def terms_of(*, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return by the report that leads it the terms of each case, sorted; emptied cases are left out."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS, {"cases": list(case_ids), "longest": LONGEST})
        return dict(cursor.fetchall())
