"""How long a case is kept: when it is to be reviewed, what was decided then, and what holds it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.accounts.persons import same_person
from reports.models import Case, Report


class Retention(models.Model):
    """When a closed case is to be reviewed, as the nightly count left it. A case that is open has no row.

    `version` is that of the table. A row `is_due` from the day of its review on, unless something keeps the case:
    `kept_by` are the codes of what does. Once the case is destroyed the row stays, and says when.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="retention")
    retention_class = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    counted_from = models.DateField(help_text="The day from which the period runs")
    keep_until = models.DateField(null=True, help_text="What a review decided to keep it until")
    due_on = models.DateField()
    is_due = models.BooleanField(default=False)
    kept_by = ArrayField(models.CharField(max_length=30), default=list)
    counted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="When two people had decided that it is destroyed")
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        """The due are read through an index of their own, by class or all; what is kept or destroyed is not due."""

        constraints = [
            models.CheckConstraint(
                condition=Q(is_due=False) | Q(confirmed_at__isnull=True, kept_by=[]), name="retention_due_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(is_due=False), name="retention_destroyed_is_not_due"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "case"], condition=Q(is_due=True), name="retention_due"),
            models.Index(
                fields=["retention_class", "due_on", "case"], condition=Q(is_due=True), name="retention_due_by_class"
            ),
            models.Index(fields=["retention_class", "is_due"], name="retention_by_class"),
            models.Index(
                fields=["confirmed_at"],
                condition=Q(confirmed_at__isnull=False, destroyed_at__isnull=True),
                name="retention_to_destroy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.retention_class}, to be reviewed on {self.due_on}"


class RetentionReview(models.Model):
    """One decision on a case that was due: to keep it for longer, or to destroy it, which a second person confirms.

    The reason may name somebody, so it is sealed under the material key of `report`, which led the case; `grounds` are
    codes and stay. `stood_at` is how the case stood when destruction was proposed: whatever arrived since makes the
    proposal stale.
    """

    class Decision(models.TextChoices):
        """What was decided, or proposed."""

        KEEP = "keep"
        DESTROY = "destroy"

    class State(models.TextChoices):
        """A decision to keep is done at once; a proposal waits until it is confirmed, withdrawn, or has lapsed."""

        DONE = "done"
        PROPOSED = "proposed"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="retention_reviews")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    retention_class = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    grounds = ArrayField(models.CharField(max_length=30), default=list)
    keep_until = models.DateField(null=True)
    sealed_reason = models.BinaryField(null=True)
    stood_at = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True, help_text="Who confirmed or withdrew it")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody confirms an own proposal; one proposal waits for a case; to keep has a day and grounds."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="destroy", state="done")
                | (~Q(ended_by="") & ~same_person("ended_by", "decided_by")),
                name="retentionreview_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decision="destroy", keep_until__isnull=True)
                | (Q(decision="keep", state="done", keep_until__isnull=False) & ~Q(grounds=[])),
                name="retentionreview_keep_has_day_and_grounds",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", ended_at__isnull=True)
                | Q(decision="keep")
                | Q(state__in=["done", "withdrawn", "lapsed"], ended_at__isnull=False),
                name="retentionreview_state_known",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="proposed"), name="retentionreview_one_proposal"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-decided_at"], name="retentionreview_of_case"),
            models.Index(fields=["decided_at", "id"], condition=Q(state="proposed"), name="retentionreview_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.case_id}: {self.state}"


class LegalHold(models.Model):
    """Why nothing of a case may be destroyed. It goes with the case where that is merged, and back.

    The reasons are sealed under the material key of `report`, which led the case. A case may have several; it is held
    until the last is lifted.
    """

    class Ground(models.TextChoices):
        """What it is held for."""

        PROCEEDINGS = "proceedings", "Criminal or civil proceedings"
        INQUIRY = "inquiry", "A public inquiry or inquest"
        COMPLAINT = "complaint", "A complaint, or a conduct investigation"
        REQUEST = "request", "A request for access that is not answered yet"
        OTHER = "other", "Something else"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_holds")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    sealed_reason = models.BinaryField(null=True)
    placed_by = models.CharField(max_length=120)
    placed_at = models.DateTimeField()
    sealed_lifted_why = models.BinaryField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        """Grounds are closed; those that stand are found by case."""

        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=["proceedings", "inquiry", "complaint", "request", "other"]),
                name="legalhold_ground_known",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="") | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="legalhold_lifted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(lifted_at__isnull=True), name="legalhold_standing")]

    def __str__(self) -> str:
        return f"hold on {self.case_id}: {self.ground}"


class ErasureRequest(models.Model):
    """That somebody who reported asks for what the hub holds of them to be erased, and what was decided.

    Section 47 of the Data Protection Act 2018; to be answered within a month (section 54). What was asked, and why it
    was decided so, are sealed under the report's person key: they go with what they are about.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        GRANTED = "granted"
        REFUSED = "refused"

    class Ground(models.TextChoices):
        """Why it is granted, or refused."""

        NOT_NEEDED = "not_needed", "It is not needed any more"
        UNLAWFUL = "unlawful", "It should not have been kept"
        DUTY = "duty", "The law says that it must be erased"
        EVIDENCE = "evidence", "It must be kept as evidence: its use is restricted instead"
        INVESTIGATION = "investigation", "Erasing it would harm an investigation or proceedings"
        OTHERS = "others", "Somebody else needs to be protected"
        NOT_THEM = "not_them", "It could not be shown that the person who asks is the person who reported"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_on = models.DateField()
    answer_by = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    sealed_words = models.BinaryField(null=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    ground = models.CharField(max_length=14, choices=Ground.choices, blank=True)
    sealed_reason = models.BinaryField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Somebody else decides than who recorded it; one waits for a report; what waits is found by its day."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, ground="")
                | (Q(state__in=["granted", "refused"], decided_at__isnull=False) & ~Q(ground="")),
                name="erasurerequest_decided_has_ground",
            ),
            models.CheckConstraint(
                condition=~same_person("decided_by", "recorded_by"), name="erasurerequest_decided_by_another"
            ),
            models.UniqueConstraint(fields=["report"], condition=Q(state="waiting"), name="erasurerequest_one_waits"),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(state="waiting"), name="erasurerequest_waiting"),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.report_id}: {self.state}"
