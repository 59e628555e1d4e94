"""Research projects: what they may have, who approved it, and which files were made for them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hatehub.accounts.persons import same_person


class ResearchProject(models.Model):
    """One project that asks for rows of reports. It gets them under pseudonyms of its own, until it ends.

    `sealed_key` makes the pseudonyms: the same report has the same one in every file of the project, and another in
    every other project. It lies under the project's own key, which is destroyed when the project ends: then nobody
    can say any more which report a pseudonym stands for.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "Waits for approval"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=160)
    organisation = models.CharField(max_length=160)
    purpose = models.TextField()
    ethics = models.CharField(max_length=200, help_text="Which body has looked at its ethics, and its reference")
    columns = ArrayField(models.CharField(max_length=40), help_text="Codes of what each row has beside the usual ones")
    since = models.DateField(help_text="The first month")
    until = models.DateField(help_text="The first month after the last")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was approved or refused")
    ends_on = models.DateField(help_text="The last day on which a file may be made")
    ended_at = models.DateTimeField(null=True)
    sealed_key = models.BinaryField(null=True)

    class Meta:
        """What is approved has a key, and was approved by another; what has ended has none."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "approved", "refused", "ended"]), name="researchproject_state_known"
            ),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="researchproject_months_run_forwards"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(sealed_key__isnull=False, settled_at__isnull=False) & ~same_person("settled_by", "asked_by")),
                name="researchproject_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(sealed_key__isnull=True), name="researchproject_ended_has_no_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def field(self) -> str:
        """The field under which its key is sealed."""
        return f"research-project:{self.id}"


class ResearchExport(models.Model):
    """One file that was made for a project. The file is not kept: its digest and its size are."""

    project = models.ForeignKey(ResearchProject, on_delete=models.PROTECT, related_name="exports")
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(help_text="Rows that too few others are like")
    sha256 = models.CharField(max_length=64)

    class Meta:
        """The newest of a project comes first."""

        indexes = [models.Index(fields=["project", "-made_at"], name="researchexport_of_project")]

    def __str__(self) -> str:
        return f"{self.project_id} at {self.made_at:%Y-%m-%d %H:%M}"
