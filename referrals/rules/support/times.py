"""How long a support service has: to answer, and to get in touch."""

from datetime import timedelta

DAYS_TO_ANSWER = 1
"""Working days after which a service that has not answered is reminded."""
DAYS_OF_SILENCE = 2
"""Working days after which an officer is told of it."""
TIME_TO_CONTACT = timedelta(days=2)
"""Within which contact is made once a service has accepted: "support contact offered within 2 days" (DOMAIN)."""
WEEK = timedelta(days=7)
"""Over which the capacity of a service is counted, up to the moment at which somebody looks."""
NEXT_LOOK = timedelta(days=7)
"""When what runs waits for an officer again after one has seen to it: else nobody would ever look at it again."""
TIME_TO_END = timedelta(days=90)
"""How long a service that has been in touch has to say how it ended; then an officer looks."""
LASTS = {"support": timedelta(days=14), "support_contact": timedelta(days=28), "support_outcome": TIME_TO_END}
"""How long each kind of link opens."""
