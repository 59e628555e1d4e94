"""A link by which a body answers once, without an account."""

import uuid

from django.db import models
from django.db.models import Q

from reports.models import Case


class AnswerLink(models.Model):
    """One link for one answer to one thing. The token is not stored: it is made from this row and the hub's pepper.

    `subject` names what is answered, such as `takedown:UUID`; `case` is the case that it was asked in, and never
    changes. `recipient` names a body, never a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answer_links")
    recipient = models.CharField(max_length=120)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(
        null=True, help_text="When its page was first asked for; it may have been a scanner"
    )
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """A link is used or revoked, not both; a revoked one says why."""

        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="answerlink_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_why=""), name="answerlink_revoked_says_why"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="answerlink_lasts"),
        ]
        indexes = [models.Index(fields=["subject", "made_at"], name="answerlink_of_subject")]

    def __str__(self) -> str:
        return f"answer link {self.id} for {self.subject}"
