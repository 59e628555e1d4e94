"""Releases of statistics to the public: numbered, asked for by one person, published by another, never changed."""

import pgtrigger
from django.db import models
from django.db.models import Q

from hatehub.accounts.persons import same_person


class StatisticsRelease(models.Model):
    """One release. `public` is all that may be seen of it; what it was made from is kept apart, in `ReleaseCounts`.

    Numbers have no gap: the next one is drafted only once the last is published or discarded. What is published stays
    as it is for good; a mistake is put right by the next one, which says so in its note.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "Being made"
        DRAFTED = "drafted", "Ready to be read"
        UNSAFE = "unsafe", "Cannot be published"
        PUBLISHED = "published", "Published"
        DISCARDED = "discarded", "Discarded"

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    note = models.TextField(blank=True, help_text="What is new or put right in it, in plain words")
    day = models.DateField(help_text="The last day that its figures have")
    public = models.JSONField(null=True)
    trouble = models.CharField(max_length=200, blank=True, help_text="Why it cannot be published")
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="When a worker may take it: a lease, or a time to wait")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """One open at a time, one published of each number; what is published can be neither changed nor deleted."""

        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(state="discarded"), name="statisticsrelease_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "drafted", "unsafe", "published", "discarded"]),
                name="statisticsrelease_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["drafted", "published"]) | Q(public__isnull=False, made_at__isnull=False),
                name="statisticsrelease_made_has_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(settled_at__isnull=False) & ~same_person("settled_by", "asked_by")),
                name="statisticsrelease_published_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"


class ReleaseCounts(models.Model):
    """The true counts that a release was made from. They stay in the hub: the releases after it are made with them."""

    release = models.OneToOneField(StatisticsRelease, primary_key=True, on_delete=models.PROTECT, related_name="kept")
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"Counts of {self.release_id}"
