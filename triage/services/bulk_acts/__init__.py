"""All that can be done in bulk, by its code: another act is one more `Act` in this table."""

from collections.abc import Mapping

from triage.services.bulk_acts.act import Act, Done, Job, Left
from triage.services.bulk_acts.asking import ASK, PRIORITY
from triage.services.bulk_acts.claims import CLAIM, GIVE, RELEASE
from triage.services.bulk_acts.deciding import ASSESS, CLOSE, REOPEN, START

ACTS: Mapping[str, Act] = {act.code: act for act in (CLAIM, GIVE, RELEASE, START, ASSESS, ASK, PRIORITY, CLOSE, REOPEN)}

__all__ = ["ACTS", "Act", "Done", "Job", "Left"]
