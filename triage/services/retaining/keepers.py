"""What keeps a case, or counts as something done on it: triage looks itself, apps downstream add their looks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import Evidence, Message, Report
from triage.models import AccessItem, Assessment, ErasureRequest, Handover, LegalHold, SecondReading, Task, Transfer
from triage.models.access_request import RUNNING_STATES
from triage.rules.access_requests import Choice
from triage.services.access_requests.parts import REPORTS

HOLD = "legal_hold"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look found: by case the codes of what keeps it, and when something was last done on it."""

    kept_by: Mapping[UUID, Collection[str]]
    last_at: Mapping[UUID, datetime]


class Look(Protocol):
    """Looks at some cases at once, with a number of queries that doesn't grow with them."""

    def __call__(self, case_ids: Collection[UUID]) -> Found:
        """Return what was found."""
        ...


_looks: dict[str, Look] = {}
_names: dict[str, str | Promise] = {}


def register_keeper(name: str, look: Look, *, names: Mapping[str, str | Promise]) -> None:
    """Add a look, with what its codes are called; registering the same name again replaces it."""
    _looks[name] = look
    _names.update(names)


def name_of(code: str) -> str:
    """Return what a code is called."""
    return str(_names.get(code, code.replace("_", " ")))


def look_at(case_ids: Collection[UUID]) -> Found:
    """Return what all looks found together."""
    return gather((look(case_ids) for look in _looks.values()), top_of={})


def gather(found: Iterable[Found], *, top_of: Mapping[UUID, UUID]) -> Found:
    """Return what was found, together; what was found on a case that was emptied into another, on that one."""
    kept_by: dict[UUID, set[str]] = {}
    last_at: dict[UUID, datetime] = {}
    for each in found:
        for case_id, codes in each.kept_by.items():
            kept_by.setdefault(top_of.get(case_id, case_id), set()).update(codes)
        for case_id, at in each.last_at.items():
            top = top_of.get(case_id, case_id)
            last_at[top] = max(at, last_at.get(top, at))
    return Found(kept_by=kept_by, last_at=last_at)


def collect(keeping: Mapping[str, Iterable[tuple[Any, ...]]], done: Iterable[Iterable[tuple[Any, ...]]]) -> Found:
    """Return what querysets find: `keeping` give (case id,) by code, `done` give (case id, moment)."""
    kept_by: dict[UUID, set[str]] = {}
    for code, rows in keeping.items():
        for (case_id,) in rows:
            kept_by.setdefault(case_id, set()).add(code)
    last_at: dict[UUID, datetime] = {}
    for moments in done:
        for case_id, at in moments:
            if at is not None:
                last_at[case_id] = max(at, last_at.get(case_id, at))
    return Found(kept_by=kept_by, last_at=last_at)


def own_look(case_ids: Collection[UUID]) -> Found:
    """Look at what triage and reports have."""
    ids = list(case_ids)
    of_case, of_report = Q(case__in=ids), Q(report__case__in=ids)
    return collect(
        {
            HOLD: LegalHold.objects.filter(of_case, lifted_at__isnull=True).values_list("case").distinct(),
            "transfer": Transfer.objects.filter(of_case, state__in=["proposed", "escalated"])
            .values_list("case")
            .distinct(),
            "emergency": Handover.objects.filter(of_report, due_at__isnull=False)
            .values_list("report__case")
            .distinct(),
            "task": Task.objects.filter(of_case, state=Task.State.OPEN).values_list("case").distinct(),
            "reading": SecondReading.objects.filter(of_case, state__in=["waiting", "disagreed"])
            .values_list("case")
            .distinct(),
            "erasure_request": ErasureRequest.objects.filter(of_report, state="waiting")
            .values_list("report__case")
            .distinct(),
            "access_request": _asked_for(ids),
            "question": Message.objects.filter(
                of_report, kind="question", reply__isnull=True, taken_back_at__isnull=True
            )
            .values_list("report__case")
            .distinct(),
        },
        [
            Assessment.objects.filter(of_case).values_list("case").annotate(Max("decided_at")),
            Message.objects.filter(of_report).values_list("report__case").annotate(Max("written_at")),
            Evidence.objects.filter(of_report).values_list("report__case").annotate(Max("received_at")),
            Task.objects.filter(of_case).values_list("case").annotate(Max("ended_at")),
        ],
    )


def _asked_for(case_ids: Collection[UUID]) -> list[tuple[UUID]]:
    """Return the cases of which somebody has asked what is held on them, until that is answered."""
    cases = {str(key): case_id for key, case_id in Report.objects.filter(case__in=case_ids).values_list("id", "case")}
    asked = AccessItem.objects.filter(source=REPORTS, key__in=list(cases), request__state__in=RUNNING_STATES)
    wanted = asked.exclude(choice=Choice.LEFT_OUT.value).values_list("key", flat=True)
    return [(cases[key],) for key in wanted.distinct()]


def register_own() -> None:
    """Add the look of triage itself."""
    names = {
        HOLD: _("A legal hold"),
        "transfer": _("A question to a force that waits for an answer"),
        "emergency": _("An emergency that is not handed over yet"),
        "task": _("An open task"),
        "reading": _("A second reading that is not done"),
        "erasure_request": _("A request for erasure that is not decided"),
        "access_request": _("A request for what the hub holds on somebody, not answered yet"),
        "question": _("A question to the complainant that is open"),
    }
    register_keeper("triage", own_look, names=names)
