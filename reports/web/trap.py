"""The field that no person sees: whoever fills it in is marked and made to work; the report is taken all the same."""

from django.http import HttpRequest

from reports.forms.steps import Stored
from reports.models import Draft
from reports.services import drafts

FIELD = "homepage"
STEP = "trap"


def note(request: HttpRequest, draft: Draft) -> None:
    """Keep with the draft that the field was filled in. Raises DraftGone."""
    if request.POST.get(FIELD):
        drafts.save_answer(draft=draft, step=STEP, answer={"is_filled": True})


def has_caught(stored: Stored) -> bool:
    """Tell whether the field was filled in on some page of this draft."""
    return bool(stored.get(STEP))
