"""Why a referral cannot be made or taken further."""


class SupportRefused(Exception):
    """This cannot be done; the message says why."""


class NoConsent(SupportRefused):
    """The person has not agreed that a support service gets in touch."""


class NoRoute(SupportRefused):
    """The person has given no way to reach them, or has been erased."""


class DoesNotFit(SupportRefused):
    """Something speaks against the service, and no reason was given to ask it all the same."""
