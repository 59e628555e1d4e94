"""The versions of the assessment policy: which is in force, and under which one something was decided."""

from dataclasses import dataclass
from functools import lru_cache

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import Assessment, PolicyActivation, PolicyVersion
from triage.rules.policy import Policy
from triage.rules.policy_file import read_policy

KEPT = 32


class NoPolicyInForce(Exception):
    """No policy was put in force yet: `load_policy` loads those that ship, and begins with the 2023 Code."""


class NoSuchPolicy(Exception):
    """No version of this name was loaded."""


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """One loaded version, and whether it is in force."""

    row: PolicyVersion
    policy: Policy
    is_in_force: bool


def get_policy() -> Policy:
    """Return the policy in force. Raises NoPolicyInForce."""
    activation = newest_activation()
    if activation is None:
        raise NoPolicyInForce("No assessment policy is in force.")
    return _read(activation.policy.data)


def newest_activation() -> PolicyActivation | None:
    """Return the activation that says which version is in force; None before there is one."""
    return PolicyActivation.objects.select_related("policy").order_by("-id").first()


def policy_of(assessment: Assessment) -> Policy | None:
    """Return the policy that a decision was made under; None for one made before versions were kept."""
    return find_policy(version=assessment.policy_version)


def find_policy(*, version: str) -> Policy | None:
    """Return a policy in one version; None where that is not kept."""
    row = PolicyVersion.objects.filter(version=version).first()
    return _read(row.data) if row else None


def list_versions(*, by: Actor) -> list[LoadedVersion]:
    """Return every loaded version, the one in force first, then the latest. Raises NotPermitted."""
    require(by=by, action=Action.CHANGE_POLICY)
    newest = newest_activation()
    in_force = newest.policy_id if newest else None
    rows = sorted(PolicyVersion.objects.order_by("-loaded_at", "version"), key=lambda row: row.pk != in_force)
    return [LoadedVersion(row=row, policy=_read(row.data), is_in_force=row.pk == in_force) for row in rows]


def questions_by_version() -> dict[str, str]:
    """Return the words of every question of every loaded version, as `version/code`."""
    policies = [_read(text) for text in PolicyVersion.objects.order_by("id").values_list("data", flat=True)]
    return {f"{policy.version}/{each.id}": each.text for policy in policies for each in policy.questions.values()}


def list_activations(*, by: Actor, most: int = 50) -> list[PolicyActivation]:
    """Return which version was put in force when and why, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.CHANGE_POLICY)
    return list(PolicyActivation.objects.select_related("policy").order_by("-id")[:most])


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Policy:
    return read_policy(text)
