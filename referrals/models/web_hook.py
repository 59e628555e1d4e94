"""Web hooks of forces, the messages that go to them, and what came of each try."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from reports.models import Case


class WebHook(models.Model):
    """An address of a force that is told of changes of its cases, as the feed tells them.

    `position` is how far the feed was planned, and `last_number` the number of the newest message. The columns from
    `failures` on are the breaker (`referrals/rules/takedowns/breaker.py`): how sending to this address goes.
    """

    class State(models.TextChoices):
        """On, paused by the force or by 410 Gone, or on with messages that were given up."""

        ON = "on"
        PAUSED = "paused"
        FAILING = "failing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=2000)
    changes = ArrayField(models.CharField(max_length=40), default=list, help_text="Empty: all")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ON)
    paused_because = models.CharField(max_length=20, blank=True, help_text="A code: asked, gone")
    sealed_secret = models.BinaryField()
    sealed_earlier_secret = models.BinaryField(null=True)
    earlier_valid_until = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    last_number = models.BigIntegerField(default=0)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    away_since = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=60, blank=True)

    class Meta:
        """An earlier secret says until when it is valid; a paused hook says why."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=["on", "paused", "failing"]), name="webhook_state_known"),
            models.CheckConstraint(
                condition=Q(state="paused") & ~Q(paused_because="") | ~Q(state="paused") & Q(paused_because=""),
                name="webhook_paused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(sealed_earlier_secret__isnull=True) | Q(earlier_valid_until__isnull=False),
                name="webhook_earlier_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"hook {self.id}: {self.state}"


class HookDelivery(models.Model):
    """One message to one hook. Its id is the `webhook-id` for good, whatever it takes; a replay has its own.

    `number` is its place among the messages of the hook. `not_before` is null while an earlier message of the same
    case waits: of each case one message at a time is due. A test message has neither case nor position.
    """

    class State(models.TextChoices):
        """Waiting, taken, given up after three days, given up and sent again since, or passed over by wish."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up"
        REPLAYED = "replayed"
        SKIPPED = "skipped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hook = models.ForeignKey(WebHook, on_delete=models.DO_NOTHING, related_name="deliveries")
    number = models.BigIntegerField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField(null=True)
    change = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_since = models.DateTimeField(help_text="From when the three days are counted")
    not_before = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(default=0, help_text="0: no answer")
    last_code = models.CharField(max_length=60, blank=True)
    is_replay = models.BooleanField(default=False)
    replay_of = models.UUIDField(null=True, help_text="The message that is sent again, which may be forgotten since")

    class Meta:
        """The feed is planned once; the due, the waiting of a case and those that are out have partial indexes."""

        constraints = [
            models.UniqueConstraint(fields=["hook", "number"], name="hookdelivery_one_per_number"),
            models.UniqueConstraint(
                fields=["hook", "position"], condition=Q(is_replay=False), name="hookdelivery_planned_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | Q(state__in=["delivered", "given_up", "replayed", "skipped"], ended_at__isnull=False),
                name="hookdelivery_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, position__isnull=True) | Q(case__isnull=False, position__isnull=False),
                name="hookdelivery_about_a_change",
            ),
        ]
        indexes = [
            models.Index(fields=["hook", "not_before"], condition=Q(state="waiting"), name="hookdelivery_due"),
            models.Index(fields=["hook", "case", "number"], condition=Q(state="waiting"), name="hookdelivery_in_line"),
            models.Index(fields=["hook", "case", "number"], name="hookdelivery_of_case"),
            models.Index(
                fields=["leased_until"],
                condition=Q(state="waiting", leased_until__isnull=False),
                name="hookdelivery_out",
            ),
            models.Index(fields=["hook", "state", "number"], name="hookdelivery_by_state"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="hookdelivery_ended"),
        ]

    def __str__(self) -> str:
        return f"message {self.number} of hook {self.hook_id}: {self.state}"


class HookAttempt(models.Model):
    """One try to send a message, and what was answered: never the answer itself."""

    delivery = models.ForeignKey(HookDelivery, on_delete=models.DO_NOTHING, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(help_text="0: no answer")
    milliseconds = models.PositiveIntegerField()
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        """Kept for 30 days."""

        indexes = [models.Index(fields=["at"], name="hookattempt_by_age")]

    def __str__(self) -> str:
        return f"{self.status} {self.code}".strip()
