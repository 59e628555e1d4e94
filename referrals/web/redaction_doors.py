"""The door of the pages of redaction: what cannot be opened is answered with a page that says why."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from hatehub.vault.services import KeyDestroyed
from referrals.services.redactable import NoSuchPart
from referrals.services.redacted_pictures import CannotRedact
from reports.services.diversion import Diverted
from reports.services.files import StorageAway
from reports.services.pictures import BrokenPicture, TooManyFrames, TooManyPixels
from reports.services.quarantine import ExhibitQuarantined
from reports.services.subjects import SubjectWithheld

REFUSALS: tuple[tuple[type[Exception], int, str | Promise], ...] = (
    (Diverted, 410, _("It is diverted: nobody opens it, and it goes into no package.")),
    (ExhibitQuarantined, 409, _("It is in quarantine: nobody opens it until a supervisor has looked into it.")),
    (SubjectWithheld, 403, _("Who this case is about is withheld, and so is this part: it goes into no package.")),
    (KeyDestroyed, 410, _("It has been erased.")),
    (StorageAway, 503, _("The storage is away for the moment. Try again in a few minutes.")),
    (BrokenPicture, 422, _("The picture is broken and cannot be drawn. It can be left out.")),
    (TooManyPixels, 422, _("The picture is too large to be drawn. It can be left out.")),
    (TooManyFrames, 422, _("It moves, and is too long. It can be left out.")),
)
View = Callable[..., HttpResponse]


def or_refused(view: View) -> Callable[..., HttpResponseBase]:
    """Let in whoever may redact; answer what cannot be redacted with why, or 404. Nothing of it is shown."""

    @holders_of(Action.REDACT)
    @wraps(view)
    def answered(request: StaffRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except NoSuchPart:
            raise Http404 from None
        except CannotRedact as refusal:
            return _refuse(request, str(refusal), status=422, **named)
        except tuple(kind for kind, _status, _text in REFUSALS) as refusal:
            status, text = next((status, text) for kind, status, text in REFUSALS if isinstance(refusal, kind))
            return _refuse(request, str(text), status=status, **named)

    return answered


def _refuse(request: StaffRequest, text: str, *, status: int, evidence_id: int | None = None, **_: Any) -> HttpResponse:
    """Say why; where it is an exhibit that could be left out instead, lead there."""
    can_leave_out = evidence_id if status == 422 else None
    return render(request, "hub/redact_refused.html", {"text": text, "leave_out": can_leave_out}, status=status)
