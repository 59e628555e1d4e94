"""Online platforms and how each takes a request to remove content."""

from django.db import models
from django.db.models import Q


class Platform(models.Model):
    """A social network, message service, video site or shop of games where content can be posted."""

    class TakedownChannel(models.TextChoices):
        """How a removal request travels."""

        API = "api", "The platform's programming interface"
        EMAIL = "email", "E-mail"
        WEB_FORM = "web_form", "A web form filled in by an officer"

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    home_domain = models.CharField(max_length=120, blank=True, help_text="Blank if it has many homes")
    takedown_channel = models.CharField(max_length=10, choices=TakedownChannel.choices)
    takedown_deadline_hours = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="reference_platform_code_is_unique"),
            models.CheckConstraint(
                condition=Q(takedown_deadline_hours__gte=1),
                name="reference_platform_deadline_is_at_least_an_hour",
            ),
        )

    def __str__(self) -> str:
        return self.name
