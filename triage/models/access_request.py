"""Subject access requests: who asks, what was found, what is held back, and the bundle that is given."""

import uuid

from django.db import models
from django.db.models import Q

from hatehub.accounts.persons import same_person
from triage.rules.access_requests import RUNNING, Choice, Ground, Kind, State, WhyRefused

STATES = [state.value for state in State]
RUNNING_STATES = sorted(state.value for state in RUNNING)


class AccessRequest(models.Model):
    """One person asks what the hub holds on them.

    Whatever is personal is sealed under keys of the request's own, the person key for words and the material key for
    the bundle; both are destroyed some time after it has ended. Take a step only through
    `triage.services.access_requests`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in Kind])
    state = models.CharField(
        max_length=9, choices=[(each.value, each.value) for each in State], default=State.OPEN.value
    )
    sealed_asker = models.BinaryField(null=True, help_text="Who asks and how that was checked, as JSON")
    sealed_why = models.BinaryField(null=True, help_text="Why it was given back or refused, or how it was given")
    received_on = models.DateField()
    confirmed_on = models.DateField(help_text="When it was certain who asks")
    due_on = models.DateField()
    opened_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)
    refused_as = models.CharField(max_length=10, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    forget_on = models.DateField(null=True, help_text="When its keys are destroyed; only once it has ended")
    not_before = models.DateTimeField(null=True, help_text="When the bundle is to be built: a lease, or a time to wait")
    building_until = models.DateTimeField(null=True, help_text="Until when nobody else begins; only while it is built")
    build_number = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Rises where the bundle is to be built anew: what was begun before is not kept",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)
    step_done = models.PositiveIntegerField(default=0)
    step_total = models.PositiveIntegerField(default=0)
    storage_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)
    fetched_by = models.CharField(max_length=120, blank=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody approves what they prepared; what is made knows its bytes; what waits is found by an index."""

        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="access_state_known"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="access_kind_known"),
            models.CheckConstraint(
                condition=Q(approved_by="")
                | (~same_person("approved_by", "submitted_by") & ~same_person("approved_by", "opened_by")),
                name="access_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | (Q(size__isnull=False, made_at__isnull=False) & ~Q(storage_name="")),
                name="access_made_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", refused_as__in=[why.value for why in WhyRefused])
                | (~Q(state="refused") & Q(refused_as="")),
                name="access_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RUNNING_STATES, ended_at__isnull=True)
                | Q(state__in=["given", "refused"], ended_at__isnull=False),
                name="access_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=RUNNING_STATES), name="access_running"),
            models.Index(fields=["-ended_at", "id"], condition=Q(ended_at__isnull=False), name="access_ended"),
            models.Index(fields=["not_before"], condition=Q(state="approved"), name="access_to_build"),
            models.Index(fields=["forget_on"], condition=Q(forget_on__isnull=False), name="access_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"

    @property
    def subject(self) -> str:
        """How the audit names it."""
        return f"access:{self.reference}"


class AccessItem(models.Model):
    """Something that was found and may be about the person: a report, or what another app knows under `source`.

    `how` says by what it was found. The reason is sealed under the person key of the request. Rows go with the keys.
    """

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="items")
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=60, help_text="Which one of its source: an id")
    how = models.CharField(max_length=20)
    choice = models.CharField(
        max_length=9, choices=[(each.value, each.value) for each in Choice], default=Choice.UNDECIDED.value
    )
    sealed_reason = models.BinaryField(null=True)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Found once; a decision has somebody, a moment and a reason."""

        constraints = [
            models.UniqueConstraint(fields=["request", "source", "key"], name="access_item_once"),
            models.CheckConstraint(
                condition=Q(choice="undecided", decided_at__isnull=True, sealed_reason__isnull=True)
                | Q(choice__in=["included", "left_out"], decided_at__isnull=False, sealed_reason__isnull=False),
                name="access_item_decided_says_why",
            ),
        ]
        indexes = [models.Index(fields=["source", "key"], name="access_item_by_key")]

    def __str__(self) -> str:
        return f"{self.source} in {self.request_id}: {self.choice}"


class AccessSection(models.Model):
    """What was decided of one section of the bundle: given, or held back on a ground of section 45(4), and why.

    One that `is_silent` is not even listed, because that would undo what it is held back for (section 45(6)).
    """

    request = models.ForeignKey(AccessRequest, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=40)
    is_given = models.BooleanField()
    ground = models.CharField(max_length=1, blank=True)
    is_silent = models.BooleanField(default=False)
    sealed_reason = models.BinaryField()
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        """Decided once at a time; what is held back has a ground, and only that can be silent."""

        constraints = [
            models.UniqueConstraint(fields=["request", "code"], name="access_section_once"),
            models.CheckConstraint(
                condition=Q(is_given=True, ground="", is_silent=False)
                | Q(is_given=False, ground__in=[ground.value for ground in Ground]),
                name="access_section_withheld_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.request_id}"
