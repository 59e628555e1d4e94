"""How long a case is kept, as pages show it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Case
from triage.models import ErasureRequest, LegalHold, Retention, RetentionReview
from triage.rules.retention import RetentionTable
from triage.selectors import retention
from triage.selectors.retention import Holds
from triage.selectors.retention_words import read
from triage.services.retaining.keepers import name_of
from triage.web.legible import erased

Row = dict[str, Any]


def who(actor: str) -> str:
    """Return who did something, without the role."""
    role, _sign, name = actor.partition(":")
    return _("The hub") if role == "hub" else name


def class_name(code: str, table: RetentionTable) -> str:
    """Return what a class is called."""
    return table.classes[code].name if code in table.classes else code


def months(number: int) -> str:
    """Return a number of months in words, as years where it is whole ones."""
    years, rest = divmod(number, 12)
    if rest or not years:
        return ngettext("%d month", "%d months", number) % number
    return ngettext("%d year", "%d years", years) % years


def listed(row: Retention, *, table: RetentionTable, today: date) -> Row:
    """Return a case of a list."""
    return {
        "reference": row.case.reference,
        "href": reverse("hub_retention_review", args=[row.case.reference]),
        "class": class_name(row.retention_class, table),
        "due_on": row.due_on,
        "is_over": row.due_on <= today,
        "closed_at": row.case.lead.state_since,
        "kept_by": [name_of(code) for code in row.kept_by],
    }


def proposed(review: RetentionReview, *, table: RetentionTable) -> Row:
    """Return a proposal of a list."""
    return {
        "reference": review.case.reference,
        "href": reverse("hub_retention_review", args=[review.case.reference]),
        "class": class_name(review.retention_class, table),
        "by": who(review.decided_by),
        "at": review.decided_at,
    }


def requested(request: ErasureRequest, *, today: date) -> Row:
    """Return a request for erasure of a list."""
    case = request.report.case
    return {
        "reference": request.report.reference,
        "case": case.reference,
        "href": reverse("hub_erasure_decide", args=[case.reference, request.id]),
        "asked_on": request.asked_on,
        "answer_by": request.answer_by,
        "is_late": request.answer_by < today,
        "by": who(request.recorded_by),
    }


def standing(row: Retention | None, *, case: Case, table: RetentionTable, today: date) -> Row:
    """Return how long a case is kept: its class, what its period rests on, when it is due, and what keeps it."""
    if row is None:
        return {"is_known": False, "is_closed": case.lead.state == "closed"}
    chosen = table.classes.get(row.retention_class)
    return {
        "is_known": True,
        "class": class_name(row.retention_class, table),
        "period": months(chosen.months) if chosen else "",
        "keep_period": months(chosen.keep_months) if chosen else "",
        "from_what": _("from the last that was done on it")
        if chosen and chosen.counted_from == "last_activity"
        else _("from its closing"),
        "source": chosen.source if chosen else "",
        "version": row.version,
        "row": row,
        "is_over": row.due_on <= today,
        "kept_by": [name_of(code) for code in row.kept_by],
    }


def reviews(rows: Iterable[RetentionReview], *, table: RetentionTable) -> list[Row]:
    """Return what was decided on a case before; reasons that are gone with it say so."""
    chosen = list(rows)
    reasons = read(chosen, "reason")
    return [
        {
            "what": REVIEWED[row.decision, row.state](),
            "at": row.decided_at,
            "by": who(row.decided_by),
            "ended_at": row.ended_at,
            "ended_by": who(row.ended_by) if row.ended_by else "",
            "grounds": [table.criteria.get(code, code) for code in row.grounds],
            "until": row.keep_until,
            "reason": reasons.get(row.id, erased()),
        }
        for row in chosen
    ]


REVIEWED = {
    ("keep", "done"): lambda: _("Kept for longer"),
    ("destroy", "proposed"): lambda: _("Destruction proposed"),
    ("destroy", "done"): lambda: _("Destroyed"),
    ("destroy", "withdrawn"): lambda: _("Destruction proposed, and withdrawn"),
    ("destroy", "lapsed"): lambda: _("Destruction proposed, and lapsed"),
}


def holds(rows: Iterable[LegalHold]) -> list[Row]:
    """Return the legal holds of a case."""
    chosen = list(rows)
    reasons, lifted = read(chosen, "reason"), read(chosen, "lifted_why")
    return [
        {
            "id": row.id,
            "ground": row.get_ground_display(),
            "stands": row.lifted_at is None,
            "reason": reasons.get(row.id, erased()),
            "by": who(row.placed_by),
            "at": row.placed_at,
            "lifted_at": row.lifted_at,
            "lifted_by": who(row.lifted_by),
            "lifted_why": lifted.get(row.id, erased()) if row.lifted_at else "",
        }
        for row in chosen
    ]


def requests(rows: Iterable[ErasureRequest]) -> list[Row]:
    """Return the requests for erasure of a case's reports; words that went with the person say so."""
    chosen = list(rows)
    words, reasons = read(chosen, "words"), read(chosen, "reason")
    return [
        {
            "id": row.id,
            "report": row.report.reference,
            "state": row.state,
            "asked_on": row.asked_on,
            "answer_by": row.answer_by,
            "words": words.get(row.id, erased()),
            "by": who(row.recorded_by),
            "ground": row.get_ground_display() if row.ground else "",
            "reason": reasons.get(row.id, erased()) if row.decided_at else "",
            "decided_by": who(row.decided_by),
            "decided_at": row.decided_at,
        }
        for row in chosen
    ]


def goes(holds_now: Holds) -> list[str]:
    """Return what would be destroyed, in sentences."""
    posts = ngettext("%d post with its words and link", "%d posts with their words and links", holds_now.posts)
    counted = [
        (holds_now.posts, posts),
        (holds_now.exhibits, ngettext("%d exhibit", "%d exhibits", holds_now.exhibits)),
        (holds_now.messages, ngettext("%d message", "%d messages", holds_now.messages)),
        (holds_now.notes, ngettext("%d note", "%d notes", holds_now.notes)),
    ]
    return [
        ngettext("what %d person told, and who they are", "what %d people told, and who they are", holds_now.readable)
        % holds_now.readable,
        *(text % number for number, text in counted if number),
        _("captures, packages, redacted copies and the words of decisions"),
        _("what was derived from them: the search, fingerprints, keyed hashes, the accounts that nobody else named"),
    ]


def about(case: Case, *, case_ids: list[Any], table: RetentionTable, today: date) -> Row:
    """Return everything that the tab and the review show of a case."""
    row = retention.row_of(case=case)
    return {
        "standing": standing(row, case=case, table=table, today=today),
        "basis": table.basis,
        "holds": holds(retention.holds_of(case_ids=case_ids)),
        "reviews": reviews(retention.reviews_of(case_ids=case_ids), table=table),
        "requests": requests(retention.requests_of(case=case)),
        "destroyed_at": case.lead.destroyed_at,
    }
