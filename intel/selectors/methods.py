"""Reading the methods: those that ship in the file, and those of the table."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import EnquiryMethod
from intel.rules.enquiries.method_file import Method, read_methods, read_seats


@lru_cache(maxsize=1)
def shipped_methods() -> tuple[Method, ...]:
    """Return the methods that ship with this release, checked. Raises BadMethods."""
    return tuple(read_methods(_file()))


@lru_cache(maxsize=1)
def platform_seats() -> Mapping[str, str]:
    """Return by platform the country in which whoever answers for its data has its seat, where that is known."""
    return read_seats(_file())


def list_methods(*, by: Actor) -> list[EnquiryMethod]:
    """Return all methods in their order. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return list(EnquiryMethod.objects.order_by("position", "code"))


def find_method(*, code: str, by: Actor) -> EnquiryMethod | None:
    """Return a method by its code. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return EnquiryMethod.objects.filter(code=code).first()


def method_rules() -> list[Method]:
    """Return all methods as the rules take them, in their order: one query."""
    return [row.as_rule for row in EnquiryMethod.objects.order_by("position", "code")]


def method_names() -> dict[str, str]:
    """Return by code what each method is called."""
    return dict(EnquiryMethod.objects.values_list("code", "name"))


def _file() -> dict[str, Any]:
    return dict(json.loads(files("intel.data").joinpath("enquiry_methods.json").read_text(encoding="utf-8")))
