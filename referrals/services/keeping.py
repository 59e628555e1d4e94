"""What referrals know that keeps a case: something that a force, a platform, a service or an adviser still owes."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from referrals.models import AdviceRequest, ForceAnswer, ForceMessage, ForceOutcome, SupportReferral, Takedown
from referrals.rules.advice import State as AdviceState
from referrals.rules.support.steps import RUNNING
from referrals.rules.takedowns.steps import OPEN
from triage.services.retaining import keepers
from triage.services.retaining.keepers import Found

STILL_ASKED = (AdviceState.ASKED, AdviceState.QUESTION)


def look(case_ids: Collection[UUID]) -> Found:
    """Look at some cases."""
    ids = list(case_ids)
    of_case, of_report = Q(case__in=ids), Q(report__case__in=ids)
    return keepers.collect(
        {
            "force": ForceMessage.objects.filter(of_case, waits=True).values_list("case").distinct(),
            "force_outcome": ForceOutcome.objects.filter(of_case, waits=True).values_list("case").distinct(),
            "takedown": Takedown.objects.filter(of_report, state__in=OPEN).values_list("report__case").distinct(),
            "support": SupportReferral.objects.filter(of_report, state__in=RUNNING)
            .values_list("report__case")
            .distinct(),
            "advice": AdviceRequest.objects.filter(of_case, state__in=STILL_ASKED).values_list("case").distinct(),
        },
        [
            ForceMessage.objects.filter(of_case).values_list("case").annotate(Max("at")),
            ForceAnswer.objects.filter(of_case).values_list("case").annotate(Max("at")),
            ForceOutcome.objects.filter(of_case).values_list("case").annotate(Max("at")),
            Takedown.objects.filter(of_report).values_list("report__case").annotate(Max("state_since")),
        ],
    )


def register_all() -> None:
    """Add the look, with what its codes are called."""
    names = {
        "force": _("Something that a force wrote and nobody has answered"),
        "force_outcome": _("A result of a force that nobody has read"),
        "takedown": _("A request to a platform that is open"),
        "support": _("A support service that has somebody on"),
        "advice": _("Advice that was asked for"),
    }
    keepers.register_keeper("referrals", look, names=names)
