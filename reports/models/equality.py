"""Equality monitoring: who uses the hub, kept apart from what they reported."""

from django.db import models


class EqualityAnswer(models.Model):
    """One person's optional answers. It names no report, and its month is the only time it keeps."""

    month = models.DateField(help_text="The first day of the month in which it was given")
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"equality answers of {self.month:%Y-%m}"
