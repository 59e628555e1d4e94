"""What a force answered when it was offered a case."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from hatehub.reference.models import Force
from reports.models import Case


class ForceAnswer(models.Model):
    """One answer: received, accepted with the force's own crime number, or refused with a reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="force_answers")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=[(each, each) for each in ("acknowledged", "accepted", "refused")])
    crime_number = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        """An acceptance has a crime number, a refusal a reason; a case is found by the number."""

        constraints = [
            models.CheckConstraint(
                condition=Q(answer="acknowledged")
                | (Q(answer="accepted") & ~Q(crime_number=""))
                | (Q(answer="refused") & ~Q(reason="")),
                name="forceanswer_is_complete",
            )
        ]
        indexes = [
            models.Index("force", Upper("crime_number"), condition=~Q(crime_number=""), name="forceanswer_by_number")
        ]

    def __str__(self) -> str:
        return f"{self.answer} by {self.force_id}"
