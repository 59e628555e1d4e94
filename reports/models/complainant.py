"""Who reported, and how they may safely be reached: sealed under the report's person key."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Complainant(models.Model):
    """The person behind one report. Every report has its own row, even when one person sends several.

    The keys are equal where two reports give the same address or number: that one person sent both is told from
    them, without opening anything. They go when the person key is destroyed.

    `sealed` holds name, organisation, e-mail, telephone, postcode and language; read it only through
    `reports.services.personal`.
    """

    class Identity(models.TextChoices):
        """How far the person wants to be known."""

        ANONYMOUS = "anonymous", _("anonymous")
        CONFIDENTIAL = "confidential", _("confidential")
        NAMED = "named", _("named")

    class Kind(models.TextChoices):
        """What the person is to what happened."""

        VICTIM = "victim", _("Victim")
        WITNESS = "witness", _("Witness")
        THIRD_PARTY = "third_party", _("On behalf of somebody else")
        PROFESSIONAL = "professional", _("In the course of work")
        UNSTATED = "unstated", _("Not said")

    class Agreement(models.TextChoices):
        """What the person targeted says to a report that somebody else sends."""

        AGREES = "agrees", _("They know and agree")
        OBJECTS = "objects", _("They know and do not agree")
        UNAWARE = "unaware", _("They do not know")
        UNABLE = "unable", _("They cannot say, for example because of age or health")

    class SafeHours(models.TextChoices):
        """When a message may arrive, in the time of the United Kingdom."""

        ANY = "any", _("At any time")
        DAY = "day", _("Only from 8am to 8pm")
        WORKING = "working", _("Only from 9am to 5pm, Monday to Friday")
        EVENING = "evening", _("Only from 5pm to 9pm")

    report = models.OneToOneField("reports.Report", on_delete=models.PROTECT, related_name="complainant")
    identity = models.CharField(max_length=12, choices=Identity.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sealed = models.BinaryField(null=True)
    has_email = models.BooleanField(default=False)
    details_in_mail = models.BooleanField(default=False)
    wants_updates = models.BooleanField(default=False)
    shares_with_force = models.BooleanField(default=False)
    shares_with_support = models.BooleanField(default=False)
    shares_with_experts = models.BooleanField(default=False)
    agreement = models.CharField(max_length=8, choices=Agreement.choices, blank=True, db_default="")
    safe_hours = models.CharField(max_length=8, choices=SafeHours.choices, default=SafeHours.DAY, db_default="day")
    has_telephone = models.BooleanField(default=False, db_default=False)
    may_leave_messages = models.BooleanField(default=False, db_default=False)
    needs_interpreter = models.BooleanField(default=False, db_default=False)
    bounced_at = models.DateTimeField(null=True, help_text="Since when messages do not arrive")
    bounce = models.CharField(max_length=60, blank=True, db_default="", help_text="What the mail system said: a code")
    email_key = models.CharField(max_length=64, blank=True, db_default="", help_text="Keyed hash of the address")
    telephone_key = models.CharField(max_length=64, blank=True, db_default="", help_text="Keyed hash of the number")

    class Meta:
        """Closed sets, held by the database; one person's reports are found by key."""

        constraints = [
            models.CheckConstraint(
                condition=Q(identity__in=["anonymous", "confidential", "named"]), name="complainant_identity_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["victim", "witness", "third_party", "professional", "unstated"]),
                name="complainant_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(agreement__in=["", "agrees", "objects", "unaware", "unable"]),
                name="complainant_agreement_known",
            ),
            models.CheckConstraint(
                condition=Q(safe_hours__in=["any", "day", "working", "evening"]), name="complainant_safe_hours_known"
            ),
        ]
        indexes = [
            models.Index(fields=["email_key"], condition=~Q(email_key=""), name="complainant_by_email"),
            models.Index(fields=["telephone_key"], condition=~Q(telephone_key=""), name="complainant_by_telephone"),
        ]

    def __str__(self) -> str:
        return f"complainant of {self.report_id}"
