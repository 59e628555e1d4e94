"""Who hears of a request: the people of the case, line by line, and the lists that officers work from."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from hatehub.accounts.actors import HUB
from hatehub.reference.models import Platform
from referrals.models import Takedown
from referrals.rules.takedowns.steps import WAITING_FOR, WITH_PLATFORM, Asked, State, Waiting
from reports.models import Case, Report, Sharing, StatusEntry
from reports.services.sharing import note_sharing
from reports.services.updates import tell
from triage.rules.queue_terms import Facet, term
from triage.rules.queue_terms import Waiting as WaitingFor
from triage.services import listing

REMOVED = "takedown_removed"
TOLD: dict[str, str] = {
    "note_sent": "takedown_asked",
    "note_removed": REMOVED,
    "found_gone": REMOVED,
    "found_up": "takedown_asked",
    "note_refused": "takedown_refused",
    "note_no_answer": "takedown_no_answer",
}
"""Which step people hear of, in which text. Only of a request to remove: of preserving data nobody outside hears."""
SHARED_AT = "note_sent"
SOURCE = "takedowns"
TO_DO = "to_do"
SLICE = 1000
"""How many people are told in one transaction."""


def tell_of_step(*, takedown_id: UUID, step: str, position: int, at: datetime) -> bool:
    """Tell the people of a case what became of a request, 1,000 at most; return whether everybody has been told now.

    `position` is that of the event: telling it twice adds nothing. That it is removed is told once, until people hear
    that the platform is asked anew. What was shared with the platform, the links, is noted for each as it is sent.
    """
    takedown = Takedown.objects.select_related("report").get(id=takedown_id)
    is_told = step in TOLD and takedown.action == Asked.REMOVE
    key = _key_of_removal(takedown, at=at) if TOLD.get(step) == REMOVED else f"takedown:{takedown_id}:{position}"
    done = _tell(takedown, kind=TOLD[step], key=key, at=at) if is_told else True
    return (_share(takedown, at=at) if step == SHARED_AT else True) and done


def list_anew(*, case_id: UUID) -> None:
    """Let queues filter a case by how its requests stand: doing it twice changes nothing.

    An emptied case keeps what it had: no queue shows it, and it is listed anew when it stands by itself again.
    """
    if Case.objects.filter(id=case_id, merged_into__isnull=False).exists():
        return
    rows = (
        Takedown.objects.filter(report__case=case_id)
        .values_list("state", "question_open_at", "undeliverable")
        .distinct()
    )
    terms = {term(Facet.TAKEDOWN, state) for state, _asked, _why in rows if state != State.CANCELLED}
    if any(state in WITH_PLATFORM for state, _asked, _why in rows):
        terms.add(term(Facet.WAITING, WaitingFor.PLATFORM))
    if any(asked or _waits_for_officer(State(state), why) for state, asked, why in rows):
        terms.add(term(Facet.TAKEDOWN, TO_DO))
    listing.say(case_id=case_id, source=SOURCE, terms=terms, by=HUB)


def _waits_for_officer(state: State, undeliverable: str) -> bool:
    return WAITING_FOR[state] is Waiting.OFFICER or (state in WITH_PLATFORM and bool(undeliverable))


def _key_of_removal(takedown: Takedown, *, at: datetime) -> str:
    """Return what a removal is told under: the same until it was found up, of which people hear as well."""
    return f"takedown:{takedown.id}:removed:{takedown.steps.filter(step='found_up', at__lte=at).count()}"


@transaction.atomic
def _tell(takedown: Takedown, *, kind: str, key: str, at: datetime) -> bool:
    told = StatusEntry.objects.filter(report=OuterRef("pk"), key=key)
    waiting = Report.objects.filter(case=takedown.report.case_id).exclude(Exists(told))
    reports = list(waiting.only("id", "reference", "language").order_by("id").select_for_update()[:SLICE])
    facts = {"platform": takedown.platform_code}
    tell(reports=reports, kind=kind, key=key, by=HUB, at=at, facts=facts)
    return len(reports) < SLICE


@transaction.atomic
def _share(takedown: Takedown, *, at: datetime) -> bool:
    key = f"takedown:{takedown.id}"
    noted = Sharing.objects.filter(report=OuterRef("pk"), key=key)
    waiting = Report.objects.filter(case=takedown.report.case_id).exclude(Exists(noted))
    reports = list(waiting.only("id").order_by("id")[:SLICE])
    name = Platform.objects.values_list("name", flat=True).get(code=takedown.platform_code)
    note_sharing(reports=reports, key=key, recipient=name, parts=("link",), purpose="takedown", by=HUB, at=at)
    return len(reports) < SLICE
