"""Mail to the office of a body, such as a force's duty desk: never to a complainant."""

import uuid

from django.db import models
from django.db.models import Q


class OfficeMail(models.Model):
    """One message to an office. It holds references and what is to be done, nothing personal, so nothing is sealed.

    Its Message-ID is its id for good, so a retry is not a second message. What it is about, the app knows that asked
    for it.
    """

    class State(models.TextChoices):
        """Where a message stands; one that came back has failed."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=60, blank=True, help_text="What the mail system said: a code")

    class Meta:
        """The waiting are found through a partial index."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="officemail_state_known")
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="officemail_due")]

    def __str__(self) -> str:
        return f"office mail {self.id}: {self.state}"
