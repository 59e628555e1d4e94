"""Which edition of the data files the tables hold."""

from django.db import models


class LoadedData(models.Model):
    """The digest of the files loaded last, so that an unchanged load costs one query. Not a history."""

    name = models.SlugField(max_length=40)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the data files")
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "loaded data"
        constraints = (models.UniqueConstraint(fields=["name"], name="reference_loadeddata_name_is_unique"),)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"
