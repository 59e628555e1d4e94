"""A request to a platform: to remove posts, restrict an account, keep data, or apply another sanction."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from referrals.rules.takedowns.steps import ONCE_SENT, STEPS, WITH_PLATFORM, Asked, State
from reports.models import Case, Report

STATES = [state.value for state in State]
SENT_STATES = sorted(state.value for state in ONCE_SENT)
RUNNING = sorted(state.value for state in WITH_PLATFORM)
ACTIONS = [each.value for each in Asked]


def _step(name: str):  # type: ignore[no-untyped-def]
    """Return django-fsm's decorator for one step of the table."""
    step = STEPS[name]
    return transition(field="state", source=sorted(state.value for state in step.sources), target=step.target.value)


class Takedown(models.Model):
    """One request to one platform about a case, however many reports the case has.

    It belongs to the report that led the case when it was drafted, as what it says lies under that report's material
    key, and is found through it: whoever merges or un-merges moves it along. `case` never changes. The transitions set
    fields on the row and nothing else; take a step only through `referrals.services.takedowns`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="takedowns")
    platform_code = models.CharField(max_length=40)
    action = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Asked])
    state = FSMField(max_length=20, default=State.DRAFTED.value, protected=True)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    offences = ArrayField(models.CharField(max_length=60), default=list, help_text="Codes; empty: on the terms alone")
    sealed_words = models.BinaryField(help_text="Legal basis, explanation and reasons, as JSON")
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True, help_text="When the queue may send it: a lease, or a time to wait")
    is_by_hand = models.BooleanField(
        default=False, db_default=False, help_text="An officer sends it, whatever the platform has"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    undeliverable = models.CharField(
        max_length=60, blank=True, help_text="Why it, or a letter about it, did not arrive: a code"
    )
    reference = models.CharField(max_length=120, blank=True, help_text="The platform's own")
    sent_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True, help_text="When the platform said that it is removed")
    confirmed_at = models.DateTimeField(null=True, help_text="When a re-check saw every post gone")
    found_up_at = models.DateTimeField(null=True, help_text="When a re-check saw a post that was said to be removed")
    first_answer_at = models.DateTimeField(null=True, help_text="When it first said anything; never changes")
    first_gone_at = models.DateTimeField(null=True, help_text="When every post was first seen gone; never changes")
    belied_at = models.DateTimeField(
        null=True, help_text="When it was first found up though said to be removed; never changes"
    )
    again_since = models.DateTimeField(null=True, help_text="Since when it is reported again and nobody has looked")
    polled_at = models.DateTimeField(null=True, help_text="When the platform's interface was last asked how it stands")
    polled_state = models.CharField(
        max_length=20, blank=True, db_default="", help_text="What it said then, which is taken once"
    )
    question_open_at = models.DateTimeField(null=True, help_text="Since when the platform waits for the hub's answer")
    escalated_at = models.DateTimeField(null=True)
    escalations = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """States are closed; what was sent has its times; what waits for whom is found through an index of its own."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="takedown_state_known"),
            models.CheckConstraint(condition=Q(action__in=ACTIONS), name="takedown_action_known"),
            models.CheckConstraint(
                condition=~Q(state__in=SENT_STATES) | Q(sent_at__isnull=False, approved_at__isnull=False),
                name="takedown_sent_has_times",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RUNNING) | Q(answer_due_at__isnull=False), name="takedown_waiting_has_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(not_before__isnull=False), name="takedown_ready_is_leased"
            ),
        ]
        indexes = [
            models.Index(fields=["platform_code", "not_before"], condition=Q(state="ready"), name="takedown_to_send"),
            models.Index(fields=["answer_due_at", "id"], condition=Q(state__in=RUNNING), name="takedown_due"),
            models.Index(fields=["remind_at"], condition=Q(state__in=RUNNING), name="takedown_remind"),
            models.Index(fields=["state", "state_since", "id"], name="takedown_by_state"),
            models.Index(fields=["platform_code", "state", "state_since", "id"], name="takedown_by_platform"),
            models.Index(
                fields=["question_open_at", "id"],
                condition=Q(question_open_at__isnull=False),
                name="takedown_questions",
            ),
            models.Index(fields=["again_since"], condition=Q(again_since__isnull=False), name="takedown_again"),
            models.Index(fields=["found_up_at"], condition=Q(found_up_at__isnull=False), name="takedown_found_up"),
            models.Index(
                fields=["sent_at"], condition=Q(action="remove", sent_at__isnull=False), name="takedown_counted"
            ),
            models.Index(fields=["report", "drafted_at"], name="takedown_of_report"),
        ]

    def __str__(self) -> str:
        return f"takedown {self.id}: {self.state}"

    @_step("edit")
    def edit(self, *, action: str, offences: list[str], sealed_words: bytes) -> None:
        """Its words are others now."""
        self.action, self.offences, self.sealed_words, self.undeliverable = action, offences, sealed_words, ""

    @_step("ask_to_send")
    def ask_to_send(self, *, by: str, at: datetime, by_hand: bool = False) -> None:
        """An officer wants it sent; the queue takes it from here, or an officer does it by hand."""
        self.approved_by, self.approved_at, self.not_before, self.is_by_hand = by, at, at, by_hand
        self.attempts, self.undeliverable = 0, ""

    @_step("cancel")
    def cancel(self) -> None:
        """It is not sent."""
        self.not_before = None

    @_step("note_sent")
    def note_sent(self, *, at: datetime, reference: str, due_at: datetime, remind_at: datetime | None) -> None:
        """The platform has it."""
        self.sent_at, self.reference, self.not_before = at, reference, None
        self.answer_due_at, self.remind_at = due_at, remind_at

    @_step("note_undeliverable")
    def note_undeliverable(self, *, why: str) -> None:
        """It cannot be sent in this way, or came back: an officer looks at it, and nobody was asked."""
        self.undeliverable, self.not_before, self.reference = why, None, ""
        self.sent_at, self.answer_due_at, self.remind_at = None, None, None

    @_step("acknowledge")
    def acknowledge(self, *, at: datetime, due_at: datetime, reference: str) -> None:
        """The platform has said that it looks at it."""
        self._heard(at)
        self.answer_due_at, self.reference = due_at, reference or self.reference

    @_step("note_question")
    def note_question(self, *, at: datetime, due_at: datetime) -> None:
        """The platform wants to know something first."""
        self._heard(at)
        self.question_open_at, self.answer_due_at = at, due_at

    @_step("answer_question")
    def answer_question(self, *, due_at: datetime) -> None:
        """The hub has answered; the platform's time runs anew."""
        self.question_open_at, self.answer_due_at, self.undeliverable = None, due_at, ""

    @_step("note_removed")
    def note_removed(self, *, at: datetime) -> None:
        """The platform says that it is removed, which nobody has checked yet."""
        self._answer(at)
        self.claimed_at, self.found_up_at = at, None

    @_step("note_restricted")
    def note_restricted(self, *, at: datetime) -> None:
        """The platform has done something else than removing."""
        self._answer(at)

    @_step("note_refused")
    def note_refused(self, *, at: datetime) -> None:
        """The platform does not do it."""
        self._answer(at)

    @_step("note_no_answer")
    def note_no_answer(self) -> None:
        """Its time has passed."""
        self.remind_at = None

    @_step("escalate")
    def escalate(self, *, at: datetime, due_at: datetime, remind_at: datetime | None) -> None:
        """Asked again, one level up."""
        self.escalated_at, self.escalations = at, self.escalations + 1
        self.answer_due_at, self.remind_at, self.undeliverable = due_at, remind_at, ""

    @_step("found_gone")
    def found_gone(self, *, at: datetime) -> None:
        """Nobody said so, but it is gone."""
        self.confirm(at=at)
        self.question_open_at, self.remind_at, self.undeliverable = None, None, ""

    @_step("found_up")
    def found_up(self, *, at: datetime, due_at: datetime, remind_at: datetime | None) -> None:
        """It was said to be removed, and is still there."""
        self.found_up_at, self.answer_due_at, self.remind_at = at, due_at, remind_at
        self.belied_at = self.belied_at or at

    @_step("reappear")
    def reappear(self, *, at: datetime) -> None:
        """It was gone, and is there again."""
        self.found_up_at, self.confirmed_at = at, None

    def confirm(self, *, at: datetime) -> None:
        """Every post was seen gone."""
        self.confirmed_at, self.first_gone_at = at, self.first_gone_at or at

    def _answer(self, at: datetime) -> None:
        self._heard(at)
        self.question_open_at = None

    def _heard(self, at: datetime) -> None:
        self.answered_at, self.first_answer_at, self.remind_at = at, self.first_answer_at or at, None
        self.undeliverable = ""


