"""Trials of a new method against the usual one."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from intel.models.enquiry_method import EnquiryMethod
from intel.rules.trial_shares import Arm
from reports.models import Case

ARMS = [arm.value for arm in Arm]


class MethodTrial(models.Model):
    """A question: does a method identify more people than the usual one, on like cases? It runs until it is ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    method = models.ForeignKey(EnquiryMethod, on_delete=models.PROTECT, related_name="trials")
    against = models.ForeignKey(EnquiryMethod, on_delete=models.PROTECT, related_name="+")
    platforms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    question = models.CharField(max_length=600)
    began_by = models.CharField(max_length=120)
    began_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=2000, blank=True)

    class Meta:
        """Two different methods; one running trial for each pair; one that ended says what was found."""

        constraints = [
            models.CheckConstraint(condition=~Q(method=F("against")), name="trial_of_two_methods"),
            models.UniqueConstraint(
                fields=["method", "against"], condition=Q(ended_at__isnull=True), name="trial_one_running"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, finding="") | (Q(ended_at__isnull=False) & ~Q(finding="")),
                name="trial_ended_says_what_was_found",
            ),
        ]
        indexes = [models.Index(fields=["began_at"], name="trial_by_time")]

    def __str__(self) -> str:
        return f"{self.method_id} against {self.against_id}"


class Allocation(models.Model):
    """Which of the two methods chance gave to a case, written before anything was known. It is never drawn again."""

    trial = models.ForeignKey(MethodTrial, on_delete=models.PROTECT, related_name="allocations")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    arm = models.CharField(max_length=5)
    drawn_by = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()

    class Meta:
        """A case is drawn for once in a trial."""

        constraints = [
            models.UniqueConstraint(fields=["trial", "case"], name="allocation_once"),
            models.CheckConstraint(condition=Q(arm__in=ARMS), name="allocation_arm_known"),
        ]

    def __str__(self) -> str:
        return f"{self.arm} for {self.case_id}"
