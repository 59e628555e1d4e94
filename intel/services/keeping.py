"""What intelligence knows that keeps a case: an enquiry that is open, and a report that has a review of its own."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from intel.models import Enquiry, IntelligenceReport
from intel.rules.enquiries.steps import OPEN
from intel.rules.intelligence.steps import State
from triage.services.retaining import keepers
from triage.services.retaining.keepers import Found


def look(case_ids: Collection[UUID]) -> Found:
    """Look at some cases."""
    of_case = Q(case__in=list(case_ids))
    written = IntelligenceReport.objects.filter(of_case)
    return keepers.collect(
        {
            "enquiry": Enquiry.objects.filter(of_case, state__in=OPEN).values_list("case").distinct(),
            "intelligence": written.exclude(state=State.WEEDED).values_list("case").distinct(),
        },
        [
            Enquiry.objects.filter(of_case).values_list("case").annotate(Max("ended_at")),
            written.values_list("case").annotate(Max("changed_at")),
        ],
    )


def register_all() -> None:
    """Add the look, with what its codes are called."""
    names = {
        "enquiry": _("A line of enquiry that is open"),
        "intelligence": _("An intelligence report, which has a review of its own"),
    }
    keepers.register_keeper("intel", look, names=names)
