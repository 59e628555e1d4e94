"""Hate strands and their finer values."""

from django.db import models


class Strand(models.Model):
    """A characteristic that hostility is aimed at; several may apply to one report."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    is_monitored = models.BooleanField(help_text="Counted nationally in England, Wales and Northern Ireland")
    position = models.PositiveSmallIntegerField(help_text="Order on forms, lowest first")
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Off: no longer offered on forms; reports keep it"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code"], name="reference_strand_code_is_unique"),)

    def __str__(self) -> str:
        return self.name


class StrandValue(models.Model):
    """A finer value within a strand, such as the perceived religion."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="values")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(help_text="Order on forms, lowest first")
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Off: no longer offered on forms; reports keep it"
    )
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["strand", "code"], name="reference_strandvalue_code_is_unique_in_strand"),
        )

    def __str__(self) -> str:
        return self.name
