"""The last day on which proceedings can begin in a case, and when it was chased."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Offence
from reports.models import Case, Report


class TimeBar(models.Model):
    """The limit of a case as last computed, that of the offence whose limit ends first. It can be computed again.

    `due_on` is null where none of the offences has a limit. `earliest_act_on` is the earliest day that the reports of
    the case tell of, and `earliest_report` the one that tells it. What it was before stands in the audit.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="time_bar")
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    sentence = models.TextField()
    earliest_act_on = models.DateField()
    earliest_report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()

    class Meta:
        """Listed by date; a case without a limit is not in that index."""

        indexes = [models.Index(fields=["due_on", "id"], condition=Q(due_on__isnull=False), name="timebar_by_day")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_on}"


class TimeBarWarning(models.Model):
    """One warning that the limit of a case is near: `days` before `due_on`, or -1 once it has passed. Only grows."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="time_bar_warnings")
    due_on = models.DateField()
    days = models.SmallIntegerField()
    warned_at = models.DateTimeField()

    class Meta:
        """Each is given once for each case and date."""

        constraints = [
            models.UniqueConstraint(fields=["case", "due_on", "days"], name="timebarwarning_once"),
            models.CheckConstraint(condition=Q(days__gte=-1), name="timebarwarning_days_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.days} before {self.due_on}"
