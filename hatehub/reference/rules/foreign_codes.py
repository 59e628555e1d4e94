"""Tells what a code is that is no postcode of the United Kingdom, as far as its form says."""

import re

from hatehub.reference.rules.force_table import Source

MAX_CHARACTERS = 200

# The forms that the postal services publish; a territory is named before a country, the narrow form before the wide.
_FORMS = (
    (Source.OVERSEAS_TERRITORY, r"GX11 ?1AA|(ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA) ?1ZZ|AI-?2640"),
    (Source.IRELAND, r"(D6W|[AC-FHKNPRTV-Y][0-9]{2})( ?[0-9AC-FHKNPRTV-Y]{4})?"),
    (Source.CANADA, r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]"),
    (Source.NETHERLANDS, r"(NL-?)?[1-9][0-9]{3} ?[A-Z]{2}"),
    (Source.UNITED_STATES, r"[0-9]{5}-[0-9]{4}|[A-Z]{2} [0-9]{5}"),
    (Source.FOREIGN, r"([A-Z]{1,3}-)?[0-9]{3,6}|[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{5}-[0-9]{3}"),
)


def what_else(*, text: str) -> Source:
    """Name the country or kind of a foreign code; `foreign` where several have that form; NONE for anything else."""
    typed = " ".join(text.upper().split()) if len(text) <= MAX_CHARACTERS and text.isascii() else ""
    return next((source for source, form in _FORMS if re.fullmatch(form, typed)), Source.NONE)
