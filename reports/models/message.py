"""What is said between the hub and a complainant after the report: questions, replies, additions."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One message, sealed under the person key. A question stays open until it is answered or taken back."""

    class Kind(models.TextChoices):
        """What the message is, and so who wrote it: the hub asks, the complainant replies and adds."""

        QUESTION = "question"
        REPLY = "reply"
        ADDITION = "addition"

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sealed_text = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120, help_text="The actor as the audit names it")
    answers = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reply")
    taken_back_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="When an officer read what the complainant wrote")

    class Meta:
        """Only a reply answers, and every reply does."""

        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["question", "reply", "addition"]), name="message_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="reply", answers__isnull=False) | (~Q(kind="reply") & Q(answers__isnull=True)),
                name="message_reply_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.report_id}"
