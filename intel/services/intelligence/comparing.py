"""What is known of the people of a case, to compare the words of a report with; nobody is shown any of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import HUB
from intel.models import IntelligenceReport, IntelligenceSource
from intel.rules.intelligence.grades import SourceKind
from intel.rules.sanitising.finding import tells_somebody
from intel.rules.sanitising.known import Known, Person, places_in
from intel.services.intelligence.refusals import IntelligenceRefused
from reports.models import Case, Content, Report
from reports.services.personal import Contact
from reports.services.subjects import withholds_subject
from reports.services.what_is_left import read_contacts_left, read_contacts_of_case, read_texts_left
from triage.selectors.merges import cases_below, root_of
from triage.selectors.word_tables import get_folding

MOST_STORIES = 200
"""Of a larger case, the stories of its first reports are compared word by word, and those of every source."""
WHY_READ = "to compare an intelligence report with it"


def known_of(row: IntelligenceReport, *, at: datetime) -> Known:
    """Return what a report's words are compared with: everybody of its case, as it is worked now, and its sources.

    The reading of contact details is recorded, by the hub: a number of statements that never grows.
    """
    case = root_of(case_id=row.case_id)
    apart = _sources_apart(row, case)
    contacts = [
        *read_contacts_of_case(case=case, by=HUB, at=at, reason=WHY_READ),
        *read_contacts_left(reports=apart, by=HUB, at=at, reason=WHY_READ).values(),
    ]
    stories = [*_stories(row, case), *apart]
    posts = list(Content.objects.filter(report__in=[report.id for report in stories]))
    left = read_texts_left(reports=stories, posts=posts)
    details = left.details.values()
    return Known(
        folding=get_folding(),
        people=tuple(map(_person, contacts)),
        references=tuple(_references(case, apart)),
        places=tuple(place for said in details for place in places_in(said.get("happened_where", ""))),
        subjects=tuple(_subjects(case, posts, left.post_details)),
        withholds_subject=withholds_subject(case=case),
        own_words=(*left.narratives.values(), *(said.get(name, "") for said in details for name in ("impact", "why"))),
        posts=tuple(left.words.values()),
    )


def check_words(text: str, *, row: IntelligenceReport, field: str, at: datetime) -> str:
    """Return words that are kept beside a report, such as a reason, stripped.

    Raises IntelligenceRefused where there are none, or where they tell who somebody is.
    """
    text = text.strip()
    if not text:
        raise IntelligenceRefused("Write a few words.", field=field)
    if found := tells_somebody(text, known_of(row, at=at)):
        raise IntelligenceRefused(f"Leave this out: {found[0].why[:1].lower()}{found[0].why[1:]}.", field=field)
    return text


def _sources_apart(row: IntelligenceReport, case: Case) -> list[Report]:
    """Return the reports of complainants who are sources and whose report is of another case by now."""
    told = IntelligenceSource.objects.filter(items__report=row, kind=SourceKind.COMPLAINANT.value)
    rows = Report.objects.filter(id__in=told.values("report")).exclude(case=case)
    return list(rows.select_related("complainant").order_by("id"))


def _stories(row: IntelligenceReport, case: Case) -> list[Report]:
    first = list(Report.objects.filter(case=case).order_by("submitted_at", "id")[:MOST_STORIES])
    if len(first) < MOST_STORIES:
        return first
    told = IntelligenceSource.objects.filter(items__report=row, kind=SourceKind.COMPLAINANT.value)
    further = Report.objects.filter(case=case, id__in=told.values("report"))
    return [*first, *further.exclude(id__in=[report.id for report in first])]


def _person(contact: Contact) -> Person:
    bodies = tuple(text for text in (contact.organisation, contact.own_reference) if text)
    return Person(
        name=contact.name,
        email=contact.email,
        telephone=contact.telephone,
        postcode=contact.postcode,
        bodies=bodies,
    )


def _references(case: Case, apart: Iterable[Report]) -> list[str]:
    cases = Case.objects.filter(id__in=cases_below(case_id=case.id)).values_list("reference", flat=True)
    reports = Report.objects.filter(case=case).values_list("reference", flat=True)
    return [*cases, *reports, *(report.reference for report in apart)]


def _subjects(case: Case, posts: list[Content], said: dict[int, dict[str, str]]) -> set[str]:
    handles = Content.objects.filter(report__case=case).exclude(account_handle="")
    shown = {said.get(post.id, {}).get("display_name", "") for post in posts}
    return set(handles.values_list("account_handle", flat=True).distinct()) | shown - {""}


def owners_of(row: IntelligenceReport) -> dict[UUID, str]:
    """Return the reports of the complainants who are sources of a report, with the references of the sources."""
    rows = IntelligenceSource.objects.filter(items__report=row, kind=SourceKind.COMPLAINANT.value)
    return dict(rows.values_list("report", "reference").distinct())
