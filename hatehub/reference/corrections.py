"""Remembers what administrators set by hand, so that a load of the files does not silently undo it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from hatehub.reference.models import Correction, LoadedData
from hatehub.reference.row_parsing import TABLES, Key, TableSpec, key_of

TAKEN_OUT = ""

ByRow = Mapping[str, frozenset[str]]


def spec_of(model: type[Model]) -> TableSpec:
    """Return which file fills a table. Raises LookupError for a table that no file fills."""
    for spec in TABLES:
        if spec.model is model:
            return spec
    raise LookupError(f"No file fills {model.__name__}.")


def table_name(model: type[Model]) -> str:
    """Return how corrections name a table: `force`, `bankholiday`."""
    return str(model._meta.model_name)


def key_text(key: Key) -> str:
    """Return a row's key in one text: `E23000010`, or `EW|2026-12-25`."""
    return "|".join(str(part) for part in key)


def row_text(row: Model) -> str:
    """Return the key of a stored row in one text."""
    return key_text(key_of(spec=spec_of(type(row)), values=vars(row)))


@transaction.atomic
def note_corrections(*, row: Model, fields: Iterable[str], by: str, at: datetime) -> None:
    """Remember that these fields of a row were set by hand: from now on a load leaves them as they are."""
    table, text = table_name(type(row)), row_text(row)
    Correction.objects.filter(table=table, row=text, field=TAKEN_OUT).delete()
    Correction.objects.bulk_create(
        [Correction(table=table, row=text, field=field, by=by, at=at) for field in fields],
        update_conflicts=True,
        unique_fields=["table", "row", "field"],
        update_fields=["by", "at"],
    )


@transaction.atomic
def note_taken_out(*, row: Model, by: str, at: datetime) -> None:
    """Remember that a row was taken out by hand: from now on a load does not put it back."""
    table, text = table_name(type(row)), row_text(row)
    Correction.objects.filter(table=table, row=text).delete()
    Correction.objects.create(table=table, row=text, field=TAKEN_OUT, by=by, at=at)


def corrected_fields(model: type[Model]) -> ByRow:
    """Return which fields were set by hand, by the text of the row's key."""
    found: dict[str, set[str]] = defaultdict(set)
    for row, field in Correction.objects.filter(table=table_name(model)).values_list("row", "field"):
        found[row].add(field)
    return {row: frozenset(fields) for row, fields in found.items()}


def drop(*, model: type[Model], caught_up: Mapping[str, Iterable[str]]) -> None:
    """Forget corrections that the files have caught up with: from now on the files decide there again."""
    for row, fields in caught_up.items():
        Correction.objects.filter(table=table_name(model), row=row, field__in=list(fields)).delete()


@transaction.atomic
def let_files_decide(*, correction_id: int) -> Correction:
    """Forget one correction. The next `load_reference` brings back the files' value. Raises Correction.DoesNotExist."""
    correction = Correction.objects.select_for_update().get(pk=correction_id)
    Correction.objects.filter(pk=correction.pk).delete()
    LoadedData.objects.update(digest="")
    return correction
