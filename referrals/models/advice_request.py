"""A request for advice to a body outside the hub, and its answer."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from referrals.models.evidence_package import EvidencePackage
from referrals.rules.advice import BACK_WITH_OFFICER, Kind, State
from reports.models import Case, Report

STATES = tuple(each.value for each in State)


class AdviceRequest(models.Model):
    """One body asked once about one case, what it is shown, and what it answered. `recipient` is the body's name.

    `sealed_talk` (what was asked, asked back and said to that) and `sealed_answer` may quote the report: they lie
    under the material key of `report`, which led the case then. `case` never changes, as that of a note. `shown`
    names what was chosen; what is shown is judged anew each time it is looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="advice_requests")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Kind])
    partner_code = models.CharField(max_length=60)
    recipient = models.CharField(max_length=120)
    shown = ArrayField(models.CharField(max_length=30), default=list, help_text="Such as post:7 and exhibit:12")
    package = models.ForeignKey(EvidencePackage, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=[(each.value, each.value) for each in State], default="asked")
    round = models.PositiveSmallIntegerField(default=1, help_text="How often the hub has written")
    days = models.PositiveSmallIntegerField(help_text="How long each round is open")
    sealed_talk = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="When it came to stand where it stands")
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Closed sets; an answer where there is one; what waits for an officer, and what is chased, by an index."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="advice_state_known"),
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in Kind]), name="advice_kind_known"),
            models.CheckConstraint(
                condition=Q(state="answered", sealed_answer__isnull=False)
                | (~Q(state="answered") & Q(sealed_answer__isnull=True)),
                name="advice_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(package__isnull=True) | Q(kind="prosecutor"), name="advice_package_for_prosecutors"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "asked_at"], name="advice_of_case"),
            models.Index(
                fields=["moved_at", "id"],
                condition=Q(state__in=sorted(each.value for each in BACK_WITH_OFFICER), read_at__isnull=True),
                name="advice_to_read",
            ),
            models.Index(fields=["due_at"], condition=Q(state="asked"), name="advice_due"),
            models.Index(
                fields=["remind_at"], condition=Q(state="asked", reminded_at__isnull=True), name="advice_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return f"advice {self.id}: {self.state}"

    @property
    def subject(self) -> str:
        """How links and letters name it."""
        return f"advice:{self.id}"
