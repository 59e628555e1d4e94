"""What officers write for each other about a case, and whom they mention."""

from django.db import models
from django.db.models import Q

from hatehub.accounts.models import User
from reports.models import Case, Report


class Note(models.Model):
    """Words about a case, for whoever works on it; written once, never changed, struck out at most.

    Both words may quote the report, so they are sealed under the material key of `report`, which led the case when
    the note was written. `case` never changes: a merge shows the note in the case it went into, and taking it apart
    again leaves the note where it was written. Nothing of it goes to a force, a partner or a complainant.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(null=True)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    struck_by = models.CharField(max_length=120, blank=True)
    struck_at = models.DateTimeField(null=True)
    sealed_strike_reason = models.BinaryField(null=True)

    class Meta:
        """What is struck out has somebody, a moment and a reason; the notes of a case are read newest first."""

        constraints = [
            models.CheckConstraint(
                condition=Q(struck_by="", struck_at__isnull=True, sealed_strike_reason__isnull=True)
                | (~Q(struck_by="") & Q(struck_at__isnull=False, sealed_strike_reason__isnull=False)),
                name="note_strike_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="note_of_case")]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.case_id}"


class Mention(models.Model):
    """That a note names a colleague, who is told of it until it is read."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    class Meta:
        """A note names somebody once; what waits for somebody is found by an index, and so is all of it."""

        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mention_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="mention_of_user"),
            models.Index(fields=["user", "-id"], condition=Q(read_at__isnull=True), name="mention_unread"),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk} in {self.note_id}"
