"""What the pages of work in bulk show: what was chosen, what a dry run found, and how far a run is."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hatehub.accounts.models import User
from hatehub.reference.models import Offence
from hatehub.vault.services import KeyDestroyed
from triage.forms.bulk import BandForm, CloseAllForm
from triage.models import BulkItem, BulkRun
from triage.rules.policy import Answer, walk
from triage.selectors.bulk_runs import Reason, Tried
from triage.selectors.claims import name_of
from triage.selectors.policies import find_policy
from triage.services.bulk import words_of
from triage.web import bulk_words
from triage.web.assessed_rows import path_rows
from triage.web.legible import erased

Row = dict[str, Any]


def wanted_rows(run: BulkRun) -> list[Row]:
    """Return what is to be done, and why; what was erased or forgotten says so."""
    rows = [{"key": _("What"), "value": bulk_words.ACTS.get(run.act, run.act)}]
    try:
        words = words_of(run)
    except KeyDestroyed:
        return [*rows, {"key": _("Why"), "value": erased()}]
    rows += _rows_of(words["wanted"])
    return [*rows, *_reasons(words)]


def _reasons(words: dict[str, Any]) -> Iterator[Row]:
    for name, key in (("reason", _("Why")), ("undo_reason", _("Why it is undone"))):
        if words.get(name):
            yield {"key": key, "value": words[name]}


def _rows_of(wanted: dict[str, Any]) -> Iterator[Row]:
    if "officer" in wanted:
        officer = User.objects.filter(id=wanted["officer"]).first()
        yield {"key": _("To"), "value": name_of(officer) if officer else ""}
    if "text" in wanted:
        yield {"key": _("Question"), "value": wanted["text"]}
    if "band" in wanted:
        yield {"key": _("Priority"), "value": _label(BandForm, "band", wanted["band"])}
    if "outcome" in wanted:
        yield {"key": _("Outcome"), "value": _label(CloseAllForm, "outcome", wanted["outcome"])}
        yield {"key": _("As it is explained"), "value": wanted["because"]}
    if "answers" in wanted:
        yield from _decision_rows(wanted)


def _decision_rows(wanted: dict[str, Any]) -> Iterator[Row]:
    policy = find_policy(version=wanted["policy"])
    if policy is None:
        return
    given = {name: Answer(question=name, **answer) for name, answer in wanted["answers"].items()}
    walked = walk(policy, given)
    for row in path_rows(policy, walked.path):
        yield {"key": row["key"], "value": row["value"]}
    if walked.exit:
        yield {"key": _("The decision"), "value": walked.exit.name}
    if wanted.get("offence"):
        offence = Offence.objects.filter(code=wanted["offence"]).first()
        yield {"key": _("Offence"), "value": str(offence or wanted["offence"])}
    for code, reason in wanted.get("flags", {}).items():
        yield {"key": _("Confirmed strand: %s") % code, "value": reason}


def _label(form: Any, name: str, value: str) -> str:
    return str(dict(form.base_fields[name].choices)[value])


def tried_rows(run: BulkRun, tried: Tried) -> list[Row]:
    """Return what a dry run found: how many, who is told, and what cannot be undone."""
    cases = ngettext("%d case", "%d cases", tried.cases) % tried.cases
    return [
        {"key": _("Would be done to"), "value": cases},
        {"key": _("Left out"), "value": ngettext("%d case", "%d cases", run.refused) % run.refused},
        {"key": _("Who is told"), "value": bulk_words.told(run.act, cases=tried.cases, people=tried.people)},
        {"key": _("Undoing"), "value": bulk_words.UNDOING[run.act]},
    ]


def reason_rows(reasons: list[Reason]) -> list[Row]:
    """Return why cases are left out, with examples to open and how many more there are."""
    return [
        {
            "text": bulk_words.REFUSALS.get(each.refusal, each.refusal),
            "cases": each.cases,
            "examples": [_link(reference) for reference in each.examples],
            "more": each.cases - len(each.examples),
        }
        for each in reasons
    ]


def left_out_rows(items: list[BulkItem]) -> list[Row]:
    """Return the cases that were left out or could not be undone, each with the reason."""
    return [
        {
            **_link(item.report.case.reference),
            "state": bulk_words.ITEM_STATES.get(item.state, ""),
            "why": bulk_words.REFUSALS.get(item.refusal, item.refusal),
        }
        for item in items
    ]


def figures_of(run: BulkRun) -> list[Row]:
    """Return the numbers of a run."""
    left = run.total - run.done - run.refused
    figures = [
        {"number": run.done, "meaning": _("done")},
        {"number": run.refused, "meaning": _("left out")},
        {"number": left, "meaning": _("not done") if run.ended_at else _("still to do")},
    ]
    if run.undone_at is not None:
        figures += [
            {"number": run.undone, "meaning": _("undone")},
            {"number": run.kept, "meaning": _("could not be undone")},
        ]
    return figures


def run_rows(runs: list[BulkRun]) -> list[Row]:
    """Return an officer's runs for their list."""
    return [
        {
            "href": reverse("hub_bulk", args=[run.id]),
            "text": bulk_words.ACTS.get(run.act, _("Nothing chosen yet")),
            "state": bulk_words.STATES[run.state],
            "at": run.asked_at,
            "total": run.total,
            "done": run.done,
            "refused": run.refused,
        }
        for run in runs
    ]


def _link(reference: str) -> Row:
    return {"reference": reference, "href": reverse("hub_case", args=[reference])}
