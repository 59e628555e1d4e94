"""Online platforms and how each takes a request to remove content."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, Q

CHANNELS = ("mastodon", "bluesky", "youtube", "reddit", "lemmy", "email", "webhook", "web_form")


class Platform(models.Model):
    """A social network, message service, video site or shop of games where content can be posted."""

    class TakedownChannel(models.TextChoices):
        """How a removal request travels."""

        MASTODON = "mastodon", "The interface of Mastodon, on the server that holds the post"
        BLUESKY = "bluesky", "The interface of Bluesky"
        YOUTUBE = "youtube", "The interface of YouTube"
        REDDIT = "reddit", "The interface of Reddit"
        LEMMY = "lemmy", "The interface of Lemmy, on the server that holds the post"
        EMAIL = "email", "E-mail"
        WEBHOOK = "webhook", "A web hook of the platform"
        WEB_FORM = "web_form", "A web form filled in by an officer"

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    home_domain = models.CharField(max_length=120, blank=True, help_text="Blank if it has many homes")
    takedown_channel = models.CharField(max_length=10, choices=TakedownChannel.choices)
    takedown_address = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Where requests go: an e-mail address, or a link"
    )
    escalation_address = models.EmailField(
        blank=True, db_default="", help_text="Who is written to when there is no answer; blank: an officer decides"
    )
    takedown_deadline_hours = models.PositiveSmallIntegerField()
    reminder_hours = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="After how many hours without an answer it is reminded; 0: never"
    )
    requests_an_hour = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many requests it takes within an hour; 0: no limit is known"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="reference_platform_code_is_unique"),
            models.CheckConstraint(
                condition=Q(takedown_deadline_hours__gte=1),
                name="reference_platform_deadline_is_at_least_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(takedown_channel__in=CHANNELS), name="reference_platform_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reminder_hours__lt=F("takedown_deadline_hours")),
                name="reference_platform_reminds_before_its_deadline",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an address that its channel cannot use. A blank one is not known yet: officers send by hand."""
        if not self.takedown_address:
            return
        if self.takedown_channel == self.TakedownChannel.EMAIL:
            try:
                validate_email(self.takedown_address)
            except ValidationError:
                message = "Requests go by e-mail: enter an e-mail address."
                raise ValidationError({"takedown_address": message}) from None
        elif not self.takedown_address.startswith("https://"):
            raise ValidationError({"takedown_address": "Enter a link that begins with https://."})
