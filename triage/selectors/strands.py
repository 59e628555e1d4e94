"""Which strands the complainants of a case named."""

from django.db.models import F, Func

from reports.models import Case, Report


def strands_named(*, case: Case) -> frozenset[str]:
    """Return the codes that any report of a case names, with one query however many there are."""
    unnested = Report.objects.filter(case=case).annotate(strand=Func(F("strands"), function="unnest"))
    return frozenset(unnested.values_list("strand", flat=True).distinct())
