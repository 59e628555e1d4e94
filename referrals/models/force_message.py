"""What a force and the hub write to each other about a case, and what a force has the hub tell people."""

import uuid

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from reports.models import Case, Report

SIDES = {"note": "force", "question": "force", "told": "force", "answer": "hub"}


class ForceMessage(models.Model):
    """One thing that was written. Its words are sealed under the material key of `sealed_for`, the lead at that time.

    `told` goes to people of the case: to who sent `report`, or to everybody whose report the force sees.
    `waits` until an officer has read it, or has answered a question.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        NOTE = "note", "A note for the hub"
        QUESTION = "question", "A question to the hub"
        TOLD = "told", "A message for the people of the case"
        ANSWER = "answer", "The hub's answer to a question"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="force_messages")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sealed_for = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="answer")
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    waits = models.BooleanField(default=False)
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="Of an answer: when the force first read it")

    class Meta:
        """Kinds are closed; only an answer answers; only what people are told is for one of them."""

        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["note", "question", "told", "answer"]), name="forcemessage_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="answer", answers__isnull=False) | (~Q(kind="answer") & Q(answers__isnull=True)),
                name="forcemessage_only_an_answer_answers",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) | Q(kind="told"), name="forcemessage_for_one_is_told"
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], condition=Q(waits=True), name="forcemessage_waiting"),
            models.Index(fields=["case", "force", "at"], name="forcemessage_of_case"),
            models.Index(
                fields=["force", "at"], condition=Q(kind="answer", seen_at__isnull=True), name="forcemessage_unseen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.force_id}"

    @property
    def field(self) -> str:
        """Return the field under which the words are sealed."""
        return f"force-message:{self.id}"

    @property
    def side(self) -> str:
        """Return who wrote it: `force` or `hub`."""
        return SIDES[self.kind]
