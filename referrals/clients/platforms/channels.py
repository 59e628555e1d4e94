"""Which interface a platform's channel is."""

from collections.abc import Callable, Sequence

from referrals.clients.platforms.bluesky import BlueskyChannel
from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.lemmy import LemmyChannel
from referrals.clients.platforms.mastodon import MastodonChannel
from referrals.clients.platforms.protocol import NotConfigured, PlatformChannel, Values
from referrals.clients.platforms.reddit import RedditChannel
from referrals.clients.platforms.webhook import WebhookChannel
from referrals.clients.platforms.youtube import YouTubeChannel
from referrals.rules.takedowns.credential_fields import FIELDS, missing

WITH_ACCOUNT: dict[str, Callable[..., PlatformChannel]] = {
    "mastodon": MastodonChannel,
    "bluesky": BlueskyChannel,
    "youtube": YouTubeChannel,
    "reddit": RedditChannel,
    "lemmy": LemmyChannel,
}
INTERFACES = frozenset(FIELDS)
"""Channels that a program sends by. E-mail goes as a letter, a web form by hand."""


def open_channel(name: str, *, accounts: Sequence[Values], address: str, caller: Caller) -> PlatformChannel:
    """Return a channel that signs in with what is whole of `accounts`. Raises NotConfigured where nothing is."""
    whole = [values for values in accounts if not missing(name, values)]
    if name == "webhook":
        return WebhookChannel(whole, caller=caller, address=address)
    if name not in WITH_ACCOUNT:
        raise NotConfigured("no_interface")
    return WITH_ACCOUNT[name](whole, caller=caller)
