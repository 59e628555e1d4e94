"""Which time limit for telling decisions a complainant is entitled to: a table with a version, read from the top."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ENTITLEMENTS = ("enhanced", "standard")
KINDS = ("victim", "witness", "third_party", "professional", "unstated")
FACTS = ("kind", "under_18", "danger")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a complainant: codes as `Complainant.kind`, `Report.circumstances` and `Report.danger` hold."""

    kind: str
    under_18: str = ""
    danger: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row: where the fact has one of the values, the entitlement holds."""

    fact: str
    values: frozenset[str]
    entitlement: str


@dataclass(frozen=True, kw_only=True)
class Entitlements:
    """The table in one version: working days for each entitlement, and rules of which the first that fits decides."""

    version: str
    working_days: Mapping[str, int]
    rules: tuple[Rule, ...]


class BadEntitlements(Exception):
    """The table names something unknown, has no working days for an entitlement, or leaves a kind of person out."""


def read_entitlements(data: Mapping[str, Any]) -> Entitlements:
    """Return the table from its JSON, checked so that everybody has a limit. Raises BadEntitlements."""
    table = Entitlements(
        version=data["version"],
        working_days=data["working_days"],
        rules=tuple(
            Rule(fact=row["fact"], values=frozenset(row["values"]), entitlement=row["entitlement"])
            for row in data["rules"]
        ),
    )
    _check(table)
    return table


def entitlement_of(table: Entitlements, facts: Facts) -> str:
    """Return `enhanced` or `standard`: what the first rule that fits says."""
    return next(rule.entitlement for rule in table.rules if getattr(facts, rule.fact) in rule.values)


def _check(table: Entitlements) -> None:
    unknown = [rule for rule in table.rules if rule.fact not in FACTS or rule.entitlement not in ENTITLEMENTS]
    if unknown:
        raise BadEntitlements(f"version {table.version} does not know {unknown[0].fact}, {unknown[0].entitlement}")
    if any(table.working_days.get(name, 0) < 1 for name in ENTITLEMENTS):
        raise BadEntitlements(f"version {table.version} has no working days for {' or '.join(ENTITLEMENTS)}")
    covered = {value for rule in table.rules if rule.fact == "kind" for value in rule.values}
    missing = sorted(set(KINDS) - covered)
    if missing:
        raise BadEntitlements(f"version {table.version} leaves out {', '.join(missing)}")
