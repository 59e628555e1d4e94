"""What the demonstration's officers have in hand: cases, a note that mentions a colleague, a task, a look-up."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from reports.models import Case
from triage.rules.looking_up import Why
from triage.services import claiming, notes, opening, tasks
from triage.services.tasks import Due

IN_HAND = ("in_triage", "assessed_crime")
LOOKED_UP = 3


def share_out(*, at: datetime) -> None:
    """Have both officers work on what has been begun, and leave each other a word."""
    officers = [User.objects.get(username=name) for name in ("officer", "officer2")]
    cases = list(Case.objects.filter(lead__state__in=IN_HAND).order_by("opened_at", "id"))
    for place, case in enumerate(cases):
        claiming.claim(case_id=case.id, by=actor_for_user(officers[place % 2]), at=at)
    if not cases:
        return
    first, colleague = cases[0], actor_for_user(officers[1])
    words = "[Invented] @officer The account has a new name since this morning; the old one is in the second report."
    notes.write(case_id=first.id, text=words, by=colleague, at=at)
    reason = "[Invented] To ask for the link that is missing."
    for case in cases[:LOOKED_UP]:
        opening.show_contact(report=case.lead, by=colleague, at=at, why=Why.IN_TOUCH, reason=reason)
    due = Due(day=(at + timedelta(days=1)).date())
    todo = "[Invented] Ask whether the post is still there."
    tasks.set_task(case_id=first.id, text=todo, due=due, assignee_id=officers[0].pk, by=colleague, at=at)
