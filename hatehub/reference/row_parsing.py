"""Says which file fills which table, and turns a file's cells into checked values for that table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CheckConstraint, Field, ForeignKey, Model

from hatehub.reference.data_files import BadReferenceFile, Row
from hatehub.reference.models import (
    BankHoliday,
    Force,
    ForceUnit,
    Offence,
    Outcome,
    Partner,
    Platform,
    Strand,
    StrandValue,
)

YES_AND_NO = {"yes": True, "no": False}
BETWEEN_ITEMS = "|"

Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A file, its table, its columns in order, and the columns that identify a row.

    A column is a field's name, except that a foreign key's column is `<field>_code` and holds the
    parent's code. A list's items stand with ` | ` between them. A blank cell of a `kept` column leaves what an
    administrator has entered there.
    """

    file: str
    model: type[Model]
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("code",)
    parent: type[Model] | None = None
    kept: tuple[str, ...] = ()


TABLES = (
    TableSpec(
        "forces.csv",
        Force,
        (
            "code",
            "name",
            "short_name",
            "nation",
            "kind",
            "telephone",
            "control_room_telephone",
            "duty_email",
            "basis",
        ),
        kept=("control_room_telephone", "duty_email"),
    ),
    TableSpec(
        "force_units.csv",
        ForceUnit,
        ("force_code", "code", "name", "local_authority", "basis"),
        key=("force_code", "code"),
        parent=Force,
    ),
    TableSpec("strands.csv", Strand, ("code", "name", "is_monitored", "position", "basis")),
    TableSpec(
        "strand_values.csv",
        StrandValue,
        ("strand_code", "code", "name", "position", "basis"),
        key=("strand_code", "code"),
        parent=Strand,
    ),
    TableSpec(
        "platforms.csv",
        Platform,
        (
            "code",
            "name",
            "home_domain",
            "takedown_channel",
            "takedown_address",
            "escalation_address",
            "takedown_deadline_hours",
            "reminder_hours",
            "requests_an_hour",
            "basis",
        ),
        kept=("takedown_address", "escalation_address"),
    ),
    TableSpec(
        "offences.csv",
        Offence,
        (
            "code",
            "nation",
            "act",
            "section",
            "short_name",
            "mode",
            "max_penalty",
            "time_limit_months",
            "time_limit_rule",
            "valid_from",
            "valid_to",
            "needs_consent",
            "points_to_prove",
            "basis",
        ),
    ),
    TableSpec("outcomes.csv", Outcome, ("number", "name", "basis"), key=("number",)),
    TableSpec(
        "partners.csv",
        Partner,
        (
            "code",
            "name",
            "kind",
            "nations",
            "material",
            "referral_address",
            "email",
            "areas",
            "strands",
            "languages",
            "ages_from",
            "ages_to",
            "capacity_a_week",
            "basis",
        ),
        kept=("email",),
    ),
    TableSpec("bank_holidays.csv", BankHoliday, ("nation", "date", "name", "basis"), key=("nation", "date")),
)


def parse_rows(*, spec: TableSpec, rows: Iterable[Row], parents: Mapping[str, int]) -> dict[Key, Values]:
    """Turn rows into values by key, ready for the model; `parents` maps a parent's code to its primary key.

    Raises BadReferenceFile on the first cell, combination or repeated key that the table would refuse.
    """
    parsed: dict[Key, Values] = {}
    for row in rows:
        values = dict(_parse_cell(spec, row, column, parents) for column in spec.columns)
        _check_combination(spec, row, values)
        key = key_of(spec=spec, values=values)
        if key in parsed:
            reason = f"{row.cells[spec.key[-1]]} is there twice"
            raise BadReferenceFile(file=spec.file, line=row.line, reason=reason)
        parsed[key] = values
    return parsed


def key_of(*, spec: TableSpec, values: Mapping[str, Any]) -> Key:
    """Give the identifying values, in the order of `spec.key`."""
    return tuple(values[_field_of(spec, column).attname] for column in spec.key)


def _field_of(spec: TableSpec, column: str) -> "Field[Any, Any]":
    name = column.removesuffix("_code") if column.endswith("_code") else column
    field = spec.model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _parse_cell(spec: TableSpec, row: Row, column: str, parents: Mapping[str, int]) -> tuple[str, Any]:
    field, raw = _field_of(spec, column), row.cells[column]
    try:
        return field.attname, _value(field, raw, parents)
    except ValidationError as error:
        reason = f"{column} '{raw}' is refused: {' '.join(error.messages)}"
        raise BadReferenceFile(file=spec.file, line=row.line, reason=reason) from error


def _value(field: "Field[Any, Any]", raw: str, parents: Mapping[str, int]) -> Any:
    if isinstance(field, ForeignKey):
        if raw not in parents:
            raise ValidationError("No row has this code.")
        return parents[raw]
    if isinstance(field, BooleanField):
        if raw not in YES_AND_NO:
            raise ValidationError("Write yes or no.")
        return YES_AND_NO[raw]
    if isinstance(field, ArrayField):
        return field.clean([item.strip() for item in raw.split(BETWEEN_ITEMS)] if raw else [], None)
    return None if field.null and not raw else field.clean(raw, None)


def _check_combination(spec: TableSpec, row: Row, values: Values) -> None:
    instance = spec.model(**values)
    for constraint in spec.model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(spec.model, instance)
            except ValidationError as error:
                reason = f"the row breaks the rule {constraint.name}: {' '.join(error.messages)}"
                raise BadReferenceFile(file=spec.file, line=row.line, reason=reason) from error
    try:
        instance.clean()
    except ValidationError as error:
        raise BadReferenceFile(file=spec.file, line=row.line, reason=" ".join(error.messages)) from error
