"""The user: a member of the hub's staff, or of a force or partner who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from hatehub.accounts.models.team import Team
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force, Partner

STAFF_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.REFERENCE_ADMIN)
SIGN_IN_ROLES = (*STAFF_ROLES, Role.FORCE, Role.PARTNER)


class User(AbstractUser):
    """Somebody who signs in. Complainants never have one: they come back with a reference and a code."""

    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in SIGN_IN_ROLES])
    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")

    must_change_password = models.BooleanField(
        default=False, db_default=False, help_text="Somebody else knows the password: it is changed at the next sign-in"
    )

    is_cleared_for_sources = models.BooleanField(
        default=False, db_default=False, help_text="May see who the sources of intelligence are; no role gives it"
    )

    is_attachable = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Its name attaches who first comes with it from outside; once it was closed, somebody has to say so",
    )

    REQUIRED_FIELDS = ["role"]

    class Meta(AbstractUser.Meta):
        """Roles are closed, and a force's user names the force."""

        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in SIGN_IN_ROLES]), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.FORCE.value) | Q(force__isnull=False), name="user_of_force_names_it"
            ),
        ]

    def __str__(self) -> str:
        return self.username
