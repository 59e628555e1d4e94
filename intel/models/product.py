"""Products of intelligence: problem profiles and weekly tactical assessments, in versions, and what was done then."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hatehub.accounts.persons import same_person
from hatehub.reference.models import Force
from intel.models.notice import Notice

STATES = ["draft", "published", "replaced", "withdrawn"]


class Product(models.Model):
    """One profile or assessment: what it is about, and for which days. What it says stands in its versions.

    `strand_code`, `platform_code`, `offence_code` and `force_code` narrow down which reports it counts, and so does
    `notice`; all empty means everything. `until` is counted.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PROFILE = "profile", "Problem profile"
        TACTICAL = "tactical", "Weekly tactical assessment"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    strand_code = models.CharField(max_length=40, blank=True)
    platform_code = models.CharField(max_length=40, blank=True)
    offence_code = models.CharField(max_length=60, blank=True)
    force_code = models.CharField(max_length=20, blank=True)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="products")
    since = models.DateField()
    until = models.DateField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        """A period has two ends; there is one assessment a week."""

        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["profile", "tactical"]), name="product_kind_known"),
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="product_begins_before_it_ends"),
            models.UniqueConstraint(fields=["since"], condition=Q(kind="tactical"), name="product_one_a_week"),
        ]
        indexes = [models.Index(fields=["kind", "-until", "id"], name="product_newest")]

    def __str__(self) -> str:
        return self.reference


class ProductVersion(models.Model):
    """What a product says in one version. A draft is edited; once published nothing of it is ever changed.

    `drawn_at` is when its figures were counted. `for_all` or `forces` say to whom it is published. A later version
    replaces it openly: it says what is new, and the earlier one stays to be read.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced by a later version"
        WITHDRAWN = "withdrawn", "Withdrawn"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=120)
    whats_new = models.CharField(max_length=600, blank=True)
    edits = models.PositiveIntegerField(default=1, help_text="Counts every change of the draft")
    drawn_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)
    for_all = models.BooleanField(default=False)
    forces = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        """One draft and one published version at a time; published ones were reviewed by somebody else."""

        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="productversion_one_per_number"),
            models.UniqueConstraint(fields=["product"], condition=Q(state="draft"), name="productversion_one_draft"),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="published"), name="productversion_one_published"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="productversion_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(reviewed_by="") & Q(published_at__isnull=False)),
                name="productversion_published_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~same_person("reviewed_by", "written_by"), name="productversion_reviewed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(number=1) | ~Q(whats_new=""), name="productversion_says_what_is_new"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""), name="productversion_withdrawn_says_why"
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "id"], name="productversion_published")]
        triggers = [
            pgtrigger.Protect(
                name="published_product_stays",
                operation=pgtrigger.UpdateOf(
                    *("product_id", "number", "title", "whats_new", "drawn_at", "written_by", "written_at"),
                    *("reviewed_by", "published_at", "for_all", "forces"),
                ),
                condition=pgtrigger.Q(old__state__in=["published", "replaced", "withdrawn"]),
            ),
            pgtrigger.Protect(name="product_versions_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class ProductSection(models.Model):
    """One section of a version: words of an analyst, and figures as they were drawn, each with what it counts.

    `is_drafted` says that the words are still those that the hub drafted: drawing the figures again renews them.
    """

    version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    is_drafted = models.BooleanField(default=True)
    figures = models.JSONField(default=list)

    class Meta:
        """A version has each section once."""

        constraints = [models.UniqueConstraint(fields=["version", "code"], name="productsection_once")]

    def __str__(self) -> str:
        return f"{self.code} of {self.version_id}"


class Recommendation(models.Model):
    """What a version of a profile recommends: what, who is to do it, and by when. It belongs to its draft's words."""

    version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="recommendations")
    what = models.CharField(max_length=600)
    owner = models.CharField(max_length=120, help_text="A role, a unit or a force; never a private person")
    due_on = models.DateField()

    class Meta:
        """Listed by day."""

        indexes = [models.Index(fields=["version", "due_on"], name="recommendation_by_day")]

    def __str__(self) -> str:
        return f"recommendation {self.pk}"


class PreventionAction(models.Model):
    """What was done to prevent more of what a profile describes, and later what came of it. It is no claim of a cause.

    `measure` is the figure that is to show whether it helped: counted over so many days before the action began, and
    over as many after, both with the days that they are of. `force` is null where the hub recorded it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prevention")
    force = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=600)
    who = models.CharField(max_length=120)
    for_whom = models.CharField(max_length=200)
    aim = models.CharField(max_length=600, help_text="What it was to change")
    began_on = models.DateField()
    measure = models.CharField(max_length=30)
    days = models.PositiveSmallIntegerField(help_text="How many days are counted before and after")
    before = models.PositiveIntegerField(help_text="The measure over the days before it began")
    after = models.PositiveIntegerField(null=True)
    after_until = models.DateField(null=True, help_text="The last day that is counted after it")
    outcome = models.CharField(max_length=1000, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    outcome_by = models.CharField(max_length=120, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        """What came of it has words, a figure and its day, or nothing of them; of days there are some."""

        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", after__isnull=True, after_until__isnull=True, outcome_at__isnull=True)
                | (~Q(outcome="") & Q(after__isnull=False, after_until__isnull=False, outcome_at__isnull=False)),
                name="prevention_outcome_whole",
            ),
            models.CheckConstraint(condition=Q(days__gte=7, days__lte=366), name="prevention_days_make_sense"),
        ]
        indexes = [models.Index(fields=["product", "began_on"], name="prevention_of_product")]

    def __str__(self) -> str:
        return f"prevention {self.id}"
