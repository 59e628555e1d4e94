"""How platforms take requests: which addresses are refused, and what the shipped rows say."""

import pytest
from django.core.exceptions import ValidationError

from hatehub.reference.models import Platform


def platform(**values):
    return Platform(code="some", name="Some", takedown_deadline_hours=24, basis="invented", **values)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "https://example.org/form"),
        ("email", "nobody"),
        ("web_form", "abuse@example.org"),
        ("web_form", "http://example.org/"),
        ("webhook", "javascript:alert(1)"),
    ],
)
def test_an_address_that_its_channel_cannot_use_is_refused(channel, address):
    with pytest.raises(ValidationError) as refused:
        platform(takedown_channel=channel, takedown_address=address).clean()
    assert "takedown_address" in refused.value.message_dict


@pytest.mark.parametrize(
    ("channel", "address"),
    [("email", "abuse@example.org"), ("email", ""), ("web_form", "https://example.org/report"), ("webhook", "")],
)
def test_an_address_that_its_channel_can_use_or_that_is_not_known_is_taken(channel, address):
    platform(takedown_channel=channel, takedown_address=address).clean()


@pytest.mark.django_db
def test_shipped_platforms_speak_their_own_channels_and_send_to_no_address_that_nobody_confirmed():
    for code in ("mastodon", "bluesky", "youtube", "reddit", "lemmy"):
        assert Platform.objects.get(code=code).takedown_channel == code
    assert not Platform.objects.filter(takedown_channel__in=["email", "webhook"]).exclude(takedown_address="").exists()
