"""What triage holds on who sent a report: decisions with reasons, who is responsible, notes, and what was done."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed, unseal_each
from reports.models import Case
from triage.models import (
    Assessment,
    Handover,
    Merge,
    Note,
    Priority,
    Responsibility,
    SecondReading,
    Task,
    TimeBar,
    Transfer,
)
from triage.selectors.notes import text_field
from triage.selectors.tasks import text_field as task_field
from triage.services.access_requests.parts import ERASED, OF_SENDER, About, Entry, Held, Part, register_part
from triage.services.access_requests.words import day, given, moment, plain, said, who
from triage.services.assessing import read_flag_reasons, read_reasons
from triage.services.offences import read_recorded_on


def write_decisions(about: About) -> Held:
    """Return what was decided on the person's reports, and of the cases that they were merged into."""
    rows = Assessment.objects.filter(Q(report__in=about.own) | Q(case__in=about.cases)).select_related("offence")
    own = set(about.own)
    entries = [_decision(row, about, is_own=row.report_id in own) for row in rows.order_by("decided_at", "id")]
    readings = SecondReading.objects.filter(assessment__report__in=own).order_by("asked_at", "id")
    entries += [
        Entry(
            title="A second officer was asked to read the decision",
            lines=given(
                [
                    ("Asked", moment(row.asked_at)),
                    ("Read", moment(row.read_at)),
                    ("Where it stands", plain(row.state)),
                    ("What they found", plain(row.outcome)),
                ]
            ),
        )
        for row in readings
    ]
    return Held(entries=[*entries, *_offences(about)])


def _offences(about: About) -> list[Entry]:
    """Return the offences that were recorded on the person's own reports, with what an officer wrote of each."""
    return [
        Entry(
            title=f"Offence that was considered: {each.row.offence}",
            lines=given(
                [
                    ("Recorded", moment(each.row.decided_at)),
                    *((point, _left(text, about, each.row.case_id)) for point, text in each.evidence),
                    ("Hostility", each.row.get_hostility_display()),
                    ("What shows it", _left(each.hostility_evidence, about, each.row.case_id)),
                    ("Aggravated", said(each.row.is_aggravated)),
                    ("Why", _left(each.aggravation_reason, about, each.row.case_id)),
                    ("First act", day(each.row.first_act_on)),
                    ("Last act", day(each.row.last_act_on)),
                    ("Replaced", moment(each.row.replaced_at)),
                ]
            ),
        )
        for each in read_recorded_on(report_ids=about.own)
    ]


def _left(text: str | None, about: About, case_id: UUID) -> str:
    return ERASED if text is None else _words(text, about, case_id)


def _decision(row: Assessment, about: About, *, is_own: bool) -> Entry:
    lines = [
        ("Decided", moment(row.decided_at)),
        ("By", who(row.decided_by)),
        ("What it is", plain(row.outcome)),
        ("Kept as", plain(row.disposal)),
        ("Offence", str(row.offence) if row.offence else ""),
        ("Hostility was seen because of", ", ".join(plain(flag) for flag in row.flags)),
        ("Under the policy", row.policy_version),
    ]
    if is_own:
        lines += _reasons(row, about)
    else:
        lines.append(("Reasons", "They were written on somebody else's report of the same thing."))
    return Entry(title=f"Decision of {moment(row.decided_at)}", lines=given(lines))


def _reasons(row: Assessment, about: About) -> list[tuple[str, str]]:
    try:
        reasons = {**read_reasons(assessment=row), **read_flag_reasons(assessment=row)}
    except KeyDestroyed:
        return [("Reasons", ERASED)]
    return [
        (f"Reason: {plain(question)}", about.officer_words(words, case_id=row.case_id))
        for question, words in reasons.items()
    ]


def write_responsible(about: About) -> Held:
    """Return which force was responsible for what, by which rule, and what forces were asked to take the case on."""
    rows = Responsibility.objects.filter(
        Q(case__in=about.cases, report__isnull=True) | Q(report__in=about.own)
    ).select_related("force", "unit")
    entries = [
        Entry(
            title=f"{plain(row.role)}: {row.force.name if row.force else 'the hub'}",
            lines=given(
                [
                    ("Unit", row.unit.name if row.unit else ""),
                    ("Why", about.hide(row.sentence)),
                    ("An officer's reason", _words(row.override_reason, about, row.case_id)),
                    ("From", moment(row.decided_at)),
                    ("Until", moment(row.replaced_at)),
                ]
            ),
        )
        for row in rows.order_by("decided_at", "id")
    ]
    asked = Transfer.objects.filter(case__in=about.cases).select_related("from_force", "to_force")
    entries += [
        Entry(
            title=f"{row.to_force.name} was asked to take the case on",
            lines=given(
                [
                    ("From", row.from_force.name if row.from_force else "the hub"),
                    ("Asked", moment(row.proposed_at)),
                    ("Why", _words(row.reason, about, row.case_id)),
                    ("What came of it", plain(row.state)),
                    ("Answered", moment(row.answered_at)),
                    ("The answer", _words(row.answer_reason, about, row.case_id)),
                ]
            ),
        )
        for row in asked.order_by("proposed_at", "id")
    ]
    return Held(entries=entries)


