"""Keeping the methods: loading those that ship, adding a new one on trial, correcting what is known of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import EnquiryMethod
from intel.rules.enquiries.method_file import Method
from intel.rules.enquiries.steps import Authority
from intel.selectors.methods import shipped_methods

KEPT = ("is_trial", "changed_by", "changed_at", "code")


class MethodRefused(Exception):
    """The method cannot be kept so; the message says why."""


class MethodOvertaken(MethodRefused):
    """Somebody else has changed the method since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class NewMethod:
    """What a supervisor says of a method that is new. `usual_cost` is in pence."""

    name: str
    about: str
    authority: Authority
    holder: str
    usual_days: int
    usual_cost: int
    platforms: Collection[str] = ()
    needs_crime: bool = True
    basis: str = ""


@transaction.atomic
def load_shipped(*, by: Actor, at: datetime) -> int:
    """Make the table hold the methods that ship; return how many rows were written.

    Rows that somebody has changed by hand stay as they are, and nothing is deleted. Raises NotPermitted.
    """
    require(by=by, action=Action.EDIT_METHODS)
    held = {row.code: row for row in EnquiryMethod.objects.select_for_update()}
    written = 0
    for method in shipped_methods():
        row = held.get(method.code)
        if row is not None and (row.changed_by or row.as_rule == method):
            continue
        row = row or EnquiryMethod(code=method.code)
        _fill(row, method)
        row.save()
        written += 1
    if written:
        details = {"written": written}
        record(subject="enquiry_methods", verb="enquiry_methods_loaded", by=by, at=at, details=details)
    return written


@transaction.atomic
def add(*, method: NewMethod, by: Actor, at: datetime) -> EnquiryMethod:
    """Add a method on trial: it is offered, and not prompted until it has been tested. Raises MethodRefused."""
    require(by=by, action=Action.EDIT_METHODS)
    code = slugify(method.name)[:60].replace("-", "_").strip("_")
    if not code:
        raise MethodRefused("Give it a name with letters in it.")
    if EnquiryMethod.objects.filter(code=code).exists():
        raise MethodRefused("There is a method of that name.")
    row = EnquiryMethod.objects.create(
        code=code,
        name=method.name.strip(),
        about=method.about.strip(),
        authority=method.authority,
        holder=method.holder,
        usual_days=method.usual_days,
        usual_cost=method.usual_cost,
        platforms=sorted(method.platforms),
        needs_crime=method.needs_crime,
        is_trial=True,
        basis=method.basis.strip(),
        changed_by=str(by),
        changed_at=at,
    )
    record(subject=f"enquiry_method:{code}", verb="enquiry_method_added", by=by, at=at)
    return row


@transaction.atomic
def correct(
    *,
    code: str,
    usual_days: int,
    usual_cost: int,
    kept_days: int | None,
    is_trial: bool,
    basis: str,
    expected_at: datetime | None,
    by: Actor,
    at: datetime,
) -> EnquiryMethod:
    """Correct what is known of a method, and whether it is still on trial; a load then leaves it alone.

    `expected_at` is when it was last changed as the page showed it. Raises MethodOvertaken, MethodRefused.
    """
    require(by=by, action=Action.EDIT_METHODS)
    row = EnquiryMethod.objects.select_for_update().get(code=code)
    if row.changed_at != expected_at:
        raise MethodOvertaken("Somebody else has changed this method since you opened it.")
    if not basis.strip():
        raise MethodRefused("Say what this rests on.")
    row.usual_days, row.usual_cost, row.kept_days = usual_days, usual_cost, kept_days
    row.is_trial, row.basis, row.changed_by, row.changed_at = is_trial, basis.strip(), str(by), at
    row.save()
    details = {"usual_days": usual_days, "usual_cost": usual_cost, "kept_days": kept_days, "is_trial": is_trial}
    record(subject=f"enquiry_method:{code}", verb="enquiry_method_corrected", by=by, at=at, details=details)
    return row


def _fill(row: EnquiryMethod, method: Method) -> None:
    for name, value in vars(method).items():
        if name not in KEPT:
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.following = {result: list(codes) for result, codes in method.following.items()}
