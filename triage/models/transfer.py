"""A case on its way to a force: offered by the hub, or to be transferred from the force that has it."""

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from hatehub.reference.models import Force
from reports.models import Case


class Transfer(models.Model):
    """One question to a force whether it takes a case on, and what came of it. Ended rows stay as history.

    Without `from_force` it is the hub's offer after an assignment; with it, a transfer from the force that has the
    case and keeps it, with the victim's care and the evidence, until the other accepts. `clock_since` is null while
    the force has nothing to answer yet: the package of an offer is being built. Not for who is responsible: that
    stands in `Responsibility`.
    """

    class State(models.TextChoices):
        """Where the question stands; proposed and escalated are open."""

        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        LAPSED = "lapsed"
        WITHDRAWN = "withdrawn"
        ESCALATED = "escalated"
        SETTLED = "settled"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    from_force = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    to_force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    state = FSMField(max_length=10, choices=State.choices, default=State.PROPOSED, protected=True)
    inputs = models.JSONField(default=dict, help_text="The facts it was proposed on, as a decision keeps them")
    reason = models.TextField()
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()

    clock_since = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="When the next reminder is due, or its end")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)

    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, help_text="When it was answered, lapsed or was withdrawn")
    answer_reason = models.TextField(blank=True)

    escalated_by = models.CharField(max_length=120, blank=True)
    escalated_at = models.DateTimeField(null=True)
    escalation_reason = models.TextField(blank=True)
    settle_by = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_for = models.ForeignKey(Force, null=True, on_delete=models.PROTECT, related_name="+")
    settled_reason = models.TextField(blank=True)

    class Meta:
        """A case waits for one force at a time, or for the registrar; what is due is found through an index."""

        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["proposed", "escalated"]), name="transfer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["proposed", "accepted", "refused", "lapsed", "withdrawn", "escalated", "settled"]
                ),
                name="transfer_state_known",
            ),
            models.CheckConstraint(
                condition=Q(from_force__isnull=True) | ~Q(from_force=F("to_force")), name="transfer_to_another_force"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer_reason=""), name="transfer_refused_why"),
            models.CheckConstraint(
                condition=~Q(state__in=["escalated", "settled"])
                | (Q(escalated_at__isnull=False, settle_by__isnull=False) & ~Q(escalation_reason="")),
                name="transfer_escalated_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | (Q(settled_at__isnull=False, settled_for__isnull=False) & ~Q(settled_reason="")),
                name="transfer_settled_why",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="proposed"), name="transfer_due"),
            models.Index(fields=["settle_by", "id"], condition=Q(state="escalated"), name="transfer_disputed"),
            models.Index(fields=["to_force", "case"], condition=Q(state="proposed"), name="transfer_to_force"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.to_force_id}: {self.state}"

    @property
    def is_offer(self) -> bool:
        """Tell whether the hub itself offers the case."""
        return self.from_force_id is None

    @transition(field="state", source=State.PROPOSED, target=State.ACCEPTED)
    def accept(self) -> None:
        """The force takes it on."""

    @transition(field="state", source=State.PROPOSED, target=State.REFUSED)
    def refuse(self) -> None:
        """The force says that it is not the one."""

    @transition(field="state", source=State.PROPOSED, target=State.LAPSED)
    def lapse(self) -> None:
        """The force has not answered in its time."""

    @transition(field="state", source=[State.PROPOSED, State.ESCALATED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """It is not asked any more: an officer took it back, or the case has moved on."""

    @transition(field="state", source=[State.REFUSED, State.LAPSED], target=State.ESCALATED)
    def escalate(self) -> None:
        """The registrar is to decide."""

    @transition(field="state", source=State.ESCALATED, target=State.SETTLED)
    def settle(self) -> None:
        """The registrar has decided."""
