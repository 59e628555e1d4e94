"""Duplicates: which reports may be of the same thing, and what an officer said."""

from django.db import models
from django.db.models import F, Q

from reports.models import Report


class DuplicateMatch(models.Model):
    """Two reports that may be of the same thing, and why. `report` came later than `other`.

    `score` is 0 to 1 where the finder gives one, and null where the sameness is certain. The same template with
    another target is no duplicate: it is offered as something to look at, and can only be related or refused.
    """

    class Kind(models.TextChoices):
        """What is the same."""

        SAME_POST = "same_post"
        SAME_FILE = "same_file"
        SAME_WORDS = "same_words"
        SAME_PICTURE = "same_picture"
        SAME_SENDER = "same_sender"
        SAME_TEMPLATE = "same_template"

    class State(models.TextChoices):
        """What an officer said."""

        OFFERED = "offered"
        MERGED = "merged"
        REFUSED = "refused"
        RELATED = "related"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="matches")
    other = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="matched_by")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    facts = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """A pair is offered once for each reason, and "not a duplicate" is remembered."""

        constraints = [
            models.UniqueConstraint(fields=["report", "other", "kind"], name="match_once"),
            models.CheckConstraint(condition=~Q(report=F("other")), name="match_of_two"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "merged", "refused", "related"]), name="match_state_known"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="match_score_is_a_share"
            ),
        ]
        indexes = [models.Index(fields=["decided_at"], condition=~Q(state="offered"), name="match_by_decision")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.report_id} and {self.other_id}"
