"""The report: what one person told the hub, and where it stands."""

import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import RETURN_VALUE, FSMField, transition

from reports.rules.workflow import OPEN_STATES, STEPS, State

STATES = [state.value for state in State]
OPEN = sorted(state.value for state in OPEN_STATES)
NO_TIME_BAR = date.max
"""Stands for "none", so that those without a time bar come last."""


def _sources(step: str) -> list[str]:
    return sorted(state.value for state in STEPS[step].sources)


def _step(name: str):  # type: ignore[no-untyped-def]
    """Return django-fsm's decorator for one step of the table."""
    step = STEPS[name]
    target = step.target.value if step.target else RETURN_VALUE(*_sources("merge"))
    return transition(field="state", source=_sources(name), target=target)


class Report(models.Model):
    """What one person told the hub. Its contents are never rewritten; only its state, its case and its queue place do.

    The transitions set fields on the row and nothing else. Take a step only through
    `reports.services.workflow`: it locks, checks, audits and publishes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    receipt_hash = models.CharField(max_length=64)
    case = models.ForeignKey("reports.Case", on_delete=models.PROTECT, related_name="reports")
    state = FSMField(max_length=20, default=State.RECEIVED.value, protected=True)
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    joined_at_version = models.PositiveIntegerField(
        null=True, help_text="The lead's version when this report was merged into its case"
    )
    outcome = models.CharField(max_length=40, blank=True)
    outcome_reason = models.TextField(blank=True)
    withdrawal_asked_at = models.DateTimeField(
        null=True, help_text="When the complainant asked to withdraw it from a case of several"
    )
    review_asked_at = models.DateTimeField(
        null=True, help_text="When a complainant asked for a review that nobody has decided yet"
    )

    submitted_at = models.DateTimeField()
    channel = models.CharField(max_length=20, default="web_form")
    language = models.CharField(max_length=10)
    is_online = models.BooleanField(default=True)
    strands = ArrayField(models.CharField(max_length=40), default=list)
    happened_on = models.DateField(null=True)
    sealed_narrative = models.BinaryField(null=True)
    sealed_suspect = models.BinaryField(null=True)
    suspect_whereabouts = models.CharField(max_length=10, default="unknown")
    victim_area = models.JSONField(default=dict)
    is_demonstration = models.BooleanField(default=False)
    danger = models.CharField(max_length=10, blank=True, db_default="")
    strand_values = ArrayField(models.CharField(max_length=80), default=list, db_default=[])
    circumstances = models.JSONField(default=dict, db_default={}, help_text="Closed answers by question: codes only")
    sealed_details = models.BinaryField(null=True, help_text="Open answers by question, as JSON")
    subject_destroyed_at = models.DateTimeField(null=True, help_text="When who it is about was destroyed")
    destroyed_at = models.DateTimeField(null=True, help_text="When the last of its keys was destroyed")
    queue_place = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Where officers' queues put it, the smaller the sooner; 0: not weighed yet"
    )
    time_bar_on = models.DateField(
        default=NO_TIME_BAR, db_default=NO_TIME_BAR, help_text="Last day on which proceedings can begin, for queues"
    )
    queue_terms = ArrayField(
        models.CharField(max_length=80),
        default=list,
        db_default=[],
        help_text="What queues filter by, where it leads a case, such as strand:religion; empty: not listed yet",
    )
    is_in_burst = models.BooleanField(default=False, db_default=False, help_text="Came with many from one network")

    class Meta:
        """States are closed; an open report has a clock; queues are read through one index an order."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "merged"]) | Q(due_at__isnull=False), name="report_open_has_clock"
            ),
            models.CheckConstraint(condition=Q(is_online=True), name="report_online_set_by_system"),
            models.CheckConstraint(
                condition=Q(suspect_whereabouts__in=["unknown", "uk", "abroad"]),
                name="report_suspect_whereabouts_known",
            ),
            models.CheckConstraint(
                condition=Q(danger__in=["", "danger", "child", "unsure", "no"]), name="report_danger_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="report_queue"),
            models.Index(fields=["state", "queue_place", "due_at", "id"], name="report_queue_by_priority"),
            models.Index(fields=["state", "time_bar_on", "due_at", "id"], name="report_queue_by_time_bar"),
            models.Index(fields=["state", "submitted_at", "id"], name="report_queue_by_arrival"),
            GinIndex(fields=["queue_terms"], condition=Q(state__in=OPEN), name="report_open_terms"),
            GinIndex(fields=["queue_terms"], condition=Q(state="closed"), name="report_closed_terms"),
            models.Index(fields=["id"], condition=Q(queue_terms=[]) & ~Q(state="merged"), name="report_not_listed_yet"),
            models.Index(fields=["case"], name="report_of_case"),
        ]

    def __str__(self) -> str:
        return self.reference

    @_step("start_triage")
    def start_triage(self) -> None:
        """An officer has opened it."""

    @_step("record_crime")
    def record_crime(self) -> None:
        """Assessed: a crime."""
        self.review_asked_at = None

    @_step("record_non_crime")
    def record_non_crime(self) -> None:
        """Assessed: not a crime."""
        self.review_asked_at = None

    @_step("mark_out_of_scope")
    def mark_out_of_scope(self) -> None:
        """Assessed: not for the hub."""
        self.review_asked_at = None

    @_step("assign")
    def assign(self) -> None:
        """Offered to the force that is responsible."""

    @_step("mark_packaged")
    def mark_packaged(self) -> None:
        """Its evidence package is sealed."""

    @_step("accept")
    def accept(self) -> None:
        """The force has accepted it."""

    @_step("accept_for_recording")
    def accept_for_recording(self) -> None:
        """The force has accepted it for recording only."""

    @_step("close")
    def close(self, *, outcome: str, because: str) -> None:
        """Finished, with an outcome."""
        self.outcome, self.outcome_reason = outcome, because

    @_step("close_without_enforcement")
    def close_without_enforcement(self, *, outcome: str, because: str) -> None:
        """Finished: a crime on which nobody can act."""
        self.outcome, self.outcome_reason = outcome, because

    @_step("refuse")
    def refuse(self) -> None:
        """The force has refused it."""

    @_step("refuse_record")
    def refuse_record(self) -> None:
        """The force has refused to record it as a non-crime."""

    @_step("take_back")
    def take_back(self) -> None:
        """The hub has taken it back from the force."""

    @_step("take_back_record")
    def take_back_record(self) -> None:
        """The hub has taken a non-crime back from the force."""

    @_step("hand_over")
    def hand_over(self) -> None:
        """It goes from one force to another."""

    @_step("reopen")
    def reopen(self, *, review_asked_at: datetime | None = None) -> None:
        """Looked at again, for a review where its time is given."""
        self.outcome, self.outcome_reason, self.withdrawal_asked_at = "", "", None
        self.review_asked_at = review_asked_at

    @_step("request_review")
    def request_review(self, *, asked_at: datetime) -> None:
        """Looked at again, because its complainant asks so."""
        self.outcome, self.outcome_reason, self.withdrawal_asked_at = "", "", None
        self.review_asked_at = asked_at

    @_step("withdraw")
    def withdraw(self) -> None:
        """The complainant has withdrawn it."""
        self.outcome, self.review_asked_at = "withdrawn", None

    @_step("merge")
    def merge(self, *, case_id: uuid.UUID, lead_version: int) -> None:
        """Worked as part of another case from here on."""
        self.case_id, self.joined_at_version = case_id, lead_version

    @_step("unmerge")
    def unmerge(self, *, case_id: uuid.UUID, stood_at: str) -> str:
        """Worked as a case of its own again, where it stood."""
        self.case_id, self.joined_at_version = case_id, None
        return stood_at

    @_step("take_lead")
    def take_lead(self, *, stands_at: str, after_version: int, review_asked_at: datetime | None) -> str:
        """Leads its case from here on, from where the case stands; counts on from the report that led."""
        self.joined_at_version, self.version = None, max(self.version, after_version)
        self.review_asked_at = review_asked_at
        return stands_at

    @_step("hand_on_lead")
    def hand_on_lead(self, *, lead_version: int) -> None:
        """Carried by another report of its case from here on, which takes over a review that is waited for."""
        self.joined_at_version, self.review_asked_at = lead_version, None

    @_step("leave_case")
    def leave_case(self, *, case_id: uuid.UUID, stood_at: str) -> str:
        """In a case of its own again, to be withdrawn."""
        self.case_id, self.joined_at_version = case_id, None
        return stood_at
