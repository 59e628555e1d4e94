"""Offences and sentencing rules that online hate may engage."""

from django.db import models
from django.db.models import F, Q

from hatehub.reference.models.jurisdictions import Jurisdiction


class Offence(models.Model):
    """A dated provision. Guidance for officers, not legal advice: `basis` says who has confirmed it."""

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
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="reference_offence_code_is_unique"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="reference_offence_dates_run_forwards",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_rule="none", time_limit_months__isnull=True)
                | (~Q(time_limit_rule="none") & Q(time_limit_months__isnull=False)),
                name="reference_offence_time_limit_has_rule_and_months",
            ),
        )

    def __str__(self) -> str:
        return f"{self.short_name} ({self.act}, {self.section})"
