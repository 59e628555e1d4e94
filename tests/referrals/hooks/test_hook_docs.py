"""The receiver's check in `docs/web-hooks.md` is run against what the hub sends."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from referrals.rules.hooks.signing import headers, secret_of

SECRET, EARLIER = secret_of(b"a" * 32), secret_of(b"b" * 32)
BODY, SENT = b'{"id":"m1","type":"ping"}', 1772452800


@pytest.fixture(scope="module")
def is_from_the_hub():
    text = (Path(settings.BASE_DIR) / "docs" / "web-hooks.md").read_text()
    (snippet,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec(compile(snippet, "docs/web-hooks.md", "exec"), names)
    return names["is_from_the_hub"]


def sent(*secrets):
    return headers(secrets, message_id="m1", seconds=SENT, body=BODY)


def now():
    return SENT + 299


def test_each_secret_verifies_during_a_rotation(is_from_the_hub):
    for secret in (SECRET, EARLIER):
        assert is_from_the_hub(secret, sent(SECRET, EARLIER), BODY, now=now)


@pytest.mark.parametrize(
    ("secret", "change", "body"),
    [
        (EARLIER, {}, BODY),
        (SECRET, {}, BODY + b" "),
        (SECRET, {"webhook-id": "m2"}, BODY),
        (SECRET, {"webhook-timestamp": str(SENT + 1)}, BODY),
        (SECRET, {"webhook-timestamp": "soon"}, BODY),
        (SECRET, {"webhook-signature": ""}, BODY),
        (SECRET, {"webhook-signature": "v1,ü"}, BODY),
    ],
)
def test_anything_else_does_not(is_from_the_hub, secret, change, body):
    assert not is_from_the_hub(secret, {**sent(SECRET), **change}, body, now=now)


def test_what_is_older_than_five_minutes_does_not(is_from_the_hub):
    assert not is_from_the_hub(SECRET, sent(SECRET), BODY, now=lambda: SENT + 301)
    assert not is_from_the_hub(SECRET, {}, BODY, now=now)
