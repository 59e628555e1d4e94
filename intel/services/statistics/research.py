"""Research projects: asked for, approved by another person, given rows under their own pseudonyms, ended."""

import hmac
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hatehub import spreadsheets
from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import ReportFact, ResearchExport, ResearchProject, Sighting, Snapshot
from intel.rules.statistics.anonymity import Known, made_alike
from intel.rules.statistics.research_columns import FURTHER, MOST_MONTHS, MOST_ROWS, USUAL, K
from intel.selectors.subjects import OPEN

State = ResearchProject.State
PSEUDONYM_LETTERS = 20
"""Of a hash of 256 bits: 80 bits, so that two of a million rows meet once in a trillion files."""
TERMS = """This file was made for one approved project and for nobody else.

- Use it for the purpose that was approved, and keep it as your ethics approval says.
- Do not try to find out who anybody is, and do not link it with other data about people.
- Publish no count under 10, and nothing that tells of one report.
- Destroy it when the project ends. The hub then destroys the key, and the pseudonyms lead nowhere.
"""


class ProjectRefused(Exception):
    """It cannot be asked for, approved or exported; the message says why."""


@transaction.atomic
def ask(
    *,
    title: str,
    organisation: str,
    purpose: str,
    ethics: str,
    columns: Sequence[str],
    since: date,
    until: date,
    ends_on: date,
    by: Actor,
    at: datetime,
) -> ResearchProject:
    """Ask that a project may have rows. Raises NotPermitted, ProjectRefused."""
    require(by=by, action=Action.BUILD_STATISTICS)
    if unknown := set(columns) - FURTHER.keys():
        raise ProjectRefused(f"There is no column {', '.join(sorted(unknown))}.")
    months = (until.year - since.year) * 12 + until.month - since.month
    if not 1 <= months <= MOST_MONTHS:
        raise ProjectRefused(f"Choose 1 to {MOST_MONTHS} months.")
    if ends_on <= timezone.localdate(at):
        raise ProjectRefused("Its last day has to be after today.")
    project = ResearchProject.objects.create(
        title=title,
        organisation=organisation,
        purpose=purpose,
        ethics=ethics,
        columns=[code for code in FURTHER if code in columns],
        since=since,
        until=until,
        ends_on=ends_on,
        asked_by=str(by),
        asked_at=at,
    )
    record(subject=_subject(project), verb="asked", by=by, at=at, details={"columns": project.columns})
    return project


@transaction.atomic
def settle(*, project_id: UUID, is_approved: bool, reason: str, by: Actor, at: datetime) -> ResearchProject:
    """Approve or refuse a project that somebody else asked for. Raises NotPermitted, ProjectRefused."""
    require(by=by, action=Action.APPROVE_RESEARCH)
    project = _held(project_id)
    if project.state != State.ASKED:
        raise ProjectRefused("It was settled meanwhile.")
    if by.is_named(project.asked_by):
        raise ProjectRefused("You asked for it: somebody else has to approve it.")
    if is_approved and project.ends_on <= timezone.localdate(at):
        raise ProjectRefused("Its last day has passed. It has to be asked for again.")
    project.state = State.APPROVED if is_approved else State.REFUSED
    project.settled_by, project.settled_at, project.reason = str(by), at, reason
    if is_approved:
        vault.create_keys(owner=project.id, purposes=[Purpose.CREDENTIAL], at=at)
        key = token_hex(32)
        project.sealed_key = vault.seal(key, owner=project.id, purpose=Purpose.CREDENTIAL, field=project.field)
    project.save()
    record(subject=_subject(project), verb=project.state, by=by, at=at)
    return project


@transaction.atomic
def end(*, project_id: UUID, by: Actor, at: datetime) -> ResearchProject:
    """End a project: its key is destroyed. Raises NotPermitted, ProjectRefused."""
    require(by=by, action=Action.APPROVE_RESEARCH)
    project = _held(project_id)
    if project.state != State.APPROVED:
        raise ProjectRefused("Only a project that is approved can be ended.")
    _end(project, by=by, at=at)
    return project


def end_due(*, by: Actor, at: datetime) -> int:
    """End the projects whose last day has passed; return how many. Raises NotPermitted."""
    require(by=by, action=Action.COUNT_FIGURES)
    today = timezone.localdate(at)
    due = ResearchProject.objects.filter(state=State.APPROVED, ends_on__lt=today).values_list("id", flat=True)
    ended = 0
    for project_id in list(due):
        with transaction.atomic():
            project = _held(project_id)
            if project.state == State.APPROVED:
                _end(project, by=by, at=at)
                ended += 1
    return ended


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """End a project whose key is destroyed again, after a restore; see `hatehub.vault.erasures`."""
    if Purpose.CREDENTIAL not in purposes:
        return
    project = ResearchProject.objects.select_for_update().filter(id=owner, state=State.APPROVED).first()
    if project is not None:
        _end(project, by=HUB, at=at)


def _end(project: ResearchProject, *, by: Actor, at: datetime) -> None:
    project.state, project.ended_at, project.sealed_key = State.ENDED, at, None
    project.save()
    vault.destroy_key(owner=project.id, purpose=Purpose.CREDENTIAL, at=at)
    record(subject=_subject(project), verb="ended", by=by, at=at)


