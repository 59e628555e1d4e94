"""Reading requests to platforms: those of a case, one with its timeline, and the worklist of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import Takedown, TakedownStep
from referrals.rules.takedowns.steps import OPEN, WITH_PLATFORM, Asked, State
from referrals.selectors.platforms import asked_by_hand
from reports.models import Case
from triage.selectors.keyset import cursor_of, rows_after

PAGE = 50
SHOWN = 30
LONG_READY = timedelta(hours=6)
"""How long a request may be ready before an officer is to see why it does not go."""


class Worklist(StrEnum):
    """What the worklist can show."""

    TO_DO = "to_do"
    BY_HAND = "by_hand"
    QUESTIONS = "questions"
    LATE = "late"
    FOUND_UP = "found_up"
    UNSEEN = "unseen"
    DRAFTS = "drafts"
    WAITING = "waiting"
    OPEN = "open"


def of_case(*, case: Case, by: Actor) -> list[Takedown]:
    """Return up to 30 requests of a case, newest first, with two queries for them and their posts."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Takedown.objects.filter(report__case=case).order_by("-drafted_at", "-id")
    return list(rows.prefetch_related("posts")[:SHOWN])


def find(*, takedown_id: UUID, case: Case, by: Actor) -> Takedown | None:
    """Return one request of a case with its report; None where it has no such."""
    require(by=by, action=Action.VIEW_CASE)
    return Takedown.objects.filter(report__case=case).select_related("report").filter(id=takedown_id).first()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of a request's timeline; `words` is None where they were erased."""

    row: TakedownStep
    words: str | None


def timeline_of(*, takedown: Takedown, by: Actor) -> list[Told]:
    """Return what became of a request, newest first, with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = list(takedown.steps.order_by("-id"))
    sealed = {
        row.id: (takedown.report_id, f"takedown-step:{row.id}", row.sealed_words)
        for row in rows
        if row.sealed_words is not None
    }
    opened = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}
    return [Told(row=row, words=opened.get(row.id) if row.id in sealed else "") for row in rows]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Up to 50 requests, the longest-waiting first, and the cursor of those after them or empty."""

    rows: Sequence[Takedown]
    following: str


def list_takedowns(*, worklist: Worklist, platform: str, after: str, by: Actor, at: datetime) -> Found:
    """Return a page of the worklist with one query. Raises NotPermitted."""
    require(by=by, action=Action.ASK_TAKEDOWN)
    rows = _rows(worklist, at=at).select_related("report__case")
    if platform:
        rows = rows.filter(platform_code=platform)
    found = list(rows_after(rows, after, moment="state_since", read_key=UUID)[: PAGE + 1])
    shown = found[:PAGE]
    following = cursor_of(shown[-1].state_since, shown[-1].id) if len(found) > PAGE else ""
    return Found(rows=shown, following=following)


def to_do(*, by: Actor, at: datetime) -> list[QuerySet[Takedown]]:
    """Return the requests that wait for an officer, none read yet, for the navigation to count."""
    require(by=by, action=Action.ASK_TAKEDOWN)
    return [_rows(Worklist.TO_DO, at=at)]


def _rows(worklist: Worklist, *, at: datetime) -> QuerySet[Takedown]:
    running = Q(state__in=[state.value for state in WITH_PLATFORM])
    late = Q(state=State.NO_ANSWER) | (running & Q(answer_due_at__lte=at))
    questions = Q(question_open_at__isnull=False)
    again = Q(again_since__isnull=False)
    found_up = Q(state=State.REAPPEARED) | (running & Q(found_up_at__isnull=False)) | again
    by_hand = Q(state=State.READY) & (Q(is_by_hand=True) | Q(platform_code__in=asked_by_hand().values("code")))
    stuck = Q(state=State.READY, approved_at__lte=at - LONG_READY)
    came_back = (Q(state=State.DRAFTED) | running) & ~Q(undeliverable="")
    asked = {
        Worklist.TO_DO: by_hand | stuck | came_back | questions | late | found_up | Q(state=State.REFUSED),
        Worklist.BY_HAND: by_hand,
        Worklist.QUESTIONS: questions,
        Worklist.LATE: late,
        Worklist.FOUND_UP: found_up,
        Worklist.UNSEEN: Q(state=State.REMOVED, action=Asked.REMOVE, confirmed_at__isnull=True),
        Worklist.DRAFTS: Q(state=State.DRAFTED),
        Worklist.WAITING: running,
        Worklist.OPEN: Q(state__in=[state.value for state in OPEN]),
    }
    return Takedown.objects.filter(asked[worklist])