class TakedownPost(models.Model):
    """One post that a request is about, each once however often it was reported, and what re-checks saw of it.

    `seen` is what the last re-check saw: up, gone, or unknown where a wall stood before it, which is never counted as
    gone. `gone_at` is when it was first seen gone.
    """

    class Seen(models.TextChoices):
        """What a re-check saw."""

        UP = "up", "up"
        GONE = "gone", "gone"
        UNKNOWN = "unknown", "unknown"

    takedown = models.ForeignKey(Takedown, on_delete=models.PROTECT, related_name="posts")
    position = models.PositiveSmallIntegerField()
    post_key = models.CharField(max_length=300, blank=True)
    url = models.TextField(blank=True, help_text="Empty once whom the case is about is destroyed")
    kind = models.CharField(max_length=40, blank=True)
    post_id = models.TextField(blank=True)
    account = models.CharField(max_length=200, blank=True)
    seen = models.CharField(max_length=8, choices=Seen.choices, blank=True)
    seen_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """Each post once, by its key or else by its link; the requests about one post are found by its key."""

        constraints = [
            models.UniqueConstraint(fields=["takedown", "position"], name="takedownpost_one_per_position"),
            models.UniqueConstraint(
                fields=["takedown", "post_key"], condition=~Q(post_key=""), name="takedownpost_one_per_post"
            ),
            models.CheckConstraint(
                condition=Q(seen="", seen_at__isnull=True)
                | Q(seen__in=["up", "gone", "unknown"], seen_at__isnull=False),
                name="takedownpost_seen_has_time",
            ),
        ]
        indexes = [models.Index(fields=["post_key"], condition=~Q(post_key=""), name="takedownpost_by_post")]

    def __str__(self) -> str:
        return f"post {self.position} of {self.takedown_id}"


class TakedownStep(models.Model):
    """One thing that became of a request, as its timeline shows it; it only grows.

    `words` are what somebody wrote with it: the platform's reason or question, the officer's answer. They are sealed
    under the material key of the request's report.
    """

    takedown = models.ForeignKey(Takedown, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    state = models.CharField(max_length=20, help_text="Where it stood afterwards")
    reason = models.CharField(max_length=60, blank=True, help_text="A code")
    sealed_words = models.BinaryField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """Read in the order in which they came."""

        indexes = [models.Index(fields=["takedown", "id"], name="takedownstep_in_order")]

    def __str__(self) -> str:
        return f"{self.step} of {self.takedown_id}"
