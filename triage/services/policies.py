"""Loading versions of the assessment policy, and putting one in force."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from django.db import connection, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from triage.models import PolicyActivation, PolicyVersion
from triage.rules.policy import Policy
from triage.rules.policy_file import BadPolicy, read_policy
from triage.selectors.policies import NoSuchPolicy, newest_activation

SHIPPED = ("2023-code.json", "2026-review.json")
FIRST = "2023-code.json"
LONGEST_REASON = 4000


class AlreadyInForce(Exception):
    """The version is in force already."""


class ReasonNeeded(Exception):
    """Whoever puts a policy in force says why."""


@dataclass(frozen=True, kw_only=True)
class PolicyFile:
    """A file of a policy: its name, for refusals, and its bytes."""

    name: str
    content: bytes


def shipped_files() -> list[PolicyFile]:
    """Return the files that ship with the hub."""
    folder = files("triage.data.policies")
    return [PolicyFile(name=name, content=folder.joinpath(name).read_bytes()) for name in SHIPPED]


@transaction.atomic
def load(*, policy_files: Iterable[PolicyFile], by: Actor, at: datetime) -> list[PolicyVersion]:
    """Add the versions that the files describe, all of them or none; return those that are new.

    A version that is loaded already with the same content is passed over; with another content it is refused, since
    decisions are bound to it. Nothing is decided under a new one before somebody who may change the policy puts it in
    force: administrators load, supervisors put in force. Raises BadPolicy, and NotPermitted.
    """
    require(by=by, action=Action.LOAD_POLICY)
    _one_at_a_time()
    added = [_add(file, by=by, at=at) for file in policy_files]
    return [row for row in added if row]


def load_shipped(*, by: Actor, at: datetime) -> list[PolicyVersion]:
    """Add the versions that ship with the hub, and put the 2023 Code in force where none is yet; return what is new."""
    shipped = shipped_files()
    with transaction.atomic():
        added = load(policy_files=shipped, by=by, at=at)
        if newest_activation() is None:
            first = next(file for file in shipped if file.name == FIRST)
            version = _policy_of(first).version
            activate(version=version, reason="The first policy of this hub.", by=by, at=at)
    return added


@transaction.atomic
def activate(*, version: str, reason: str, by: Actor, at: datetime) -> PolicyActivation:
    """Put a version in force: every decision from now on is made under it. Earlier ones stay bound to theirs.

    Raises NoSuchPolicy, AlreadyInForce, ReasonNeeded and NotPermitted.
    """
    require(by=by, action=Action.CHANGE_POLICY)
    if not reason.strip():
        raise ReasonNeeded("Say why this policy is put in force.")
    _one_at_a_time()
    row = PolicyVersion.objects.filter(version=version).first()
    if row is None:
        raise NoSuchPolicy(f"There is no policy {version}.")
    former = newest_activation()
    if former and former.policy_id == row.pk:
        raise AlreadyInForce(f"{version} is in force already.")
    made = PolicyActivation.objects.create(policy=row, since=at, by=str(by), reason=reason.strip()[:LONGEST_REASON])
    details = {"version": version, "former": former.policy.version if former else None}
    record(subject="policy", verb="policy_activated", by=by, at=at, reason=made.reason, details=details)
    return made


def _add(file: PolicyFile, *, by: Actor, at: datetime) -> PolicyVersion | None:
    policy = _policy_of(file)
    digest = hashlib.sha256(file.content).hexdigest()
    known = PolicyVersion.objects.filter(version=policy.version).first()
    if known and known.digest != digest:
        reason = f"{policy.version} is loaded already and says something else; give a changed policy another version"
        raise BadPolicy(file=file.name, line=_line_of_version(file), reason=reason)
    if known:
        return None
    row = PolicyVersion(version=policy.version, name=policy.name, data=_text_of(file), digest=digest)
    row.loaded_by, row.loaded_at = str(by), at
    row.save(force_insert=True)
    details = {"version": policy.version, "digest": digest}
    record(subject="policy", verb="policy_loaded", by=by, at=at, details=details)
    return row


def _policy_of(file: PolicyFile) -> Policy:
    return read_policy(_text_of(file), file=file.name)


def _text_of(file: PolicyFile) -> str:
    try:
        return file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise BadPolicy(file=file.name, line=line, reason="this is not UTF-8 text") from None


def _line_of_version(file: PolicyFile) -> int:
    lines = _text_of(file).split("\n")
    return next((number for number, line in enumerate(lines, start=1) if '"version"' in line), 1)


def _one_at_a_time() -> None:
    """Let a second one who loads or activates wait for the first, also while the tables are empty."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE triage_policyversion IN SHARE ROW EXCLUSIVE MODE")
