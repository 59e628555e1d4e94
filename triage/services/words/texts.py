"""Reading the texts that are compared; those whose key is destroyed are left out, and the words of diverted posts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import TextFingerprint

Source = TextFingerprint.Source
Name = tuple[UUID, int, int]  # report, source, position
Sealed = dict[Name, tuple[UUID, str, Any]]

# Every lookup reads through these, so they are written out: building them anew costs more than running them.
SEALED: Mapping[int, tuple[str, str]] = {
    Source.POST: (
        (
            "SELECT report_id, position, sealed_words FROM reports_content"
            " WHERE report_id = ANY(%s::uuid[]) AND sealed_words IS NOT NULL AND diverted_as = ''"
        ),
        "words:{}",
    ),
    Source.TOLD: (
        (
            "SELECT id, 0, sealed_narrative FROM reports_report"
            " WHERE id = ANY(%s::uuid[]) AND sealed_narrative IS NOT NULL"
        ),
        "narrative",
    ),
    Source.PICTURE: (
        (
            "SELECT report_id, position, sealed_words FROM triage_textfingerprint"
            " WHERE report_id = ANY(%s::uuid[]) AND source = 3 AND sealed_words IS NOT NULL"
        ),
        "picture-words:{}",
    ),
}


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
    return SEALED[Source.PICTURE][1].format(position)


def _sealed(source: int, report_ids: Collection[UUID]) -> Iterator[tuple[Name, tuple[UUID, str, Any]]]:
    statement, field = SEALED[Source(source)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(report_ids)])
        for report, position, value in cursor.fetchall():
            yield (report, source, position), (report, field.format(position), value)
