"""Home Office crime outcomes."""

from django.db import models


class Outcome(models.Model):
    """A way in which a force reports that a crime has been dealt with."""

    number = models.PositiveSmallIntegerField(help_text="Home Office outcome number")
    name = models.CharField(max_length=160)
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["number"], name="reference_outcome_number_is_unique"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
