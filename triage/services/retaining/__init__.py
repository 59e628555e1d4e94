"""How long cases are kept: counting when each is to be reviewed, deciding then, holding, destroying."""

from triage.services.retaining.counting import count, count_all
from triage.services.retaining.destroying import go_on
from triage.services.retaining.holding import lift_hold, place_hold, settle_hold
from triage.services.retaining.refusals import RetentionRefused
from triage.services.retaining.requests import decide_request, record_request
from triage.services.retaining.reviewing import confirm, keep, lapse, propose, withdraw

__all__ = [
    "RetentionRefused",
    "confirm",
    "count",
    "count_all",
    "decide_request",
    "go_on",
    "keep",
    "lapse",
    "lift_hold",
    "place_hold",
    "propose",
    "record_request",
    "settle_hold",
    "withdraw",
]
