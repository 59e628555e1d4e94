"""Who is the same person, for the database: it holds what takes two people, whatever code writes to it."""

from django.db.models import CharField, F, Func, IntegerField, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Exact

SEPARATOR, AFTER = ":", 2


def same_person(one: str, other: str) -> Q:
    """Return the condition that two columns, in the audit's form, name one person, in whichever roles.

    Where nobody is named yet, it is not so.
    """
    return Q(Exact(_person(one), _person(other)))


def nobody_of(one: str, others: str) -> Q:
    """Return the condition that a column names nobody of those in an array of that form, in whichever roles.

    No name holds a space or a colon.
    """
    listed = Func(F(others), Value(" "), function="array_to_string", output_field=CharField())
    sought = Concat(Value(SEPARATOR), _person(one), Value(" "), output_field=CharField())
    place = Func(
        Concat(listed, Value(" "), output_field=CharField()), sought, function="strpos", output_field=IntegerField()
    )
    return Q(Exact(place, Value(0)))


def _person(column: str) -> Func:
    return Func(F(column), Value(SEPARATOR), Value(AFTER), function="split_part", output_field=CharField())
