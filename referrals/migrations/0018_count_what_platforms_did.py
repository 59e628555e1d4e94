"""Fill in when platforms first answered, when posts were first gone, and when a claim was first belied."""

from django.db import migrations

FILL = """
UPDATE referrals_takedown AS takedown
SET first_answer_at = told.answered, belied_at = told.belied, first_gone_at = takedown.confirmed_at
FROM (
    SELECT takedown_id,
           min(at) FILTER (WHERE step IN
               ('acknowledge', 'note_question', 'note_removed', 'note_restricted', 'note_refused')) AS answered,
           min(at) FILTER (WHERE step = 'found_up') AS belied
    FROM referrals_takedownstep GROUP BY takedown_id
) AS told
WHERE told.takedown_id = takedown.id
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_what_platforms_did")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
