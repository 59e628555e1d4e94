"""Police forces and the specialist units inside them."""

from django.db import models
from django.db.models import Q


class Force(models.Model):
    """A police force, or a body with police powers. Deactivated, never deleted."""

    class Kind(models.TextChoices):
        """Whether the force has a territory of its own, which is what postcodes lead to."""

        TERRITORIAL = "territorial", "Territorial force"
        OTHER = "other", "Other force or body"

    class Nation(models.TextChoices):
        """Where the force works; the last three are not single nations."""

        ENGLAND = "England", "England"
        WALES = "Wales", "Wales"
        SCOTLAND = "Scotland", "Scotland"
        NORTHERN_IRELAND = "Northern Ireland", "Northern Ireland"
        GREAT_BRITAIN = "Great Britain", "Great Britain"
        UNITED_KINGDOM = "United Kingdom", "United Kingdom"
        CROWN_DEPENDENCY = "Crown dependency", "Crown dependency"

    code = models.CharField(max_length=12, help_text="The ONS code of its police force area, or the hub's own")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    nation = models.CharField(max_length=20, choices=Nation.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    telephone = models.CharField(
        max_length=30,
        default="101",
        db_default="101",
        blank=True,
        help_text="What the public dials when it is not an emergency; blank where no number is known",
    )
    control_room_telephone = models.CharField(
        max_length=30,
        blank=True,
        db_default="",
        help_text="What an officer of the hub rings in an emergency, never shown to the public; blank where not known",
    )
    duty_email = models.EmailField(
        blank=True,
        db_default="",
        help_text="The desk that is told when an emergency is handed over; blank where not known",
    )
    is_active = models.BooleanField(default=True)
    basis = models.CharField(max_length=300, help_text="Where the facts come from and who confirmed them")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code"], name="reference_force_code_is_unique"),)

    def __str__(self) -> str:
        return self.name


class ForceUnit(models.Model):
    """A unit of a force that a report can be addressed to: a counter-terrorism desk, a borough's police."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    local_authority = models.CharField(
        max_length=9,
        default="",
        db_default="",
        blank=True,
        help_text="The ONS code of the local authority that it serves, so that a postcode leads to it",
    )
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Off: nothing new is addressed to it; cases keep it"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["force", "code"], name="reference_forceunit_code_is_unique_in_force"),
            models.UniqueConstraint(
                fields=["force", "local_authority"],
                condition=~Q(local_authority="") & Q(is_active=True),
                name="reference_forceunit_is_alone_in_its_authority",
            ),
        )

    def __str__(self) -> str:
        return self.name
