"""Offences and sentencing rules that online hate may engage."""

import re
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from hatehub.reference.models.jurisdictions import Jurisdiction

YEAR_OF_ACT = re.compile(r"\b(1[0-9]{3}|2[0-9]{3})$")


class Offence(models.Model):
    """A dated provision. Guidance for officers, not legal advice: `basis` says who has confirmed it.

    A provision whose points change gets a new row with its own dates; the old one gets its last day.
    """

    class Mode(models.TextChoices):
        """How it is tried; a sentencing rule is no offence by itself."""

        SUMMARY = "summary", "Summary only"
        EITHER_WAY = "either-way", "Either way"
        INDICTABLE = "indictable", "Indictable only"
        SENTENCING = "sentencing", "Sentencing rule"

    class TimeLimitRule(models.TextChoices):
        """When the months of `time_limit_months` begin."""

        NONE = "none", "No time limit"
        FROM_OFFENCE = "from_offence", "From the day of the offence"
        FROM_LAST_ACT = "from_last_act", "From the last act of the course of conduct"
        FROM_EVIDENCE = "from_evidence", "From sufficient evidence, and within three years of the offence"

    code = models.SlugField(max_length=60)
    nation = models.CharField(max_length=5, choices=Jurisdiction.choices)
    act = models.CharField(max_length=120)
    section = models.CharField(max_length=40)
    short_name = models.CharField(max_length=160)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    max_penalty = models.CharField(max_length=120, blank=True)
    time_limit_months = models.PositiveSmallIntegerField(null=True, blank=True)
    time_limit_rule = models.CharField(max_length=16, choices=TimeLimitRule.choices)
    valid_from = models.DateField(null=True, blank=True, help_text="First day in force; blank if long in force")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day in force; blank if still in force")
    needs_consent = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Who must consent to a prosecution; blank if nobody"
    )
    points_to_prove = ArrayField(
        models.CharField(max_length=300), default=list, db_default=[], blank=True, help_text="One a line"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="reference_offence_code_is_unique"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="reference_offence_dates_run_forwards",
                violation_error_message="It ends before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_rule="none", time_limit_months__isnull=True)
                | (~Q(time_limit_rule="none") & Q(time_limit_months__isnull=False)),
                name="reference_offence_time_limit_has_rule_and_months",
                violation_error_message="A time limit needs both its rule and its months.",
            ),
            models.CheckConstraint(
                condition=~Q(time_limit_months=0),
                name="reference_offence_time_limit_is_some_months",
                violation_error_message="A time limit is at least one month.",
            ),
            models.CheckConstraint(
                condition=Q(mode="sentencing") | Q(points_to_prove__len__gt=0),
                name="reference_offence_has_points_to_prove",
                violation_error_message="An offence needs its points to prove; only a sentencing rule may have none.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.short_name} ({self.act}, {self.section})"

    def clean(self) -> None:
        """Refuse dates that cannot be: in force, or out of force, before the year that the act's name gives."""
        year = YEAR_OF_ACT.search(self.act)
        first = date(int(year.group()), 1, 1) if year else date.min
        for day in (self.valid_from, self.valid_to):
            if day is not None and day < first:
                raise ValidationError(f"{self.act} cannot begin or end on {day}, before its own year.")

    def is_in_force(self, on: date) -> bool:
        """Tell whether it is the law for conduct on a day."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)
