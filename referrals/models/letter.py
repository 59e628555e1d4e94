"""A letter to a body about a case: what it is about, not what it says."""

import uuid

from django.db import models
from django.db.models import Q

from referrals.models.answer_link import AnswerLink
from reports.models import Case


class Letter(models.Model):
    """One letter to the address of a body out of the reference data, never to a person who complained.

    Its Message-ID is its id for good, so a retry is not a second letter. Its words are written when it is sent.
    """

    class State(models.TextChoices):
        """Where a letter stands. One that was no longer wanted, or that came back, has failed."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80, help_text="What it is about, such as takedown:UUID")
    key = models.CharField(max_length=40, blank=True, help_text="Tells letters of one kind about one thing apart")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    link = models.ForeignKey(AnswerLink, null=True, on_delete=models.PROTECT, related_name="letters")
    to_address = models.EmailField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=60, blank=True, help_text="What the mail system said: a code")

    class Meta:
        """Asked for twice, a letter is one; the waiting are found through a partial index."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "key"], name="letter_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="letter_state_known"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="letter_sent_says_when"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="letter_failed_says_why"),
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="letter_due")]

    def __str__(self) -> str:
        return f"letter {self.id} about {self.subject}: {self.state}"
