"""What supervisors' pictures are drawn from: numbers of a day."""

from django.db import models

from triage.rules.figures import MEASURES


class FigureDay(models.Model):
    """One number of one day: what was counted (`measure`), of which kind (`group`) and in which part of it (`part`).

    Everything here is counted from other tables and may be deleted at any time: counting again gives the same.
    Numbers of what happens are of that day. Numbers of what stands, such as open cases, are as it stood when the day
    was last counted. Numbers of an officer are kept for 28 days only.
    """

    day = models.DateField()
    measure = models.CharField(max_length=12)
    group = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        """A number is there once; measures are known."""

        constraints = [
            models.UniqueConstraint(fields=["measure", "day", "group", "part"], name="figureday_once"),
            models.CheckConstraint(condition=models.Q(measure__in=sorted(MEASURES)), name="figureday_measure_known"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.group} {self.part} of {self.day}"
