"""Intelligence reports of the demonstration: a draft, one that waits, one given, one due for review, one weeded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from intel.models import IntelligenceReport
from intel.rules.intelligence.steps import State
from intel.rules.sanitising.finding import Choice, Do
from intel.services.intelligence import disseminating, reviewing, sanitising, signing, writing
from intel.services.intelligence.writing import Told
from reports.models import Report

OPEN_SOURCE = "[Invented] Pages that anybody can read"
MOST_ROUNDS = 6


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One report: what its sources tell, and how far it goes."""

    told: str
    seen: str
    state: State
    is_given: bool = False
    is_due: bool = False


REPORTS = (
    Invented(
        told="[Invented] He wrote to me at 21:40 that he knows where my sister works. Only I know that number.",
        seen="[Invented] The account posts at night and names shops in one street.",
        state=State.DRAFT,
    ),
    Invented(
        told="[Invented] A person is said to run three accounts with the same picture.",
        seen="[Invented] Three accounts were made within one week, and share each other\u2019s posts.",
        state=State.SUBMITTED,
    ),
    Invented(
        told="[Invented] A group is said to choose its targets in a closed channel before each wave.",
        seen="[Invented] Posts against shops follow one another within minutes, from many accounts.",
        state=State.SIGNED_OFF,
        is_given=True,
    ),
    Invented(
        told="[Invented] Stickers with the address of a channel were seen near a station.",
        seen="[Invented] The channel asks its readers to send pictures of stickers.",
        state=State.SIGNED_OFF,
        is_due=True,
    ),
    Invented(
        told="[Invented] An account was said to be run from abroad.",
        seen="[Invented] The account says so of itself.",
        state=State.WEEDED,
    ),
)


def write(*, reports: list[Report], at: datetime) -> None:
    """Have one officer write the reports, and another sign off those that go so far."""
    names = ("officer", "officer2", "supervisor")
    writer, second, supervisor = (actor_for_user(User.objects.get(username=name)) for name in names)
    then = at - timedelta(days=2)
    for place, each in enumerate(REPORTS):
        report = reports[place % len(reports)]
        row = _written(report, each, by=writer, at=then)
        if each.state == State.DRAFT:
            continue
        signing.submit(reference=row.reference, expected_edits=_edits(row), by=writer, at=then)
        if each.state == State.SUBMITTED:
            continue
        due = (then + timedelta(days=1 if each.is_due else 365)).date()
        signing.sign_off(reference=row.reference, review_due_on=due, expected_edits=_edits(row), by=second, at=then)
        if each.is_given:
            why = "[Invented] The targets are in this force\u2019s area."
            code = str(report.victim_area["force"])
            disseminating.give(reference=row.reference, force_code=code, why=why, by=second, at=then)
        if each.state == State.WEEDED:
            reviewing.weed(reference=row.reference, why="[Invented] It was wrong.", by=supervisor, at=at)


def _written(report: Report, each: Invented, *, by: Actor, at: datetime) -> IntelligenceReport:
    row = writing.begin(case_id=report.case_id, by=by, at=at)
    told = Told(words=each.told, source=report.reference, source_grade="2", intelligence_grade="D", handling="P")
    seen = Told(
        words=each.seen,
        kind="open_source",
        identity=OPEN_SOURCE,
        source_grade="1",
        intelligence_grade="A",
        handling="C",
        conditions="[Invented] Do not show that the hub looks at it.",
    )
    for one in (seen, told):
        item = writing.add_item(reference=row.reference, told=one, expected_edits=_edits(row), by=by, at=at)
        if each.state != State.DRAFT or one is seen:
            _sanitise(row, item.id, by=by, at=at)
    return row


def _sanitise(row: IntelligenceReport, item_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take what is proposed, until nothing is marked any more."""
    for _ in range(MOST_ROUNDS):
        now = IntelligenceReport.objects.select_related("case__lead").get(id=row.id)
        sheet = sanitising.look(row=now, item_id=item_id, by=by, at=at)
        if sheet.is_settled:
            return
        marked = ((part.name, number) for part in sheet.parts for number, _ in enumerate(part.marks))
        sanitising.settle_marks(
            reference=row.reference,
            item_id=sheet.item.id,
            choices={place: Choice(do=Do.TAKE) for place in marked},
            expected_edits=now.edits,
            by=by,
            at=at,
        )


def _edits(row: IntelligenceReport) -> int:
    return IntelligenceReport.objects.values_list("edits", flat=True).get(id=row.id)
