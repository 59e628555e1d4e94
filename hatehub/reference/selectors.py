"""Reads the reference data, and answers which force a postcode belongs to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hatehub.reference.data_files import builtin_force_table
from hatehub.reference.models import BankHoliday, Force, Jurisdiction, Offence, Platform, Strand
from hatehub.reference.rules.force_table import Source, rank_forces
from hatehub.reference.rules.postcodes import parse_postcode

LAWS_OF = {
    Jurisdiction.ENGLAND_AND_WALES: ("EW", "EW+NI", "UK"),
    Jurisdiction.SCOTLAND: ("S", "UK"),
    Jurisdiction.NORTHERN_IRELAND: ("NI", "EW+NI", "UK"),
}


@dataclass(frozen=True, slots=True)
class ForceAnswer:
    """The likely force for something typed: codes, best candidate first, with a confidence from 0 to 1.

    `force` is None when no force of the hub serves the place, or none can be told; the caller then asks.
    """

    input: str
    force: str | None
    unit: str | None
    candidates: tuple[str, ...]
    confidence: float
    source: Source


def get_force(code: str) -> Force:
    """Give the force with this code, active or not; raises Force.DoesNotExist."""
    return Force.objects.get(code=code)


def list_forces() -> QuerySet[Force]:
    """List the active forces by name."""
    return Force.objects.filter(is_active=True).order_by("name")


def list_strands() -> QuerySet[Strand]:
    """List the strands in the order of forms, with their values fetched."""
    return Strand.objects.order_by("position").prefetch_related("values")


def list_platforms() -> QuerySet[Platform]:
    """List the platforms by name."""
    return Platform.objects.order_by("name")


def list_offences(*, nation: str, on: date) -> QuerySet[Offence]:
    """List what can be charged in EW, S or NI for conduct on a day; raises ValueError for another nation."""
    if nation not in LAWS_OF:
        raise ValueError(f"'{nation}' is not one of {', '.join(LAWS_OF)}.")
    laws = LAWS_OF[Jurisdiction(nation)]
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Offence.objects.filter(begun & not_ended, nation__in=laws).order_by("act", "section")


def list_bank_holidays(*, nation: str) -> frozenset[date]:
    """Give the bank holidays of EW, S or NI that are known; none for a nation without a table."""
    return frozenset(BankHoliday.objects.filter(nation=nation).values_list("date", flat=True))


def find_force(text: str) -> ForceAnswer:
    """Say which force the postcode or part of one in `text` belongs to. Uses no database; never raises."""
    ranking = rank_forces(parsed=parse_postcode(text=text), table=builtin_force_table())
    force = ranking.forces[0] if ranking.confidence > 0 else None
    return ForceAnswer(text, force, None, ranking.forces, ranking.confidence, ranking.source)
