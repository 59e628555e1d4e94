"""Links between accounts: what speaks for one owner of two, and what an officer said to it."""

from django.db import models
from django.db.models import F, Q

from intel.models.accounts import Account


class AccountLink(models.Model):
    """Two accounts of which one person or group may be the owner. `account` is the one with the smaller number.

    `shared` holds what they have in common, by kind, and `score` how likely that makes it, from 0 to 1. One that falls
    under what is offered stays as it was found, and is shown to nobody until more comes.
    """

    class State(models.TextChoices):
        """What an officer said."""

        OFFERED = "offered"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="linked_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    shared = models.JSONField(default=dict)
    score = models.FloatField()
    is_offered = models.BooleanField()
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        """A pair is one row; those to look at are found by how likely they are."""

        constraints = [
            models.UniqueConstraint(fields=["account", "other"], name="account_link_once"),
            models.CheckConstraint(condition=Q(account__lt=F("other")), name="account_link_of_two"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "confirmed", "refused"]), name="account_link_state_known"
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="account_link_score_is_a_share"),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], condition=Q(state="offered", is_offered=True), name="account_link_to_look_at"
            ),
            models.Index(fields=["other", "state"], name="account_link_by_other"),
        ]

    def __str__(self) -> str:
        return f"accounts {self.account_id} and {self.other_id}: {self.state}"


class Contact(models.Model):
    """An e-mail address, telephone number or link that an account shows, as a keyed hash: it can be compared, not read.

    `told_by` is the officer who noted it; where it was seen stands in the reason.
    """

    class Kind(models.TextChoices):
        """What it is."""

        EMAIL = "email"
        TELEPHONE = "telephone"
        LINK = "link"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=64)
    shown = models.CharField(max_length=60, help_text="Enough of it to tell it from another: the last characters")
    noted_by = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        """An account shows a thing once; found by what is shown."""

        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "key"], name="contact_once"),
            models.CheckConstraint(condition=Q(kind__in=["email", "telephone", "link"]), name="contact_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="contact_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}"
