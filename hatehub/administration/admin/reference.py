"""The reference tables, which an administrator corrects."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.forms import BaseModelFormSet, CharField, ModelForm
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.roles import Action
from hatehub.administration.forms.seen import SeenForm
from hatehub.administration.permissions import actor_of, may
from hatehub.administration.services import reference_rows
from hatehub.administration.tables import InnerTable, Table
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


class ReferenceTable(Table):
    """Rows can be added and corrected; identifying codes stay as they are, and nothing is deleted."""

    form = SeenForm
    key_fields: tuple[str, ...] = ("code",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it to those who edit reference data."""
        return may(request, Action.EDIT_REFERENCE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who edit reference data."""
        return may(request, Action.EDIT_REFERENCE)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix the codes of an existing row: other tables and other organisations hold them."""
        return self.key_fields if obj else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Begin with what identifies the row."""
        every = [str(name) for name in super().get_fields(request, obj)]
        return [*self.key_fields, *(name for name in every if name not in self.key_fields)]

    def subject_of(self, row: Model) -> str:
        """Return the subject that the service writes to."""
        return reference_rows.subject_of(row)

    def save_model(self, request: HttpRequest, obj: Model, form: "ModelForm[Any]", change: bool) -> None:
        """Hand the row to the service."""
        reference_rows.save_row(row=obj, fields=form.changed_data, by=actor_of(request), at=timezone.now())

    def save_formset(
        self, request: HttpRequest, form: "ModelForm[Any]", formset: "BaseModelFormSet[Any, Any]", change: bool
    ) -> None:
        """Hand the rows below it to the service, one by one."""
        rows = formset.save(commit=False)
        fields = dict(_changed_fields(formset))
        for row in rows:
            reference_rows.save_row(row=row, fields=fields[id(row)], by=actor_of(request), at=timezone.now())


def _changed_fields(formset: "BaseModelFormSet[Any, Any]") -> list[tuple[int, list[str]]]:
    return [(id(form.instance), form.changed_data) for form in formset.forms]


class CodedForm(ModelForm):
    """A row below another one; its code is written once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class ForceUnitInline(InnerTable):
    """The units of a force, below it."""

    model = ForceUnit
    form = CodedForm


class StrandValueInline(InnerTable):
    """The finer values of a strand, below it."""

    model = StrandValue
    form = CodedForm
    ordering = ("position",)


@admin.register(Force)
class ForceTable(ReferenceTable):
    """Forces, with the retired ones to be found by filter."""

    title = _("Forces and units")
    says = _("Police forces and their units: telephones of control rooms, duty desks, which are still in being.")
    list_display = ("code", "name", "nation", "kind", "telephone", "control_room_telephone", "duty_email", "is_active")
    list_display_links = ("code", "name")
    list_filter = ("is_active", "kind", "nation")
    search_fields = ("code", "name", "short_name", "units__name", "units__code")
    ordering = ("name",)
    inlines = (ForceUnitInline,)


@admin.register(Strand)
class StrandTable(ReferenceTable):
    """Strands in the order of forms."""

    title = _("Strands")
    says = _("The protected characteristics, in the order of forms, and their finer values.")
    list_display = ("code", "name", "is_monitored", "position", "is_active")
    list_filter = ("is_active", "is_monitored")
    search_fields = ("code", "name")
    ordering = ("position",)
    inlines = (StrandValueInline,)


@admin.register(Platform)
class PlatformTable(ReferenceTable):
    """Platforms and how each takes removal requests."""

    title = _("Platforms")
    says = _("Social networks and other platforms: how each takes a request to remove, and by when it must answer.")
    list_display = ("code", "name", "takedown_channel", "takedown_address", "takedown_deadline_hours", "reminder_hours")
    list_filter = ("takedown_channel",)
    search_fields = ("code", "name", "home_domain")
    ordering = ("name",)


@admin.register(Offence)
class OffenceTable(ReferenceTable):
    """Offences by nation, with their dates. One that is repealed gets its last day: that is how it is retired."""

    title = _("Offences")
    says = _("What the law says: offences with their points to prove, time limits, and first and last days.")
    never_deleted = _("No offence is deleted: cases keep the law of their day. Give it its last day in force instead.")
    list_display = ("code", "short_name", "nation", "act", "section", "mode", "time_limit_months", "valid_to")
    list_display_links = ("code", "short_name")
    list_filter = ("nation", "mode", "time_limit_rule")
    search_fields = ("code", "act", "section", "short_name")
    ordering = ("nation", "act", "section")

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Have the points to prove written one a line: they hold commas."""
        if db_field.name != "points_to_prove":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        point = CharField(max_length=300)
        help_text = str(db_field.help_text)
        return SimpleArrayField(point, delimiter="\n", required=False, widget=AdminTextareaWidget, help_text=help_text)


@admin.register(Outcome)
class OutcomeTable(ReferenceTable):
    """Home Office outcomes by number."""

    title = _("Outcomes")
    says = _("The numbered outcomes by which forces say how a crime was dealt with.")
    key_fields = ("number",)
    list_display = ("number", "name")
    list_display_links = ("number", "name")
    search_fields = ("number", "name")
    ordering = ("number",)


@admin.register(Partner)
class PartnerTable(ReferenceTable):
    """Partner organisations."""

    title = _("Partners")
    says = _("Support services, advisers, prosecutors, regulators, and the bodies that material is diverted to.")
    list_display = ("code", "name", "kind", "nations", "email", "capacity_a_week", "material", "is_active")
    list_filter = ("is_active", "kind", "nations", "material")
    search_fields = ("code", "name")
    ordering = ("name",)


class BankHolidayForm(SeenForm):
    """A day, which must be one on which somebody would otherwise work."""

    def clean(self) -> dict[str, Any]:
        """Refuse a Saturday or Sunday: clocks don't count those anyway, and the substitute day is the one to enter."""
        cleaned = super().clean() or {}
        day = cleaned.get("date")
        if day and day.weekday() >= 5:
            self.add_error(
                "date", ValidationError(_("This is a weekend. Enter the substitute day, which is a weekday."))
            )
        return cleaned


@admin.register(BankHoliday)
class BankHolidayTable(ReferenceTable):
    """Bank holidays by date. No report points at one, so a day entered by mistake can be taken out again."""

    title = _("Bank holidays")
    says = _("Days that statutory clocks do not count. A day entered by mistake can be taken out.")
    form = BankHolidayForm
    key_fields = ("nation", "date")
    list_display = ("date", "name", "nation")
    list_filter = ("nation",)
    search_fields = ("name",)
    ordering = ("nation", "date")
    date_hierarchy = "date"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow it to those who edit reference data: deadlines that stand already keep their day."""
        return may(request, Action.EDIT_REFERENCE)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Hand the day to the service."""
        reference_rows.take_out(day=cast(BankHoliday, obj), by=actor_of(request), at=timezone.now())
