"""The postcode directory that an administrator has imported: each postcode, what each place counts, which edition."""

from django.db import models
from django.db.models import Q


class Postcode(models.Model):
    """One postcode of the directory, in use or ended.

    `load_postcodes` writes the whole table anew and puts it in the old one's place: nothing may point here, and
    nothing may be corrected here. Codes are text, without foreign keys, for the same reason.
    """

    pk = models.CompositePrimaryKey("outward", "inward")
    outward = models.CharField(max_length=4, help_text="The first part, `LS6`")
    inward = models.CharField(max_length=3, help_text="The second part, `2AB`")
    force_code = models.CharField(max_length=9)
    local_authority = models.CharField(max_length=9, help_text="Its ONS code; blank where the directory has none")
    is_live = models.BooleanField(help_text="Not ended: Royal Mail delivers to it")

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"


class PostcodePlace(models.Model):
    """How many postcodes of a sector (`LS6 2`), district or area one force and one local authority have."""

    pk = models.CompositePrimaryKey("place", "force_code", "local_authority")
    place = models.CharField(max_length=6)
    force_code = models.CharField(max_length=9)
    local_authority = models.CharField(max_length=9)
    live = models.IntegerField()
    ended = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.place} {self.force_code}"


class PostcodeEdition(models.Model):
    """Which directory the two tables hold; no row while none has been imported, and never more than one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120, help_text="The file's name without its ending")
    issued = models.DateField(null=True, blank=True, help_text="The month in the file's name, where there is one")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as it was given")
    postcodes = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(help_text="Rows with a wrong postcode, or without a force the hub knows")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="reference_postcodeedition_is_one"),)

    def __str__(self) -> str:
        return self.name
