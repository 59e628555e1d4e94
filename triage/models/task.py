"""Things to do on a case, each by a day."""

from django.db import models
from django.db.models import Q

from hatehub.accounts.models import User
from reports.models import Case, Report


class Task(models.Model):
    """Something that somebody is to do on a case by a day, or by a time of that day.

    Without `assignee` it is for whoever has the case. `due_at` is the moment from which it is late: the time, or the
    end of the day. The words may quote the report, so they are sealed under the material key of `report`, which led
    the case then. `case` never changes, as that of a note. A task is no gate: a case can be closed over it.
    """

    class State(models.TextChoices):
        """Where it stands. What was done or cancelled stays so."""

        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(null=True)
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    due_time = models.TimeField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """States are closed; what has ended has somebody and a moment; what is open is found by an index."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "done", "cancelled"]), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_by="", ended_at__isnull=True)
                | (~Q(state="open") & ~Q(ended_by="") & Q(ended_at__isnull=False)),
                name="task_ended_or_open",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(state="open"), name="task_to_do"),
            models.Index(fields=["case", "due_at", "id"], name="task_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.state} task {self.pk} on {self.case_id}"
