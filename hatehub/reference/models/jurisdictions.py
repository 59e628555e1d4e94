"""The parts of the United Kingdom whose law or services a row is about."""

from django.db import models


class Jurisdiction(models.TextChoices):
    """A legal jurisdiction, or the combination in which a law applies."""

    ENGLAND_AND_WALES = "EW", "England and Wales"
    ENGLAND_WALES_AND_NI = "EW+NI", "England, Wales and Northern Ireland"
    SCOTLAND = "S", "Scotland"
    NORTHERN_IRELAND = "NI", "Northern Ireland"
    UNITED_KINGDOM = "UK", "United Kingdom"
