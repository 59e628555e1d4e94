"""Guidance for local officers: short pieces in versions, with which cases they went, and what forces say of them."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.accounts.persons import same_person
from hatehub.reference.models import Force
from referrals.models import EvidencePackage
from reports.models import Case, Report

STATES = ("draft", "published", "replaced", "withdrawn")


class Guidance(models.Model):
    """One piece, by the code that it keeps through all its versions. What it says stands in them."""

    code = models.SlugField(max_length=60, unique=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class GuidanceVersion(models.Model):
    """What a piece says in one version, and what it is for. It holds nothing of any case, so nothing of it is sealed.

    A draft is edited; once it is published its words are never changed, and another version replaces it. Who reviews
    it did not write it. `offences`, `platforms`, `strands` and `problems` are codes; `basis` says who stands behind it.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced by a newer version"
        WITHDRAWN = "withdrawn", "Withdrawn"

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=120)
    problem = models.CharField(max_length=300, help_text="What an officer has in front of them, in a sentence")
    body = models.TextField()
    offences = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    platforms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    strands = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    problems = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    edits = models.PositiveIntegerField(default=1, help_text="Counts every saving of the draft")
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True)
    look_again_by = models.DateField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        """One draft and one published version of a piece at a time; published ones were reviewed by somebody else."""

        constraints = [
            models.UniqueConstraint(fields=["guidance", "number"], name="guidance_one_per_number"),
            models.UniqueConstraint(fields=["guidance"], condition=Q(state="draft"), name="guidance_one_draft"),
            models.UniqueConstraint(fields=["guidance"], condition=Q(state="published"), name="guidance_one_published"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="guidance_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (~Q(reviewed_by="") & Q(reviewed_on__isnull=False, look_again_by__isnull=False)),
                name="guidance_published_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~same_person("reviewed_by", "written_by"), name="guidance_reviewed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""), name="guidance_withdrawn_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["look_again_by"], condition=Q(state="published"), name="guidance_to_look_at"),
            models.Index(fields=["state", "title", "id"], name="guidance_by_state"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_words_stay",
                operation=pgtrigger.UpdateOf(
                    "guidance_id",
                    "number",
                    "title",
                    "problem",
                    "body",
                    "offences",
                    "platforms",
                    "strands",
                    "problems",
                    "basis",
                    "written_by",
                    "reviewed_by",
                    "reviewed_on",
                ),
                condition=pgtrigger.Q(old__state__in=["published", "replaced", "withdrawn"]),
            ),
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class GuidanceGiven(models.Model):
    """One version that went with one case, and why; it only grows.

    With `package` it lies in that version of the package; without, it was read by a force before there was one.
    `reasons` are in words, as they were told.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(GuidanceVersion, on_delete=models.PROTECT, related_name="given")
    package = models.ForeignKey(EvidencePackage, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=300), default=list)
    at = models.DateTimeField()

    class Meta:
        """A version lies in a package once; the cases of a version are counted."""

        constraints = [
            models.UniqueConstraint(
                fields=["package", "version"], condition=Q(package__isnull=False), name="guidance_once_a_package"
            ),
            models.UniqueConstraint(
                fields=["case", "version"], condition=Q(package__isnull=True), name="guidance_once_without_package"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "package"], name="guidance_of_case"),
            models.Index(fields=["version", "case"], name="guidance_cases"),
        ]

    def __str__(self) -> str:
        return f"version {self.version_id} with {self.case_id}"


class GuidanceFeedback(models.Model):
    """What one force says of one version in one case; said again, it replaces what it said before.

    `sealed_text` is in the force's words, under the material key of `sealed_for`.
    """

    class Verdict(models.TextChoices):
        """Whether it helped."""

        HELPED = "helped", "It helped"
        DID_NOT = "did_not", "It was used and did not help"
        NOT_USED = "not_used", "It was not used"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(GuidanceVersion, on_delete=models.PROTECT, related_name="feedback")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    sealed_for = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """One for each case, version and force; those of a version are listed newest first."""

        constraints = [
            models.UniqueConstraint(fields=["case", "version", "force"], name="guidance_feedback_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["helped", "did_not", "not_used"]), name="guidance_feedback_known"
            ),
        ]
        indexes = [models.Index(fields=["version", "-at"], name="guidance_feedback_newest")]

    def __str__(self) -> str:
        return f"{self.verdict} of version {self.version_id}"

    @property
    def field(self) -> str:
        """Return the field under which the words are sealed."""
        return f"guidance-feedback:{self.case_id}:{self.version_id}:{self.force_id}"
