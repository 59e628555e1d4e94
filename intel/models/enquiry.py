"""A line of enquiry on a case, and what came of it."""

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from hatehub.accounts.persons import same_person
from intel.models.accounts import Account
from intel.models.enquiry_method import AUTHORITIES, EnquiryMethod
from intel.models.method_trial import Allocation
from intel.rules.enquiries.steps import OPEN, STEPS, Result, State
from reports.models import Case, Content, Report

STATES = [state.value for state in State]
OPEN_STATES = sorted(state.value for state in OPEN)
RESULTS = [result.value for result in Result]


def _step(name: str):  # type: ignore[no-untyped-def]
    """Return django-fsm's decorator for one step of the table."""
    step = STEPS[name]
    return transition(field="state", source=sorted(state.value for state in step.sources), target=step.target.value)


class Enquiry(models.Model):
    """One line of enquiry. It belongs to the case in which it was planned, wherever that is merged.

    `sealed_words`, why it is necessary and proportionate and what came of it, may name a person: they lie under the
    subject key of `report`, which led the case. `authority` is what the method asked for when it was planned, and
    `platform_code`, `is_anonymous` and `strand` say which cases are like this one; all four never change. `cost` is in
    pence. `due_on` is the day after which an open line is overdue. The transitions set fields on the row and nothing
    else: take a step only through `intel.services.enquiring`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="enquiries")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="enquiries")
    method = models.ForeignKey(EnquiryMethod, on_delete=models.PROTECT, related_name="enquiries")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="enquiries")
    content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    allocation = models.OneToOneField(Allocation, null=True, on_delete=models.PROTECT, related_name="enquiry")
    platform_code = models.CharField(max_length=40, blank=True)
    is_anonymous = models.BooleanField()
    strand = models.CharField(max_length=40, blank=True)
    state = FSMField(max_length=12, default=State.PLANNED.value, protected=True)
    authority = models.CharField(max_length=24)
    sealed_words = models.BinaryField(null=True)
    planned_by = models.CharField(max_length=120)
    planned_at = models.DateTimeField()
    authorised_by = models.CharField(max_length=120, blank=True, help_text="Who recorded it at the hub")
    authorised_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=120, blank=True, help_text="The office that gave it; never a name")
    given_on = models.DateField(null=True)
    given_reference = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    cost = models.PositiveIntegerField(null=True, help_text="In pence")
    result = models.CharField(max_length=12, blank=True)

    class Meta:
        """States, authorities and results are closed; nobody allows their own line; open ones are found by due day."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="enquiry_state_known"),
            models.CheckConstraint(condition=Q(authority__in=AUTHORITIES), name="enquiry_authority_known"),
            models.CheckConstraint(
                condition=Q(state="ended", result__in=RESULTS) | (~Q(state="ended") & Q(result="")),
                name="enquiry_ended_has_result",
            ),
            models.CheckConstraint(
                condition=~same_person("authorised_by", "planned_by"), name="enquiry_allowed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["under_way", "ended"])
                | Q(begun_at__isnull=False) & (Q(authority="none") | Q(authorised_at__isnull=False)),
                name="enquiry_begun_with_authority",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, due_on__isnull=False, ended_at__isnull=True)
                | Q(due_on__isnull=True, ended_at__isnull=False),
                name="enquiry_open_has_due_day",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "planned_at"], name="enquiry_of_case"),
            models.Index(fields=["due_on", "id"], condition=Q(due_on__isnull=False), name="enquiry_open_by_due_day"),
            models.Index(
                fields=["platform_code", "method", "ended_at"], condition=Q(state="ended"), name="enquiry_ended"
            ),
            models.Index(fields=["report"], name="enquiry_of_report"),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.id}: {self.state}"

    @property
    def days(self) -> int | None:
        """How many days it took; None before it has ended, or where it never began."""
        return (self.ended_at - self.begun_at).days if self.begun_at and self.ended_at else None

    @_step("authorise")
    def authorise(self, *, at: datetime, by: str, given_by: str, given_on: date, reference: str, due_on: date) -> None:
        """Somebody else than who planned it has allowed it, or recorded who did."""
        self.authorised_by, self.authorised_at, self.due_on = by, at, due_on
        self.given_by, self.given_on, self.given_reference = given_by, given_on, reference

    @_step("refuse")
    def refuse(self, *, at: datetime) -> None:
        """It is not allowed."""
        self.ended_at, self.due_on = at, None

    @_step("begin")
    def begin(self, *, at: datetime, due_on: date) -> None:
        """It is under way."""
        self.begun_at, self.due_on = at, due_on

    @_step("end")
    def end(self, *, at: datetime, result: str, cost: int) -> None:
        """It was followed to its end."""
        self.result, self.cost, self.ended_at, self.due_on = result, cost, at, None

    @_step("abandon")
    def abandon(self, *, at: datetime, cost: int | None) -> None:
        """It is given up."""
        self.cost, self.ended_at, self.due_on = cost, at, None
