"""The ways in which a line of enquiry can be followed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from intel.rules.enquiries import method_file
from intel.rules.enquiries.steps import Authority

AUTHORITIES = [each.value for each in Authority]


class EnquiryMethod(models.Model):
    """One method. Those that ship come from a file; supervisors add new ones on trial, and correct what is known.

    `usual_cost` is in pence. `following` names, by result, what to try next. A row that somebody `changed_by` hand
    stays as it is when the file is loaded again. Methods are never deleted: lines name them.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=600)
    authority = models.CharField(max_length=24)
    holder = models.CharField(max_length=10, help_text="Who holds what it asks for")
    usual_days = models.PositiveSmallIntegerField()
    usual_cost = models.PositiveIntegerField(help_text="In pence")
    kept_days = models.PositiveSmallIntegerField(null=True, help_text="How long the data is usually kept")
    platforms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    seats = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    jurisdictions = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    needs_crime = models.BooleanField(default=True)
    needs_picture = models.BooleanField(default=False)
    identifies = models.BooleanField(default=True, help_text="Whether it can identify somebody by itself")
    is_trial = models.BooleanField(default=False, help_text="New: it is not prompted until it has been tested")
    following = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=1000)
    basis = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        """Authorities and holders are closed."""

        constraints = [
            models.CheckConstraint(condition=Q(authority__in=AUTHORITIES), name="method_authority_known"),
            models.CheckConstraint(condition=Q(holder__in=sorted(method_file.HOLDERS)), name="method_holder_known"),
            models.CheckConstraint(condition=Q(usual_days__gte=1), name="method_takes_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_rule(self) -> method_file.Method:
        """The method as the rules take it."""
        return method_file.Method(
            code=self.code,
            name=self.name,
            about=self.about,
            authority=Authority(self.authority),
            holder=self.holder,
            usual_days=self.usual_days,
            usual_cost=self.usual_cost,
            position=self.position,
            kept_days=self.kept_days,
            platforms=tuple(self.platforms),
            seats=tuple(self.seats),
            jurisdictions=tuple(self.jurisdictions),
            needs_crime=self.needs_crime,
            needs_picture=self.needs_picture,
            identifies=self.identifies,
            is_trial=self.is_trial,
            following={result: tuple(codes) for result, codes in self.following.items()},
            basis=self.basis,
        )