@transaction.atomic
def export(*, project_id: UUID, by: Actor, at: datetime) -> tuple[ResearchExport, bytes]:
    """Make a file for an approved project: a ZIP with the rows, the data dictionary and the terms.

    Every file is recorded, with its digest. Raises NotPermitted, ProjectRefused.
    """
    require(by=by, action=Action.BUILD_STATISTICS)
    project = _held(project_id)
    if project.state != State.APPROVED or project.ends_on < timezone.localdate(at):
        raise ProjectRefused("It is not approved, or its last day has passed.")
    snapshot = Snapshot.objects.order_by("-taken_at").first()
    if snapshot is None or snapshot.differs:
        raise ProjectRefused("There are no figures that reconcile with the case tables.")
    facts = ReportFact.objects.filter(month__gte=project.since, month__lt=project.until)
    if facts.count() > MOST_ROWS:
        raise ProjectRefused(f"That is more than {MOST_ROWS} rows. Ask for fewer months.")
    rows, left_out = _rows(project, list(facts.order_by("pk")))
    packed = _packed(project, rows, left_out=left_out, snapshot=snapshot, at=at)
    made = ResearchExport.objects.create(
        project=project,
        made_by=str(by),
        made_at=at,
        rows=len(rows),
        left_out=left_out,
        sha256=sha256(packed).hexdigest(),
    )
    details = {"rows": made.rows, "left_out": left_out, "sha256": made.sha256}
    record(subject=_subject(project), verb="exported", by=by, at=at, details=details)
    return made, packed


def _held(project_id: UUID) -> ResearchProject:
    project = ResearchProject.objects.select_for_update().filter(id=project_id).first()
    if project is None:
        raise ProjectRefused("There is no such project.")
    return project


def _subject(project: ResearchProject) -> str:
    return f"research_project:{project.id}"


def _rows(project: ResearchProject, facts: Sequence[ReportFact]) -> tuple[list[list[Any]], int]:
    """Return the rows of a project in an order that says nothing, and how many are left out."""
    key = str(
        vault.unseal(project.sealed_key or b"", owner=project.id, purpose=Purpose.CREDENTIAL, field=project.field)
    )
    nations = dict(Force.objects.values_list("code", "nation"))
    known = [
        Known(when=_quarter(fact.month), where=fact.area, kind=fact.kind, strands=fact.combination) for fact in facts
    ]
    accounts = _accounts(key, facts) if "accounts" in project.columns else {}
    rows = []
    for fact, told in zip(facts, made_alike(known, k=K, nations=nations), strict=True):
        if told is not None:
            named = {**_told(fact), "accounts": "+".join(accounts.get(fact.report_id, ()))}
            usual = [_pseudonym(key, "report", fact.report_id), _pseudonym(key, "case", fact.case_id)]
            rows.append(
                [*usual, told.when, told.where, told.kind, told.strands, *(named[each] for each in project.columns)]
            )
    rows.sort(key=lambda row: str(row[0]))
    return rows, len(facts) - len(rows)


def _accounts(key: str, facts: Sequence[ReportFact]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    seen = Sighting.objects.filter(OPEN, report__in=[fact.report_id for fact in facts])
    for report, account in seen.order_by("account").values_list("report", "account").distinct():
        found[report].append(_pseudonym(key, "account", account))
    return {report: sorted(names) for report, names in found.items()}


def _told(fact: ReportFact) -> dict[str, Any]:
    return {
        "platforms": "+".join(fact.platforms),
        "decided_as": fact.decided_as,
        "offences": "+".join(fact.offences),
        "outcome": fact.outcome,
        "force_outcome": "" if fact.force_outcome is None else fact.force_outcome,
        "takedown": fact.takedown,
        "support": fact.support,
        "days_to_decision": _days(fact.to_decided),
        "days_to_told": _days(fact.to_told),
        "days_to_closed": _days(fact.to_closed),
    }


def _days(minutes: int | None) -> int | str:
    return "" if minutes is None else minutes // 1440


def _quarter(month: date) -> str:
    return f"{month.year}-Q{(month.month + 2) // 3}"


def _pseudonym(key: str, what: str, identifier: Any) -> str:
    made = hmac.new(bytes.fromhex(key), f"{what}:{identifier}".encode(), sha256)
    return made.hexdigest()[:PSEUDONYM_LETTERS]


def _packed(
    project: ResearchProject, rows: Sequence[Sequence[Any]], *, left_out: int, snapshot: Snapshot, at: datetime
) -> bytes:
    """Return the ZIP."""
    columns = [*USUAL, *(FURTHER[code] for code in project.columns)]
    table = io.StringIO()
    spreadsheets.write(table, headings=[column.code for column in columns], rows=rows)
    about = {
        "project": str(project.id),
        "title": project.title,
        "made_at": at.isoformat(),
        "figures_up_to": snapshot.day.isoformat(),
        "months": {"since": f"{project.since:%Y-%m}", "before": f"{project.until:%Y-%m}"},
        "rows": len(rows),
        "left_out": left_out,
        "alike": K,
        "columns": {column.code: column.meaning for column in columns},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reports.csv", table.getvalue())
        archive.writestr("dictionary.json", json.dumps(about, indent=2, ensure_ascii=False) + "\n")
        archive.writestr("TERMS.txt", TERMS)
    return packed.getvalue()
