"""How texts are read for the search, the key of its lexemes, and the names that officers know."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from hatehub.accounts.selectors import case_workers
from hatehub.reference.models import Force, Platform, Strand, StrandValue
from hatehub.vault.services import lookup_hash
from triage.rules.search.names import Named, Vocabulary, vocabulary
from triage.rules.search.tokens import Reading
from triage.selectors.word_tables import get_folding

LEXEMES = "search: lexemes"
QUESTION = "search: question"
SHORT, OFFICER = "short force", "officer"
SHOWN = {SHORT: "forces", "strand": "strands", "platform": "platforms", OFFICER: "officers"}


@lru_cache(maxsize=1)
def get_reading() -> Reading:
    """Return how documents and questions are read, both the same way."""
    return Reading(get_folding())


def lexeme_key() -> bytes:
    """Return the key of the lexemes, which comes of the pepper."""
    return bytes.fromhex(lookup_hash("", purpose=LEXEMES))


def hash_of_question(text: str) -> str:
    """Return the keyed hash by which the audit can tell that two searches asked the same."""
    return lookup_hash(" ".join(text.casefold().split()), purpose=QUESTION)[:32]


@dataclass(frozen=True)
class Names:
    """What the names in a question stand for, and those that a page shows, by what they name and by code."""

    vocabulary: Vocabulary
    shown: dict[str, dict[str, str]]


def get_names() -> Names:
    """Return the names of forces, strands and platforms, and of those who work on cases; with one query."""
    of_value = Concat(F("strand__code"), Value(":"), F("code"), output_field=CharField())
    rows = Force.objects.values_list(Value("force"), F("code"), F("name")).union(
        Force.objects.values_list(Value(SHORT), F("code"), F("short_name")),
        Strand.objects.values_list(Value("strand"), F("code"), F("name")),
        StrandValue.objects.values_list(Value("strand_value"), of_value, F("name")),
        Platform.objects.values_list(Value("platform"), F("code"), F("name")),
        case_workers().values_list(Value(OFFICER), F("username"), F("username")),
        all=True,
    )
    shown: dict[str, dict[str, str]] = {heading: {} for heading in SHOWN.values()}
    known = []
    for what, code, label in rows:
        if what in SHOWN:
            shown[SHOWN[what]][code] = label
        if what != OFFICER:
            known.append(Named("force" if what == SHORT else what, code, label))
    return Names(vocabulary=vocabulary(known), shown=shown)
