"""Reading the texts that are compared; those whose key is destroyed are left out."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Content, Report
from triage.models import TextFingerprint

Source = TextFingerprint.Source
Name = tuple[UUID, int, int]  # report, source, position
Sealed = dict[Name, tuple[UUID, str, Any]]


def read_all(
    *, report_ids: Collection[UUID], sources: Iterable[int] = tuple(Source), without: Collection[Name] = ()
) -> dict[Name, str]:
    """Return every text of these reports by name, with a query for each source and one for the keys."""
    sealed = {name: value for source in sources for name, value in _sealed(source, report_ids) if name not in without}
    return vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}


def read_some(*, names: Collection[Name]) -> dict[Name, str]:
    """Return the texts of these names."""
    wanted = set(names)
    sealed: Sealed = {}
    for source in {source for _report, source, _position in wanted}:
        reports = {report for report, one, _position in wanted if one == source}
        sealed.update((name, value) for name, value in _sealed(source, reports) if name in wanted)
    return vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}


def picture_field(position: int) -> str:
    """Return the field under which the words read in a picture are sealed."""
    return f"picture-words:{position}"


def _sealed(source: int, report_ids: Collection[UUID]) -> Iterator[tuple[Name, tuple[UUID, str, Any]]]:
    if source == Source.POST:
        posts = Content.objects.filter(report__in=report_ids, sealed_words__isnull=False)
        for report, position, value in posts.values_list("report_id", "position", "sealed_words"):
            yield (report, source, position), (report, f"words:{position}", value)
    elif source == Source.TOLD:
        told = Report.objects.filter(id__in=report_ids, sealed_narrative__isnull=False)
        for report, value in told.values_list("id", "sealed_narrative"):
            yield (report, source, 0), (report, "narrative", value)
    else:
        read = TextFingerprint.objects.filter(Q(source=source), report__in=report_ids, sealed_words__isnull=False)
        for report, position, value in read.values_list("report_id", "position", "sealed_words"):
            yield (report, source, position), (report, picture_field(position), value)
