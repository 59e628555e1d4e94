"""Facts of statistics: a row for each report, request to a platform and support referral, without anything personal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _codes(help_text: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=60), default=list, help_text=help_text)


def _minutes(help_text: str) -> models.IntegerField:
    return models.IntegerField(null=True, help_text=help_text)


class ReportFact(models.Model):
    """One report as it stood at the last snapshot: codes, days and minutes only.

    Every row is derived from the case tables by `intel.services.statistics.snapshots`, and by nothing else; deleting
    them all and deriving them again gives the same rows. A report that was merged has the stage, the decision and the
    force of its case. There is no foreign key: a fact outlives nothing and protects nothing.
    """

    report_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    leads = models.BooleanField(help_text="Whether it leads its case: cases are counted by these")
    arrived_on = models.DateField()
    month = models.DateField(help_text="The first day of the month in which it arrived")
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, help_text="What the person is to what happened")
    identity = models.CharField(max_length=12)
    strands = _codes("As the person sees it, sorted")
    combination = models.CharField(max_length=400, help_text="The strands in one, joined by +")
    platforms = _codes("Of its posts, sorted; unknown where a link is of none")
    decided_as = models.CharField(max_length=12, help_text="crime, non_crime, out_of_scope, undecided or withdrawn")
    stage = models.CharField(max_length=20, help_text="Where its case stands")
    outcome = models.CharField(max_length=40, blank=True, help_text="How the hub closed its case")
    force_outcome = models.PositiveSmallIntegerField(null=True, help_text="The newest number a force recorded")
    offences = _codes("Engaged in its case, sorted")
    recording_force = models.CharField(max_length=20, blank=True)
    investigating_force = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=20, blank=True, help_text="The force of the area of whoever was targeted")
    takedown = models.CharField(max_length=12, help_text="none, asked, removed or refused: the best of its case")
    support = models.CharField(max_length=16, help_text="none, or where its newest referral stands")
    to_decided = _minutes("From arrival to the first decision on its case")
    to_told = _minutes("From arrival until the person was told of a decision")
    to_packaged = _minutes("From arrival to the first sealed package")
    to_accepted = _minutes("From arrival until a force accepted")
    to_closed = _minutes("From arrival until its case was closed, if it is")

    class Meta:
        """Read by month."""

        indexes = [models.Index(fields=["month"], name="reportfact_by_month")]

    def __str__(self) -> str:
        return str(self.report_id)


class TakedownFact(models.Model):
    """One request that was sent to a platform, as it stood at the last snapshot."""

    takedown_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    sent_on = models.DateField()
    month = models.DateField(help_text="The first day of the month in which it was sent")
    platform = models.CharField(max_length=40)
    action = models.CharField(max_length=20)
    result = models.CharField(max_length=20)
    strands = _codes("Of the report that it belongs to")
    offences = _codes("Which it names; none: on the platform's terms alone")
    posts = models.PositiveIntegerField()
    posts_gone = models.PositiveIntegerField(help_text="Seen gone by the hub itself")
    to_answer = _minutes("From sending to the platform's first answer")
    to_gone = _minutes("From sending until every post was first seen gone")

    class Meta:
        """Read by month."""

        indexes = [models.Index(fields=["month"], name="takedownfact_by_month")]

    def __str__(self) -> str:
        return str(self.takedown_id)


class SupportFact(models.Model):
    """One referral to a support service, as it stood at the last snapshot."""

    referral_id = models.UUIDField(primary_key=True)
    report_id = models.UUIDField()
    sent_on = models.DateField()
    month = models.DateField(help_text="The first day of the month in which it was sent")
    partner = models.CharField(max_length=60)
    result = models.CharField(max_length=16)
    declined_as = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    strands = _codes("Of the report")
    kind = models.CharField(max_length=12)
    to_contact = _minutes("From sending until the service reached the person")

    class Meta:
        """Read by month."""

        indexes = [models.Index(fields=["month"], name="supportfact_by_month")]

    def __str__(self) -> str:
        return str(self.referral_id)
