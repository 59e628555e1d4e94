"""What the last page of the form asks in loud times: the work, or the wait, and the sentence about it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.forms.steps import Stored
from reports.models import Draft
from reports.rules.flood import Verdict
from reports.services import flood, work
from reports.web import trap
from reports.web.limits import in_words
from reports.web.network import network_of

SENTENCES: dict[work.Why, str | Promise] = {
    work.Why.MISSING: _("Many reports are coming in just now. Wait %(wait)s, then press “Send report” again."),
    work.Why.EARLY: _("Many reports are coming in just now. Wait %(wait)s more, then press “Send report” again."),
    work.Why.UNUSABLE: _("This page had been open for a long time. Wait %(wait)s, then press “Send report” again."),
    work.Why.USED: _("Something went wrong on the way. Wait %(wait)s, then press “Send report” again."),
}


def judge(request: HttpRequest, stored: Stored, *, at: datetime) -> Verdict:
    """Return what is asked of this request's report."""
    return flood.judge_sending(network=network_of(request, at=at), at=at, is_trapped=trap.has_caught(stored))


def check(request: HttpRequest, draft: Draft, verdict: Verdict, *, at: datetime) -> None:
    """Look whether what was asked has been done. Raises work.NotDone."""
    text, answer = request.POST.get("challenge", ""), request.POST.get("work", "")
    work.check(draft_id=draft.id, verdict=verdict, text=text, answer=answer, at=at)


def context_of(challenge: work.Challenge, *, why: work.Why | None = None) -> dict[str, Any]:
    """Return what the page shows of a challenge, and the sentence where the report was sent too early."""
    wait = in_words(challenge.wait_seconds)
    return {"challenge": challenge, "wait": wait, "sentence": SENTENCES[why] % {"wait": wait} if why else ""}
