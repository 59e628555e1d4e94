"""Subjects that several forces have cases of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from intel.models.accounts import Subject


class SharedSubject(models.Model):
    """A subject that cases of several forces name: which ones were told of one another, and who is to lead.

    The lead is proposed by rule, with its `ground`, until an officer names another or notes what the forces agreed;
    then `reason` says why.
    """

    class State(models.TextChoices):
        """Whether the lead is agreed."""

        PROPOSED = "proposed"
        AGREED = "agreed"

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="shared")
    forces = ArrayField(models.CharField(max_length=12), help_text="Codes, in order")
    lead = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, blank=True)
    rule_version = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        """A lead stands by a ground of the rules or by somebody's reason, and what is agreed has a reason."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=["proposed", "agreed"]), name="shared_subject_state_known"),
            models.CheckConstraint(condition=~Q(ground="") | ~Q(reason=""), name="shared_subject_lead_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed") | ~Q(reason=""), name="shared_subject_agreed_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}: {len(self.forces)} forces"
