"""Reads the reference data, and answers which force a postcode belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from hatehub.reference.data_files import builtin_force_table
from hatehub.reference.models import (
    BankHoliday,
    Force,
    Jurisdiction,
    Offence,
    Partner,
    Platform,
    PostcodeEdition,
    Strand,
    StrandValue,
)
from hatehub.reference.postcode_lookup import look_up
from hatehub.reference.rules.force_table import Ranking, Source, rank_forces
from hatehub.reference.rules.foreign_codes import what_else
from hatehub.reference.rules.postcodes import Territory, parse_postcode

LAWS_OF = {
    Jurisdiction.ENGLAND_AND_WALES: ("EW", "EW+NI", "UK"),
    Jurisdiction.SCOTLAND: ("S", "UK"),
    Jurisdiction.NORTHERN_IRELAND: ("NI", "EW+NI", "UK"),
}


@dataclass(frozen=True, slots=True)
class ForceAnswer:
    """The likely force for something typed: codes, best candidate first, with a confidence from 0 to 1.

    `force` is None when no force of the hub serves the place, or none can be told; the caller then asks. `shares` are
    the candidates' shares of the postcodes there, `edition` the directory that answered, blank for the built-in table.
    `unit` is a code of `ForceUnit`: in London the borough, by its ONS code.
    """

    input: str
    force: str | None
    unit: str | None
    candidates: tuple[str, ...]
    confidence: float
    source: Source
    shares: tuple[float, ...] = ()
    edition: str = ""


def get_force(code: str) -> Force:
    """Give the force with this code, active or not; raises Force.DoesNotExist."""
    return Force.objects.get(code=code)


def list_forces() -> QuerySet[Force]:
    """List the active forces by name."""
    return Force.objects.filter(is_active=True).order_by("name")


def list_strands() -> QuerySet[Strand]:
    """List the strands in the order of forms, with their values fetched, retired ones too: old reports name them."""
    return Strand.objects.order_by("position").prefetch_related("values")


def list_offered_strands() -> QuerySet[Strand]:
    """List the strands that a new answer may name, in the order of forms, with those of their values fetched."""
    offered = Prefetch("values", StrandValue.objects.filter(is_active=True))
    return Strand.objects.filter(is_active=True).order_by("position").prefetch_related(offered)


def list_platforms() -> QuerySet[Platform]:
    """List the platforms by name."""
    return Platform.objects.order_by("name")


def platform_names() -> dict[str, str]:
    """Return the names of the platforms by code."""
    return dict(Platform.objects.values_list("code", "name"))


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


def body_for(*, material: str) -> Partner | None:
    """Give the body that a kind of material is diverted to; None where the reference data names none."""
    return Partner.objects.filter(kind=Partner.Kind.DIVERSION, material=material, is_active=True).first()


def list_partners_to_ask(*, kinds: Collection[str]) -> QuerySet[Partner]:
    """List the partners of some kinds that can be written to, by name: those with an address, and not switched off."""
    return Partner.objects.filter(kind__in=kinds, is_active=True).exclude(email="").order_by("name")


def find_force(text: str) -> ForceAnswer:
    """Say which force the postcode or part of one in `text` belongs to. Never raises for anything typed.

    The imported directory answers where there is one; the built-in table for a district that it doesn't have.
    """
    parsed = parse_postcode(text=text)
    is_ours = parsed is not None and parsed.territory is Territory.UNITED_KINGDOM
    found = look_up(parsed=parsed) if parsed and is_ours else None
    if found is None:
        return find_force_built_in(text)
    if found.ranking.source is Source.AREA:
        builtin = find_force_built_in(text)
        if builtin.source is Source.DISTRICT:
            return builtin
    return _answer(text, found.ranking, found.edition)


def find_force_built_in(text: str) -> ForceAnswer:
    """Say the same from the built-in table of districts and areas alone: without a database."""
    parsed = parse_postcode(text=text)
    if parsed is None:
        return _answer(text, Ranking((), 0.0, what_else(text=text)))
    return _answer(text, rank_forces(parsed=parsed, table=builtin_force_table()))


def get_postcode_edition() -> PostcodeEdition | None:
    """Give the imported postcode directory, None while there is none."""
    return PostcodeEdition.objects.first()


def _answer(text: str, ranking: Ranking, edition: str = "") -> ForceAnswer:
    return ForceAnswer(
        input=text,
        force=ranking.forces[0] if ranking.confidence > 0 else None,
        unit=ranking.unit,
        candidates=ranking.forces,
        confidence=ranking.confidence,
        source=ranking.source,
        shares=ranking.shares,
        edition=edition,
    )
