"""Organisations that help victims, advise, prosecute or regulate."""

from django.db import models

from hatehub.reference.models.jurisdictions import Jurisdiction


class Partner(models.Model):
    """A partner organisation. Contact details do not live here: they belong to the partner's account."""

    class Kind(models.TextChoices):
        """What the partner does, which bounds what it may see."""

        SUPPORT = "support", "Support for victims"
        COMMUNITY = "community", "Community organisation"
        EXPERT = "expert", "Expert adviser"
        PROSECUTOR = "prosecutor", "Prosecutor"
        REGULATOR = "regulator", "Regulator"

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    nations = models.CharField(max_length=5, choices=Jurisdiction.choices, help_text="Where it works")
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code"], name="reference_partner_code_is_unique"),)

    def __str__(self) -> str:
        return self.name
