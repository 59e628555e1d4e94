"""A post complained of."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Material


class Content(models.Model):
    """One post, comment or account that a report complains of. Its words are sealed under the material key.

    `post_key` is equal for two links to the same post, and null where no post can be told from the link. The words of
    one that is `diverted_as` something are never opened again.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="contents")
    position = models.PositiveSmallIntegerField()
    url = models.TextField(blank=True)
    platform_code = models.CharField(max_length=40, blank=True)
    account_handle = models.CharField(max_length=200, blank=True)
    post_key = models.CharField(max_length=300, null=True)
    sealed_words = models.BinaryField(null=True)
    sealed_details = models.BinaryField(null=True, help_text="What else the person said about it, as JSON")
    diverted_as = models.CharField(max_length=20, choices=Material.choices, blank=True, db_default="")

    class Meta:
        """Found by its post key, in the order in which they came: a thousand of one post cost no more than ten."""

        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="content_one_per_position"),
            models.CheckConstraint(
                condition=Q(diverted_as__in=["", "child_sexual_abuse", "terrorist"]), name="content_diversion_known"
            ),
        ]
        indexes = [
            models.Index(fields=["post_key", "id"], name="content_by_post_key_in_order"),
            models.Index(fields=["post_key"], condition=~Q(diverted_as=""), name="content_diverted"),
        ]

    def __str__(self) -> str:
        return f"content {self.position} of {self.report_id}"
