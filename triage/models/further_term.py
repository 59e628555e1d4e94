"""What apps downstream let queues filter by."""

from django.db import models

from reports.models import Case


class FurtherTerm(models.Model):
    """A term that an app downstream gives a case, such as `waiting:platform`; `source` names who keeps it.

    Written through `triage.services.listing.say`, which puts it where queues read it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    term = models.CharField(max_length=80)

    class Meta:
        """Once for each source."""

        constraints = [models.UniqueConstraint(fields=["case", "source", "term"], name="furtherterm_once")]

    def __str__(self) -> str:
        return self.term
