from dataclasses import replace
from datetime import date

import pytest

from triage.rules.offence_gaps import Gap, Missing, OffenceFacts, gaps_of
from triage.rules.time_bar import LimitRule

DAY = date(2026, 3, 2)
WHOLE = OffenceFacts(
    points=[("A message was sent", "Exhibit 1"), ("It was the suspect", "The account is theirs.")],
    rule=LimitRule.FROM_OFFENCE,
    needs_consent="",
    hostility="demonstrated",
    first_act_on=DAY,
    last_act_on=None,
    evidence_on=None,
    earliest=DAY,
)


def missing(**change):
    return [gap.missing for gap in gaps_of(replace(WHOLE, **change))]


def test_nothing_is_missing_where_every_point_has_its_evidence_and_its_day():
    assert gaps_of(WHOLE) == []


def test_points_without_evidence_are_counted():
    points = [("A message was sent", " "), ("It was public", "Exhibit 1"), ("It was the suspect", "")]
    assert gaps_of(replace(WHOLE, points=points)) == [Gap(missing=Missing.POINTS, number=2)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"first_act_on": None}, [Missing.FIRST_ACT]),
        ({"earliest": date(2026, 3, 1)}, [Missing.EARLIER_ACT]),
        ({"earliest": None}, []),
        ({"rule": LimitRule.FROM_LAST_ACT}, [Missing.LAST_ACT]),
        ({"rule": LimitRule.FROM_LAST_ACT, "last_act_on": DAY}, []),
        ({"rule": LimitRule.FROM_EVIDENCE}, [Missing.EVIDENCE_DAY]),
        ({"rule": LimitRule.FROM_EVIDENCE, "evidence_on": DAY}, []),
        ({"hostility": "none"}, [Missing.HOSTILITY]),
        ({"needs_consent": "Attorney General"}, [Missing.CONSENT]),
        ({"in_force": (date(2026, 3, 3), None)}, [Missing.NOT_IN_FORCE]),
        ({"in_force": (None, date(2026, 3, 1))}, [Missing.NOT_IN_FORCE]),
        ({"in_force": (DAY, DAY)}, []),
        ({"in_force": (date(2026, 3, 3), None), "first_act_on": None, "earliest": None}, [Missing.FIRST_ACT]),
    ],
)
def test_what_else_is_missing(change, expected):
    assert missing(**change) == expected
