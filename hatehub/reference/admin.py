"""The reference tables in Django's admin, where an administrator corrects them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Field, Model
from django.forms import CharField
from django.forms import Field as FormField
from django.http import HttpRequest

from hatehub.reference.models import (
    BankHoliday,
    Force,
    ForceUnit,
    LoadedData,
    Offence,
    Outcome,
    Partner,
    Platform,
    PostcodeEdition,
    Strand,
    StrandValue,
)


class ReferenceAdmin(admin.ModelAdmin):
    """Rows can be added and corrected; identifying codes stay as they are, and nothing is deleted."""

    key_fields: tuple[str, ...] = ("code",)
    list_per_page = 100

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix the codes of an existing row: other tables and other organisations hold them."""
        return self.key_fields if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: reports keep pointing at old reference data."""
        return False


class ForceUnitInline(admin.TabularInline):
    """The units of a force, below it."""

    model = ForceUnit
    extra = 0
    can_delete = False


class StrandValueInline(admin.TabularInline):
    """The finer values of a strand, below it."""

    model = StrandValue
    extra = 0
    can_delete = False
    ordering = ("position",)


@admin.register(Force)
class ForceAdmin(ReferenceAdmin):
    """Forces, with the inactive ones to be found by filter."""

    list_display = ("code", "name", "nation", "kind", "telephone", "control_room_telephone", "is_active")
    list_filter = ("is_active", "kind", "nation")
    search_fields = ("code", "name", "short_name")
    ordering = ("name",)
    inlines = (ForceUnitInline,)


@admin.register(Strand)
class StrandAdmin(ReferenceAdmin):
    """Strands in the order of forms."""

    list_display = ("code", "name", "is_monitored", "position")
    list_filter = ("is_monitored",)
    search_fields = ("code", "name")
    ordering = ("position",)
    inlines = (StrandValueInline,)


@admin.register(Platform)
class PlatformAdmin(ReferenceAdmin):
    """Platforms and how each takes removal requests."""

    list_display = ("code", "name", "home_domain", "takedown_channel", "takedown_deadline_hours")
    list_filter = ("takedown_channel",)
    search_fields = ("code", "name", "home_domain")
    ordering = ("name",)


@admin.register(Offence)
class OffenceAdmin(ReferenceAdmin):
    """Offences by nation, with their dates."""

    list_display = ("code", "nation", "act", "section", "mode", "time_limit_months", "valid_from", "valid_to")
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
class OutcomeAdmin(ReferenceAdmin):
    """Home Office outcomes by number."""

    key_fields = ("number",)
    list_display = ("number", "name")
    search_fields = ("number", "name")
    ordering = ("number",)


@admin.register(Partner)
class PartnerAdmin(ReferenceAdmin):
    """Partner organisations."""

    list_display = ("code", "name", "kind", "nations", "referral_address")
    list_filter = ("kind", "nations")
    search_fields = ("code", "name")
    ordering = ("name",)


@admin.register(BankHoliday)
class BankHolidayAdmin(ReferenceAdmin):
    """Bank holidays by date. No report points at one, so a day entered by mistake can be taken out again."""

    key_fields = ("nation", "date")
    list_display = ("date", "name", "nation")
    list_filter = ("nation",)
    search_fields = ("name",)
    ordering = ("nation", "date")
    date_hierarchy = "date"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow what the account may do: deadlines that stand already keep their day."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(LoadedData)
class LoadedDataAdmin(ReferenceAdmin):
    """Which edition of the files is loaded; to be read only."""

    key_fields = ("name", "digest", "loaded_at")
    list_display = ("name", "digest", "loaded_at")
    ordering = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: only the loading service writes here."""
        return False


@admin.register(PostcodeEdition)
class PostcodeEditionAdmin(ReferenceAdmin):
    """Which postcode directory is imported; to be read only."""

    key_fields = ("name", "issued", "postcodes", "live", "left_out", "digest", "loaded_at")
    fields = key_fields
    list_display = ("name", "issued", "postcodes", "live", "left_out", "loaded_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: only `load_postcodes` writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: a directory is replaced, not corrected."""
        return False
