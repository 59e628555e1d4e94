"""When it is withheld who a report is about. Pure.

Source: the Code of Practice on non-crime hate incidents of June 2023 (personal data of the subject only where there is
a real risk of significant harm or of a future offence); data protection law for law enforcement (restriction, erasure).
"""

from datetime import datetime

from reports.rules.workflow import State

LOOKED_AT_AGAIN = frozenset({State.RECEIVED, State.IN_TRIAGE})
"""A decision that is looked at again is made on the whole report."""


def is_withheld(*, restricted_at: datetime | None, lead_state: str) -> bool:
    """Tell whether link, account, exhibits and whatever else says who it is about may be shown to nobody."""
    return restricted_at is not None and lead_state not in LOOKED_AT_AGAIN
