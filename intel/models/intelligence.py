"""Intelligence reports in 3x5x2: where the information came from, its items with their grades, and their reviews."""

import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from hatehub.accounts.persons import nobody_of, same_person
from hatehub.vault.models import Purpose
from intel.rules.intelligence.grades import Grade, Handling, SourceGrade, SourceKind
from intel.rules.intelligence.steps import STEPS, State
from reports.models import Case, Report

STATES = [state.value for state in State]
KINDS = [kind.value for kind in SourceKind]
COMPLAINANT = SourceKind.COMPLAINANT.value


def _step(name: str):  # type: ignore[no-untyped-def]
    """Return django-fsm's decorator for one step of the table."""
    step = STEPS[name]
    return transition(field="state", source=sorted(state.value for state in step.sources), target=step.target.value)


class IntelligenceSource(models.Model):
    """Where information comes from, by a reference that says nothing.

    Of a complainant nothing is copied: `report` is theirs, and who it is stands under its person key. Who another
    source is lies in `sealed_identity`, under the material key of `report`. Read either only through
    `intel.services.intelligence.provenance`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    sealed_identity = models.BinaryField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        """The complainant of a report is one source; of nobody else is anything known but what is sealed."""

        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="intel_source_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=COMPLAINANT, sealed_identity__isnull=True)
                | ~Q(kind=COMPLAINANT) & Q(sealed_identity__isnull=False),
                name="intel_source_sealed",
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(kind=COMPLAINANT), name="intel_source_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def purpose(self) -> Purpose:
        """The key of `report` under which its words lie: what a person told goes when that person is erased."""
        return Purpose.PERSON if self.kind == COMPLAINANT else Purpose.MATERIAL

    @property
    def field(self) -> str:
        """The field under which it is sealed."""
        return f"intelligence-source:{self.id}"


class IntelligenceReport(models.Model):
    """One report. It belongs to the case in which it was begun, wherever that is merged.

    What may leave the hub lies under the material key of `sealed_for`, which led the case. `writers` are all who have
    written in it: none of them signs it off. `edits` counts every saving. `changed_at` is when what forces have of it
    changed last. The transitions set fields on the row and nothing else: take a step only through
    `intel.services.intelligence`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="intelligence_reports")
    sealed_for = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    state = FSMField(max_length=12, default=State.DRAFT.value, protected=True)
    edits = models.PositiveIntegerField(default=1)
    writers = ArrayField(models.CharField(max_length=120))
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=120, blank=True)
    returned_at = models.DateTimeField(null=True)
    sealed_returned_why = models.BinaryField(null=True)
    signed_off_by = models.CharField(max_length=120, blank=True)
    signed_off_at = models.DateTimeField(null=True)
    weeded_by = models.CharField(max_length=120, blank=True)
    weeded_at = models.DateTimeField(null=True)
    review_due_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        """Nobody signs off what they wrote; what is signed off is reviewed by a day."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="intel_report_state_known"),
            models.CheckConstraint(
                condition=Q(signed_off_by="")
                | (~same_person("signed_off_by", "written_by") & nobody_of("signed_off_by", "writers")),
                name="intel_report_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed_off")
                | ~Q(signed_off_by="")
                & Q(signed_off_at__isnull=False, submitted_at__isnull=False, review_due_on__isnull=False),
                name="intel_report_signed_off_by_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="weeded") | Q(weeded_at__isnull=False, review_due_on__isnull=True),
                name="intel_report_weeded_at",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "written_at"], name="intel_report_of_case"),
            models.Index(fields=["state", "-changed_at", "id"], name="intel_report_by_state"),
            models.Index(
                fields=["review_due_on", "id"], condition=Q(state="signed_off"), name="intel_report_due_for_review"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def field(self) -> str:
        """The field under which what is said of the whole is sealed."""
        return f"intelligence:{self.id}"

    @_step("submit")
    def submit(self, *, by: str, at: datetime) -> None:
        """The writer asks somebody else to sign it off."""
        self.submitted_by, self.submitted_at, self.changed_at = by, at, at

    @_step("return")
    def give_back(self, *, by: str, at: datetime, sealed_why: bytes) -> None:
        """It goes back to the writer."""
        self.returned_by, self.returned_at, self.sealed_returned_why, self.changed_at = by, at, sealed_why, at

    @_step("sign_off")
    def sign_off(self, *, by: str, at: datetime, review_due_on: date) -> None:
        """A second person answers for it."""
        self.signed_off_by, self.signed_off_at, self.review_due_on, self.changed_at = by, at, review_due_on, at

    @_step("discard")
    def discard(self, *, by: str, at: datetime) -> None:
        """A draft that nobody needs."""
        self._end(by=by, at=at)

    @_step("weed")
    def weed(self, *, by: str, at: datetime) -> None:
        """It is not kept any longer."""
        self._end(by=by, at=at)

    def _end(self, *, by: str, at: datetime) -> None:
        self.weeded_by, self.weeded_at, self.review_due_on, self.changed_at = by, at, None, at
        self.sealed_returned_why = None


class IntelligenceItem(models.Model):
    """One item of information: one paragraph, graded by itself.

    `sealed_raw` is what the source told, with the conditions as they were typed, under the key of the source: erasing
    a complainant takes it. `sealed_words` is what may leave the hub, and which marks were kept in it and why, under
    the report's material key; null before it is sanitised. `names_subject` says that the words name an account that is
    complained of; which, lies with them, as it stood at the signing off. Weeding empties all of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(IntelligenceSource, on_delete=models.PROTECT, related_name="items")
    source_grade = models.PositiveSmallIntegerField()
    intelligence_grade = models.CharField(max_length=1)
    handling = models.CharField(max_length=1)
    has_conditions = models.BooleanField(default=False)
    sealed_raw = models.BinaryField(null=True)
    sealed_words = models.BinaryField(null=True)
    names_subject = models.BooleanField(default=False)

    class Meta:
        """Grades are those of 3x5x2; what is shared with conditions has them."""

        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], name="intel_item_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(source_grade__in=[grade.value for grade in SourceGrade]), name="intel_item_source_grade"
            ),
            models.CheckConstraint(
                condition=Q(intelligence_grade__in=[grade.value for grade in Grade]), name="intel_item_grade"
            ),
            models.CheckConstraint(
                condition=Q(handling=Handling.PERMITTED.value, has_conditions=False)
                | Q(handling=Handling.CONDITIONS.value, has_conditions=True),
                name="intel_item_conditions",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.position} of {self.report_id}"

    @property
    def grading(self) -> str:
        """The three grades as they are written, such as `2 D P`."""
        return f"{self.source_grade} {self.intelligence_grade} {self.handling}"

    @property
    def raw_field(self) -> str:
        """The field under which the raw words are sealed."""
        return f"intelligence-raw:{self.id}"

    @property
    def words_field(self) -> str:
        """The field under which the sanitised words are sealed."""
        return f"intelligence-words:{self.id}"


class IntelligenceReview(models.Model):
    """One look at whether a report is still needed: kept until another day, or weeded. It only grows.

    `sealed_why` lies under the material key of the report's case.
    """

    class Decision(models.TextChoices):
        """What came of it."""

        KEEP = "keep"
        WEED = "weed"

    report = models.ForeignKey(IntelligenceReport, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=4, choices=Decision.choices)
    sealed_why = models.BinaryField()
    keep_until = models.DateField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """What is kept is kept until a day."""

        constraints = [
            models.CheckConstraint(
                condition=Q(decision="keep", keep_until__isnull=False) | Q(decision="weed", keep_until__isnull=True),
                name="intel_review_keeps_until",
            )
        ]
        indexes = [models.Index(fields=["report", "-at"], name="intel_review_of_report")]

    def __str__(self) -> str:
        return f"{self.decision} of {self.report_id}"
