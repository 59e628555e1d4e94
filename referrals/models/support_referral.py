"""A referral of one complainant to a support service, and what became of it."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from referrals.rules.support.steps import RUNNING, STEPS, TAKEN_ON, Decline, Outcome, State, Withdrawn
from referrals.rules.support.times import TIME_TO_END
from reports.models import Case, Report

STATES = [state.value for state in State]
RUNNING_STATES = sorted(state.value for state in RUNNING)
ONCE_ACCEPTED = sorted(state.value for state in TAKEN_ON)


def _step(name: str):  # type: ignore[no-untyped-def]
    """Return django-fsm's decorator for one step of the table."""
    step = STEPS[name]
    return transition(field="state", source=sorted(state.value for state in step.sources), target=step.target.value)


class SupportReferral(models.Model):
    """One service that is asked to support whoever sent one report.

    It belongs to the report, which takes it along wherever its case goes; `case`, in which it was asked and its links
    and letters are, never changes. `sealed_words`, what the service and officers wrote, lies under the person key of
    the report. `waits_since` may lie ahead: then it is the next look. `position` is its place in the feed of the
    service's program: empty from a step until a numberer gives a new one, after the commit. The transitions set fields
    on the row and nothing else: take a step only through `referrals.services.support`. Must not be used to hold
    anything about the post or who wrote it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="support_referrals")
    partner_code = models.CharField(max_length=60)
    recipient = models.CharField(max_length=120, help_text="The name of the service")
    state = FSMField(max_length=16, default=State.SENT.value, protected=True)
    state_since = models.DateTimeField()
    sealed_words = models.BinaryField(null=True)
    sent_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(help_text="When it is reminded")
    reminded_at = models.DateTimeField(null=True)
    silence_due_at = models.DateTimeField(help_text="When officers are told that it does not answer")
    silence_told_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    contact_chased_at = models.DateTimeField(null=True)
    contact_made_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often the service tried in vain")
    shown_at = models.DateTimeField(null=True, help_text="When the service first saw who it is")
    declined_as = models.CharField(max_length=16, blank=True, help_text="A code")
    outcome = models.CharField(max_length=16, blank=True, help_text="A code")
    withdrawn_as = models.CharField(max_length=16, blank=True, help_text="A code")
    ended_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True, help_text="Since when an officer has to look at it")
    position = models.BigIntegerField(null=True)

    class Meta:
        """One running referral for each report; codes are closed; what is chased is found by an index of its own."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="support_state_known"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(state__in=RUNNING_STATES), name="support_one_running"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ONCE_ACCEPTED) | Q(answered_at__isnull=False, contact_due_at__isnull=False),
                name="support_accepted_has_times",
            ),
            models.CheckConstraint(
                condition=Q(state="declined", declined_as__in=[each.value for each in Decline])
                | (~Q(state="declined") & Q(declined_as="")),
                name="support_declined_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", outcome__in=[each.value for each in Outcome])
                | (~Q(state="ended") & Q(outcome="")),
                name="support_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_as__in=[each.value for each in Withdrawn])
                | (~Q(state="withdrawn") & Q(withdrawn_as="")),
                name="support_withdrawn_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["report", "sent_at"], name="support_of_report"),
            models.Index(fields=["partner_code", "sent_at"], name="support_of_service"),
            models.Index(fields=["partner_code", "position"], name="support_feed"),
            models.Index(fields=["state_since", "id"], condition=Q(position__isnull=True), name="support_unnumbered"),
            models.Index(
                fields=["answer_due_at"], condition=Q(state="sent", reminded_at__isnull=True), name="support_to_remind"
            ),
            models.Index(
                fields=["silence_due_at"],
                condition=Q(state="sent", silence_told_at__isnull=True),
                name="support_silent",
            ),
            models.Index(
                fields=["contact_due_at"],
                condition=Q(state="accepted", contact_chased_at__isnull=True),
                name="support_to_chase",
            ),
            models.Index(
                fields=["waits_since", "id"], condition=Q(waits_since__isnull=False), name="support_waits_for_officer"
            ),
        ]

    def __str__(self) -> str:
        return f"support {self.id}: {self.state}"

    @property
    def subject(self) -> str:
        """How links and letters name it."""
        return f"support:{self.id}"

    @_step("accept")
    def accept(self, *, at: datetime, contact_due_at: datetime) -> None:
        """The service takes the person on."""
        self.answered_at, self.contact_due_at, self.waits_since = at, contact_due_at, None

    @_step("decline")
    def decline(self, *, at: datetime, reason: str) -> None:
        """The service does not take the person on, or hands them back."""
        self.answered_at, self.declined_as, self.waits_since = self.answered_at or at, reason, at

    @_step("note_contacted")
    def note_contacted(self, *, at: datetime) -> None:
        """The service has spoken with the person; an officer looks at it once the link to say how it ended is over."""
        self.contact_made_at, self.waits_since = at, at + TIME_TO_END

    @_step("note_not_reached")
    def note_not_reached(self, *, at: datetime) -> None:
        """The service tried in vain."""
        self.tries, self.waits_since = self.tries + 1, at

    @_step("end")
    def end(self, *, at: datetime, outcome: str) -> None:
        """The service is done."""
        self.outcome, self.ended_at, self.waits_since = outcome, at, None

    @_step("note_undeliverable")
    def note_undeliverable(self, *, at: datetime) -> None:
        """The letter did not arrive."""
        self.waits_since = at

    @_step("withdraw")
    def withdraw(self, *, at: datetime, reason: str) -> None:
        """It is taken back."""
        self.withdrawn_as, self.ended_at, self.waits_since = reason, at, None
