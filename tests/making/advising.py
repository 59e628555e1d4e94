"""Making requests for advice in tests: bodies that can be written to, and cases that may be shown."""

from typing import Any

from django.utils import timezone

from hatehub.reference.models import Partner
from referrals.models import AdviceRequest
from referrals.services import advising
from tests.making import reports as making

DESK = "desk@body.invalid"
CODE = "invented-body"
WORDS = "[Invented] Those people with their moon sign should go."


def a_body(kind: str = "expert", *, code: str = CODE) -> Partner:
    """Return a body that can be written to."""
    known = {"name": f"Invented {kind}", "kind": kind, "nations": "UK", "email": DESK, "basis": "invented"}
    return Partner.objects.get_or_create(code=code, defaults=known)[0]


def showable_report(*, agrees: bool = True, at: Any = None, **answers: Any) -> Any:
    """Return a report with words and a picture, whose complainant has a name and agreed to show the post."""
    known = {"words": WORDS, "files": [making.picture()], "name": "Alma Example", "email": "alma@example.org"}
    report = making.submit(at=at or timezone.now(), **{**known, **answers})
    report.complainant.shares_with_experts = agrees
    report.complainant.save(update_fields=["shares_with_experts"])
    return report


def names_of(report: Any) -> list[str]:
    """Return how the post and the picture of a report are named."""
    return [
        *(f"post:{row.id}" for row in report.contents.all()),
        *(f"exhibit:{row.id}" for row in report.evidence.exclude(origin="redacted")),
    ]


def ask(report: Any, *, by: Any, at: Any = None, kind: str = "expert", **more: Any) -> AdviceRequest:
    """Ask a body about a report's case, and show it everything that may be shown."""
    chosen = {"question": "What does the moon sign mean?", "shown": names_of(report), "days": 7, **more}
    body = a_body(kind)
    return advising.ask(case_id=report.case_id, partner_code=body.code, by=by, at=at or timezone.now(), **chosen)
