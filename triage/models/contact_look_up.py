"""That somebody looked up who complained."""

from django.conf import settings
from django.db import models

from triage.rules.looking_up import Why


class ContactLookUp(models.Model):
    """One reading of a complainant's contact details by a person, to be counted; the audit says the same for good.

    It names the case by its reference alone and holds nothing of the complainant, so that neither merging nor erasing
    touches it. It is destroyed after some weeks. Never use it to count what somebody achieved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_look_ups")
    case_reference = models.CharField(max_length=20)
    why = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        """Counted by time, listed by person."""

        constraints = [
            models.CheckConstraint(condition=models.Q(why__in=[why.value for why in Why]), name="look_up_why_known")
        ]
        indexes = [
            models.Index(fields=["at", "user"], name="look_up_by_time"),
            models.Index(fields=["user", "-at"], name="look_up_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.case_reference}: {self.why}"
