"""Whoever was told to wait is refused at the door, without the database, until the time is over; nobody else is."""

import json

from hatehub import patience


def asked(application, authorization):
    said = []
    body = b"".join(
        application({"HTTP_AUTHORIZATION": authorization}, lambda status, headers: said.append((status, headers)))
    )
    return said, body


def test_only_who_was_told_to_wait_is_refused():
    application = patience.with_patience(lambda environ, start: [b"through"])
    assert asked(application, "Bearer one") == ([], b"through")
    patience.remember("Bearer one", seconds=30)
    [(status, headers)], body = asked(application, "Bearer one")
    assert status.startswith("429")
    assert int(dict(headers)["Retry-After"]) in range(1, 31)
    assert json.loads(body)["code"] == "throttled"
    assert asked(application, "Bearer two") == ([], b"through")
    assert asked(application, "") == ([], b"through")


def test_time_that_is_over_is_over():
    patience.remember("Bearer three", seconds=-1)
    assert patience.seconds_left("Bearer three") == 0


def test_what_is_remembered_stays_bounded():
    for number in range(patience.MOST_REMEMBERED + 5):
        patience.remember(f"Bearer many {number}", seconds=30)
    assert len(patience._waits) <= patience.MOST_REMEMBERED
