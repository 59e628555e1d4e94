"""Bank holidays, which statutory clocks do not count."""

from django.db import models

from hatehub.reference.models.jurisdictions import Jurisdiction


class BankHoliday(models.Model):
    """A day on which nobody is expected to work in one jurisdiction. A holiday on a weekend is its substitute day.

    A day that is proclaimed after the release is added in the admin.
    """

    nation = models.CharField(max_length=5, choices=Jurisdiction.choices)
    date = models.DateField()
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["nation", "date"], name="reference_bankholiday_day_is_unique"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.date} ({self.nation})"
