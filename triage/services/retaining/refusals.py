"""What is refused where cases are kept, held and destroyed."""


class RetentionRefused(Exception):
    """What was asked cannot be done; the message is a sentence that says why."""


STILL_OPEN = "The case is open again, so it is not to be reviewed."
HELD = "A legal hold keeps the case. Lift it first."
NOT_DUE = "The case is not due for a review now."
SAME_PERSON = "You proposed it, so somebody else confirms it."
STALE = "Something has arrived or was done on the case since it was proposed. Look at it again."
NO_PROPOSAL = "Nobody has proposed to destroy the case, or somebody has decided it meanwhile."
PROPOSED = "Somebody has proposed to destroy the case. Confirm or withdraw that first."
DESTROYED = "What the case held has been destroyed."
NO_GROUND = "Choose at least one ground."
WRONG_GROUND = "Choose grounds from the list."
NO_REASON = "Give the reason."
NO_HOLD = "Somebody has lifted this hold already."
HELD_PERSON = "A legal hold keeps the case, so nothing of it can be erased."
RECORDED_IT = "You recorded the request, so somebody else decides it."
DECIDED = "Somebody has decided this request already."
WAITING = "A request for this report waits to be decided."
ERASED = "Who reported it has been erased already."
NOT_ITS_OWN = "This report is not part of the case."
IN_FUTURE = "The day they asked is today or earlier."
