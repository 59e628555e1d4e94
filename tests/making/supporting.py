"""Making referrals to support services in tests: services that can be written to, and people who want support."""

from typing import Any

from django.utils import timezone

from hatehub.reference.models import Partner
from referrals.models import AnswerLink, SupportReferral
from referrals.services import support
from tests.making import reports as making

CODE, OTHER = "invented-service", "other-service"
DESK = "desk@service.invalid"


def a_service(code: str = CODE, **more: Any) -> Partner:
    """Return a service that can be written to."""
    known = {"name": f"Invented {code}", "kind": "support", "nations": "UK", "email": DESK, "basis": "invented"}
    return Partner.objects.get_or_create(code=code, defaults={**known, **more})[0]


def wanting_report(*, at: Any = None, agrees: bool = True, **answers: Any) -> Any:
    """Return a report of somebody who agreed that a support service gets in touch."""
    known: dict[str, Any] = {
        "name": "Alma Example",
        "email": "alma@example.org",
        "kind": "victim",
        "identity": "confidential",
        "narrative": "[Invented] Those people wrote under my picture.",
        "suspect": "[Invented] A neighbour, I think.",
        "shares_with_support": agrees,
        "circumstances": {"under_18": "no", "wishes": ["support", "stop"]},
    }
    return making.submit(at=at or timezone.now(), **{**known, **answers})


def send(report: Any, *, by: Any, at: Any = None, code: str = CODE, **more: Any) -> SupportReferral:
    """Ask a service for whoever sent a report."""
    a_service(code)
    return support.send(report_id=report.id, partner_code=code, by=by, at=at or timezone.now(), **more)


def link_of(row: SupportReferral, kind: str | None = None) -> AnswerLink:
    """Return the newest link of a referral."""
    links = AnswerLink.objects.filter(subject=row.subject).select_related("case")
    found = (links.filter(kind=kind) if kind else links).order_by("-made_at").first()
    assert found is not None
    return found


def again(row: SupportReferral) -> SupportReferral:
    """Return a referral as it stands now."""
    return SupportReferral.objects.get(id=row.id)
