"""Material that was diverted: what was marked, to which body, and when that body was told."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Material, Partner
from reports.models import Content, Evidence, Report


class Diversion(models.Model):
    """One exhibit or one post of one report that is diverted to a body. Lifted, it stays as history.

    Whether something may be opened stands on the exhibit and the post alone. `thing` is equal for the same bytes and
    the same post: the body is told of them together. Do not show it: it holds a keyed hash or a link's key.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="diversions")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="diversions")
    content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="diversions")
    thing = models.CharField(max_length=320)
    material = models.CharField(max_length=20, choices=Material.choices)
    body = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    marked_by = models.CharField(max_length=120)
    marked_at = models.DateTimeField()
    told_by = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True)
    body_reference = models.CharField(max_length=80, blank=True, help_text="The body's own reference")
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        """About one thing, marked once at a time; what the body is to be told is found through a partial index."""

        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=True, content__isnull=False)
                | Q(evidence__isnull=False, content__isnull=True),
                name="diversion_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(material__in=["child_sexual_abuse", "terrorist"]), name="diversion_material_known"
            ),
            models.UniqueConstraint(
                fields=["evidence"], condition=Q(lifted_at__isnull=True), name="diversion_exhibit_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["content"], condition=Q(lifted_at__isnull=True), name="diversion_post_once_at_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["marked_at", "id"],
                condition=Q(told_at__isnull=True, lifted_at__isnull=True),
                name="diversion_to_tell",
            ),
            models.Index(fields=["thing"], name="diversion_of_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.material} of {self.report_id}"
