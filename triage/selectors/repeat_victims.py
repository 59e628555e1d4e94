"""Whether somebody behind a case was a victim before."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from reports.models import Complainant
from triage.selectors.reading_table import get_reading_table


def is_repeat_victim(*, case_id: UUID) -> bool:
    """Tell whether a complainant of the case said that it happened before, or sent an earlier report of another case.

    The earlier report is found by the keyed hashes of address and number, without opening anything; two reports in
    one case are the same thing told twice. With at most two queries.
    """
    people = Complainant.objects.filter(report__case=case_id)
    if people.filter(report__circumstances__before="yes").exists():
        return True
    senders = people.filter(kind__in=get_reading_table().repeat_by_sender)
    return senders.filter(_sent_earlier("email_key") | _sent_earlier("telephone_key")).exists()


def _sent_earlier(key: str) -> Q:
    same = Complainant.objects.exclude(**{key: ""}).filter(**{key: OuterRef(key)})
    earlier = same.filter(report__submitted_at__lt=OuterRef("report__submitted_at"))
    return ~Q(**{key: ""}) & Q(Exists(earlier.exclude(report__case=OuterRef("report__case"))))
