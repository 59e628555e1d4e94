"""Which channel the settings name."""

from django.conf import settings

from reports.clients.mail.notify import notify_channel
from reports.clients.mail.protocol import Channel
from reports.clients.mail.smtp import SmtpChannel


def get_channel() -> Channel:
    """Return the channel of the settings."""
    return notify_channel() if settings.MAIL_CHANNEL == "notify" else SmtpChannel()
