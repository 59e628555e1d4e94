"""Organisations that help victims, advise, prosecute or regulate."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models.jurisdictions import Jurisdiction


class Material(models.TextChoices):
    """What the hub neither shows nor hands on: it is diverted to the body that deals with it."""

    CHILD_SEXUAL_ABUSE = "child_sexual_abuse", "Child sexual abuse material"
    TERRORIST = "terrorist", "Terrorist material"


class Partner(models.Model):
    """A partner organisation. Contact details do not live here: they belong to the partner's account.

    A body for diversion has no account: `referral_address` is the page or the address by which it is told.
    """

    class Kind(models.TextChoices):
        """What the partner does, which bounds what it may see."""

        SUPPORT = "support", "Support for victims"
        COMMUNITY = "community", "Community organisation"
        EXPERT = "expert", "Expert adviser"
        PROSECUTOR = "prosecutor", "Prosecutor"
        REGULATOR = "regulator", "Regulator"
        DIVERSION = "diversion", "Body that material is diverted to"

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    nations = models.CharField(max_length=5, choices=Jurisdiction.choices, help_text="Where it works")
    material = models.CharField(
        max_length=20,
        choices=Material.choices,
        blank=True,
        db_default="",
        help_text="Which material is diverted to it; only for a body that material is diverted to",
    )
    referral_address = models.CharField(
        max_length=200, blank=True, db_default="", help_text="How it is told: a web page or an address"
    )
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Off: nothing new goes to it; cases keep it"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], name="reference_partner_code_is_unique"),
            models.UniqueConstraint(
                fields=["material"],
                condition=~Q(material="") & Q(is_active=True),
                name="reference_partner_one_for_each_material",
            ),
            models.CheckConstraint(
                condition=Q(kind="diversion", material__in=["child_sexual_abuse", "terrorist"])
                | (~Q(kind="diversion") & Q(material="")),
                name="reference_partner_diversion_has_material",
            ),
        )

    def __str__(self) -> str:
        return self.name
