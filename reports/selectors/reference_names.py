"""Names out of the reference data in the reader's language.

The tables hold English names. Those that the public sees are listed here, so that the catalogues hold them; a name
that an administrator has changed is shown as it stands.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

NAMES = (
    _("Race or ethnicity"),
    _("Religion or belief"),
    _("Sexual orientation"),
    _("Disability"),
    _("Transgender identity"),
    _("Sex or gender"),
    _("Age"),
    _("Variations in sex characteristics"),
    _("Alternative subculture"),
    _("Caste"),
    _("Colour"),
    _("Nationality"),
    _("Ethnic or national origin"),
    _("Gypsy, Roma or Traveller"),
    _("Asylum seeker, refugee or migrant"),
    _("Buddhist"),
    _("Christian"),
    _("Hindu"),
    _("Jewish"),
    _("Muslim"),
    _("Sikh"),
    _("Another religion"),
    _("No religion"),
    _("Not known"),
    _("Gay"),
    _("Lesbian"),
    _("Bi"),
    _("Heterosexual"),
    _("Another orientation"),
    _("Physical"),
    _("Sight, hearing or another sense"),
    _("Learning disability"),
    _("Mental health"),
    _("Neurodivergence"),
    _("Trans"),
    _("Non-binary"),
    _("Perceived as transgender"),
    _("Another website or forum"),
    _("E-mail or text message"),
)


def in_own_words(name: str) -> str:
    """Return a name of the reference data in the language that is active."""
    return gettext(name) if name else ""
