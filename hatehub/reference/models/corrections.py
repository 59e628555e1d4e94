"""What administrators have set by hand, which a load of the files leaves alone."""

from django.db import models


class Correction(models.Model):
    """One field of one row that an administrator has set; a blank `field` means that the row was taken out.

    `row` is the row's key as `hatehub.reference.corrections` writes it. It goes when a file says the same, or when an
    administrator lets the files decide again.
    """

    table = models.CharField(max_length=40)
    row = models.CharField(max_length=120)
    field = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "row", "field"], name="reference_correction_one_for_each_field"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.field or 'taken out'}"
