"""Organisations that help victims, advise, prosecute or regulate."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from hatehub.reference.models.forces import Force
from hatehub.reference.models.jurisdictions import Jurisdiction
from hatehub.reference.models.strands import Strand

LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")
OLDEST = 120


class Material(models.TextChoices):
    """What the hub neither shows nor hands on: it is diverted to the body that deals with it."""

    CHILD_SEXUAL_ABUSE = "child_sexual_abuse", "Child sexual abuse material"
    TERRORIST = "terrorist", "Terrorist material"


class Partner(models.Model):
    """A partner organisation. People's details do not live here: they belong to the partner's accounts.

    `email` is the address of its desk, for letters with an answer link. A body for diversion gets none:
    `referral_address` is the page or the address by which it is told. A list that is empty bounds nothing, except that
    of languages: English goes without saying.
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
    email = models.EmailField(
        blank=True, db_default="", help_text="Address of its desk, for letters with an answer link; never a person's"
    )
    areas = ArrayField(
        models.CharField(max_length=12),
        default=list,
        db_default=[],
        blank=True,
        help_text="Codes of the forces in whose areas it works; blank: everywhere in its nations",
    )
    strands = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        blank=True,
        help_text="Codes of the strands that it knows; blank: all",
    )
    languages = ArrayField(
        models.CharField(max_length=12),
        default=list,
        db_default=[],
        blank=True,
        help_text="Codes of the languages that it works in beside English, such as cy or ur",
    )
    ages_from = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Youngest age; blank: no bound")
    ages_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Oldest age; blank: no bound")
    capacity_a_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many requests it can take in a week; blank: not known"
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
            models.CheckConstraint(
                condition=Q(ages_from__isnull=True) | Q(ages_to__isnull=True) | Q(ages_from__lte=F("ages_to")),
                name="reference_partner_ages_are_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind="diversion") | Q(email=""), name="reference_partner_diversion_gets_no_letter"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse codes that there are not, and ages that nobody has. Raises ValidationError."""
        _check_known("areas", self.areas, set(Force.objects.filter(code__in=self.areas).values_list("code", flat=True)))
        known = set(Strand.objects.filter(code__in=self.strands).values_list("code", flat=True))
        _check_known("strands", self.strands, known)
        _check_known("languages", self.languages, {code for code in self.languages if LANGUAGE.match(code)})
        if max(self.ages_from or 0, self.ages_to or 0) > OLDEST:
            raise ValidationError({"ages_to": f"Nobody is older than {OLDEST}."})


def _check_known(field: str, codes: list[str], known: set[str]) -> None:
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise ValidationError({field: f"There is no {', '.join(unknown)}."})
    if len(set(codes)) < len(codes):
        raise ValidationError({field: "A code is there twice."})
