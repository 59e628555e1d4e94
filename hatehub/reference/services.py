"""Loads the reference data from its CSV files into the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction
from django.db.models import Model

from hatehub.reference.corrections import TAKEN_OUT, corrected_fields, drop, key_text
from hatehub.reference.data_files import (
    AREAS_FILE,
    DISTRICTS_FILE,
    UNITS_FILE,
    BadReferenceFile,
    builtin_directory,
    digest_of,
    read_force_table,
    read_rows,
)
from hatehub.reference.models import Correction, Force, ForceUnit, LoadedData
from hatehub.reference.row_parsing import TABLES, Key, TableSpec, Values, key_of, parse_rows

EDITION = "reference"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, in rows; `is_skipped` means that the files are those loaded last.

    `kept` counts the fields (and rows taken out) where the files say something else than an administrator has set.
    """

    created: int = 0
    updated: int = 0
    deactivated: int = 0
    kept: int = 0
    is_skipped: bool = False

    @property
    def changed(self) -> int:
        """Give the number of rows written."""
        return self.created + self.updated + self.deactivated


def load(*, directory: Traversable | None = None) -> LoadReport:
    """Make the tables hold what the CSV files of `directory` (the shipped ones by default) say.

    Afterwards every row of the files is in its table, a force that the files no longer name is inactive,
    and no row has been deleted. All or nothing: raises BadReferenceFile with nothing written when a row is
    refused. Files that were loaded last time cost one query. What an administrator has set or taken out by hand
    stays as it is, field by field, also when the files have changed.
    """
    source = directory if directory is not None else builtin_directory()
    digest = digest_of(directory=source)
    if LoadedData.objects.filter(name=EDITION, digest=digest).exists():
        return LoadReport(is_skipped=True)
    with transaction.atomic():
        LoadedData.objects.get_or_create(name=EDITION)
        edition = LoadedData.objects.select_for_update().get(name=EDITION)  # a second loader waits here
        if edition.digest == digest:
            return LoadReport(is_skipped=True)
        report = _load_tables(source)
        edition.digest = digest
        edition.save()
    return report


def _load_tables(source: Traversable) -> LoadReport:
    tables = [_load_table(spec, source) for spec in TABLES]
    _check_postcode_files(source)
    return LoadReport(
        created=sum(table.created for table in tables),
        updated=sum(table.updated for table in tables),
        kept=sum(table.kept for table in tables),
        deactivated=_deactivate_vanished(source),
    )


def _load_table(spec: TableSpec, source: Traversable) -> LoadReport:
    """Insert and update one table's rows; say how many of each, and how much stays as an administrator set it."""
    rows = read_rows(directory=source, name=spec.file, columns=spec.columns)
    parsed = parse_rows(spec=spec, rows=rows, parents=_codes(spec.parent))
    if spec.model is Force:
        parsed = {key: values | {"is_active": True} for key, values in parsed.items()}
    existing = {key_of(spec=spec, values=vars(instance)): instance for instance in _instances(spec.model)}
    by_hand = corrected_fields(spec.model)
    missing = [key for key in parsed if key not in existing]
    new = [spec.model(**parsed[key]) for key in missing if TAKEN_OUT not in by_hand.get(key_text(key), ())]
    kept, stale = len(missing) - len(new), []
    for key, known in existing.items():
        if key not in parsed:
            continue
        corrected = by_hand.get(key_text(key), frozenset())
        given = {name: value for name, value in parsed[key].items() if value != "" or name not in spec.kept}
        kept += _settle_corrections(known, given, corrected=corrected, row=key_text(key))
        if _apply(known, {name: value for name, value in given.items() if name not in corrected}):
            stale.append(known)
    spec.model._default_manager.bulk_create(new)
    if stale:
        spec.model._default_manager.bulk_update(stale, _written_fields(parsed))
    return LoadReport(created=len(new), updated=len(stale), kept=kept)


def _settle_corrections(known: Model, values: Values, *, corrected: frozenset[str], row: str) -> int:
    """Forget the corrections with which the files agree by now; return how many stand against them."""
    named = corrected & values.keys()
    caught_up = [name for name in named if getattr(known, name) == values[name]]
    if caught_up:
        drop(model=type(known), caught_up={row: caught_up})
    return len(named) - len(caught_up)


def _apply(instance: Model, values: Values) -> bool:
    """Set the values on the instance; says whether any of them was different."""
    differing = {name: value for name, value in values.items() if getattr(instance, name) != value}
    for name, value in differing.items():
        setattr(instance, name, value)
    return bool(differing)


def _written_fields(parsed: dict[Key, Values]) -> list[str]:
    return [name.removesuffix("_id") for name in next(iter(parsed.values()))]


def _instances(model: type[Model]) -> Iterable[Model]:
    """Give the rows, locked: an administrator who saves one meanwhile waits."""
    return model._default_manager.select_for_update()


def _codes(parent: type[Model] | None) -> dict[str, int]:
    codes: Any = parent._default_manager.values_list("code", "pk") if parent else ()
    return dict(codes)


def _deactivate_vanished(source: Traversable) -> int:
    rows = read_rows(directory=source, name="forces.csv", columns=TABLES[0].columns)
    named = [row.cells["code"] for row in rows]
    by_hand = Correction.objects.filter(table="force", field="is_active").values_list("row", flat=True)
    vanished = Force.objects.filter(is_active=True).exclude(code__in=[*named, *by_hand])
    return vanished.update(is_active=False)


def _check_postcode_files(source: Traversable) -> None:
    """Refuse postcode files that cannot be read, or that name a force or a unit that the tables do not have."""
    read_force_table(directory=source)
    known = set(Force.objects.values_list("code", flat=True))
    for name, place in ((DISTRICTS_FILE, "district"), (AREAS_FILE, "area")):
        for row in read_rows(directory=source, name=name, columns=(place, "force_code", "share", "basis")):
            if row.cells["force_code"] not in known:
                reason = f"there is no force {row.cells['force_code']}"
                raise BadReferenceFile(file=name, line=row.line, reason=reason)
    units = set(ForceUnit.objects.values_list("code", flat=True))
    for row in read_rows(directory=source, name=UNITS_FILE, columns=("district", "unit_code", "basis")):
        if row.cells["unit_code"] not in units:
            reason = f"there is no unit {row.cells['unit_code']}"
            raise BadReferenceFile(file=UNITS_FILE, line=row.line, reason=reason)