def _words(text: str, about: About, case_id: UUID | None) -> str:
    return about.officer_words(text, case_id=case_id) if text else ""


def write_emergencies(about: About) -> Held:
    """Return what was handed to a control room because somebody was in danger."""
    rows = Handover.objects.filter(report__in=about.own).select_related("force").order_by("since", "id")
    return Held(
        entries=[
            Entry(
                title=f"{plain(row.kind)}, {moment(row.since)}",
                lines=given(
                    [
                        ("Where it stands", plain(row.state)),
                        ("Control room", row.force.name if row.force else ""),
                        ("Taken", moment(row.taken_at)),
                        ("Their number for it", row.incident_number),
                        ("Why none was needed", _words(row.reason, about, row.case_id)),
                    ]
                ),
            )
            for row in rows
        ]
    )


def write_working(about: About) -> Held:
    """Return how the reports were worked: merged or not, how urgent, by when, and what officers wrote on them."""
    entries = [
        Entry(
            title=f"Report {row.report.reference} was worked together with other reports of the same thing",
            lines=given(
                [("From", moment(row.merged_at)), ("Until", moment(row.undone_at)), ("By", who(row.merged_by))]
            ),
        )
        for row in Merge.objects.filter(report__in=about.own).select_related("report").order_by("merged_at", "id")
    ]
    leads = set(Case.objects.filter(id__in=about.cases, lead__in=about.own).values_list("id", flat=True))
    mine = [case_id for case_id in leads if case_id not in about.shared]
    for row in Priority.objects.filter(case__in=mine):
        parts = ", ".join(f"{plain(part.get('fact', ''))}: {part.get('points', 0)}" for part in row.parts)
        lines = [("How urgent", plain(row.overridden_band or row.band)), ("Points", str(row.score)), ("For", parts)]
        entries.append(Entry(title="How urgent the hub found it", lines=given(lines)))
    for bar in TimeBar.objects.filter(case__in=mine).select_related("offence"):
        lines = [("Last day for proceedings", day(bar.due_on)), ("Why", bar.sentence), ("Offence", str(bar.offence))]
        entries.append(Entry(title="Time limit", lines=given(lines)))
    return Held(entries=[*entries, *_notes(about), *_tasks(about)])


def _notes(about: About) -> list[Entry]:
    rows = list(Note.objects.filter(report__in=about.own).order_by("written_at", "id"))
    opened = _texts({row.id: (row.report_id, text_field(row.id), row.sealed_text) for row in rows})
    return [
        Entry(
            title=f"An officer's note, {moment(row.written_at)}",
            lines=given(
                [
                    ("By", who(row.written_by)),
                    ("Words", _opened(row.id, opened, about, row.case_id)),
                    ("Struck out", moment(row.struck_at)),
                ]
            ),
        )
        for row in rows
    ]


def _tasks(about: About) -> list[Entry]:
    rows = list(Task.objects.filter(report__in=about.own).order_by("set_at", "id"))
    opened = _texts({row.id: (row.report_id, task_field(row.id), row.sealed_text) for row in rows})
    return [
        Entry(
            title=f"Something that an officer had to do, {moment(row.set_at)}",
            lines=given(
                [
                    ("Words", _opened(row.id, opened, about, row.case_id)),
                    ("By when", moment(row.due_at)),
                    ("Where it stands", plain(row.state)),
                ]
            ),
        )
        for row in rows
    ]


def _texts(sealed: Mapping[int, tuple[UUID, str, bytes | memoryview | None]]) -> dict[int, str]:
    there = {key: (owner, field, value) for key, (owner, field, value) in sealed.items() if value is not None}
    return unseal_each(there, purpose=Purpose.MATERIAL) if there else {}


def _opened(row_id: int, opened: Mapping[int, str], about: About, case_id: UUID) -> str:
    return about.officer_words(opened[row_id], case_id=case_id) if row_id in opened else ERASED


def register() -> None:
    """Add what triage holds on who sent a report."""
    for position, code, title, write in (
        (110, "decisions", "What was decided, and why", write_decisions),
        (120, "responsible", "Which police force was responsible", write_responsible),
        (130, "emergencies", "What was handed to a control room", write_emergencies),
        (140, "working", "How your reports were worked", write_working),
    ):
        register_part(Part(code=code, title=title, position=position, kinds=OF_SENDER, write=write))
