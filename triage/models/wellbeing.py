"""How somebody wants to work, and how much they have seen."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Preferences(models.Model):
    """What one person asked for, so that the work does less harm; whoever asked for nothing has no row.

    It says something of that person's health or life: nobody else is shown it, it is in no admin and no audit entry.
    """

    class Blur(models.TextChoices):
        """How much a picture is blurred when it is first shown."""

        NONE = "none"
        LIGHT = "light"
        STRONG = "strong"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    avoided_strands = ArrayField(models.CharField(max_length=40), default=list)
    starts_in_colour = models.BooleanField(default=False, help_text="Pictures are in colour as soon as they are shown")
    blur = models.CharField(max_length=6, choices=Blur.choices, default=Blur.NONE)
    suggests_breaks = models.BooleanField(default=True)
    break_after_minutes = models.PositiveSmallIntegerField(null=True, help_text="Empty: what the hub suggests")
    break_after_seen = models.PositiveSmallIntegerField(null=True, help_text="Empty: what the hub suggests")
    has_keys = models.BooleanField(default=True, help_text="Single keys work, unless turned off in a browser")

    class Meta:
        """The strength of the blur is closed."""

        constraints = [
            models.CheckConstraint(condition=Q(blur__in=["none", "light", "strong"]), name="preferences_blur_known")
        ]

    def __str__(self) -> str:
        return f"preferences {self.pk}"


class SeenDay(models.Model):
    """How much somebody saw on one day, and how long without a break; never what. It is destroyed after some weeks."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen_days")
    day = models.DateField()
    words = models.PositiveIntegerField(default=0)
    pictures = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    stretch_began_at = models.DateTimeField()
    stretch_last_at = models.DateTimeField()
    stretch_seen = models.PositiveIntegerField(default=0)

    class Meta:
        """One row a person and day; old ones are found by the day."""

        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="seen_one_a_day"),
            models.CheckConstraint(
                condition=Q(stretch_last_at__gte=F("stretch_began_at")), name="seen_stretch_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="seen_by_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.seen}"

    @property
    def seen(self) -> int:
        """Everything of the day."""
        return self.words + self.pictures + self.files
